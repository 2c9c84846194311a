// What this room asks of those above it.

import Kernel
import Store

/// A link that another room answers for: a title and an address.
package struct ActivityLink: Hashable, Sendable {
    package let title: String
    /// "" where the person may not open it; the title says who can.
    package let address: String

    package init(_ title: String, _ address: String) {
        self.title = title
        self.address = address
    }
}

/// What an entry earned: one line of the money ledger.
package struct EarnedLine: Hashable, Sendable {
    package let sentence: String
    package let account: String
    package let amount: Money
    package let address: String

    package init(sentence: String, account: String, amount: Money, address: String) {
        self.sentence = sentence
        self.account = account
        self.amount = amount
        self.address = address
    }
}

/// What became of an entry, as money, whoever looks.
package enum Settlement: Hashable, Sendable {
    /// Its month is not closed yet.
    case waiting
    /// It earned money for the practice that hosted it.
    case earned
    /// Its month is closed, and it came to nothing.
    case nothing
}

/// What the page of an entry asks of other rooms; `App` ties it to them.
package struct ActivityPorts: Sendable {
    /// Where the evidence of an entry is, for a person in a role: an appointment's page for who may see its patient, else words that say who can.
    package var evidence: @Sendable (_ entry: ActivityEntry, _ scope: Scope, _ role: Role) -> ActivityLink
    /// What an entry earned, within a scope.
    package var earned: @Sendable (_ entry: ID<ActivityEntry>, _ scope: Scope, _ connection: any Connection) throws -> [EarnedLine]
    /// What became of an entry, lines that the person may not see included.
    package var settlement: @Sendable (_ entry: ID<ActivityEntry>, _ connection: any Connection) throws -> Settlement
    package var schemeTitle: @Sendable (_ scheme: SchemeID, _ connection: any Connection) throws -> String?

    package init(
        evidence: @escaping @Sendable (ActivityEntry, Scope, Role) -> ActivityLink,
        earned: @escaping @Sendable (ID<ActivityEntry>, Scope, any Connection) throws -> [EarnedLine],
        settlement: @escaping @Sendable (ID<ActivityEntry>, any Connection) throws -> Settlement,
        schemeTitle: @escaping @Sendable (SchemeID, any Connection) throws -> String?
    ) {
        self.evidence = evidence
        self.earned = earned
        self.settlement = settlement
        self.schemeTitle = schemeTitle
    }

    /// No other room, for tests.
    package static let none = ActivityPorts(
        evidence: { entry, _, _ in ActivityLink("\(entry.evidence.kind.rawValue) \(entry.evidence.identifier)", "") }, earned: { _, _, _ in [] },
        settlement: { _, _ in .waiting }, schemeTitle: { _, _ in nil })
}
