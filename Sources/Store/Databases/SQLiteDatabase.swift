// The embedded database, through GRDB.

import Foundation
import GRDB
import Kernel
import Synchronization

/// One SQLite file in write-ahead mode with `synchronous = FULL`: a write is on the disk when it returns. Writes that arrive while another is being
/// committed are committed together, each in a savepoint of its own, so that one flush of the disk serves them all.
package final class SQLiteDatabase: Database {
    package let engine = Engine.sqlite
    private let pool: DatabasePool
    private let line = Mutex(Line())

    /// The most writes that share one commit.
    private static let batchLimit = 128
    /// How long a writer waits for another process that writes, in seconds.
    private static let patience = 10.0

    // What waits to be written.
    private struct Line: Sendable {
        var waiting: [Request] = []
        var isServed = false
        var isClosed = false
    }

    private struct Request: Sendable {
        /// Runs the body inside a savepoint; throws what the caller shall see.
        let attempt: @Sendable (GRDB.Database) throws -> Attempt
        let fail: @Sendable (any Error) -> Void
    }

    private struct Attempt: Sendable {
        let entries: [AuditEntry]
        /// Tells the caller; called once the commit is durable.
        let acknowledge: @Sendable () -> Void
    }

    /// Opens or creates the file at `path`.
    package init(path: String, readers: Int = 8) throws {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.busyMode = .timeout(SQLiteDatabase.patience)
        configuration.maximumReaderCount = readers
        configuration.prepareDatabase { connection in
            // Big enough for the busiest tables of a federation, in KiB.
            try connection.execute(sql: "PRAGMA cache_size = -32768")
            try connection.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            // After opening, as GRDB sets NORMAL for write-ahead mode, which may lose the last commits with the power.
            try pool.writeWithoutTransaction { connection in
                try connection.execute(sql: "PRAGMA synchronous = FULL")
                try connection.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            }
        } catch {
            throw SQLiteDatabase.storeError(error)
        }
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        do {
            return try await pool.read { connection in
                let link = SQLiteLink(connection)
                return try body(link)
            }
        } catch let error as DatabaseError {
            throw SQLiteDatabase.storeError(error)
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let first = ID<AuditEntry>(at: instant)
        return try await enqueue { connection in
            let link = SQLiteLink(connection)
            let trail = AuditTrailBuffer(first: first)
            let value = try body(Transaction(connection: link, actor: actor, instant: instant, trail: trail))
            try link.checkUnbroken()
            guard trail.covers(changes: link.changedRows) else { throw StoreError.unaudited }
            try trail.insert(in: link, queued: false)
            return (value, trail.entries)
        }
    }

    @discardableResult
    package func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await enqueue { connection in
            let link = SQLiteLink(connection)
            let value = try body(link)
            try link.checkUnbroken()
            return (value, [])
        }
    }

    @discardableResult
    package func restructure<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        do {
            return try await pool.writeWithoutTransaction { connection in
                // SQLite takes this outside of transactions alone.
                try connection.execute(sql: "PRAGMA foreign_keys = OFF")
                defer { try? connection.execute(sql: "PRAGMA foreign_keys = ON") }
                var result: Value?
                try connection.inTransaction(.immediate) {
                    let link = SQLiteLink(connection)
                    result = try body(link)
                    try link.checkUnbroken()
                    try link.checkReferences()
                    return .commit
                }
                guard let result else { throw StoreError.outcomeUnknown }
                return result
            }
        } catch {
            throw SQLiteDatabase.storeError(error)
        }
    }

    package func sealAuditTrail() async throws {
        while try await maintain({ try AuditSealing.sealWaiting(limit: 500, in: $0) }) > 0 {}
    }

    package func close() async {
        let abandoned = line.withLock { line in
            line.isClosed = true
            defer { line.waiting = [] }
            return line.waiting
        }
        for request in abandoned { request.fail(SQLiteDatabase.closed) }
        // The writer's queue is serial: once this has run, no write is under way.
        await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { connection in
                // Keeps the counts fresh by which SQLite plans queries; the limit keeps it to some milliseconds.
                try? connection.execute(sql: "PRAGMA analysis_limit = 400; PRAGMA optimize")
                continuation.resume()
            }
        }
        try? pool.close()
    }

    private static let closed = StoreError.unreachable("it has been closed, as the program is stopping")

    // MARK: Group commit

    private func enqueue<Value: Sendable>(
        _ attempt: @escaping @Sendable (GRDB.Database) throws -> (Value, [AuditEntry])
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let request = Request(
                attempt: { connection in
                    let (value, entries) = try attempt(connection)
                    return Attempt(entries: entries, acknowledge: { continuation.resume(returning: value) })
                },
                fail: { continuation.resume(throwing: SQLiteDatabase.storeError($0)) })
            let (refused, mustServe) = line.withLock { line in
                if line.isClosed { return (true, false) }
                line.waiting.append(request)
                defer { line.isServed = true }
                return (false, !line.isServed)
            }
            if refused { return request.fail(SQLiteDatabase.closed) }
            if mustServe { serve() }
        }
    }

    // One batch at a time, so that backups and other users of the writer get their turn.
    private func serve() {
        pool.asyncWriteWithoutTransaction { [self] connection in
            let batch = line.withLock { line in
                let batch = Array(line.waiting.prefix(SQLiteDatabase.batchLimit))
                line.waiting.removeFirst(batch.count)
                return batch
            }
            if !batch.isEmpty { commit(batch, on: connection) }
            let more = line.withLock { line in
                line.isServed = !line.waiting.isEmpty
                return line.isServed
            }
            if more { serve() }
        }
    }

    private func commit(_ batch: [Request], on connection: GRDB.Database) {
        do {
            try connection.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
        } catch {
            for request in batch { request.fail(error) }
            return
        }
        var accepted: [(request: Request, attempt: Attempt)] = []
        for (index, request) in batch.enumerated() {
            do {
                try connection.cachedStatement(sql: "SAVEPOINT one_write").execute()
                let attempt = try request.attempt(connection)
                try connection.cachedStatement(sql: "RELEASE one_write").execute()
                accepted.append((request, attempt))
            } catch {
                request.fail(error)
                let undone: Void? = connection.isInsideTransaction ? try? undoOne(on: connection) : nil
                guard undone == nil else { continue }
                // A full disk and its like undo the whole transaction: the neighbours, who did nothing wrong, start again alone.
                rollBack(connection)
                for neighbour in accepted.map(\.request) + batch[(index + 1)...] { commit([neighbour], on: connection) }
                return
            }
        }
        do {
            try AuditSealing.seal(accepted.flatMap { $0.attempt.entries.map(\.fields) }, in: SQLiteLink(connection))
            try connection.cachedStatement(sql: "COMMIT").execute()
        } catch {
            rollBack(connection)
            for (request, _) in accepted { request.fail(error) }
            return
        }
        for (_, attempt) in accepted { attempt.acknowledge() }
    }

    private func undoOne(on connection: GRDB.Database) throws {
        try connection.cachedStatement(sql: "ROLLBACK TO one_write").execute()
        try connection.cachedStatement(sql: "RELEASE one_write").execute()
    }

    private func rollBack(_ connection: GRDB.Database) {
        if connection.isInsideTransaction { try? connection.cachedStatement(sql: "ROLLBACK").execute() }
    }

    // MARK: Errors

    /// What SQLite said, in the store's words. Other errors, a room's own refusals, pass as they are.
    fileprivate static func storeError(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let message = error.message ?? ""
        // "UNIQUE constraint failed: slots.session, slots.start"
        let constraint = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? message
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return StoreError.duplicate(constraint: constraint)
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return StoreError.dangling(constraint: "foreign key")
        case .SQLITE_CONSTRAINT_CHECK, .SQLITE_CONSTRAINT_NOTNULL: return StoreError.refused(rule: constraint)
        // Where the file that readers share cannot grow, SQLite does not say that it is for want of space.
        case .SQLITE_IOERR_SHMSIZE: return StoreError.diskFull
        default: break
        }
        switch error.resultCode {
        case .SQLITE_CONSTRAINT: return StoreError.refused(rule: constraint)
        case .SQLITE_FULL: return StoreError.diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: return StoreError.busy(attempts: 1)
        case .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_PERM, .SQLITE_AUTH: return StoreError.unreachable(message)
        default: return StoreError.statement(message)
        }
    }

    // MARK: For the store's own files and tests

    /// Runs a PRAGMA on the writer and returns what it says.
    package func pragma(_ text: String) async throws -> String? {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncWriteWithoutTransaction { connection in
                let answer = Result { try DatabaseValue.fetchOne(connection, sql: "PRAGMA \(text)")?.description }
                continuation.resume(with: answer.mapError(SQLiteDatabase.storeError))
            }
        }
    }
}

// A connection inside one body. After a statement has failed nothing more runs, as on PostgreSQL.
private final class SQLiteLink: Connection {
    private let connection: GRDB.Database
    private let changesBefore: Int
    private var fault: (any Error)?
    // What was sent later and changed no row: it counts as a change all the same.
    private var laterWithoutRows = 0

    init(_ connection: GRDB.Database) {
        self.connection = connection
        changesBefore = connection.totalChangesCount
    }

    var changedRows: Int { connection.totalChangesCount - changesBefore + laterWithoutRows }

    func checkUnbroken() throws {
        if let fault { throw fault }
    }

    func rows(_ sql: SQL) throws -> [Row] {
        try guarded {
            let cursor = try GRDB.Row.fetchCursor(statement(sql))
            var columns: [String] = []
            var rows: [Row] = []
            while let row = try cursor.next() {
                if rows.isEmpty { columns = Array(row.columnNames) }
                rows.append(Row(columns: columns, values: (0..<row.count).map { SQLiteLink.value(row[$0]) }))
            }
            return rows
        }
    }

    func execute(_ sql: SQL) throws -> Int {
        try guarded {
            let before = connection.totalChangesCount
            try statement(sql).execute()
            // The total also counts rows that foreign keys changed; it only shows here whether this statement was one that changes rows.
            return connection.totalChangesCount == before ? 0 : connection.changesCount
        }
    }

    func later(_ sql: SQL) throws {
        if try execute(sql) == 0 { laterWithoutRows += 1 }
    }

    private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
        try checkUnbroken()
        do {
            return try work()
        } catch {
            let error = SQLiteDatabase.storeError(error)
            fault = error
            throw error
        }
    }

    private func statement(_ sql: SQL, checked: Bool = true) throws -> Statement {
        let text = sql.text(mark: "?")
        // Long lists of values make statements that seldom come again.
        let statement = try sql.values.count <= 64 ? connection.cachedStatement(sql: text) : connection.makeStatement(sql: text)
        if checked { try statement.setArguments(StatementArguments(try sql.values.map(SQLiteLink.databaseValue))) }
        return statement
    }

    private static func databaseValue(_ value: SQLValue) throws -> DatabaseValue {
        switch value {
        case .null: return .null
        case .text(let text):
            guard !text.utf8.contains(0) else { throw StoreError.refused(rule: "text holds no NUL character") }
            return text.databaseValue
        case .integer(let integer): return integer.databaseValue
        case .real(let real): return real.databaseValue
        case .flag(let flag): return flag.databaseValue
        case .bytes(let bytes): return Data(bytes).databaseValue
        }
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let integer): .integer(integer)
        case .double(let real): .real(real)
        case .string(let text): .text(text)
        case .blob(let data): .bytes([UInt8](data))
        }
    }
}

// Tables as lines of a backup.
extension SQLiteLink: BulkConnection {
    func copyOut(_ table: TableLayout, _ take: (ArraySlice<UInt8>) throws -> Void) throws {
        let kinds = table.columns.map(\.kind)
        try guarded {
            let cursor = try GRDB.Row.fetchCursor(statement("SELECT \(table.quotedColumns) FROM \(table.quotedName) ORDER BY \(table.order)"))
            let columns = table.columns.map(\.name)
            while let row = try cursor.next() {
                let values = (0..<row.count).map { SQLiteLink.value(row[$0]) }
                try take(BackupLine.line(Row(columns: columns, values: values), kinds: kinds)[...])
            }
        }
    }

    func copyIn(_ table: TableLayout, _ next: () throws -> ArraySlice<UInt8>?) throws {
        let kinds = table.columns.map(\.kind)
        let marks = SQL(verbatim: kinds.map { _ in "?" }.joined(separator: ", "))
        try guarded {
            let statement = try statement("INSERT INTO \(table.quotedName) (\(table.quotedColumns))\nVALUES (\(marks))", checked: false)
            while let line = try next() {
                try statement.execute(arguments: StatementArguments(try BackupLine.values(line, kinds: kinds).map(SQLiteLink.databaseValue)))
            }
        }
    }

    func postponeReferences() throws { _ = try execute("PRAGMA defer_foreign_keys = ON") }

    func checkReferences() throws {
        if let broken = try rows("PRAGMA foreign_key_check").first, case .text(let table)? = broken.values.first {
            throw StoreError.dangling(constraint: table)
        }
    }
}
