// Connections to PostgreSQL, shared out.

import Dispatch
import Synchronization

/// A bounded number of connections. Who finds none waits in line; after the connection is lost everybody reconnects with growing pauses until
/// `patience` has run out since the first failure. After that each tries once and is told at once, until the server is back.
final class PostgresPool: Sendable {
    private let url: String
    private let limit: Int
    /// How long to try to reach a server that is gone, for instance while it starts again.
    let patience: Duration
    private let state = Mutex(State())

    private struct State: Sendable {
        var idle: [PostgresConnection] = []
        var open = 0
        var waiting: [CheckedContinuation<PostgresConnection?, any Error>] = []
        var isClosed = false
        /// The first failure to connect since a connection was last made.
        var failingSince: ContinuousClock.Instant?
    }

    init(url: String, limit: Int, patience: Duration) {
        self.url = url
        self.limit = limit
        self.patience = patience
    }

    private static let closed = StoreError.unreachable("it has been closed, as the program is stopping")

    /// A connection for the caller alone, to be given back with `giveBack` or `discard`.
    func lease() async throws -> PostgresConnection {
        let handed: PostgresConnection? = try await withCheckedThrowingContinuation { continuation in
            let answer: Result<PostgresConnection?, any Error>? = state.withLock { state in
                if state.isClosed { return .failure(PostgresPool.closed) }
                if let connection = state.idle.popLast() { return .success(connection) }
                if state.open < limit {
                    state.open += 1
                    return .success(nil)
                }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
        if let handed { return handed }
        do {
            return try await connect()
        } catch {
            forget()
            throw error
        }
    }

    func giveBack(_ connection: PostgresConnection) {
        let waiting = state.withLock { state -> CheckedContinuation<PostgresConnection?, any Error>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            if state.isClosed { state.open -= 1 } else { state.idle.append(connection) }
            return nil
        }
        waiting?.resume(returning: connection)
    }

    /// Closes a broken connection, and the idle ones, which most likely broke with it.
    func discard(_ connection: PostgresConnection) {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.open -= state.idle.count
            return state.idle
        }
        _ = idle
        forget()
    }

    /// Refuses new leases and waits until all connections have come back.
    func close() async {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.open -= state.idle.count
            state.idle = []
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(throwing: PostgresPool.closed) }
        while state.withLock({ $0.open }) > 0 { try? await Task.sleep(for: .milliseconds(5)) }
    }

    // One connection fewer: the next in line opens its own.
    private func forget() {
        let waiting = state.withLock { state -> CheckedContinuation<PostgresConnection?, any Error>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.open -= 1
            return nil
        }
        waiting?.resume(returning: nil)
    }

    private func connect() async throws -> PostgresConnection {
        var pause = Duration.milliseconds(20)
        while true {
            do {
                let connection = try await PostgresConnection.open(url: url)
                state.withLock { $0.failingSince = nil }
                return connection
            } catch {
                let now = ContinuousClock.now
                let (since, isClosed) = state.withLock { state in
                    state.failingSince = state.failingSince ?? now
                    return (state.failingSince ?? now, state.isClosed)
                }
                guard now + pause < since + patience, !isClosed else { throw error }
                try await Task.sleep(for: pause * Double.random(in: 0.5...1))
                pause = min(pause * 2, .seconds(1))
            }
        }
    }
}
