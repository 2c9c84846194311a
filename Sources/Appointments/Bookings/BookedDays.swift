// Where two bookings of one patient meet.

import Kernel
import Store

/// `booked_days` counts the bookings that were ever made of a patient for a day, those that were cancelled too. A count that is too high, as one that was
/// refused may leave, costs a look at the patient's appointments and lets nothing through; one that is too low would let two overlap.
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

    /// Patients with days that have more bookings than are counted, one sentence each.
    package static func verify(in connection: any Connection) throws -> [String] {
        let patients: [PatientID] = try connection.values(
            """
            SELECT DISTINCT counted.patient
            FROM (
              SELECT patient, local_date, CAST(COUNT(*) AS BIGINT) AS bookings
              FROM bookings
              GROUP BY patient, local_date) AS counted
            LEFT JOIN booked_days ON booked_days.patient = counted.patient
              AND booked_days.local_date = counted.local_date
            WHERE COALESCE(booked_days.bookings, 0) < counted.bookings
            ORDER BY counted.patient
            """)
        return patients.map {
            "The days of patient \($0) are not counted as the patient's appointments say."
        }
    }
}
