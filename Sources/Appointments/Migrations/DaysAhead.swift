// Schemes say how far ahead is booked.

import Store

extension AppointmentsFeature {
    /// A requirement may ask for more than the two weeks of enhanced access.
    static let daysAhead = Migration("2026-11-29 92 appointments days ahead", changing: [.open("clinic_patterns", "days_ahead")])
}
