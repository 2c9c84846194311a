// Brings a database's tables up to date.

import Kernel

/// The migrations that a database has been through, in `schema_migrations`.
package enum SchemaHistory {
    package struct Applied: Codable, Hashable, Sendable {
        package let name: String
        package let checksum: String
        package let appliedAt: Instant
    }

    /// Where a database stands against a program's migrations.
    package enum Standing: Hashable, Sendable {
        case current
        /// Names of migrations to be run.
        case behind([String])
    }

    /// Runs what is missing, in order of names, each in one transaction; returns the names that ran. Two servers that start at once take turns.
    /// Throws `StoreError.schema` for an applied migration whose text has changed since, and for a database that knows more than this program.
    @discardableResult
    package static func bring(_ database: any Database, to migrations: [Migration], at now: Instant) async throws -> [String] {
        let ordered = migrations.sorted { $0.name < $1.name }
        if let twice = zip(ordered, ordered.dropFirst()).first(where: { $0.0.name == $0.1.name }) {
            throw StoreError.schema("Two migrations are named “\(twice.0.name)”. Give one of them another name.")
        }
        try await createTable(in: database)
        var ran: [String] = []
        for migration in ordered {
            let engine = database.engine
            let run: @Sendable (any Connection) throws -> Bool = { connection in
                // Taken before the transaction sees anything, so that whoever waited sees what the other server did.
                if engine == .postgres { try connection.execute("LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE") }
                guard case .behind(let missing) = try standing(of: ordered, in: connection), missing.contains(migration.name) else { return false }
                for statement in statements(migration.statements) { try connection.execute(SQL(verbatim: statement)) }
                try ColumnChange.make(migration.columns, in: connection, engine: engine)
                try connection.execute(
                    """
                    INSERT INTO schema_migrations (name, checksum, applied_at)
                    VALUES (\(migration.name), \(checksum(migration)), \(now))
                    """)
                return true
            }
            let applied = try await migration.columns.isEmpty ? database.maintain(run) : database.restructure(run)
            if applied { ran.append(migration.name) }
        }
        return ran
    }

    /// Compares a database with a program's migrations without changing it.
    package static func standing(of database: any Database, against migrations: [Migration]) async throws -> Standing {
        try await database.read { connection in
            guard try tables(in: connection, engine: database.engine).contains("schema_migrations") else {
                return .behind(migrations.map(\.name).sorted())
            }
            return try standing(of: migrations, in: connection)
        }
    }

    package static func applied(in connection: any Connection) throws -> [Applied] {
        try connection.all("SELECT name, checksum, applied_at FROM schema_migrations ORDER BY name")
    }

    /// The names of all tables, the engines' own left out.
    package static func tables(in connection: any Connection, engine: Engine) throws -> [String] {
        switch engine {
        case .sqlite: try connection.values("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        case .postgres:
            try connection.values(
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() AND table_type = 'BASE TABLE' ORDER BY 1"
            )
        }
    }

    private static func standing(of migrations: [Migration], in connection: any Connection) throws -> Standing {
        let known = Dictionary(uniqueKeysWithValues: migrations.map { ($0.name, checksum($0)) })
        let applied = try applied(in: connection)
        let strangers = applied.map(\.name).filter { known[$0] == nil }
        if let stranger = strangers.first {
            throw StoreError.schema(
                """
                This database was changed by a newer version of Commonweal (“\(stranger)”\(strangers.count > 1 ? " and \(strangers.count - 1) more" : "")). \
                Start that version, or restore a backup that was taken before it.
                """)
        }
        if let changed = applied.first(where: { known[$0.name] != $0.checksum }) {
            throw StoreError.schema(
                "The text of migration “\(changed.name)” is not the one that this database went through. Put its old text back and write a new migration."
            )
        }
        let done = Set(applied.map(\.name))
        let missing = known.keys.filter { !done.contains($0) }.sorted()
        return missing.isEmpty ? .current : .behind(missing)
    }

    private static func createTable(in database: any Database) async throws {
        let engine = database.engine
        let there = try await database.read { try tables(in: $0, engine: engine).contains("schema_migrations") }
        if there { return }
        do {
            _ = try await database.maintain { connection in
                try connection.execute(
                    """
                    CREATE TABLE IF NOT EXISTS schema_migrations (
                      name TEXT NOT NULL PRIMARY KEY,
                      checksum TEXT NOT NULL,
                      applied_at TEXT NOT NULL
                    )
                    """)
            }
        } catch StoreError.duplicate {
            // PostgreSQL says so to the slower of two servers that create it in the same moment.
        }
    }

    private static func checksum(_ migration: Migration) -> String { Fingerprint(of: migration.text).hex }

    /// Statements end with ";" at the end of a line.
    static func statements(_ text: String) -> [String] {
        var statements: [String] = []
        var lines: [Substring] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            let bare = line.last == " " ? Substring(line.reversed().drop { $0 == " " }.reversed()) : line
            if bare.hasSuffix(";") {
                lines.append(bare.dropLast())
                statements.append(lines.joined(separator: "\n"))
                lines = []
            } else {
                lines.append(bare)
            }
        }
        statements.append(lines.joined(separator: "\n"))
        return statements.filter { statement in statement.contains { !$0.isWhitespace } }
    }
}
