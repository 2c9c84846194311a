// Rules of columns that migrations change.

/// Takes away the first CHECK of a column, as later rooms add to the list in it, or puts a table of rows in its place. Neither database says this
/// in the other's words: PostgreSQL drops the rule by its name, SQLite makes the table anew.
package struct ColumnChange: Hashable, Sendable, CustomStringConvertible {
    let table: String
    let column: String
    /// "activity_kinds (kind)", or "" where nothing holds the values any more.
    let target: String

    /// Any value may stand in the column.
    package static func open(_ table: String, _ column: String) -> ColumnChange { ColumnChange(table: table, column: column, target: "") }

    /// A value may stand in the column where `target` has a row of it.
    package static func refer(_ table: String, _ column: String, to target: String) -> ColumnChange {
        ColumnChange(table: table, column: column, target: target)
    }

    package var description: String { target.isEmpty ? "open \(table).\(column)" : "refer \(table).\(column) to \(target)" }

    static func make(_ changes: [ColumnChange], in connection: any Connection, engine: Engine) throws {
        switch engine {
        case .postgres: for change in changes { try change.alter(in: connection) }
        case .sqlite:
            var tables: [String] = []
            for change in changes where !tables.contains(change.table) { tables.append(change.table) }
            for table in tables { try rebuild(table, changes.filter { $0.table == table }, in: connection) }
        }
    }

    // PostgreSQL names a rule of one column after the table and the column.
    private func alter(in connection: any Connection) throws {
        try connection.execute(SQL(verbatim: "ALTER TABLE \(table) DROP CONSTRAINT \(table)_\(column)_check"))
        if !target.isEmpty { try connection.execute(SQL(verbatim: "ALTER TABLE \(table) ADD FOREIGN KEY (\(column)) REFERENCES \(target)")) }
    }

    // The way that SQLite's documentation gives (www.sqlite.org/lang_altertable.html, section 7). References are looked at when all is done.
    private static func rebuild(_ table: String, _ changes: [ColumnChange], in connection: any Connection) throws {
        let made = try connection.value(String.self, "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = \(table)")
        guard let made else { throw StoreError.schema("There is no table \(table) to change.") }
        let others: [String] = try connection.values(
            "SELECT sql FROM sqlite_schema WHERE tbl_name = \(table) AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid")
        let text = try changes.reduce(made) { try $1.applied(to: $0) }
        guard let columns = text.firstIndex(of: "(") else { throw StoreError.schema("The table \(table) has no columns.") }
        let count: SQL = SQL(verbatim: "SELECT COUNT(*) FROM \(table)")
        let before = try connection.value(Int.self, count)
        try connection.execute(SQL(verbatim: "CREATE TABLE \(table)_made_anew \(text[columns...])"))
        try connection.execute(SQL(verbatim: "INSERT INTO \(table)_made_anew SELECT * FROM \(table)"))
        try connection.execute(SQL(verbatim: "DROP TABLE \(table)"))
        try connection.execute(SQL(verbatim: "ALTER TABLE \(table)_made_anew RENAME TO \(table)"))
        for other in others { try connection.execute(SQL(verbatim: other)) }
        guard try connection.value(Int.self, count) == before else { throw StoreError.schema("Rows of \(table) were lost while it was made anew.") }
        // The counts by which queries are planned went with the old table.
        if before != 0 { try connection.execute(SQL(verbatim: "ANALYZE \(table)")) }
    }

    /// The text of a CREATE TABLE with the change made.
    func applied(to text: String) throws -> String {
        guard let check = ColumnChange.check(of: column, in: text) else {
            throw StoreError.schema("The column \(column) of \(table) has no rule to change.")
        }
        var text = text
        text.replaceSubrange(check, with: target.isEmpty ? "" : "REFERENCES \(target)")
        return text
    }

    /// Where the first CHECK of a column stands in the text of a CREATE TABLE, up to the bracket that ends it.
    private static func check(of column: String, in text: String) -> Range<String.Index>? {
        var (depth, isQuoted) = (0, false)
        var (word, isOfColumn, isFirst) = ("", false, true)
        var start: String.Index?
        for place in text.indices {
            let character = text[place]
            if character == "'" { isQuoted.toggle() }
            if isQuoted { continue }
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            if !word.isEmpty, depth == 1 {
                if isFirst { isOfColumn = word == column }
                isFirst = false
                if isOfColumn, word == "CHECK" { start = text.index(place, offsetBy: -word.count) }
            }
            word = ""
            switch character {
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 1, let start { return start..<text.index(after: place) }
            case "," where depth == 1: (isOfColumn, isFirst) = (false, true)
            default: break
            }
        }
        return nil
    }
}
