// What this room asks of those above it.

import Kernel
import Store
import Web

/// What withdrawing would mean for work that other rooms have planned; `App` ties it to them.
package struct GovernancePorts: Sendable {
    /// What rooms have planned.
    package var commitments: Commitments
    /// Schemes whose term is over, which no practice is asked about any more.
    package var endedSchemes: @Sendable (_ on: LocalDate, any Connection) throws -> Set<SchemeID>

    package init(
        commitments: Commitments, endedSchemes: @escaping @Sendable (LocalDate, any Connection) throws -> Set<SchemeID> = { _, _ in [] }
    ) {
        self.commitments = commitments
        self.endedSchemes = endedSchemes
    }

    /// Nothing planned anywhere, for tests.
    package static let none = GovernancePorts(commitments: .none)
}
