// Writes CSV that spreadsheets open safely.

import Kernel

/// Writes CSV as RFC 4180 has it: commas, lines that end in CR LF, quotation marks where they are needed.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let protectsSpreadsheets: Bool

    /// `protectsSpreadsheets` puts an apostrophe before text that a spreadsheet would take for a formula (OWASP, CSV injection); leave it on for
    /// whatever people download. `marksUnicode` begins with a byte-order mark, by which older spreadsheets know UTF-8.
    package init(columns: [String], protectsSpreadsheets: Bool = true, marksUnicode: Bool = false) {
        self.protectsSpreadsheets = protectsSpreadsheets
        if marksUnicode { bytes += [0xEF, 0xBB, 0xBF] }
        if !columns.isEmpty { append(columns.map { FileCell.text($0) }) }
    }

    package mutating func append(_ cells: [FileCell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if case .text(let text) = cell { append(text: text, isOnly: cells.count == 1) } else { bytes += cell.words.utf8 }
        }
        bytes += "\r\n".utf8
    }

    /// What was written since it was last taken, for a file that grows.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    package mutating func append(texts: [String]) { append(texts.map { FileCell.text($0) }) }

    private mutating func append(text: String, isOnly: Bool) {
        let needsApostrophe = protectsSpreadsheets && text.utf8.first.map { "=+-@\t\r\n".utf8.contains($0) } == true
        let needsQuotes =
            text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            // Alone in its row, an empty cell would be an empty line.
            || isOnly && text.isEmpty || text.utf8.first == UInt8(ascii: " ") || text.utf8.last == UInt8(ascii: " ")
        if needsQuotes { bytes.append(UInt8(ascii: "\"")) }
        if needsApostrophe { bytes.append(UInt8(ascii: "'")) }
        if needsQuotes {
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        } else {
            bytes += text.utf8
        }
    }
}
