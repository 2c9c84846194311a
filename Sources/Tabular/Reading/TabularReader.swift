// Reads CSV files of any size.

import Kernel

/// How far a file has been read, for a bar or a line of progress.
package struct TabularProgress: Hashable, Sendable {
    package let bytesRead: Int
    /// Nil where the size is not known beforehand.
    package let bytesTotal: Int?
    package let rows: Int
}

/// What was found in a file once it was read to its end.
package struct TabularSummary: Hashable, Sendable {
    /// Rows handed on; the header and empty rows are not counted.
    package let rows: Int
    package let emptyRows: Int
    /// Rows that could not be split into cells, the first thousand of them.
    package let problems: [RowProblem]
    /// How many there were in all.
    package let problemCount: Int
    /// Remarks for the person who chose the file, for example that it was saved in an old encoding.
    package let notes: [String]
}

/// A CSV file. Reading takes constant memory whatever its size, and may be done again: once to check the whole, once to take it in.
///
/// A row that cannot be split into as many cells as there are columns is a `RowProblem` of the summary and is not handed on; reading goes on after it.
/// Rows without anything in them are passed over. Only what spoils the whole file throws, as a `TabularError`.
package struct TabularReader: Sendable {
    enum Source: Sendable { case path(String), bytes([UInt8]) }

    let source: Source
    package let layout: TabularLayout

    package init(path: String, layout: TabularLayout) {
        source = .path(path)
        self.layout = layout
    }

    package init(bytes: [UInt8], layout: TabularLayout) {
        source = .bytes(bytes)
        self.layout = layout
    }

    /// Opens the file and reads its header. For work that waits between rows, such as one database transaction for each thousand.
    package func cursor(chunkBytes: Int = 1 << 20, progress: ((TabularProgress) -> Void)? = nil) throws -> TabularCursor {
        try TabularCursor(self, chunkBytes: chunkBytes, progress: progress)
    }

    /// Hands each row to `body` and answers what else was found.
    @discardableResult
    package func forEach(progress: ((TabularProgress) -> Void)? = nil, _ body: (TabularRow) throws -> Void) throws -> TabularSummary {
        let cursor = try cursor(progress: progress)
        while let row = try cursor.next() { try body(row) }
        return cursor.summary
    }

    /// All rows at once, for small files.
    package func rows() throws -> (rows: [TabularRow], summary: TabularSummary) {
        var rows: [TabularRow] = []
        let summary = try forEach { rows.append($0) }
        return (rows, summary)
    }

    /// Each row made into a value; rows that `make` refuses with a `RowProblem` are reported like those that could not be split.
    package func values<Value>(progress: ((TabularProgress) -> Void)? = nil, _ make: (TabularRow) throws -> Value) throws -> TabularValues<Value> {
        var values: [Value] = []
        var problems: [RowProblem] = []
        let summary = try forEach(progress: progress) { row in
            do {
                values.append(try make(row))
            } catch let problem as RowProblem {
                problems.append(problem)
            }
        }
        return TabularValues(values: values, problems: (summary.problems + problems).sorted { $0.line < $1.line }, summary: summary)
    }
}

/// The values that a file's rows were made into, and all problems in the order of their lines.
package struct TabularValues<Value> {
    package let values: [Value]
    package let problems: [RowProblem]
    package let summary: TabularSummary
}

extension TabularValues: Sendable where Value: Sendable {}
