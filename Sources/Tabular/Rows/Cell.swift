// A cell that knows it is B7.

import Kernel

/// One cell of a file: its text and where it stands.
package struct Cell: Hashable, Sendable {
    /// The text without white space at its ends.
    package let text: String
    package let columnName: String
    /// The line of the file on which the cell's row begins, from 1.
    package let line: Int
    /// From 0; nil for a column that the file does not have.
    let column: Int?
    let row: Int

    /// As spreadsheets name it, "B7"; "row 7" for a column that the file does not have.
    package var reference: String { column.map { TabularRow.letters(forColumn: $0) + String(row) } ?? "row \(row)" }

    package var isEmpty: Bool { text.isEmpty }

    /// What is wrong with this cell.
    package func problem(_ reason: String) -> RowProblem { RowProblem(line: line, column: columnName, reference: reference, reason: reason) }

    /// The cell read as a value. Throws a `RowProblem` with the value's own sentence; an empty cell is a problem too.
    package func value<Value: TextValue>(_: Value.Type = Value.self) throws -> Value {
        try read { try Value(parsing: $0) }
    }

    /// The same, or nil for an empty cell.
    package func optional<Value: TextValue>(_: Value.Type = Value.self) throws -> Value? { isEmpty ? nil : try value() }

    /// The cell read by `reader`, whose `ParseProblem` becomes this cell's problem.
    package func read<Value>(_ reader: (String) throws -> Value) throws -> Value {
        do {
            return try reader(text)
        } catch let problem as ParseProblem {
            throw self.problem(problem.expected)
        }
    }

    /// The text; an empty cell is a problem.
    package func filled() throws -> String {
        guard !isEmpty else { throw problem("Enter a \(columnName.isEmpty ? "value" : columnName): this cell is empty.") }
        return text
    }

    /// A whole number, as `WrittenNumber` reads it.
    package func integer() throws -> Int {
        guard let number = WrittenNumber.whole(text) else { throw problem("Enter a whole number, for example 12500 or 12,500.") }
        return number
    }

    /// A number in hundredths, exactly: "11234.5" is 1123450, as `WrittenNumber` reads it.
    package func hundredths() throws -> Int {
        guard let number = WrittenNumber.hundredths(text) else {
            throw problem("Enter a number with at most two decimal places, for example 12500.75 or 12,500.75.")
        }
        return number
    }

    /// A day as the NHS writes it in files, "20220601", or as people type it.
    package func date() throws -> LocalDate {
        if text.isDigits, text.utf8.count == 8, let year = Int(text.prefix(4)), let month = Int(text.dropFirst(4).prefix(2)),
            let day = Int(text.suffix(2)),
            (1800...2200).contains(year), let date = LocalDate(year: year, month: month, day: day)
        {
            return date
        }
        return try read { try LocalDate(typed: $0) }
    }
}
