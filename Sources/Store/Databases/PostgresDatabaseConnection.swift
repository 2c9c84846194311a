// One connection to PostgreSQL by libpq.

import CPostgres
import Dispatch
import Kernel

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
    private var kind = TransactionKind.reading
    // What goes out with the next message, how many answers are still to be read, and whether the mark after them has been sent.
    private var waiting: [Message] = []
    private var unread = 0
    private var isMarked = false

    // A plan is made once, by the settings of the kind of transaction that it is made in.
    private struct PreparedKey: Hashable {
        let text: String
        let types: [Oid]
        let kind: TransactionKind
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
        // Nobody waits for ever: not for a lock, not for a statement gone astray, and a transaction left open gives its locks back. Compiling a plan takes
        // longer than any of ours runs.
        do {
            try command("SET lock_timeout = '20s'; SET statement_timeout = '15min'; SET idle_in_transaction_session_timeout = '5min'; SET jit = off")
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

    /// Goes out with the first statement: a message on its own is one wait more for each transaction.
    func begin(_ kind: TransactionKind) {
        (fault, changedRows, self.kind) = (nil, 0, kind)
        waiting = kind.opening.map(Message.command)
    }

    /// Throws the first fault of the transaction, whatever the body made of it.
    func checkUnbroken() throws {
        if let fault { throw fault }
    }

    var lostOrInTheWay: PostgresFault? { fault as? PostgresFault }

    /// Sends what waits and COMMIT in one go. Returns once the server has said that it is committed; what only read need not hear it.
    func commit() throws {
        guard hasBegun || waiting.count > kind.opening.count else { return waiting = [] }
        if kind == .reading, waiting.isEmpty {
            try send([.command("COMMIT")])
        } else {
            PQclear(try exchange(.command("COMMIT")))
        }
    }

    func rollBack() {
        (fault, waiting) = (nil, [])
        if let answer = try? readAnswers() { PQclear(answer) }
        if hasBegun { try? command("ROLLBACK") }
        // After a migration: what was prepared before it is prepared again.
        if prepared.isEmpty { try? command("DEALLOCATE ALL") }
    }

    /// Whether BEGIN has been sent and its transaction is not over.
    private var hasBegun: Bool { PQtransactionStatus(pointer) != PQTRANS_IDLE }

    /// Runs a statement without parameters, and nothing else with it.
    func command(_ text: String) throws {
        try sendWaiting()
        let result = PQexec(pointer, text)
        defer { PQclear(result) }
        try check(result)
    }

    // MARK: Messages, on the queue

    private enum Message {
        case command(String)
        /// With the name under which the server has prepared it, if it has.
        case statement(PostgresStatement, name: String?)
    }

    /// Sends messages, and a mark behind them, without waiting for any answer.
    private func send(_ messages: [Message]) throws {
        PQclear(try readAnswers())
        guard PQenterPipelineMode(pointer) == 1 else { throw PostgresFault.lost(PostgresConnection.tidy(PQerrorMessage(pointer))) }
        var refusal: String?
        for message in messages {
            let isSent =
                switch message {
                case .command(let text): PQsendQueryParams(pointer, text, 0, nil, nil, nil, nil, 0)
                case .statement(let statement, let name?):
                    statement.withParameters { PQsendQueryPrepared(pointer, name, Int32(statement.types.count), $0, $1, $2, 0) }
                case .statement(let statement, nil):
                    statement.withParameters {
                        PQsendQueryParams(pointer, statement.text, Int32(statement.types.count), statement.types, $0, $1, $2, 0)
                    }
                }
            guard isSent == 1 else {
                refusal = PostgresConnection.tidy(PQerrorMessage(pointer))
                break
            }
            unread += 1
        }
        guard PQpipelineSync(pointer) == 1 else { throw PostgresFault.lost(PostgresConnection.tidy(PQerrorMessage(pointer))) }
        isMarked = true
        if let refusal {
            PQclear(try readAnswers())
            throw StoreError.statement(refusal)
        }
    }

    /// Reads every answer up to the mark; gives back the last one, to be cleared, or throws what was wrong with the first that failed.
    private func readAnswers() throws -> OpaquePointer? {
        guard isMarked else { return nil }
        var answer: OpaquePointer?
        var outcome: Result<Void, any Error> = .success(())
        for _ in 0..<unread {
            PQclear(answer)
            answer = PQgetResult(pointer)
            while let more = PQgetResult(pointer) { PQclear(more) }
            if case .success = outcome { outcome = Result { try check(answer) } }
        }
        PQclear(PQgetResult(pointer))
        PQexitPipelineMode(pointer)
        (unread, isMarked) = (0, false)
        if case .failure = outcome { PQclear(answer) }
        try outcome.get()
        return answer
    }

    /// Sends what waits and `last` in one go; gives back the last one's answer, to be cleared.
    private func exchange(_ last: Message) throws -> OpaquePointer? {
        let messages = waiting + [last]
        waiting = []
        try send(messages)
        return try readAnswers()
    }

    private func sendWaiting() throws {
        let messages = waiting
        waiting = []
        if !messages.isEmpty { try send(messages) }
        PQclear(try readAnswers())
    }

    // MARK: Statements, on the queue

    func rows(_ sql: SQL) throws -> [Row] { try run(sql).rows }

    func execute(_ sql: SQL) throws -> Int { try run(sql).changed }

    func later(_ sql: SQL) throws {
        try guarded {
            waiting.append(try message(sql))
            // How many rows it changes is not known yet; it counts as one that does.
            changedRows += 1
        }
    }

    /// Runs a COPY command, hands the connection to `body` while lines flow, and sees how it ended.
    func copying(_ text: String, expecting status: ExecStatusType, _ body: (OpaquePointer) throws -> Void) throws {
        try checkUnbroken()
        do {
            try sendWaiting()
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
        try guarded {
            let result = try exchange(try message(sql))
            defer { PQclear(result) }
            return PostgresConnection.answer(result, countingChangesIn: &changedRows)
        }
    }

    /// Keeps the transaction's first fault.
    private func guarded<Value>(_ work: () throws -> Value) throws -> Value {
        try checkUnbroken()
        do {
            return try work()
        } catch {
            fault = fault ?? error
            throw error
        }
    }

    private func message(_ sql: SQL) throws -> Message {
        let statement = try PostgresStatement(sql)
        return .statement(statement, name: statement.isWorthKeeping ? try prepare(statement) : nil)
    }

    private func prepare(_ statement: PostgresStatement) throws -> String {
        let key = PreparedKey(text: statement.text, types: statement.types, kind: kind)
        if let name = prepared[key] { return name }
        if prepared.count >= PostgresConnection.preparedLimit {
            prepared = [:]
            try command("DEALLOCATE ALL")
        }
        PQclear(try readAnswers())
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
        if state == "0A000", field("M").contains("cached plan") { prepared = [:] }
        throw error
    }

    /// Null-terminated array of null-terminated texts.
    private static func withCStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value?) -> Value? {
        let parameters = PostgresParameters(texts.map(Optional.some))
        return parameters.withPointers { $0.baseAddress.flatMap(body) }
    }
}
