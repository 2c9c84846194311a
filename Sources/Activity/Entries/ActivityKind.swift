// Kinds of work, to which any room may add.

import Kernel
import Store

/// What kind of work, by the name of its row in `activity_kinds`. The room that records it names it in an extension and adds its row by a
/// migration; how it is paid for is a row of Contracts' `work_rules`.
package struct ActivityKind: OpenName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let appointmentDelivered: ActivityKind = "appointment-delivered"
    package static let appointmentNotAttended: ActivityKind = "appointment-not-attended"
    /// Time that was offered and that nobody booked.
    package static let capacityUnused: ActivityKind = "capacity-unused"
}

/// What the ledger knows of a kind of work.
package struct ActivityKindFact: Codable, Hashable, Sendable {
    package let kind: ActivityKind
    package let title: String
    /// Whether it was for a practice's patients; time that nobody booked was for nobody's.
    package let isForPatients: Bool
}

extension ActivityStore {
    package static func kinds(in connection: any Connection) throws -> [ActivityKind: ActivityKindFact] {
        let all: [ActivityKindFact] = try connection.all("SELECT kind, title, is_for_patients FROM activity_kinds")
        return Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
    }

    package static func titles(in connection: any Connection) throws -> [ActivityKind: String] { try kinds(in: connection).mapValues(\.title) }
}
