// Where two bookings of one patient meet.

import Kernel
import Store

/// `booked_days` counts the bookings that were ever made of a patient for a day, those that were cancelled too.
package enum BookedDays {
    /// Counts one more; returns how many there are with it. Two at once for one patient and day wait for each other here.
    static func add(_ patient: PatientID, _ date: LocalDate, in transaction: Transaction) throws -> Int {
        try transaction.value(
            """
            INSERT INTO booked_days (patient, local_date, bookings)
            VALUES (\(patient), \(date), 1)
            ON CONFLICT (patient, local_date) DO UPDATE
            SET bookings = booked_days.bookings + 1
            RETURNING bookings
            """) ?? 1
    }

    /// Patients with days that are not counted as their bookings say, one sentence each.
    package static func verify(in connection: any Connection) throws -> [String] {
        let patients: [PatientID] = try connection.values(
            """
            SELECT DISTINCT patient
            FROM (
              SELECT patient, local_date, CAST(COUNT(*) AS BIGINT) AS bookings
              FROM bookings
              GROUP BY patient, local_date
              EXCEPT
              SELECT patient, local_date, bookings
              FROM booked_days
            ) AS differing
            ORDER BY patient
            """)
        return patients.map {
            "The days of patient \($0) are not counted as the patient's appointments say. Report this to whoever maintains the product."
        }
    }
}
