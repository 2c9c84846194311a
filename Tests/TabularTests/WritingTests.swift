// What is written can be read, and never runs.

import Kernel
import Tabular
import TestKit
import Testing

@Suite("Writing CSV")
struct WritingTests {
    private func text(_ writer: CSVWriter) -> String { String(decoding: writer.bytes, as: UTF8.self) }

    @Test("Cells are quoted where they need it, and lines end in CR LF")
    func quoting() {
        var writer = CSVWriter(columns: ["name", "amount, £"])
        writer.append(["He said \"no\"", .money(Money(pence: -1250))])
        writer.append([.text(" padded"), .number(7)])
        writer.append([.empty, .text("two\nlines")])
        #expect(text(writer) == "name,\"amount, £\"\r\n\"He said \"\"no\"\"\",-12.50\r\n\" padded\",7\r\n,\"two\nlines\"\r\n")
    }

    @Test(
        "Text that a spreadsheet would run is kept from running", arguments: ["=1+1", "+44 20", "-2", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://x\")"])
    func formulas(formula: String) throws {
        var writer = CSVWriter(columns: ["cell", "other"])
        writer.append(texts: [formula, "x"])
        let rows = try TabularReader(bytes: writer.bytes, layout: .header(required: ["cell"])).rows().rows
        #expect(rows[0].texts[0] == "'" + formula)
        var bare = CSVWriter(columns: ["cell", "other"], protectsSpreadsheets: false)
        bare.append(texts: [formula, "x"])
        #expect(try TabularReader(bytes: bare.bytes, layout: .header(required: ["cell"])).rows().rows[0].texts[0] == formula)
        var numbers = CSVWriter(columns: [])
        numbers.append([.number(-2), .money(Money(pence: -5))])
        #expect(text(numbers) == "-2,-0.05\r\n")
    }

    @Test("A byte-order mark is written on request and read back as nothing")
    func byteOrderMark() throws {
        var writer = CSVWriter(columns: ["name"], marksUnicode: true)
        writer.append(["Zoë"])
        #expect(writer.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(try TabularReader(bytes: writer.bytes, layout: .header(required: ["name"])).rows().rows[0]["name"].text == "Zoë")
    }

    @Test("Whatever is written is read back the same, at every size of piece")
    func roundTrip() throws {
        var random = SeededGenerator(seed: 7)
        let alphabet = ["a", "B", "7", ",", "\"", "\n", "\r\n", "\r", " ", "é", "€", "日", "=", "-", "'", ";", "\t", ""]
        for _ in 0..<400 {
            let width = Int.random(in: 2...6, using: &random)
            let rows = (0..<Int.random(in: 1...12, using: &random)).map { row in
                ["row \(row)"]
                    + (1..<width).map { _ in
                        (0..<Int.random(in: 0...8, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
                    }
            }
            var writer = CSVWriter(columns: (0..<width).map { "column \($0)" }, protectsSpreadsheets: false)
            for row in rows { writer.append(texts: row) }
            let layout = TabularLayout.header(required: ["column 0"])
            let cursor = try TabularReader(bytes: writer.bytes, layout: layout).cursor(chunkBytes: Int.random(in: 16...200, using: &random))
            let back = try cursor.next(1000).map(\.texts)
            #expect(back.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } })
            #expect(cursor.summary.problems.isEmpty)
        }
    }

    @Test("No file of random bytes stops the reader or makes it lose count")
    func randomBytes() throws {
        var random = SeededGenerator(seed: 8)
        let alphabet = Array("\"\",,\r\n\nab\u{0}".utf8) + [0xE9, 0xC3, 0x81, 0xFF]
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 1...120, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) }
            do {
                let whole = try TabularReader(bytes: bytes, layout: .columns(count: 2)).rows()
                let cursor = try TabularReader(bytes: bytes, layout: .columns(count: 2)).cursor(chunkBytes: 16)
                let pieces = try cursor.next(1000)
                #expect(pieces.map(\.texts) == whole.rows.map(\.texts))
                #expect(cursor.summary == whole.summary)
                #expect(pieces.map(\.line) == whole.rows.map(\.line))
                let breaks = String(decoding: bytes, as: UTF8.self).unicodeScalars.count { $0 == "\n" || $0 == "\r" }
                #expect((whole.rows.map(\.line) + whole.summary.problems.map(\.line)).allSatisfy { $0 <= breaks + 1 })
            } catch is TabularError {
                // UTF-16 by its first bytes.
            }
        }
    }
}
