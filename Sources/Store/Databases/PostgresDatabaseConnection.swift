// One connection to PostgreSQL by libpq.

import CPostgres
import Dispatch
import Kernel

/// Why an attempt ended that the store itself deals with.
enum PostgresFault: Error {
    /// The connection broke; nothing was committed by it unless COMMIT had been sent.
    case lost(String)
    /// Another transaction was in the way (SQLSTATE 40001, 40P01, or a plan that a migration made stale).
    case inTheWay
}

/// A connection with its own serial queue, as libpq's calls block. Unchecked: `pointer` and what goes with it are touched on that queue only.
final class PostgresConnection: Connection, @unchecked Sendable {
    private let queue: DispatchQueue
    private let pointer: OpaquePointer
    // Statements prepared on the server, by text and types.
    private var prepared: [PreparedKey: String] = [:]
    // Begins their names, so that behind a pool that shares out connections by transaction nobody ever runs another's statement.
    private let mark = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    private var fault: (any Error)?
    private(set) var changedRows = 0

    private struct PreparedKey: Hashable {
        let text: String
        let types: [Oid]
    }

    private static let preparedLimit = 400

    /// Opens a connection; blocks the queue, not the caller's thread.
    static func open(url: String) async throws -> PostgresConnection {
        let queue = DispatchQueue(label: "store.postgres")
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try PostgresConnection(url: url, queue: queue) }) }
        }
    }

    private init(url: String, queue: DispatchQueue) throws {
        self.queue = queue
        let options: [(String, String)] = [
            ("dbname", url), ("connect_timeout", "5"), ("fallback_application_name", "commonweal"), ("client_encoding", "UTF8"),
            // A peer that has silently gone is noticed in half a minute.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "4"), ("tcp_user_timeout", "30000"),
        ]
        let pointer = PostgresConnection.withCStrings(options.map(\.0)) { names in
            PostgresConnection.withCStrings(options.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
        }
        guard let pointer else { throw StoreError.unreachable("libpq could not make a connection") }
        guard PQstatus(pointer) == CONNECTION_OK else {
            let message = PostgresConnection.tidy(PQerrorMessage(pointer))
            PQfinish(pointer)
            throw StoreError.unreachable(message)
        }
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        self.pointer = pointer
        // Nobody waits for ever: not for a lock, not for a statement gone astray, and a transaction left open gives its locks back.
        do {
            try command("SET lock_timeout = '20s'; SET statement_timeout = '15min'; SET idle_in_transaction_session_timeout = '5min'")
        } catch PostgresFault.lost(let why) {
            throw StoreError.unreachable(why)
        }
    }

    deinit { PQfinish(pointer) }

    /// Runs `body` on the connection's queue.
    func perform<Value: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body(self) }) }
        }
    }

    // MARK: Transactions, on the queue

    /// Whether the server can still be spoken to.
    var isAlive: Bool { PQstatus(pointer) == CONNECTION_OK }

    func begin(_ kind: String) throws {
        (fault, changedRows) = (nil, 0)
        try command("BEGIN \(kind)")
    }

    /// Throws the first fault of the transaction, whatever the body made of it.
    func checkUnbroken() throws {
        if let fault { throw fault }
    }

    var lostOrInTheWay: PostgresFault? { fault as? PostgresFault }

    func commit() throws { try command("COMMIT") }

    func rollBack() {
        fault = nil
        try? command("ROLLBACK")
    }

    /// Runs a statement without parameters.
    func command(_ text: String) throws {
        let result = PQexec(pointer, text)
        defer { PQclear(result) }
        try check(result)
    }

    // MARK: Statements, on the queue

    func rows(_ sql: SQL) throws -> [Row] { try run(sql).rows }

    func execute(_ sql: SQL) throws -> Int { try run(sql).changed }

    /// Runs a COPY command, hands the connection to `body` while lines flow, and sees how it ended.
    func copying(_ text: String, expecting status: ExecStatusType, _ body: (OpaquePointer) throws -> Void) throws {
        try checkUnbroken()
        do {
            let opening = PQexec(pointer, text)
            defer { PQclear(opening) }
            guard PQresultStatus(opening) == status else { return try check(opening) }
            let failure: (any Error)?
            do {
                try body(pointer)
                failure = nil
            } catch {
                failure = error
            }
            var ending: Result<Void, any Error> = .success(())
            while let result = PQgetResult(pointer) {
                // A body that gave up half-way leaves lines behind that are to be thrown away.
                if PQresultStatus(result) == PGRES_COPY_OUT {
                    PQclear(result)
                    while true {
                        var buffer: UnsafeMutablePointer<CChar>?
                        guard PQgetCopyData(pointer, &buffer, 0) >= 0 else { break }
                        PQfreemem(buffer)
                    }
                    continue
                }
                if case .success = ending { ending = Result { try check(result) } }
                PQclear(result)
            }
            changedRows += 1
            if let failure { throw failure }
            try ending.get()
        } catch {
            fault = fault ?? error
            throw error
        }
    }

    private func run(_ sql: SQL) throws -> (rows: [Row], changed: Int) {
        try checkUnbroken()
        do {
            let statement = try PostgresStatement(sql)
            let result = try statement.withParameters { values, lengths, formats -> OpaquePointer? in
                guard statement.isWorthKeeping else {
                    return PQexecParams(pointer, statement.text, Int32(statement.types.count), statement.types, values, lengths, formats, 0)
                }
                return PQexecPrepared(pointer, try prepare(statement), Int32(statement.types.count), values, lengths, formats, 0)
            }
            defer { PQclear(result) }
            try check(result)
            return PostgresConnection.answer(result, countingChangesIn: &changedRows)
        } catch {
            fault = fault ?? error
            throw error
        }
    }

    private func prepare(_ statement: PostgresStatement) throws -> String {
        let key = PreparedKey(text: statement.text, types: statement.types)
        if let name = prepared[key] { return name }
        if prepared.count >= PostgresConnection.preparedLimit {
            try command("DEALLOCATE ALL")
            prepared = [:]
        }
        let name = "s\(mark)_\(prepared.count)"
        let result = PQprepare(pointer, name, statement.text, Int32(statement.types.count), statement.types)
        defer { PQclear(result) }
        try check(result)
        prepared[key] = name
        return name
    }

    private static func answer(_ result: OpaquePointer?, countingChangesIn changedRows: inout Int) -> (rows: [Row], changed: Int) {
        let tag = PQcmdStatus(result).map { String(cString: $0) } ?? ""
        let isChange = tag.hasPrefix("INSERT") || tag.hasPrefix("UPDATE") || tag.hasPrefix("DELETE") || tag.hasPrefix("MERGE")
        let changed = isChange ? PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 : 0
        changedRows += changed
        guard PQresultStatus(result) == PGRES_TUPLES_OK else { return ([], changed) }
        let width = PQnfields(result)
        let columns = (0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" }
        let types = (0..<width).map { PQftype(result, $0) }
        let rows = (0..<PQntuples(result)).map { row in
            Row(
                columns: columns,
                values: (0..<width).map { column in
                    guard PQgetisnull(result, row, column) == 0, let text = PQgetvalue(result, row, column) else { return .null }
                    let bytes = UnsafeRawBufferPointer(start: text, count: Int(PQgetlength(result, row, column)))
                    return PostgresType.value(bytes, of: types[Int(column)])
                })
        }
        return (rows, changed)
    }

    // MARK: Faults

    private func check(_ result: OpaquePointer?) throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return
        default: break
        }
        func field(_ code: Character) -> String { PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) } ?? "" }
        let state = field("C")
        // Where COMMIT found the transaction failed already, the server answers ROLLBACK without an error: not met, as `fault` is looked at first.
        let error = PostgresConnection.error(
            state: state, message: field("M"), detail: field("D"), table: field("t"), column: field("c"), constraint: field("n"))
        if !isAlive || state.hasPrefix("08") || state.hasPrefix("57P") {
            throw PostgresFault.lost(state.isEmpty ? PostgresConnection.tidy(PQerrorMessage(pointer)) : field("M"))
        }
        if state == "0A000", field("M").contains("cached plan") {
            prepared = [:]
            PQclear(PQexec(pointer, "ROLLBACK"))
            PQclear(PQexec(pointer, "DEALLOCATE ALL"))
        }
        throw error
    }

    private static func error(state: String, message: String, detail: String, table: String, column: String, constraint: String) -> any Error {
        switch state {
        case "40001", "40P01": return PostgresFault.inTheWay
        case "0A000" where message.contains("cached plan"): return PostgresFault.inTheWay
        case "23505": return StoreError.duplicate(constraint: columns(of: detail, in: table) ?? "index '\(constraint)'")
        case "23503": return StoreError.dangling(constraint: constraint)
        case "23502": return StoreError.refused(rule: "\(table).\(column)")
        case "23514", "23000", "23001", "23P01": return StoreError.refused(rule: constraint)
        case "53100": return StoreError.diskFull
        case "53300", "28000", "28P01", "3D000": return StoreError.unreachable(message)
        case "26000": return StoreError.unreachable("the pool in front of it is not in session mode; set pool_mode = session")
        case "55P03", "57014": return StoreError.busy(attempts: 1)
        default: return StoreError.statement("\(message) (\(state))")
        }
    }

    // "Key (session, start)=(…) already exists." gives "slots.session, slots.start", SQLite's words for it. What follows the columns are values,
    // perhaps a patient's, and goes no further.
    private static func columns(of detail: String, in table: String) -> String? {
        let parts = detail.split(separator: "(", maxSplits: 1)
        guard detail.hasPrefix("Key ("), parts.count == 2, let close = parts[1].firstIndex(of: ")") else { return nil }
        let columns = parts[1][..<close].split(separator: ",").map { $0.filter { $0 != " " } }
        guard columns.allSatisfy({ name in !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" } }) else { return nil }
        return columns.map { "\(table).\($0)" }.joined(separator: ", ")
    }

    private static func tidy(_ message: UnsafeMutablePointer<CChar>?) -> String {
        guard let message else { return "no reason was given" }
        return String(cString: message).split(separator: "\n").joined(separator: "; ")
    }

    /// Null-terminated array of null-terminated texts.
    private static func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value?) -> Value? {
        let parameters = PostgresParameters(texts.map(Optional.some))
        return parameters.withPointers { $0.baseAddress.flatMap(body) }
    }
}
