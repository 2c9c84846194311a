// Finds what nobody marked by an index.

import Store

extension AppointmentsFeature {
    /// The home pages of hubs count appointments that are over and not marked; booked ones are few beside all that ever were.
    static let bookingsNotMarked = Migration(
        "2026-11-29 40 appointments not marked",
        "CREATE INDEX bookings_not_marked ON bookings (local_date, hub) WHERE status IN ('booked', 'arrived', 'called');")
}
