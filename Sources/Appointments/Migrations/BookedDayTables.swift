// The days that patients are booked on.

import Store

extension AppointmentsFeature {
    /// Whoever is booked takes the row of the patient and the day, so that two bookings of one patient meet there, and only one that is not the day's first
    /// has to look for others at its time. To look for bookings that are not there would put all patients who are near each other in the index in each
    /// other's way on PostgreSQL, where three in ten bookings of a busy moment had to be tried again.
    package static let bookedDays = Migration(
        "2026-11-29 42 appointments booked days",
        """
        CREATE TABLE booked_days (
          patient TEXT NOT NULL REFERENCES patients (id),
          local_date TEXT NOT NULL,
          bookings BIGINT NOT NULL CHECK (bookings > 0),
          PRIMARY KEY (patient, local_date)
        );
        INSERT INTO booked_days (patient, local_date, bookings)
        SELECT patient, local_date, COUNT(*)
        FROM bookings
        GROUP BY patient, local_date
        """)
}
