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

extension ActivityStore {
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
