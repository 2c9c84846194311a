// The diary's rows.

import Kernel
import Store

/// Each five minutes of a person or a room are one row under one key, so that two writers can never both have them.
package enum DiaryStore {
    /// Keeps people and rooms for an entry. Rooms ask for `clashes` first, to say them; where another writer comes between, the row's key refuses.
    package static func keep(_ resources: [DiaryResource], for entry: DiaryEntry, in transaction: Transaction) throws {
        guard !resources.isEmpty, !entry.fiveMinutes.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO diary_entries (record, title, starts_at, ends_at)
            VALUES (\(entry.record), \(entry.title), \(entry.startsAt), \(entry.endsAt))
            """)
        try transaction.insert(
            "INSERT INTO diary_times (resource_kind, resource, five_minutes, record)",
            entry.fiveMinutes.flatMap { stretch in
                resources.map { "(\($0.kind.rawValue), \($0.identifier), \(stretch), \(entry.record))" }
            })
    }

    /// Gives the time of one person or room to another, the entry staying as it is.
    package static func pass(_ record: RecordLink, from old: DiaryResource, to new: DiaryResource, in transaction: Transaction) throws {
        guard old != new else { return }
        try transaction.execute(
            """
            UPDATE diary_times
            SET resource = \(new.identifier)
            WHERE record = \(record)
              AND resource_kind = \(old.kind.rawValue)
              AND resource = \(old.identifier)
            """)
    }

    /// What was kept for a record is free again.
    package static func free(_ record: RecordLink, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM diary_times WHERE record = \(record)")
        try transaction.execute("DELETE FROM diary_entries WHERE record = \(record)")
    }

    /// What keeps any of these people and rooms busy while the entry would last, in the order of the resources and of time; never the entry itself.
    package static func clashes(of resources: [DiaryResource], with entry: DiaryEntry, in connection: any Connection) throws -> [DiaryClash] {
        struct Kept: Decodable {
            let title: String
            let startsAt: Instant
            let endsAt: Instant
        }
        return try resources.flatMap { resource in
            let kept: [Kept] = try connection.all(
                """
                SELECT title, starts_at, ends_at
                FROM diary_entries
                WHERE record <> \(entry.record)
                  AND record IN (
                    SELECT record
                    FROM diary_times
                    WHERE resource_kind = \(resource.kind.rawValue)
                      AND resource = \(resource.identifier)
                      AND five_minutes >= \(entry.fiveMinutes.lowerBound)
                      AND five_minutes < \(entry.fiveMinutes.upperBound))
                ORDER BY starts_at, record
                """)
            guard !kept.isEmpty else { return [DiaryClash]() }
            let name = try name(of: resource, in: connection)
            return kept.map {
                DiaryClash(
                    kind: resource.kind, name: name, title: $0.title, starts: London.local($0.startsAt), ends: London.local($0.endsAt))
            }
        }
    }

    /// Of all people or all rooms, those that are kept for something else while the entry lasts.
    package static func busy(_ kind: DiaryResource.Kind, during entry: DiaryEntry, in connection: any Connection) throws -> Set<String> {
        let identifiers: [String] = try connection.values(
            """
            SELECT DISTINCT resource
            FROM diary_times
            WHERE resource_kind = \(kind.rawValue)
              AND five_minutes >= \(entry.fiveMinutes.lowerBound)
              AND five_minutes < \(entry.fiveMinutes.upperBound)
              AND record <> \(entry.record)
            """)
        return Set(identifiers)
    }

    private static func name(of resource: DiaryResource, in connection: any Connection) throws -> String {
        switch resource.kind {
        case .person: try PersonStore.person(ID(parsing: resource.identifier), in: connection)?.fullName ?? "This person"
        case .room: try SiteStore.room(ID(parsing: resource.identifier), in: connection)?.name ?? "This room"
        }
    }
}
