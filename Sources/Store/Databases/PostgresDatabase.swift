// PostgreSQL, for more than one machine.

import Kernel
import Synchronization

/// What a transaction is for, and so how it is begun.
enum TransactionKind {
    case reading, writing, sealing, asking

    /// What stands before its first statement. A table that is read from end to end is locked as a whole against the others' SERIALIZABLE writes, and a
    /// small one always would be: writers find rows by indexes wherever there is one.
    var opening: [String] {
        switch self {
        case .reading: ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"]
        case .writing: ["BEGIN ISOLATION LEVEL SERIALIZABLE", "SET LOCAL enable_seqscan = off"]
        // The sealer's lock does the serialising, and writers must not be failed on its account.
        case .sealing: ["BEGIN ISOLATION LEVEL READ COMMITTED"]
        case .asking: ["BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY"]
        }
    }
}

/// A PostgreSQL database. Every write is one SERIALIZABLE transaction, run again where another was in the way and where the connection was lost;
/// `synchronous_commit` is left as the server has it.
package final class PostgresDatabase: Database {
    package let engine = Engine.postgres
    private let pool: PostgresPool
    private let sealer = Mutex(Sealer())

    /// How often a write is tried against others that are in its way.
    private static let attempts = 40
    // Any fixed number: whoever holds it seals the audit trail.
    private static let sealingLock = 4_726_531_801

    private struct Sealer: Sendable {
        var isAtWork = false
        var hasMore = false
    }

    /// `url` as libpq reads it: "postgresql://user@host:5432/name". Connections are opened as they are needed, `connections` at most.
    package init(url: String, connections: Int = 16, patience: Duration = .seconds(20)) {
        pool = PostgresPool(url: url, limit: connections, patience: patience)
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await transaction(.reading, doubt: .harmless) { connection in
            (try body(connection), nil)
        }
    }

    @discardableResult
    package func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let first = ID<AuditEntry>(at: instant)
        let value = try await transaction(.writing, doubt: .settledBy(first)) { connection in
            let trail = AuditTrailBuffer(first: first)
            let value = try body(Transaction(connection: connection, actor: actor, instant: instant, trail: trail))
            try connection.checkUnbroken()
            guard trail.covers(changes: connection.changedRows) else { throw StoreError.unaudited }
            try trail.insert(in: connection, queued: true)
            return (value, trail.entries.isEmpty ? Doubt.harmless : nil)
        }
        callSealer()
        return value
    }

    @discardableResult
    package func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await transaction(.writing, doubt: .open) { connection in
            let value = try body(connection)
            return (value, connection.changedRows > 0 ? nil : Doubt.harmless)
        }
    }

    package func close() async {
        while sealer.withLock({ $0.isAtWork }) { try? await Task.sleep(for: .milliseconds(2)) }
        await pool.close()
    }

    /// Runs one command outside of any transaction on a connection of its own: `CREATE DATABASE` and its like.
    package static func administer(_ command: String, at url: String) async throws {
        let connection = try await PostgresConnection.open(url: url)
        try await connection.perform { connection in
            do {
                try connection.command(command)
            } catch PostgresFault.lost(let why) {
                throw StoreError.unreachable(why)
            }
        }
    }

    // MARK: Attempts

    /// What a connection lost during COMMIT means.
    private enum Doubt: Sendable {
        /// Nothing was changed, so nothing is in doubt.
        case harmless
        /// The entry of the audit trail that says whether it was committed.
        case settledBy(ID<AuditEntry>)
        /// Nothing tells.
        case open
    }

    private enum Outcome<Value: Sendable>: Sendable {
        case committed(Value)
        case inTheWay
        case lost(String)
        /// COMMIT was sent and no answer came.
        case inDoubt(Value)
        case failed(any Error)
    }

    // The body may say that its own doubt is harmless after all.
    private func transaction<Value: Sendable>(
        _ kind: TransactionKind, doubt: Doubt, _ body: @escaping @Sendable (PostgresConnection) throws -> (Value, Doubt?)
    ) async throws -> Value {
        let deadline = ContinuousClock.now + pool.patience
        var inTheWay = 0
        var doubtful: Value?
        var metAnother = false
        while true {
            let connection: PostgresConnection
            do {
                connection = try await pool.lease()
            } catch {
                if doubtful != nil { throw StoreError.outcomeUnknown }
                throw error
            }
            let settles: ID<AuditEntry>? = if doubtful != nil, case .settledBy(let entry) = doubt { entry } else { nil }
            let outcome = await attempt(kind, on: connection, after: settles, body)
            switch outcome {
            case .committed(let value): return value
            case .inDoubt(let value):
                switch doubt {
                case .harmless: return value
                case .settledBy: doubtful = value
                case .open: throw StoreError.outcomeUnknown
                }
            case .lost(let why):
                guard ContinuousClock.now < deadline else { throw doubtful == nil ? StoreError.unreachable(why) : StoreError.outcomeUnknown }
            case .inTheWay:
                inTheWay += 1
                guard inTheWay < PostgresDatabase.attempts else { throw doubtful == nil ? StoreError.busy(attempts: inTheWay) : .outcomeUnknown }
                try await Task.sleep(for: PostgresDatabase.pause(after: inTheWay))
            case .failed(let error):
                if error is CommittedBefore, let doubtful { return doubtful }
                // A row that another writer added in the same moment is seen the second time, and met by the body's own rules.
                if case StoreError.duplicate = error, !metAnother {
                    metAnother = true
                    continue
                }
                throw error
            }
        }
    }

    /// One attempt on one connection, which is given back or discarded. `earlier` is the entry of an attempt whose COMMIT is in doubt.
    private func attempt<Value: Sendable>(
        _ kind: TransactionKind, on connection: PostgresConnection, after earlier: ID<AuditEntry>?,
        _ body: @escaping @Sendable (PostgresConnection) throws -> (Value, Doubt?)
    ) async -> Outcome<Value> {
        let outcome: Outcome<Value>
        do {
            outcome = try await connection.perform { connection in
                do {
                    if let earlier, try PostgresDatabase.isCommitted(earlier, on: connection) { return .failed(CommittedBefore()) }
                    let outcome = try PostgresDatabase.run(kind, on: connection, body)
                    // The earlier attempt may have been committed only while this one ran, and be what made this one fail.
                    if let earlier, case .failed = outcome, try PostgresDatabase.isCommitted(earlier, on: connection) {
                        return .failed(CommittedBefore())
                    }
                    return outcome
                } catch PostgresFault.lost(let why) {
                    return .lost(why)
                } catch PostgresFault.inTheWay {
                    return .inTheWay
                }
            }
        } catch {
            outcome = .failed(error)
        }
        if connection.isAlive { pool.giveBack(connection) } else { pool.discard(connection) }
        return outcome
    }

    // Throws PostgresFault only.
    private static func run<Value: Sendable>(
        _ kind: TransactionKind, on connection: PostgresConnection, _ body: (PostgresConnection) throws -> (Value, Doubt?)
    ) throws -> Outcome<Value> {
        connection.begin(kind)
        let value: Value
        let doubt: Doubt?
        do {
            (value, doubt) = try body(connection)
            try connection.checkUnbroken()
        } catch {
            let fault = connection.lostOrInTheWay
            connection.rollBack()
            if let fault { throw fault }
            return .failed(error)
        }
        do {
            try connection.commit()
            return .committed(value)
        } catch PostgresFault.lost {
            if case .harmless? = doubt { return .committed(value) }
            return .inDoubt(value)
        } catch {
            connection.rollBack()
            if case PostgresFault.inTheWay = error { throw error }
            return .failed(error)
        }
    }

    private struct CommittedBefore: Error {}

    private static func isCommitted(_ entry: ID<AuditEntry>, on connection: PostgresConnection) throws -> Bool {
        connection.begin(.asking)
        defer { connection.rollBack() }
        return try connection.value(Int.self, "SELECT 1 FROM audit_entries WHERE id = \(entry)") != nil
    }

    // 1, 2, 4 … 64 milliseconds, drawn anew between nothing and that, so that two in each other's way part.
    private static func pause(after failures: Int) -> Duration {
        .microseconds(Int.random(in: 0...(1000 << min(failures - 1, 6))))
    }

    // MARK: Audit trail

    package func sealAuditTrail() async throws {
        while try await sealSome() > 0 {}
    }

    private func sealSome() async throws -> Int {
        try await transaction(.sealing, doubt: .open) { connection in
            _ = try connection.rows("SELECT pg_advisory_xact_lock(\(PostgresDatabase.sealingLock))")
            return (try AuditSealing.sealWaiting(limit: 500, in: connection), nil)
        }
    }

    // After a commit: at most one sealer per server is at work, and what it cannot do now the next commit's does.
    private func callSealer() {
        let mustStart = sealer.withLock { sealer in
            sealer.hasMore = true
            defer { sealer.isAtWork = true }
            return !sealer.isAtWork
        }
        guard mustStart else { return }
        Task.detached { [self] in
            while sealer.withLock({ sealer in
                sealer.isAtWork = sealer.hasMore
                defer { sealer.hasMore = false }
                return sealer.hasMore
            }) {
                try? await sealAuditTrail()
                // Entries of the next moments are sealed together.
                try? await Task.sleep(for: .milliseconds(10))
            }
        }
    }
}
