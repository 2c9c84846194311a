// One line of the audit trail.

import Kernel

/// Who did or looked at what, when and why. Entries are added and never changed; identifiers point at records and carry no patient's details.
package struct AuditEntry: Codable, Hashable, Sendable {
    package let id: ID<AuditEntry>
    package let at: Instant
    package let account: AccountID?
    package let person: PersonID?
    package let role: Role?
    package let organisation: OrganisationID?
    package let process: String?
    package let request: String?
    /// A noun and a verb in the past: "appointment booked".
    package let action: String
    package let subjectKind: String
    package let subjectId: String
    package let practice: OrganisationID?
    package let patient: PatientID?
    package let reason: String?
    /// A JSON object of text values with sorted keys.
    package let details: String
}

extension AuditEntry {
    /// The columns in the order in which they are sealed. Never reordered: every seal depends on it.
    static let columns: SQL = """
        id, at, account, person, role, organisation, process, request, action, subject_kind, subject_id, practice, patient, reason, details
        """

    var values: SQL {
        """
        (\(id), \(at), \(account), \(person), \(role), \(organisation), \(process), \(request), \(action), \(subjectKind), \(subjectId), \(practice),
        \(patient), \(reason), \(details))
        """
    }

    /// The stored texts in the order of `columns`.
    var fields: [String?] {
        [
            id.stored, at.stored, account?.stored, person?.stored, role?.rawValue, organisation?.stored, process, request, action, subjectKind,
            subjectId,
            practice?.stored, patient?.stored, reason, details,
        ]
    }
}

/// The hash chain over entries: each seal's hash covers its number, the seal before it and every field of its entry.
enum AuditChain {
    /// What the first seal is chained to.
    static let beginning = String(repeating: "0", count: 64)

    /// Lengths before texts keep two different entries from reading the same.
    static func hash(sequence: Int, previous: String, fields: [String?]) -> String {
        var content = "\(sequence)\n\(previous)\n"
        for field in fields {
            guard let field else {
                content += "-\n"
                continue
            }
            content += "\(field.utf8.count):\(field)\n"
        }
        return Fingerprint(of: content).hex
    }
}
