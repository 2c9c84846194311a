// One row as one line of a backup.

import Foundation

/// Rows as lines in the text format of PostgreSQL's COPY: columns between tabs, NULL as `\N`, and a backslash before what would end a column or a
/// line; bytes in base 64. PostgreSQL reads and writes it by itself but for bytes, which it has in hexadecimal; this does it for SQLite.
enum BackupLine {
    static func line(_ row: Row, kinds: [TableLayout.Kind]) throws -> [UInt8] {
        var line: [UInt8] = []
        for (index, value) in row.values.enumerated() {
            if index > 0 { line.append(UInt8(ascii: "\t")) }
            switch (value, kinds[index]) {
            case (.null, _): line.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
            case (.integer(let integer), .flag): line.append(UInt8(ascii: integer == 0 ? "f" : "t"))
            case (.flag(let flag), .flag): line.append(UInt8(ascii: flag ? "t" : "f"))
            case (.integer(let integer), .integer): line.append(contentsOf: String(integer).utf8)
            case (.integer(let integer), .real): line.append(contentsOf: String(Double(integer)).utf8)
            case (.real(let real), .real): line.append(contentsOf: String(real).utf8)
            case (.text(let text), .text): append(text, to: &line)
            case (.bytes(let bytes), .bytes): line.append(contentsOf: Data(bytes).base64EncodedData())
            default: throw StoreError.decoding(column: row.columns[index], expected: "a value of the column's own type")
            }
        }
        return line
    }

    static func values(_ line: ArraySlice<UInt8>, kinds: [TableLayout.Kind]) throws -> [SQLValue] {
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard cells.count == kinds.count else { throw damage("a row has \(cells.count) columns instead of \(kinds.count)") }
        return try zip(cells, kinds).map { cell, kind in
            if cell.elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: "N")]) { return .null }
            let text = kind == .bytes ? "" : try text(cell)
            switch kind {
            case .text: return .text(text)
            case .integer:
                guard let integer = Int64(text) else { throw damage("a whole number is not one") }
                return .integer(integer)
            case .real:
                guard let real = Double(text) else { throw damage("a number is not one") }
                return .real(real)
            case .flag:
                guard text == "t" || text == "f" else { throw damage("a yes or no is neither") }
                return .flag(text == "t")
            case .bytes: return .bytes(try bytes(cell))
            }
        }
    }

    /// The same line with its bytes as PostgreSQL's COPY reads them.
    static func forCopy(_ line: ArraySlice<UInt8>, kinds: [TableLayout.Kind]) throws -> ArraySlice<UInt8> {
        guard kinds.contains(.bytes) else { return line }
        let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        guard cells.count == kinds.count else { throw damage("a row has \(cells.count) columns instead of \(kinds.count)") }
        let copied = try zip(cells, kinds).map { cell, kind -> [UInt8] in
            if kind != .bytes || cell.elementsEqual([UInt8(ascii: "\\"), UInt8(ascii: "N")]) { return Array(cell) }
            return Array("\\\\x\(Fingerprint.hexadecimal(try bytes(cell)))".utf8)
        }
        return Array(copied.joined(separator: [UInt8(ascii: "\t")]))[...]
    }

    private static func bytes(_ cell: ArraySlice<UInt8>) throws -> [UInt8] {
        guard let data = Data(base64Encoded: Data(cell)) else { throw damage("a file's bytes are not in base 64") }
        return [UInt8](data)
    }

    static func damage(_ what: String) -> StoreError {
        .schema("The backup cannot be read: \(what). Use another copy of it; nothing was restored.")
    }

    private static let escapes: [(byte: UInt8, letter: UInt8)] = [
        (UInt8(ascii: "\\"), UInt8(ascii: "\\")), (UInt8(ascii: "\t"), UInt8(ascii: "t")), (UInt8(ascii: "\n"), UInt8(ascii: "n")),
        (UInt8(ascii: "\r"), UInt8(ascii: "r")), (8, UInt8(ascii: "b")), (11, UInt8(ascii: "v")), (12, UInt8(ascii: "f")),
    ]

    private static func append(_ text: String, to line: inout [UInt8]) {
        for byte in text.utf8 {
            if byte > 13, byte != UInt8(ascii: "\\") {
                line.append(byte)
            } else if let escape = escapes.first(where: { $0.byte == byte }) {
                line.append(contentsOf: [UInt8(ascii: "\\"), escape.letter])
            } else {
                line.append(byte)
            }
        }
    }

    private static func text(_ cell: ArraySlice<UInt8>) throws -> String {
        guard cell.contains(UInt8(ascii: "\\")) else { return String(decoding: cell, as: UTF8.self) }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in cell {
            if isEscaped {
                guard let escape = escapes.first(where: { $0.letter == byte }) else { throw damage("a row has an unknown escape") }
                bytes.append(escape.byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
