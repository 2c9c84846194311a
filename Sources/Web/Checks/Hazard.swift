// What could go wrong for a patient.

/// A row of the hazard log that a room answers for: its controls are in the room's code. Rooms name theirs in `Feature.hazards`, and a test holds that the
/// log and the rooms speak of the same.
package struct Hazard: Hashable, Sendable {
    /// 1 for H1.
    package let number: Int
    /// As the log has it.
    package let title: String

    package init(_ number: Int, _ title: String) {
        self.number = number
        self.title = title
    }
}
