// A room that has something planned.

import Kernel
import Store
import Web

/// Answers every question about what is planned after a day with what a test says.
package struct PlanningRoom: Feature {
    private let plan: @Sendable (Commitment.Subject, LocalDate) -> [Commitment]

    package init(_ plan: @escaping @Sendable (Commitment.Subject, LocalDate) -> [Commitment]) { self.plan = plan }

    /// Clinics after any day.
    package static func clinics(_ count: Int) -> Commitments {
        Commitments(of: [
            PlanningRoom { _, day in
                count == 0
                    ? []
                    : [
                        Commitment(
                            what: "\(count) clinics are published", remedy: "Ask a hub coordinator to withdraw them first.")
                    ]
            }
        ])
    }

    package func commitments(of subject: Commitment.Subject, after day: LocalDate, in connection: any Connection) throws -> [Commitment] {
        plan(subject, day)
    }
}
