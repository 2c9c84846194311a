// One small way in to SQLite and PostgreSQL.

import Kernel

/// Which database is behind the store. Rooms do not ask; the store's own files and tests do.
package enum Engine: String, Codable, Hashable, Sendable { case sqlite, postgres }

/// A database of one federation. Bodies are synchronous, must not keep their connection, and may run more than once, so they change nothing
/// but the database.
package protocol Database: Sendable {
    var engine: Engine { get }

    /// Reads one consistent state.
    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

    /// One serialisable transaction: all of it or nothing, retried a bounded number of times where another writer was in the way.
    /// Returns once the change is durable. A body that changes a row without an entry in the audit trail is refused (`StoreError.unaudited`).
    @discardableResult
    func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value

    /// A serialisable transaction on technical rows that no audit entry belongs to: job leases, sign-in throttles, sessions' last use.
    @discardableResult
    func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

    /// The same for changes of the schema: what rows point at is looked at once, at its end, so that a table may go and come back meanwhile.
    @discardableResult
    func restructure<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

    /// Gives every committed entry of the audit trail its place in the chain, now. Databases do it by themselves right after commits.
    func sealAuditTrail() async throws

    /// Stops taking work, finishes what is under way and closes connections.
    func close() async
}

extension Database {
    @discardableResult
    package func restructure<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
        try await maintain(body)
    }
}

/// A connection inside `read`, `write` or `maintain`. Once a statement has failed nothing more runs on it and the whole transaction fails, on both
/// databases; where a row may be there already, write `ON CONFLICT … DO NOTHING` and look at the count.
package protocol Connection {
    /// Runs one statement and returns its rows.
    func rows(_ sql: SQL) throws -> [Row]

    /// Runs one statement and returns how many rows it changed.
    @discardableResult
    func execute(_ sql: SQL) throws -> Int

    /// Runs a change whose count nobody asks for, with the next statement or with the commit: over a network it costs no wait of its own. Where it fails,
    /// that statement or the commit does. It counts as a change even where it changes no row.
    func later(_ sql: SQL) throws
}

/// One row: column names shared by all rows of an answer, and the values in their order.
package struct Row: Sendable {
    package let columns: [String]
    package let values: [SQLValue]

    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }
}

extension Connection {
    /// All rows, decoded by column name. `snake_case` columns match `camelCase` properties.
    package func all<Value: Decodable>(_: Value.Type, _ sql: SQL) throws -> [Value] {
        try RowDecoder.decode([Value].self, from: rows(sql))
    }

    /// The first row, if there is one.
    package func first<Value: Decodable>(_: Value.Type, _ sql: SQL) throws -> Value? {
        try RowDecoder.decode([Value].self, from: Array(rows(sql).prefix(1))).first
    }

    /// The first column of the first row; nil for no row and for NULL.
    package func value<Value: Decodable>(_: Value.Type, _ sql: SQL) throws -> Value? {
        try RowDecoder.firstColumn(Value.self, of: Array(rows(sql).prefix(1))).first ?? nil
    }

    /// The first column of every row that is not NULL there.
    package func values<Value: Decodable>(_: Value.Type, _ sql: SQL) throws -> [Value] {
        try RowDecoder.firstColumn(Value.self, of: rows(sql)).compactMap { $0 }
    }

    // The same where the type is plain from what is done with the answer.
    package func all<Value: Decodable>(_ sql: SQL) throws -> [Value] { try all(Value.self, sql) }
    package func first<Value: Decodable>(_ sql: SQL) throws -> Value? { try first(Value.self, sql) }
    package func value<Value: Decodable>(_ sql: SQL) throws -> Value? { try value(Value.self, sql) }
    package func values<Value: Decodable>(_ sql: SQL) throws -> [Value] { try values(Value.self, sql) }
}

/// A `write` under way: a connection that knows who acts and when, and that keeps the audit trail.
package struct Transaction: Connection {
    package let connection: any Connection
    package let actor: Actor
    package let instant: Instant
    let trail: AuditTrailBuffer

    package func rows(_ sql: SQL) throws -> [Row] { try connection.rows(sql) }

    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try connection.execute(sql) }

    package func later(_ sql: SQL) throws { try connection.later(sql) }

    /// Appends to the audit trail, in this transaction. `action` is a noun and a verb in the past, "appointment booked"; `reason` is what the
    /// person gave. Neither carries a patient's details: the trail points at records by identifier.
    package func audit(
        _ action: String, _ subject: AuditSubject, practice: OrganisationID? = nil, patient: PatientID? = nil, reason: String? = nil,
        details: [String: String] = [:]
    ) throws {
        try trail.append(
            action: action, subject: subject, practice: practice, patient: patient, reason: reason, details: details, in: self)
    }

    /// Appends that a list which names several patients was looked at. The entry's details hold their identifiers, so the seal covers them; a row
    /// for each finds the entry again when somebody asks who looked at one of them.
    package func audit(_ action: String, _ subject: AuditSubject, showing patients: [PatientID]) throws {
        var named: Set<PatientID> = []
        let shown = patients.filter { named.insert($0).inserted }
        try trail.append(
            action: action, subject: subject, practice: nil, patient: nil, reason: nil,
            details: ["patients": shown.map(\.stored).joined(separator: " "), "shown": String(patients.count)], in: self)
        trail.name(shown)
    }
}

/// A token in a form that makes a double click one change.
package struct OnceKey: Hashable, Sendable {
    package let stored: String
    package init(_ text: String) { stored = text }

    /// Whether a form of this key was settled, by whomever: for a form after which its sender is no longer signed in as before.
    package func isSettled(in connection: any Connection) throws -> Bool {
        guard !stored.isEmpty else { return false }
        return try connection.value(Int.self, "SELECT 1 FROM settled_forms WHERE once_key = \(stored) LIMIT 1") != nil
    }
}

/// What an audit entry is about: "appointment" and its identifier.
package struct AuditSubject: Hashable, Sendable {
    package let kind: String
    package let id: String

    package init(_ kind: String, _ id: String) {
        self.kind = kind
        self.id = id
    }

    package init<Subject>(_ kind: String, _ id: ID<Subject>) { self.init(kind, id.stored) }
}

/// What a database could not do, in words for the person who has to act.
package enum StoreError: Error, Hashable, Sendable {
    /// Other writers were in the way each time.
    case busy(attempts: Int)
    /// A row that must be unique exists already; `constraint` names the index or the columns.
    case duplicate(constraint: String)
    /// A row points at one that is not there, or one that is still pointed at would go.
    case dangling(constraint: String)
    /// A CHECK or NOT NULL rule of the database refused the row.
    case refused(rule: String)
    case diskFull
    case unreachable(String)
    /// The connection was lost while committing and the outcome could not be found out.
    case outcomeUnknown
    case unaudited
    case decoding(column: String, expected: String)
    case schema(String)
    case statement(String)
}
