// What this room asks of those above it.

import Kernel
import Store

/// What withdrawing would mean for work that other rooms have planned; `App` ties it to them.
package struct GovernancePorts: Sendable {
    /// Sentences about what stands after a practice's last day in an undertaking: "6 appointments are booked after 30 November 2026."
    package var consequences:
        @Sendable (_ practice: OrganisationID, _ undertaking: SchemeID, _ lastDay: LocalDate, _ connection: any Connection) throws -> [String]
    /// Schemes whose term is over, which no practice is asked about any more.
    package var endedSchemes: @Sendable (_ on: LocalDate, any Connection) throws -> Set<SchemeID>
    /// Where a practice's people find what is booked for its patients after its last day; "" where nobody has it.
    package var keptAddress: String

    package init(
        consequences: @escaping @Sendable (OrganisationID, SchemeID, LocalDate, any Connection) throws -> [String],
        endedSchemes: @escaping @Sendable (LocalDate, any Connection) throws -> Set<SchemeID> = { _, _ in [] }, keptAddress: String = ""
    ) {
        self.consequences = consequences
        self.endedSchemes = endedSchemes
        self.keptAddress = keptAddress
    }

    /// Nothing planned anywhere, for tests.
    package static let none = GovernancePorts(consequences: { _, _, _, _ in [] })
}
