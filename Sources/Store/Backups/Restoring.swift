// Takes a backup into an empty database.

import Kernel

/// Takes a backup in: all of it in one transaction, or nothing.
package enum Restoring {
    /// Restores the backup at `path` into `database`, which must hold no data. Its tables are made as they were when the backup was taken, filled, the
    /// counts and the whole audit trail checked, all in one transaction, and then brought up to `migrations`. That it was done is added to the trail.
    package static func restore(
        from path: String, into database: any Database, migrations: [Migration], by actor: Actor, at now: Instant,
        progress: @escaping @Sendable (_ rows: Int) -> Void = { _ in }
    ) async throws -> BackupSummary {
        let summary = try await load(path, into: database, migrations: migrations, at: now, progress: progress)
        try await SchemaHistory.bring(database, to: migrations, at: now)
        try await database.write(by: actor, at: now) { transaction in
            try transaction.audit(
                "backup restored", AuditSubject("database", "whole"), details: ["takenAt": summary.takenAt.stored, "rows": String(summary.rowCount)])
        }
        return summary
    }

    static func load(
        _ path: String, into database: any Database, migrations: [Migration], at now: Instant, progress: @escaping @Sendable (_ rows: Int) -> Void
    ) async throws -> BackupSummary {
        try BackupReader.verify(path: path)
        let header = try Header(BackupReader(path: path))
        let asThen = try header.migrations(among: migrations)
        try await refuseData(in: database, before: asThen)
        try await SchemaHistory.bring(database, to: asThen, at: now)
        return try await database.maintain { connection in
            // Opened anew each time, as the body may run again.
            let reader = try BackupReader(path: path)
            let header = try Header(reader)
            return try load(reader, header, into: connection, engine: database.engine, progress: progress)
        }
    }

    // Every change is in the audit trail, so an empty trail means no data but what migrations put in.
    static func refuseData(in database: any Database, before migrations: [Migration]) async throws {
        let engine = database.engine
        let names = Set(migrations.map(\.name))
        try await database.read { connection in
            let tables = try SchemaHistory.tables(in: connection, engine: engine)
            if tables.contains("audit_entries"), try connection.value(Int.self, "SELECT 1 FROM audit_entries LIMIT 1") != nil {
                throw StoreError.schema("The database to fill holds data already. Name an empty one; nothing was changed.")
            }
            if tables.contains("schema_migrations"), let later = try SchemaHistory.applied(in: connection).first(where: { !names.contains($0.name) })
            {
                throw StoreError.schema(
                    "The database to fill has tables that the backup does not know (“\(later.name)”). Name a new one; its tables are brought up to date after."
                )
            }
        }
    }

    private static func load(
        _ reader: BackupReader, _ header: Header, into connection: any Connection, engine: Engine, progress: (_ rows: Int) -> Void
    ) throws -> BackupSummary {
        guard let bulk = connection as? any BulkConnection else { throw StoreError.statement("this connection cannot copy tables") }
        let tables = try TableLayout.all(in: connection, engine: engine)
        let layouts = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
        try bulk.postponeReferences()
        // What migrations put in is in the backup too, as it was when it was taken.
        for table in tables.reversed() { try connection.execute("DELETE FROM \(table.quotedName)") }
        var rows: [String: Int] = [:]
        var read = 0
        var line = header.firstTable
        while let heading = line, heading.hasPrefix("table ") {
            let words = heading.split(separator: " ")
            guard words.count == 3, let present = layouts[String(words[1])] else { throw BackupLine.damage("it has a table that is not known") }
            let table = try present.reordered(words[2].split(separator: ",").map(String.init))
            var count = 0
            try bulk.copyIn(table) {
                guard let line = try reader.next() else { throw BackupLine.damage("it ends inside a table") }
                if line.elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: ".")]) { return nil }
                count += 1
                read += 1
                if read % 10_000 == 0 { progress(read) }
                return line
            }
            guard try reader.nextText() == "rows \(count)" else {
                throw BackupLine.damage("table \(table.name) does not hold as many rows as it says")
            }
            guard try Backup.count(table, in: connection) == count else { throw BackupLine.damage("table \(table.name) was not taken in whole") }
            rows[table.name] = count
            line = try reader.nextText()
        }
        try bulk.checkReferences()
        // Both databases plan queries by counts that they take with this.
        try connection.execute("ANALYZE")
        progress(read)
        let verdict = try AuditTrail.verify(in: connection)
        guard verdict.isWhole else { throw BackupLine.damage("its audit trail is not whole. \(verdict.findings[0])") }
        return BackupSummary(takenAt: header.takenAt, rows: rows, anchor: verdict.head)
    }

    private struct Header {
        let takenAt: Instant
        let names: [(name: String, checksum: String)]
        let firstTable: String?

        init(_ reader: BackupReader) throws {
            guard try reader.nextText() == Backup.title else {
                throw StoreError.schema("This is not a backup that this version can read. Check that it is the right file.")
            }
            guard let taken = try reader.nextText(), taken.hasPrefix("taken ") else { throw BackupLine.damage("its date is missing") }
            takenAt = try Instant(parsing: String(taken.dropFirst(6)))
            var names: [(name: String, checksum: String)] = []
            var line = try reader.nextText()
            while let text = line, text.hasPrefix("migration ") {
                let words = text.split(separator: " ", maxSplits: 2)
                guard words.count == 3 else { throw BackupLine.damage("a migration has no name") }
                names.append((String(words[2]), String(words[1])))
                line = try reader.nextText()
            }
            (self.names, firstTable) = (names, line)
        }

        /// The migrations that the backup's database had been through.
        func migrations(among known: [Migration]) throws -> [Migration] {
            let known = Dictionary(known.map { ($0.name, $0) }) { first, _ in first }
            return try names.map { name, checksum in
                guard let migration = known[name] else {
                    throw StoreError.schema(
                        "The backup was taken by a newer version of Commonweal (“\(name)”). Restore it with that version or a later one.")
                }
                guard Fingerprint(of: migration.text).hex == checksum else {
                    throw StoreError.schema(
                        "The text of migration “\(name)” has changed since the backup was taken. Restore it with the version that took it.")
                }
                return migration
            }
        }
    }
}

extension TableLayout {
    /// The same table with its columns in another order.
    fileprivate func reordered(_ names: [String]) throws -> TableLayout {
        let known = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0) })
        let columns = try names.map { column in
            guard let column = known[column] else { throw BackupLine.damage("table \(name) has a column that is not known") }
            return column
        }
        guard columns.count == known.count else { throw BackupLine.damage("table \(name) lacks a column") }
        return TableLayout(name: name, columns: columns, key: key)
    }
}
