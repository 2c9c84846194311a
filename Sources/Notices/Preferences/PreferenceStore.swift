// What a person chose to be told of.

import Kernel
import Store

package enum PreferenceStore {
    /// How often a person is told of a kind: as chosen, else as the kind goes by itself. A choice that the kind no longer offers counts for nothing.
    package static func rhythm(of kind: NoticeKind, for person: PersonID, in connection: any Connection) throws -> Rhythm {
        let chosen = try connection.value(
            Rhythm.self, "SELECT rhythm FROM notice_preferences WHERE person = \(person) AND kind = \(kind.key)")
        return chosen.flatMap { kind.choices.contains($0) ? $0 : nil } ?? kind.standard
    }

    package static func quietHours(of person: PersonID, in connection: any Connection) throws -> QuietHours {
        try connection.first(QuietHours.self, "SELECT from_time, until_time FROM quiet_hours WHERE person = \(person)") ?? .standard
    }

    /// Keeps what a person chose, kind by kind. What was told already comes as it was to.
    package static func set(_ choices: [(kind: NoticeKind, rhythm: Rhythm)], quiet: QuietHours, of person: PersonID, in tx: Transaction) throws {
        for (kind, rhythm) in choices {
            try tx.execute(
                """
                INSERT INTO notice_preferences (person, kind, rhythm)
                VALUES (\(person), \(kind.key), \(rhythm))
                ON CONFLICT (person, kind) DO UPDATE SET rhythm = excluded.rhythm
                """)
        }
        try tx.execute(
            """
            INSERT INTO quiet_hours (person, from_time, until_time)
            VALUES (\(person), \(quiet.fromTime), \(quiet.untilTime))
            ON CONFLICT (person) DO UPDATE SET from_time = excluded.from_time, until_time = excluded.until_time
            """)
        let chosen = choices.map { "\($0.kind.key) \($0.rhythm.rawValue)" }.joined(separator: ", ")
        try tx.audit(
            "notice preferences chosen", AuditSubject("person", person),
            details: ["choices": chosen, "quiet": "\(quiet.fromTime.stored) to \(quiet.untilTime.stored)"])
    }
}
