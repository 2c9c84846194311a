// One change of the schema.

/// A change of the schema. The text runs as it is on both databases, statement by statement, in one transaction; it is frozen once shipped.
package struct Migration: Hashable, Sendable {
    /// "2026-11-21 directory organisations": dated, ordered by name within all rooms.
    package let name: String
    package let statements: String
    /// Made after the statements, in the same transaction.
    package let columns: [ColumnChange]

    package init(_ name: String, _ statements: String = "", changing columns: [ColumnChange] = []) {
        self.name = name
        self.statements = statements
        self.columns = columns
    }

    /// What is frozen: a change of it is found out.
    package var text: String { statements + columns.map { "\n\($0)" }.joined() }
}
