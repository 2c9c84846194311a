// All data of a federation in one file.

import Kernel

/// What a backup holds, or what was restored.
package struct BackupSummary: Codable, Hashable, Sendable {
    package let takenAt: Instant
    /// Rows by table.
    package let rows: [String: Int]
    /// The end of the audit trail's chain.
    package let anchor: AuditAnchor?

    package var rowCount: Int { rows.values.reduce(0, +) }
}

/// A portable backup: one consistent state of all tables in one checked file that either database can take in.
package enum Backup {
    static let title = "commonweal backup 1"

    /// Writes a backup to `path` while others read and write. The file is put in place once it is whole. That it was taken is noted in the audit
    /// trail first, so the backup holds that entry. `progress` is told how many of how many rows are written.
    package static func take(
        of database: any Database, to path: String, by actor: Actor, at now: Instant,
        progress: @escaping @Sendable (_ rows: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws -> BackupSummary {
        try await database.write(by: actor, at: now) { try $0.audit("backup taken", AuditSubject("database", "whole")) }
        try await database.sealAuditTrail()
        return try await write(database, to: path, at: now, progress: progress)
    }

    static func write(
        _ database: any Database, to path: String, at now: Instant, progress: @escaping @Sendable (_ rows: Int, _ of: Int) -> Void
    ) async throws -> BackupSummary {
        try await database.read { connection in
            let writer = try BackupWriter(path: path)
            do {
                let summary = try write(connection, engine: database.engine, to: writer, at: now, progress: progress)
                try writer.finish()
                return summary
            } catch {
                writer.abandon()
                throw error
            }
        }
    }

    private static func write(
        _ connection: any Connection, engine: Engine, to writer: BackupWriter, at now: Instant, progress: (_ rows: Int, _ of: Int) -> Void
    ) throws -> BackupSummary {
        guard let bulk = connection as? any BulkConnection else { throw StoreError.statement("this connection cannot copy tables") }
        let tables = try TableLayout.all(in: connection, engine: engine)
        let total = try tables.reduce(0) { sum, table in sum + (try count(table, in: connection)) }
        try writer.line(title)
        try writer.line("taken \(now.stored)")
        for migration in try SchemaHistory.applied(in: connection) { try writer.line("migration \(migration.checksum) \(migration.name)") }
        var rows: [String: Int] = [:]
        var written = 0
        for table in tables {
            try writer.line("table \(table.name) \(table.columns.map(\.name).joined(separator: ","))")
            var count = 0
            try bulk.copyOut(table) { line in
                try writer.line(line)
                count += 1
                written += 1
                if written % 10_000 == 0 { progress(written, total) }
            }
            try writer.line("\\.")
            try writer.line("rows \(count)")
            rows[table.name] = count
        }
        progress(written, total)
        return BackupSummary(takenAt: now, rows: rows, anchor: try AuditSealing.head(in: connection))
    }

    static func count(_ table: TableLayout, in connection: any Connection) throws -> Int {
        try connection.value(Int.self, "SELECT COUNT(*) FROM \(table.quotedName)") ?? 0
    }
}

/// A connection that copies whole tables as lines of a backup.
protocol BulkConnection: Connection {
    /// Hands out every row in the order of the table's key.
    func copyOut(_ table: TableLayout, _ take: (ArraySlice<UInt8>) throws -> Void) throws

    /// Takes rows in until `next` has no more.
    func copyIn(_ table: TableLayout, _ next: () throws -> ArraySlice<UInt8>?) throws

    /// Lets rows come in any order: what they point at is checked at the end, by `checkReferences`.
    func postponeReferences() throws

    func checkReferences() throws
}
