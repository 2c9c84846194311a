// A row whose cells are read when asked for.

import Kernel

/// A row of a file. Its cells become text only when they are asked for.
package struct TabularRow: Sendable {
    /// The line of the file on which the row begins, from 1. Cells with line breaks make it differ from `number`.
    package let line: Int
    /// The row as a spreadsheet counts it, from 1, the header included.
    package let number: Int
    let header: TabularHeader
    // All cells one after the other, unquoted, and where each ends.
    let bytes: [UInt8]
    let ends: [Int]
    /// ASCII without NUL.
    let isPlain: Bool

    package var count: Int { ends.count }

    /// The cell in the column that the layout calls `name`. A column that the file does not have gives an empty cell.
    package subscript(_ name: String) -> Cell {
        guard let index = header.index(of: name) else { return Cell(text: "", columnName: name, line: line, column: nil, row: number) }
        return cell(index, named: name)
    }

    /// The cell in the column at `index`, from 0; empty beyond the last.
    package subscript(_ index: Int) -> Cell { cell(index, named: header.name(at: index)) }

    /// The texts of all cells as they stand in the file, white space included.
    package var texts: [String] { ends.indices.map(text(at:)) }

    /// What is wrong with the row as a whole.
    package func problem(_ reason: String) -> RowProblem { RowProblem(line: line, column: "", reference: "row \(number)", reason: reason) }

    /// "A" for 0, "Z" for 25, "AA" for 26.
    package static func letters(forColumn index: Int) -> String {
        var letters = ""
        var rest = index
        while rest >= 0 {
            letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + letters
            rest = rest / 26 - 1
        }
        return letters
    }

    private func cell(_ index: Int, named name: String) -> Cell {
        Cell(text: trimmedText(at: index), columnName: name, line: line, column: index, row: number)
    }

    private func range(at index: Int) -> Range<Int> {
        guard ends.indices.contains(index) else { return 0..<0 }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }

    private func text(at index: Int) -> String { text(in: range(at: index)) }

    private func text(in range: Range<Int>) -> String {
        isPlain ? String(decoding: bytes[range], as: UTF8.self) : CellText.decode(bytes[range])
    }

    private func trimmedText(at index: Int) -> String {
        guard isPlain else { return text(at: index).trimmed }
        var range = range(at: index)
        // The white space of ASCII: tab to carriage return, and the space.
        while let first = range.first, bytes[first] == 0x20 || (0x09...0x0D).contains(bytes[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, bytes[last] == 0x20 || (0x09...0x0D).contains(bytes[last]) { range = range.lowerBound..<last }
        return text(in: range)
    }
}
