// Reads a workbook back, cell by cell.

import CZlib
import Foundation

/// The first sheet of an Office Open XML workbook as it lies in the file: unzipped by zlib, read without the library that wrote it.
package struct Workbook {
    /// A cell's text or number, and the format that a number is shown in; "" for text.
    package struct Cell: Hashable, CustomStringConvertible {
        package let text: String
        package let isText: Bool
        package let format: String

        package static func text(_ text: String) -> Cell { Cell(text: text, isText: true, format: "") }
        package static func number(_ number: String, _ format: String = "") -> Cell { Cell(text: number, isText: false, format: format) }
        package var description: String { isText ? "“\(text)”" : "\(text) as \(format)" }
    }

    package let rows: [[Cell]]
    /// The whole sheet, for what must not be in it.
    package let sheet: String

    package init?(_ bytes: [UInt8]) {
        guard let sheet = Workbook.part("xl/worksheets/sheet1.xml", of: bytes), let styles = Workbook.part("xl/styles.xml", of: bytes) else {
            return nil
        }
        self.sheet = sheet
        var codes = ["0": ""]
        for tag in Workbook.tags("numFmt", in: styles) { codes[Workbook.attribute("numFmtId", of: tag)] = Workbook.attribute("formatCode", of: tag) }
        // The formats that need no code of their own (ECMA-376, part 1, 18.8.30).
        codes["4"] = "#,##0.00"
        codes["49"] = "@"
        let uses = styles.components(separatedBy: "<cellXfs").last?.components(separatedBy: "</cellXfs>").first ?? ""
        let formats = Workbook.tags("xf", in: uses).map { codes[Workbook.attribute("numFmtId", of: $0)] ?? "?" }
        rows = sheet.components(separatedBy: "<row ").dropFirst().map { row in
            row.components(separatedBy: "<c ").dropFirst().map { cell in
                let isText = cell.contains("t=\"inlineStr\"")
                let style = Int(Workbook.attribute("s", of: cell)) ?? 0
                let text = Workbook.between(isText ? "<t" : "<v", isText ? "</t>" : "</v>", cell)
                return isText ? .text(text) : .number(text, formats.indices.contains(style) ? formats[style] : "?")
            }
        }
    }

    private static func tags(_ name: String, in text: String) -> [String] {
        text.components(separatedBy: "<\(name) ").dropFirst().map { String($0.prefix { $0 != ">" }) }
    }

    private static func attribute(_ name: String, of tag: String) -> String {
        // A space before it: "s" is also the end of other names.
        (" " + tag.prefix { $0 != ">" }).components(separatedBy: " \(name)=\"").dropFirst().first?.components(separatedBy: "\"").first ?? ""
    }

    private static func between(_ start: String, _ end: String, _ text: String) -> String {
        guard let rest = text.components(separatedBy: start).dropFirst().first else { return "" }
        let inner = rest.drop { $0 != ">" }.dropFirst()
        return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(String(inner).components(separatedBy: end)[0]) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }

    /// A file of the archive, found by the directory at its end (APPNOTE.TXT 4.3), inflated.
    private static func part(_ name: String, of bytes: [UInt8]) -> String? {
        func number(_ offset: Int, _ size: Int) -> Int { (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) } }
        guard var entry = (0..<max(bytes.count - 21, 0)).reversed().first(where: { number($0, 4) == 0x0605_4B50 }).map({ number($0 + 16, 4) }) else {
            return nil
        }
        while entry + 46 <= bytes.count, number(entry, 4) == 0x0201_4B50 {
            let length = number(entry + 28, 2)
            if String(decoding: bytes[(entry + 46)..<(entry + 46 + length)], as: UTF8.self) == name {
                let local = number(entry + 42, 4)
                let start = local + 30 + number(local + 26, 2) + number(local + 28, 2)
                return inflated(Array(bytes[start..<(start + number(entry + 20, 4))]), to: number(entry + 24, 4))
            }
            entry += 46 + length + number(entry + 30, 2) + number(entry + 32, 2)
        }
        return nil
    }

    private static func inflated(_ packed: [UInt8], to length: Int) -> String? {
        var (packed, plain) = (packed, [UInt8](repeating: 0, count: length))
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        let code = packed.withUnsafeMutableBufferPointer { source in
            plain.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                return inflate(&stream, Z_FINISH)
            }
        }
        return code == Z_STREAM_END ? String(decoding: plain, as: UTF8.self) : nil
    }
}
