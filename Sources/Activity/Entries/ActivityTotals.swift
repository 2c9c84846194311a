// What was done, added up by week.

import Kernel
import Store

/// The work of one kind that one practice's patients had in one week, reversals taken off.
package struct ActivityTotal: Codable, Hashable, Sendable {
    /// The week's Monday.
    package let week: LocalDate
    package let kind: ActivityKind
    package let practice: OrganisationID
    package let minutes: Int
    package let count: Int

    package init(week: LocalDate, kind: ActivityKind, practice: OrganisationID, minutes: Int, count: Int) {
        self.week = week
        self.kind = kind
        self.practice = practice
        self.minutes = minutes
        self.count = count
    }
}

/// Which entries of the ledger are meant: the work done between two days, both included, of one kind or all, for the patients of some practices or
/// all.
package struct ActivitySelection: Sendable {
    package let kind: ActivityKind?
    package let practices: [OrganisationID]?
    package let from: LocalDate
    package let through: LocalDate
    package let scope: Scope

    package init(kind: ActivityKind? = nil, practices: [OrganisationID]? = nil, from: LocalDate, through: LocalDate, scope: Scope) {
        self.kind = kind
        self.practices = practices
        self.from = from
        self.through = through
        self.scope = scope
    }
}

extension ActivityStore {
    /// What the selected work comes to, and in how many entries: one that takes work back counts less, and is an entry.
    package static func sums(
        of selection: ActivitySelection, in connection: any Connection
    ) throws -> (count: Int, minutes: Int, entries: Int) {
        struct Sums: Decodable {
            let count: Int?
            let minutes: Int?
            let entries: Int
        }
        let sums = try connection.first(
            Sums.self,
            """
            SELECT CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(COUNT(*) AS BIGINT) AS entries
            FROM activity_entries
            WHERE \(condition(selection, in: connection))
            """)
        return (sums?.count ?? 0, sums?.minutes ?? 0, sums?.entries ?? 0)
    }

    /// At most `limit` of the selected entries, in the order of their times and after the entry `after`.
    package static func entries(
        of selection: ActivitySelection, after: ID<ActivityEntry>?, limit: Int, in connection: any Connection
    ) throws -> [ActivityEntry] {
        let rest: SQL =
            after.map {
                "(occurred_at, recorded_at, id) > (SELECT a.occurred_at, a.recorded_at, a.id FROM activity_entries a WHERE a.id = \($0))"
            } ?? "TRUE"
        let selected = try condition(selection, in: connection)
        return try entries(
            "id IN (SELECT id FROM activity_entries WHERE \(selected) AND \(rest) ORDER BY occurred_at, recorded_at, id LIMIT \(limit))",
            in: connection)
    }

    private static func condition(_ selection: ActivitySelection, in connection: any Connection) throws -> SQL {
        let ofKind: SQL = selection.kind.map { "kind = \($0)" } ?? "TRUE"
        let ofPractices: SQL = selection.practices.map { "practice IN \($0)" } ?? "TRUE"
        return """
            local_date >= \(selection.from) AND local_date <= \(selection.through) AND \(ofKind) AND \(ofPractices)
            AND \(try within(selection.scope, in: connection))
            """
    }

    /// Sums for each of `weeks`, given by their Mondays in order, of one kind or all, of one scheme or all.
    package static func totals(
        weeks: [LocalDate], kind: ActivityKind? = nil, scheme: SchemeID? = nil, scope: Scope, in connection: any Connection
    ) throws -> [ActivityTotal] {
        guard let first = weeks.first, let last = weeks.last else { return [] }
        // The index begins with the kind, so that all are named.
        let kinds: SQL = kind.map { "(\($0))" } ?? "(SELECT activity_kinds.kind FROM activity_kinds)"
        let ofScheme: SQL = scheme.map { "scheme = \($0)" } ?? "TRUE"
        // Neither database has the other's word for the week of a day, so the weeks are spelt out. Days are added up first, in the order of their index.
        var week: SQL = "CASE"
        for monday in weeks { week.append(" WHEN local_date <= \(monday.adding(days: 6)) THEN \(monday)") }
        week.append(" END")
        return try connection.all(
            """
            SELECT week, kind, practice, CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(SUM(count) AS BIGINT) AS count
            FROM (
                SELECT \(week) AS week, kind, practice, minutes, count
                FROM (
                    SELECT kind, local_date, practice, SUM(minutes) AS minutes, SUM(count) AS count
                    FROM activity_entries
                    WHERE kind IN \(kinds)
                    AND \(ofScheme)
                    AND local_date >= \(first)
                    AND local_date <= \(last.adding(days: 6))
                    AND \(within(scope, in: connection))
                    GROUP BY kind, local_date, practice
                ) daily
            ) weekly
            GROUP BY week, kind, practice
            ORDER BY week, kind, practice
            """)
    }
}
