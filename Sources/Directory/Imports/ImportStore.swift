// Keeps what was imported, when and by whom.

import Files
import Kernel
import Store

/// An import that was applied.
package struct ImportRecord: Codable, Hashable, Sendable {
    package let id: ID<ImportRecord>
    package let kind: ImportKind
    package let fileName: String
    package let effectiveOn: LocalDate
    package let rowCount: Int
    package let changeCount: Int
    package let rejectedCount: Int
    package let summary: String
    package let accountId: AccountID?
    package let appliedAt: Instant
}

/// A file that waits to be applied or discarded.
package struct ImportUpload: Codable, Hashable, Sendable {
    package let id: ID<ImportUpload>
    package let kind: ImportKind
    package let fileId: FileID
    package let effectiveOn: LocalDate
    package let accountId: AccountID
    package let uploadedAt: Instant
}

package enum ImportStore {
    /// What was imported, for a list.
    package static let all: SQL = """
        SELECT id, kind, file_name, effective_on, row_count, change_count, rejected_count, summary, account_id, applied_at
        FROM imports
        """

    package static func record(_ id: ID<ImportRecord>, in connection: any Connection) throws -> ImportRecord? {
        try connection.first(ImportRecord.self, all + "\nWHERE id = \(id)")
    }

    /// What an import changed, for a list.
    package static func changes(of id: ID<ImportRecord>) -> SQL {
        "SELECT position, kind, code, sentence FROM import_changes WHERE import_id = \(id)"
    }

    static func kinds(of id: ID<ImportRecord>, in connection: any Connection) throws -> [ImportChange.Kind: Int] {
        struct Count: Decodable {
            let kind: ImportChange.Kind
            let count: Int
        }
        let counts: [Count] = try connection.all(
            "SELECT kind, CAST(COUNT(*) AS BIGINT) AS count FROM import_changes WHERE import_id = \(id) GROUP BY kind")
        return Dictionary(counts.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
    }

    static func countFindings(of id: ID<ImportRecord>, in connection: any Connection) throws -> Int {
        try connection.value(Int.self, "SELECT COUNT(*) FROM import_findings WHERE import_id = \(id)") ?? 0
    }

    package static func findings(of id: ID<ImportRecord>, limit: Int = 500, in connection: any Connection) throws -> [ImportFinding] {
        try connection.all(
            ImportFinding.self,
            """
            SELECT kind, line, cell AS "column", reason
            FROM import_findings
            WHERE import_id = \(id)
            ORDER BY position
            LIMIT \(limit)
            """)
    }

    /// Writes the import itself, its changes and its findings.
    static func record(_ result: ImportResult, as id: ID<ImportRecord>, in transaction: Transaction) throws {
        let summary = "\(result.opened.grouped) opened, \(result.closed.grouped) closed, \(result.changed.grouped) changed"
        try transaction.execute(
            """
            INSERT INTO imports (id, kind, file_name, effective_on, row_count, change_count, rejected_count, summary, account_id, applied_at)
            VALUES (\(id), \(result.kind), \(result.fileName), \(result.effectiveOn), \(result.rows), \(result.changes.count),
                \(result.rejectedCount + result.contradictionCount), \(summary), \(transaction.actor.account), \(transaction.instant))
            """)
        try transaction.insert(
            "INSERT INTO import_changes (import_id, position, kind, code, sentence)",
            result.changes.enumerated().map { "(\(id), \($0), \($1.kind), \($1.code), \($1.sentence))" })
        try transaction.insert(
            "INSERT INTO import_findings (import_id, position, kind, line, cell, reason)",
            (result.questions + result.rejected + result.contradictions + result.notes).enumerated().map { place, finding in
                "(\(id), \(place), \(finding.kind == .question ? .note : finding.kind), \(finding.line), \(finding.column), \(finding.reason))"
            })
        try transaction.audit(
            "import applied", AuditSubject("import", id),
            details: ["kind": result.kind.rawValue, "effective": result.effectiveOn.stored, "changes": String(result.changes.count)])
    }

    static func memberships(in connection: any Connection) throws -> [OrganisationID: [KnownMembership]] {
        let all = try connection.all(
            KnownMembership.self,
            """
            SELECT id AS relationship, organisation_id AS practice, other_id AS network, from_date, until_date
            FROM organisation_relationships
            WHERE kind = 'member-of-network'
            ORDER BY from_date
            """)
        return Dictionary(grouping: all, by: \.practice)
    }

    /// The figures known today for these days.
    static func figures(on days: [LocalDate], in connection: any Connection) throws -> [FigureKey: Int] {
        struct Figure: Decodable {
            let practice: OrganisationID
            let kind: PopulationKind
            let snapshotDate: LocalDate
            let hundredths: Int
        }
        let all = try connection.all(
            Figure.self,
            """
            SELECT practice, kind, snapshot_date, hundredths
            FROM (
                SELECT practice_id AS practice, kind, snapshot_date, hundredths,
                    ROW_NUMBER() OVER (PARTITION BY practice_id, kind, snapshot_date ORDER BY known_from DESC) AS place
                FROM populations
                WHERE snapshot_date IN \(days)
            ) figures
            WHERE place = 1
            """)
        return Dictionary(
            all.map { (FigureKey(practice: $0.practice, kind: $0.kind, snapshotDate: $0.snapshotDate), $0.hundredths) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The figure of the last day through `day` for each practice and kind, as known today.
    static func latestFigures(until day: LocalDate, in connection: any Connection) throws -> [FigureOwner: LatestFigure] {
        struct Figure: Decodable {
            let practice: OrganisationID
            let kind: PopulationKind
            let snapshotDate: LocalDate
            let hundredths: Int
        }
        let all = try connection.all(
            Figure.self,
            """
            SELECT practice, kind, snapshot_date, hundredths
            FROM (
                SELECT practice_id AS practice, kind, snapshot_date, hundredths,
                    ROW_NUMBER() OVER (PARTITION BY practice_id, kind ORDER BY snapshot_date DESC, known_from DESC) AS place
                FROM populations
                WHERE snapshot_date <= \(day)
            ) figures
            WHERE place = 1
            """)
        return Dictionary(
            all.map { (FigureOwner(practice: $0.practice, kind: $0.kind), LatestFigure(snapshotDate: $0.snapshotDate, hundredths: $0.hundredths)) },
            uniquingKeysWith: { first, _ in first })
    }

    static func branches(in connection: any Connection) throws -> [ODSCode: KnownBranch] {
        let all = try connection.all(KnownBranch.self, "SELECT id, code, name, until_date FROM sites WHERE code IS NOT NULL")
        return Dictionary(all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
