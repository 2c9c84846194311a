// Tables that the store's own tests use.

import Kernel
import Store
import Synchronization

enum StoreTables {
    static let migrations = [
        Migration(
            "2026-11-21 90 store tests",
            """
            CREATE TABLE counters (
              name TEXT NOT NULL PRIMARY KEY,
              value BIGINT NOT NULL
            );
            CREATE TABLE clinicians (
              name TEXT NOT NULL PRIMARY KEY,
              is_on_call BOOLEAN NOT NULL
            );
            CREATE TABLE sessions (
              id TEXT NOT NULL PRIMARY KEY
            );
            CREATE TABLE slots (
              id TEXT NOT NULL PRIMARY KEY,
              session TEXT NOT NULL REFERENCES sessions (id),
              starts TEXT NOT NULL,
              minutes BIGINT NOT NULL CONSTRAINT slots_have_length CHECK (minutes > 0),
              follows TEXT REFERENCES slots (id)
            );
            CREATE UNIQUE INDEX slots_once ON slots (session, starts);
            CREATE TABLE numbers (
              number BIGINT NOT NULL PRIMARY KEY
            );
            CREATE TABLE sums (
              total BIGINT NOT NULL,
              terms BIGINT NOT NULL
            );
            CREATE TABLE kinds (
              id BIGINT NOT NULL PRIMARY KEY,
              word TEXT,
              amount BIGINT,
              ratio DOUBLE PRECISION,
              is_true BOOLEAN,
              contents BYTEA
            );
            INSERT INTO sums (total, terms) VALUES (0, 0);
            """)
    ]
}

/// A refusal of a room, as seen by the store.
struct Refused: Error, Hashable {
    let why: String
}

extension Database {
    /// Writes with an entry in the trail, for tests that do not look at it.
    @discardableResult
    func change<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await write(by: .init(process: "test"), at: Instant(milliseconds: 1_795_253_400_000)) { transaction in
            let value = try body(transaction)
            try transaction.audit("test changed", AuditSubject("test", "1"))
            return value
        }
    }
}

/// A value that tasks of a test share.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func withLock<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { value in
            var copy = value
            defer { value = copy }
            return body(&copy)
        }
    }
}
