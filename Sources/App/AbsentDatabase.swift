// Stands in where nothing is stored.

import Kernel
import Store

/// A database that is not there: the rooms can be put together to look at their routes and templates, and nothing can be read or written.
struct AbsentDatabase: Database {
    let engine = Engine.sqlite

    private var absence: StoreError { .unreachable("no database was opened") }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { throw absence }

    func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw absence }

    func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { throw absence }

    func sealAuditTrail() async throws { throw absence }

    func close() async {}
}
