// Many rows by one statement.

import Kernel

extension Connection {
    /// Adds rows, each written "(\(a), \(b))", after `head`, which names the table and its columns, and returns how many were added. Some
    /// hundreds go by one statement, so that a network between costs one wait and not one for each row.
    @discardableResult
    package func insert(_ head: SQL, _ rows: [SQL]) throws -> Int {
        var (added, waiting) = (0, rows[...])
        while let first = waiting.first {
            let chunk = waiting.prefix(max(1, ManyRows.mostValues / max(1, first.values.count)))
            waiting = waiting.dropFirst(chunk.count)
            var statement = head + " VALUES "
            for (index, row) in chunk.enumerated() { statement.append(index == 0 ? row : ", " + row) }
            added += try execute(statement)
        }
        return added
    }
}

enum ManyRows {
    /// SQLite binds 32,766 values to a statement, PostgreSQL 65,535; beyond some hundreds of rows nothing is gained.
    static let mostValues = 8_000
}
