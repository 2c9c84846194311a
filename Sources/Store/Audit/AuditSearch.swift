// Finds entries of the trail.

import Kernel

/// What to look for in the trail.
package enum AuditSearch: Hashable, Sendable {
    case everything
    case subject(AuditSubject)
    /// Everything that concerns one patient's record.
    case patient(PatientID)
    /// Everything that one person did or looked at.
    case person(PersonID)

    fileprivate var condition: SQL {
        switch self {
        case .everything: "TRUE"
        case .subject(let subject): "subject_kind = \(subject.kind) AND subject_id = \(subject.id)"
        case .patient(let patient): "id IN (\(AuditTrail.entries(concerning: patient.stored)))"
        case .person(let person): "person = \(person)"
        }
    }
}

extension AuditTrail {
    /// The identifiers of the entries about a record or, where it is a patient's, about something of that patient's or a list that showed the
    /// patient: to stand in a query after `IN`.
    package static func entries(concerning id: String) -> SQL {
        """
        SELECT id FROM audit_entries WHERE subject_id = \(id)
        UNION SELECT id FROM audit_entries WHERE patient = \(id)
        UNION SELECT entry FROM audit_patients WHERE patient = \(id)
        """
    }

    /// Entries, newest first, from the one before `before` on. Identifiers are ordered by time, so the key of the page is the entry's own.
    package static func entries(
        _ search: AuditSearch, before: ID<AuditEntry>? = nil, limit: Int = 50, in connection: any Connection
    ) throws -> [AuditEntry] {
        let from: SQL = before.map { "AND id < \($0)" } ?? ""
        return try connection.all(
            """
            SELECT \(AuditEntry.columns)
            FROM audit_entries
            WHERE \(search.condition) \(from)
            ORDER BY id DESC
            LIMIT \(limit)
            """)
    }
}

extension Transaction {
    /// Says in the audit trail that a patient's record was looked at, and what for.
    package func auditView(of patient: PatientID, practice: OrganisationID?, purpose: String) throws {
        try audit("patient record viewed", AuditSubject("patient", patient), practice: practice, patient: patient, details: ["purpose": purpose])
    }
}
