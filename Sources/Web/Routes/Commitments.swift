// What all rooms have planned.

import Kernel
import Store

/// What all rooms have planned, for the rooms below them to ask.
package struct Commitments: Sendable {
    private let rooms: [any Feature]

    package init(of rooms: [any Feature]) { self.rooms = rooms }

    /// Nothing planned anywhere.
    package static let none = Commitments(of: [])

    package func after(_ day: LocalDate, of subject: Commitment.Subject, in connection: any Connection) throws -> [Commitment] {
        try rooms.flatMap { try $0.commitments(of: subject, after: day, in: connection) }
    }
}
