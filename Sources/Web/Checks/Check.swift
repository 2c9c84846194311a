// What can be checked for its operators.

import Kernel
import Store

/// Records of a room that have to agree. `commonweal audit verify` runs those of all rooms.
package struct RecordCheck: Sendable {
    /// "Activity ledger"
    package let name: String
    /// What is compared with what: "every reversal with the entry that it takes back".
    package let compares: String
    /// What to do where they do not agree.
    package let mend: String
    /// Its place among the checks of all rooms, lowest first.
    package let order: Int
    /// What is wrong, a sentence each; nothing where all agree.
    package let run: @Sendable (any Connection) throws -> [String]

    package init(
        _ name: String, compares: String, mend: String, order: Int, run: @escaping @Sendable (any Connection) throws -> [String]
    ) {
        self.name = name
        self.compares = compares
        self.mend = mend
        self.order = order
        self.run = run
    }

    /// What to do with records that lose nothing while they wait.
    package static let report = "Report this to whoever maintains the product."
    /// What to do with records that no page can mend.
    package static let restore = "Keep a copy of the database as it is, and restore the last backup in which this check found nothing."
}

/// A side from which a room looks at the installation. `commonweal doctor` runs those of all rooms.
package struct InstallationCheck: Sendable {
    /// What a check may look at.
    package struct Installation: Sendable {
        package let database: any Database
        package let now: Instant
        /// Whether there is a key; without one nothing can be said about what it seals.
        package let hasKey: Bool

        package init(database: any Database, now: Instant, hasKey: Bool) {
            self.database = database
            self.now = now
            self.hasKey = hasKey
        }
    }

    /// Whether it reads the database; what does not is looked at where there is none, too.
    package let readsDatabase: Bool
    /// Its place among the checks of all rooms, lowest first.
    package let order: Int
    /// Nil where there is nothing to say.
    package let run: @Sendable (Installation) async throws -> CheckFinding?

    package init(order: Int, readsDatabase: Bool = true, run: @escaping @Sendable (Installation) async throws -> CheckFinding?) {
        self.order = order
        self.readsDatabase = readsDatabase
        self.run = run
    }
}

/// One thing that was looked at, how it is, and what to do about it.
package struct CheckFinding: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable { case well, warning, ill }

    package let subject: String
    package let state: State
    package let sentence: String
    /// What to do; empty where all is well.
    package let mend: String

    package static func well(_ subject: String, _ sentence: String) -> CheckFinding {
        CheckFinding(subject: subject, state: .well, sentence: sentence, mend: "")
    }
    package static func warning(_ subject: String, _ sentence: String, mend: String) -> CheckFinding {
        CheckFinding(subject: subject, state: .warning, sentence: sentence, mend: mend)
    }
    package static func ill(_ subject: String, _ sentence: String, mend: String) -> CheckFinding {
        CheckFinding(subject: subject, state: .ill, sentence: sentence, mend: mend)
    }
}
