// Goes through a file row by row.

import Kernel

/// Goes through a file row by row. A class, as it owns an open file and its buffer.
package final class TabularCursor {
    /// A record longer than this, in bytes, is taken for a quotation mark that was never closed, or for no record where it is one line.
    static let longestRecord = 1 << 20
    private static let mostProblems = 1000

    private let source: ByteSource
    private let chunkBytes: Int
    private let progress: ((TabularProgress) -> Void)?
    private var header = TabularHeader(columns: [])
    private var scanner = RecordScanner()
    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false
    private var line = 1
    private var number = 0
    private var rowCount = 0
    private var emptyRows = 0
    private var problems: [RowProblem] = []
    private var problemCount = 0
    private var oldEncoding: String?

    init(_ reader: TabularReader, chunkBytes: Int, progress: ((TabularProgress) -> Void)?) throws {
        source =
            switch reader.source {
            case .path(let path): try ByteSource(path: path)
            case .bytes(let bytes): ByteSource(bytes: bytes)
            }
        self.chunkBytes = max(chunkBytes, 16)
        self.progress = progress
        try open(reader.layout)
    }

    /// The names of the columns as the file has them.
    package var columns: [String] { header.names }

    /// What was found so far; complete once `next` has answered nil.
    package var summary: TabularSummary {
        let notes = oldEncoding.map { ["The file was saved in an old encoding (Windows-1252), first seen in \($0). Check names with accents."] } ?? []
        return TabularSummary(rows: rowCount, emptyRows: emptyRows, problems: problems, problemCount: problemCount, notes: notes)
    }

    /// Bytes held in memory, to show that a file's size does not matter.
    package var heldBytes: Int { buffer.capacity }

    /// The next row; nil at the end of the file.
    package func next() throws -> TabularRow? {
        while let row = try record() {
            if row.bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
                emptyRows += 1
                continue
            }
            if let problem = shapeProblem(of: row) {
                report(problem)
                continue
            }
            rowCount += 1
            return row
        }
        return nil
    }

    /// Up to `count` further rows; empty at the end of the file.
    package func next(_ count: Int) throws -> [TabularRow] {
        var rows: [TabularRow] = []
        while rows.count < count, let row = try next() { rows.append(row) }
        return rows
    }

    private func open(_ layout: TabularLayout) throws {
        while buffer.count < 4, !isAtEnd { try fill() }
        guard !buffer.isEmpty else { throw TabularError.empty }
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) { throw TabularError.utf16 }
        if buffer.starts(with: [0x50, 0x4B, 0x03, 0x04]) || buffer.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw TabularError.workbook }
        // Plain letters with a NUL beside each are UTF-16 without its mark.
        if buffer.prefix(4).count(where: { $0 == 0 }) == 2 { throw TabularError.utf16 }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        switch layout {
        case .columns(let names): header = TabularHeader(columns: names)
        case .header(let required, let optional):
            repeat {
                guard let row = try record() else {
                    guard let problem = problems.first else { throw TabularError.empty }
                    throw TabularError.header(problem)
                }
                guard problems.isEmpty else { throw TabularError.header(problems[0]) }
                guard !row.bytes.contains(0) else { throw TabularError.notText }
                header = try row.texts.allSatisfy(\.isEmpty) ? header : TabularHeader(row: row.texts, required: required, optional: optional)
            } while header.names.isEmpty
        }
    }

    // The next record whatever its shape; broken ones are reported and passed over.
    private func record() throws -> TabularRow? {
        while true {
            if start == buffer.count {
                if isAtEnd { return nil }
                try fill()
                continue
            }
            let outcome = buffer.withUnsafeBufferPointer { scanner.scan($0, from: start, isLast: isAtEnd) }
            switch outcome {
            case .record(let next):
                number += 1
                let row = row()
                line += scanner.lineBreaks
                start = next
                return row
            case .incomplete where buffer.count - start < TabularCursor.longestRecord: try fill()
            case .incomplete:
                let hasLines = buffer.withUnsafeBufferPointer { RecordScanner.nextLine($0, after: start) } != nil
                try passOver(hasLines ? .unclosedQuote : .tooLong)
            case .broken(let fault): try passOver(fault)
            }
        }
    }

    private func row() -> TabularRow {
        // Without a way out of the loop, so that the compiler looks at many bytes at once: neither NUL nor above 127.
        let isPlain = scanner.cells.withUnsafeBufferPointer { cells in cells.reduce(UInt8(0)) { $0 | $1 | ($1 &- 1) } < 0x80 }
        return TabularRow(line: line, number: number, header: header, bytes: scanner.cells, ends: scanner.ends, isPlain: isPlain)
    }

    // Goes on with the line after the one on which the broken record begins: a stray quotation mark spoils one line, not the rest of the file.
    private func passOver(_ fault: RecordScanner.Fault) throws {
        number += 1
        report(RowProblem(line: line, column: "", reference: "row \(number)", reason: fault.reason))
        while true {
            if let next = buffer.withUnsafeBufferPointer({ RecordScanner.nextLine($0, after: start) }) {
                // A CR that ends the buffer may have its LF in the next piece.
                if next == buffer.count, buffer.last == UInt8(ascii: "\r"), !isAtEnd {
                    try fill()
                    continue
                }
                start = next
                line += 1
                return
            }
            start = buffer.count
            if isAtEnd { return }
            try fill()
        }
    }

    private func shapeProblem(of row: TabularRow) -> RowProblem? {
        if row.count < header.count {
            return row.problem("This row has \(cells(row.count)) where there are \(header.count) columns. Check for a missing comma or a line break.")
        }
        if row.count > header.count, row.texts[header.count...].contains(where: { !$0.trimmed.isEmpty }) {
            return row.problem(
                "This row has \(cells(row.count)) where there are \(header.count) columns. Put quotation marks around a cell with a comma in it.")
        }
        guard !row.isPlain else { return nil }
        var from = 0
        for (index, end) in row.ends.enumerated() {
            let cell = row.bytes[from..<end]
            from = end
            if cell.contains(0) {
                return row[index].problem("This cell holds a sign that is not text (NUL). Type it again.")
            }
            if !CellText.isUTF8(cell) {
                if cell.contains(where: CellText.isUndefined) {
                    return row[index].problem("This cell holds a sign that cannot be read. Save the file as “CSV UTF-8” or type the cell again.")
                }
                oldEncoding = oldEncoding ?? row[index].reference
            }
        }
        return nil
    }

    private func cells(_ count: Int) -> String { count == 1 ? "1 cell" : "\(count) cells" }

    private func report(_ problem: RowProblem) {
        problemCount += 1
        if problems.count < TabularCursor.mostProblems { problems.append(problem) }
    }

    private func fill() throws {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        if try source.append(chunkBytes, to: &buffer) == 0 { isAtEnd = true }
        progress?(TabularProgress(bytesRead: source.read, bytesTotal: source.total, rows: rowCount))
    }
}
