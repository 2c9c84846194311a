// Reads the audit trail.

import Kernel
import Store

enum TrailStore {
    /// The entries that somebody looks for, found by the primary key or by one of its indexes.
    static func listed(_ filter: TrailFilter) -> SQL {
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
        return """
            SELECT e.id, e.at, a.display_name AS name, e.role, e.process, e.action, e.subject_kind, e.subject_id, e.reason, e.details
            FROM audit_entries e
            LEFT JOIN accounts a ON a.person = e.person
            WHERE \(person) AND (\(subject)) AND \(day)
            """
    }

    private static func about(_ record: ID<AuditEntry>) -> SQL { "e.id IN (\(AuditTrail.entries(concerning: record.stored)))" }
}
