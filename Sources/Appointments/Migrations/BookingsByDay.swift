// Minutes beside bookings, for reports.

import Store

extension AppointmentsFeature {
    /// A booking bears its slot's minutes, which never change, so that reports add up some weeks from one index alone; the minutes that clinics offer are
    /// added up from another.
    package static let bookingsByDay = Migration(
        "2026-11-21 18 bookings by day",
        """
        ALTER TABLE bookings ADD COLUMN minutes BIGINT NOT NULL DEFAULT 0;
        UPDATE bookings
        SET minutes = (SELECT slots.minutes FROM slots WHERE slots.id = bookings.slot);
        CREATE INDEX bookings_by_day ON bookings (local_date, practice, status, minutes);
        CREATE INDEX slots_by_minutes ON slots (clinic, minutes);
        """)
}
