// Entries of one write until it commits.

import Kernel

/// Gathers the entries of one `write` and inserts them at its end. A class because the `Transaction` that is handed to the body is a value.
final class AuditTrailBuffer {
    private(set) var entries: [AuditEntry] = []
    /// Whom an entry about a list names.
    private var named: [(patient: PatientID, entry: ID<AuditEntry>)] = []
    /// Rows that say which forms were sent, which no entry belongs to.
    var formRows = 0
    // Fixed before the first attempt: a retry after a lost connection finds out by it whether the attempt before had been committed.
    private let first: ID<AuditEntry>

    init(first: ID<AuditEntry>) { self.first = first }

    /// Whether a transaction that changed so many rows may be committed.
    func covers(changes: Int) -> Bool { !entries.isEmpty || changes <= formRows }

    func append(
        action: String, subject: AuditSubject, practice: OrganisationID?, patient: PatientID?, reason: String?, details: [String: String],
        in transaction: Transaction
    ) throws {
        let actor = transaction.actor
        entries.append(
            AuditEntry(
                id: entries.isEmpty ? first : ID(at: transaction.instant), at: transaction.instant, account: actor.account, person: actor.person,
                role: actor.role, organisation: actor.organisation, process: actor.process, request: actor.request, action: action,
                subjectKind: subject.kind, subjectId: subject.id, practice: practice, patient: patient, reason: reason,
                details: AuditTrailBuffer.json(details)))
    }

    /// Ties patients to the newest entry.
    func name(_ patients: [PatientID]) {
        guard let entry = entries.last else { return }
        named += patients.map { ($0, entry.id) }
    }

    /// Inserts what was gathered. With `queued`, entries also wait in `audit_unsealed` for the sealer that works behind PostgreSQL.
    func insert(in connection: any Connection, queued: Bool) throws {
        // 200 entries of 15 values stay well under both databases' limits on parameters.
        for start in stride(from: 0, to: entries.count, by: 200) {
            var statement: SQL = "INSERT INTO audit_entries (\(AuditEntry.columns))\nVALUES "
            for (index, entry) in entries[start..<min(start + 200, entries.count)].enumerated() {
                statement.append(index == 0 ? entry.values : ", \(entry.values)")
            }
            if queued {
                statement = "WITH added AS (\(statement) RETURNING id)\nINSERT INTO audit_unsealed (entry) SELECT id FROM added"
            }
            try connection.later(statement)
        }
        for start in stride(from: 0, to: named.count, by: 1000) {
            var statement: SQL = "INSERT INTO audit_patients (patient, entry)\nVALUES "
            for (index, row) in named[start..<min(start + 1000, named.count)].enumerated() {
                statement.append(index == 0 ? "(\(row.patient), \(row.entry))" : ", (\(row.patient), \(row.entry))")
            }
            try connection.later(statement)
        }
    }

    /// A JSON object with sorted keys, so that equal details are equal texts.
    static func json(_ details: [String: String]) -> String {
        guard !details.isEmpty else { return "{}" }
        return "{" + details.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case _ where scalar.value < 0x20:
                json += "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }
}
