// Reads the audit trail.

import Kernel
import Store
import Web

enum TrailStore {
    /// A page of the trail, latest first, by the primary key or by one of its indexes.
    static func page(_ query: TableQuery, _ filter: TrailFilter, in connection: any Connection) throws -> [TrailEntry] {
        let person: SQL = filter.person.map { "e.person = \($0)" } ?? "TRUE"
        let subject: SQL =
            if filter.subject.isEmpty {
                "TRUE"
            } else if !filter.records.isEmpty {
                filter.records.dropFirst().reduce(about(filter.records[0])) { $0 + " OR " + about($1) }
            } else {
                "e.subject_kind = \(filter.subject.lowercased())"
            }
        let day: SQL = filter.bounds.map { "e.id >= \($0.from) AND e.id < \($0.before)" } ?? "TRUE"
        return try connection.all(
            TrailEntry.self,
            """
            SELECT e.id, e.at, a.display_name AS name, e.role, e.process, e.action, e.subject_kind, e.subject_id, e.reason, e.details
            FROM audit_entries e
            LEFT JOIN accounts a ON a.person = e.person
            WHERE \(person) AND (\(subject)) AND \(day) AND \(query.condition)
            \(query.tail)
            """)
    }

    private static func about(_ record: ID<AuditEntry>) -> SQL { "e.id IN (\(AuditTrail.entries(concerning: record.stored)))" }
}
