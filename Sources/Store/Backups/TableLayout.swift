// How a database's tables are laid out.

import Kernel

/// A table with its columns, as far as copying it needs.
struct TableLayout: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable { case text, integer, real, flag, bytes }

    struct Column: Hashable, Sendable {
        let name: String
        let kind: Kind
    }

    let name: String
    let columns: [Column]
    /// The primary key, in whose order rows are copied, so that two copies of one state are equal.
    let key: [String]

    var quotedName: SQL { SQL(verbatim: "\"\(name)\"") }
    var quotedColumns: SQL { SQL(verbatim: columns.map { "\"\($0.name)\"" }.joined(separator: ", ")) }
    var order: SQL {
        SQL(verbatim: (key.isEmpty ? columns.map(\.name) : key).map { "\"\($0)\"" }.joined(separator: ", "))
    }

    /// All tables but `schema_migrations`, which a copy is not made of; each after those that its rows point at, so that nothing that is copied in this
    /// order ever points at what is not there yet. SQLite would look through whole tables for each such row.
    static func all(in connection: any Connection, engine: Engine) throws -> [TableLayout] {
        let names = try SchemaHistory.tables(in: connection, engine: engine).filter { $0 != "schema_migrations" }
        var waiting: [(name: String, needs: Set<String>)] = try names.map { ($0, try references(of: $0, in: connection, engine: engine)) }
        var ordered: [String] = []
        while !waiting.isEmpty {
            // Tables that point at each other in a ring have no order; the first goes first.
            let ready = waiting.firstIndex { table in table.needs.allSatisfy { $0 == table.name || ordered.contains($0) } } ?? 0
            ordered.append(waiting.remove(at: ready).name)
        }
        return try ordered.map { table in
            switch engine {
            case .sqlite: try sqlite(table, in: connection)
            case .postgres: try postgres(table, in: connection)
            }
        }
    }

    private static func references(of table: String, in connection: any Connection, engine: Engine) throws -> Set<String> {
        switch engine {
        case .sqlite: Set(try connection.values(String.self, "SELECT \"table\" FROM pragma_foreign_key_list(\(table))"))
        case .postgres:
            Set(
                try connection.values(
                    String.self,
                    """
                    SELECT CAST(target.relname AS TEXT)
                    FROM pg_constraint
                    JOIN pg_class place ON place.oid = pg_constraint.conrelid
                    JOIN pg_class target ON target.oid = pg_constraint.confrelid
                    WHERE pg_constraint.contype = 'f' AND place.relname = \(table)
                    """))
        }
    }

    private struct Described: Decodable {
        let name: String
        let type: String
        /// Place in the primary key from 1 on, or 0.
        let pk: Int
    }

    private static func sqlite(_ table: String, in connection: any Connection) throws -> TableLayout {
        try layout(table, connection.all("SELECT name, type, pk FROM pragma_table_info(\(table)) ORDER BY cid"))
    }

    private static func postgres(_ table: String, in connection: any Connection) throws -> TableLayout {
        try layout(
            table,
            connection.all(
                """
                SELECT CAST(c.column_name AS TEXT) AS name, CAST(c.data_type AS TEXT) AS type, COALESCE(k.ordinal_position, 0) AS pk
                FROM information_schema.columns c
                LEFT JOIN (
                  SELECT u.column_name, u.table_name, u.ordinal_position
                  FROM information_schema.key_column_usage u
                  JOIN information_schema.table_constraints t
                    ON t.constraint_name = u.constraint_name AND t.table_schema = u.table_schema AND t.constraint_type = 'PRIMARY KEY'
                  WHERE u.table_schema = CURRENT_SCHEMA()
                ) k ON k.table_name = c.table_name AND k.column_name = c.column_name
                WHERE c.table_schema = CURRENT_SCHEMA() AND c.table_name = \(table)
                ORDER BY c.ordinal_position
                """))
    }

    private static func layout(_ table: String, _ columns: [Described]) throws -> TableLayout {
        TableLayout(
            name: table, columns: try columns.map { Column(name: $0.name, kind: try kind(of: $0.type, in: table)) },
            key: columns.filter { $0.pk > 0 }.sorted { $0.pk < $1.pk }.map(\.name))
    }

    private static func kind(of type: String, in table: String) throws -> Kind {
        switch type.uppercased() {
        case "TEXT": .text
        case "BIGINT", "INTEGER": .integer
        case "DOUBLE PRECISION", "REAL": .real
        case "BOOLEAN": .flag
        case "BYTEA": .bytes
        default:
            throw StoreError.schema(
                "Table \(table) has a column of type \(type), which cannot be copied. Use TEXT, BIGINT, BOOLEAN, DOUBLE PRECISION or BYTEA.")
        }
    }
}
