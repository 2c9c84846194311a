// What this room asks of those above it.

import Kernel
import Store
import Web

/// Who delivers care, and where something is booked. Rooms above this one know it; `App` ties them.
package struct PatientsPorts: Sendable {
    /// One of each room that delivers care.
    package let deliveries: [CareDelivery]
    /// Where staff look for a patient.
    package let desk: String
    /// Where something is booked for a patient; nil for a role that books nothing.
    package let booking: @Sendable (_ patient: PatientID, _ role: Role) -> String?

    package init(deliveries: [CareDelivery], desk: String, booking: @escaping @Sendable (PatientID, Role) -> String?) {
        self.deliveries = deliveries
        self.desk = desk
        self.booking = booking
    }

    /// No care and no desk, for tests.
    package static let none = PatientsPorts(deliveries: [], desk: "/", booking: { _, _ in nil })
}
