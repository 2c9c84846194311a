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

/// Entries of the ledger, the first of them, with what all come to.
package struct ActivitySelection: Hashable, Sendable {
    package let entries: [ActivityEntry]
    package let count: Int
    package let minutes: Int
}

extension ActivityStore {
    /// The work done between two days, both included: of one kind or all, for the patients of some practices or all. At most `limit` entries, in the
    /// order of their times; the sums are those of all.
    package static func selection(
        kind: ActivityKind? = nil, practices: [OrganisationID]? = nil, from: LocalDate, through: LocalDate, scope: Scope, limit: Int,
        in connection: any Connection
    ) throws -> ActivitySelection {
        let ofKind: SQL = kind.map { "kind = \($0)" } ?? "TRUE"
        let ofPractices: SQL = practices.map { "practice IN \($0)" } ?? "TRUE"
        let condition: SQL =
            try "local_date >= \(from) AND local_date <= \(through) AND \(ofKind) AND \(ofPractices) AND \(within(scope, in: connection))"
        struct Sums: Decodable {
            let count: Int?
            let minutes: Int?
        }
        let sums = try connection.first(
            Sums.self,
            """
            SELECT CAST(SUM(count) AS BIGINT) AS count, CAST(SUM(minutes) AS BIGINT) AS minutes
            FROM activity_entries
            WHERE \(condition)
            """)
        let first: SQL = "SELECT id FROM activity_entries WHERE \(condition) ORDER BY occurred_at, recorded_at, id LIMIT \(limit)"
        return ActivitySelection(
            entries: try entries("id IN (\(first))", in: connection), count: sums?.count ?? 0, minutes: sums?.minutes ?? 0)
    }

    /// Sums for each of `weeks`, given by their Mondays in order.
    package static func totals(weeks: [LocalDate], scope: Scope, in connection: any Connection) throws -> [ActivityTotal] {
        guard let first = weeks.first, let last = weeks.last else { return [] }
        // Neither database has the other's word for the week of a day, so the weeks are spelt out.
        var week: SQL = "CASE"
        for monday in weeks { week.append(" WHEN local_date <= \(monday.adding(days: 6)) THEN \(monday)") }
        week.append(" END")
        return try connection.all(
            """
            SELECT week, kind, practice, CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(SUM(count) AS BIGINT) AS count
            FROM (
                SELECT \(week) AS week, kind, practice, minutes, count
                FROM activity_entries
                WHERE local_date >= \(first)
                AND local_date <= \(last.adding(days: 6))
                AND \(within(scope, in: connection))
            ) weekly
            GROUP BY week, kind, practice
            ORDER BY week, kind, practice
            """)
    }
}
