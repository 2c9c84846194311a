// Writes CSV that spreadsheets open safely.

import Kernel

/// One cell to write.
package enum CSVCell: Hashable, Sendable, ExpressibleByStringLiteral {
    /// Text, which a spreadsheet must never run as a formula.
    case text(String)
    case number(Int)
    /// Pounds with two decimals and no sign of currency, "-12.50", so that spreadsheets can add up.
    case money(Money)
    case empty

    package init(stringLiteral text: String) { self = .text(text) }
}

/// Writes CSV as RFC 4180 has it: commas, lines that end in CR LF, quotation marks where they are needed.
package struct CSVWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    private let protectsSpreadsheets: Bool

    /// `protectsSpreadsheets` puts an apostrophe before text that a spreadsheet would take for a formula (OWASP, CSV injection); leave it on for
    /// whatever people download. `marksUnicode` begins with a byte-order mark, by which older spreadsheets know UTF-8.
    package init(columns: [String], protectsSpreadsheets: Bool = true, marksUnicode: Bool = false) {
        self.protectsSpreadsheets = protectsSpreadsheets
        if marksUnicode { bytes += [0xEF, 0xBB, 0xBF] }
        if !columns.isEmpty { append(columns.map { CSVCell.text($0) }) }
    }

    package mutating func append(_ cells: [CSVCell]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .text(let text): append(text: text, isOnly: cells.count == 1)
            case .number(let number): bytes += String(number).utf8
            case .money(let money):
                let pence = money.pence.magnitude
                bytes += "\(money.isNegative ? "-" : "")\(pence / 100).\((pence % 100).padded(2))".utf8
            case .empty: break
            }
        }
        bytes += "\r\n".utf8
    }

    package mutating func append(texts: [String]) { append(texts.map { CSVCell.text($0) }) }

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
