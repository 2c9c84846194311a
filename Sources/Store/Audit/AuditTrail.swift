// Checks the audit trail from end to end.

import Kernel

/// Where the trail does not add up.
package enum AuditFinding: Hashable, Sendable, CustomStringConvertible {
    /// The entry's text is not what was sealed, or its seal was rewritten.
    case altered(sequence: Int, entry: String)
    /// The entry of a seal is gone.
    case deleted(sequence: Int, entry: String)
    /// Entries have no place in the chain and do not wait for one.
    case unsealed(Int)
    /// Seals are missing between two that are there, or their numbers were changed.
    case gap(after: Int, next: Int)
    /// The chain does not reach, or does not agree with, an end that was noted earlier.
    case cutOff(anchor: AuditAnchor)

    package var description: String {
        switch self {
        case .altered(let sequence, let entry): "Entry \(sequence) (\(entry)) is not as it was sealed."
        case .deleted(let sequence, let entry): "Entry \(sequence) (\(entry)) has been deleted."
        case .unsealed(let count): "\(count) entries have no place in the chain: they were added from outside, or seals were deleted."
        case .gap(let after, let next): "Entries \(after + 1) to \(next - 1) are missing, or their order was changed."
        case .cutOff(let anchor):
            "The trail does not reach the end noted earlier (\(anchor.sequence)): entries at its end are gone or were rewritten."
        }
    }
}

/// What a check of the trail found.
package struct AuditVerdict: Hashable, Sendable {
    package let entries: Int
    package let sealed: Int
    /// Entries that wait for their place in the chain: on PostgreSQL a few may for a moment, on SQLite none do.
    package let unsealed: Int
    package let head: AuditAnchor?
    package let findings: [AuditFinding]

    package var isWhole: Bool { findings.isEmpty }

    package init(entries: Int, sealed: Int, unsealed: Int, head: AuditAnchor?, findings: [AuditFinding]) {
        self.entries = entries
        self.sealed = sealed
        self.unsealed = unsealed
        self.head = head
        self.findings = findings
    }
}

/// The trail as a whole.
package enum AuditTrail {
    /// Walks the whole chain in one consistent state. `progress` is told how many of how many entries are checked. `anchor` is an end of the
    /// chain noted earlier, without which entries cut off at the end together with their seals cannot be missed.
    package static func verify(
        in database: any Database, anchor: AuditAnchor? = nil, progress: @escaping @Sendable (_ checked: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> AuditVerdict {
        try await database.read { connection in try verify(in: connection, anchor: anchor, progress: progress) }
    }

    package static func verify(
        in connection: any Connection, anchor: AuditAnchor? = nil, progress: (_ checked: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> AuditVerdict {
        let entries = try connection.value(Int.self, "SELECT COUNT(*) FROM audit_entries") ?? 0
        let sealed = try connection.value(Int.self, "SELECT COUNT(*) FROM audit_seals") ?? 0
        let waiting = try connection.value(Int.self, "SELECT COUNT(*) FROM audit_unsealed") ?? 0
        let strays =
            try connection.value(
                Int.self,
                """
                SELECT COUNT(*)
                FROM audit_entries e
                WHERE NOT EXISTS (SELECT 1 FROM audit_seals s WHERE s.entry = e.id)
                  AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.entry = e.id)
                """) ?? 0
        var walk = Walk(anchor: anchor)
        while true {
            let page = try connection.rows(
                """
                SELECT e.id, e.at, e.account, e.person, e.role, e.organisation, e.process, e.request, e.action, e.subject_kind, e.subject_id, e.practice,
                  e.patient, e.reason, e.details, s.sequence, s.entry, s.hash
                FROM audit_seals s
                LEFT JOIN audit_entries e ON e.id = s.entry
                WHERE s.sequence > \(walk.last)
                ORDER BY s.sequence
                LIMIT 2000
                """)
            if page.isEmpty { break }
            for row in page { try walk.check(row) }
            progress(walk.checked, sealed)
        }
        return AuditVerdict(
            entries: entries, sealed: sealed, unsealed: waiting, head: walk.head,
            findings: walk.finish() + (strays > 0 ? [.unsealed(strays)] : []))
    }

    /// Seals what waits, now. Servers do it by themselves; this is for commands and tests.
    package static func seal(in database: any Database) async throws {
        try await database.sealAuditTrail()
    }

    /// The end of the chain, to be noted elsewhere.
    package static func anchor(in database: any Database) async throws -> AuditAnchor? {
        try await database.read { try AuditSealing.head(in: $0) }
    }

    private struct Walk {
        let anchor: AuditAnchor?
        var last = 0
        var checked = 0
        var head: AuditAnchor?
        private var previous = AuditChain.beginning
        private var findings: [AuditFinding] = []
        private var metAnchor = false

        init(anchor: AuditAnchor?) { self.anchor = anchor }

        mutating func check(_ row: Row) throws {
            guard case .integer(let number) = row.values[15], case .text(let entry) = row.values[16], case .text(let hash) = row.values[17] else {
                throw StoreError.decoding(column: "audit_seals", expected: "a sequence, an entry and a hash")
            }
            let sequence = Int(number)
            if sequence != last + 1 { findings.append(.gap(after: last, next: sequence)) }
            if row.values[0] == .null {
                findings.append(.deleted(sequence: sequence, entry: entry))
            } else if AuditChain.hash(sequence: sequence, previous: previous, fields: AuditSealing.fields(of: row)) != hash, sequence == last + 1 {
                findings.append(.altered(sequence: sequence, entry: entry))
            }
            if anchor == AuditAnchor(sequence: sequence, hash: hash) { metAnchor = true }
            (last, previous, checked) = (sequence, hash, checked + 1)
            head = AuditAnchor(sequence: sequence, hash: hash)
        }

        func finish() -> [AuditFinding] {
            guard let anchor, !metAnchor else { return findings }
            return findings + [.cutOff(anchor: anchor)]
        }
    }
}
