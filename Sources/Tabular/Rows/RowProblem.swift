// What is wrong in which cell.

/// One thing that is wrong in a file, with its place and what to do about it.
package struct RowProblem: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// The line of the file on which the row begins, from 1.
    package let line: Int
    /// The column's name; empty where the whole row is meant.
    package let column: String
    /// The cell as spreadsheets name it, "B7"; "row 7" where the whole row is meant.
    package let reference: String
    /// A sentence in plain English that says what to do. It does not repeat the cell, as that may be a patient's.
    package let reason: String

    package init(line: Int, column: String, reference: String, reason: String) {
        self.line = line
        self.column = column
        self.reference = reference
        self.reason = reason
    }

    /// "B7 (Postcode): Enter a postcode, for example SW1A 1AA."
    package var description: String { column.isEmpty ? "\(reference): \(reason)" : "\(reference) (\(column)): \(reason)" }
}
