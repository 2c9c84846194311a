// Workbooks, read back by other means.

import Foundation
import Kernel
import TestKit
import Testing

@testable import Tabular

@Suite("Writing workbooks")
struct WorkbookTests {
    private func written(_ columns: [String], _ rows: [[FileCell]]) throws -> Workbook {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: path) }
        let writer = try WorkbookWriter(path: path.path, columns: columns)
        for row in rows { try writer.append(row) }
        try writer.close()
        return try #require(Workbook(Array(Data(contentsOf: path))))
    }

    @Test("Amounts and counts are numbers, days and moments are dates, identifiers stay text with their noughts")
    func values() throws {
        let summer = try Instant(parsing: "2026-07-01T17:30:00Z")
        let book = try written(
            ["Code", "Paid, £", "Count", "Day", "When"],
            [
                [
                    .text("0012"), .money(Money(pence: -2_247_750)), .number(1234), .date(try LocalDate(parsing: "2026-11-29")), .instant(summer),
                ],
                [.text("999 000 0018"), .money(Money(pence: 195_840_001)), .empty, .empty, .empty],
            ])
        #expect(book.rows[0] == ["Code", "Paid, £", "Count", "Day", "When"].map { .text($0) })
        // 29 November 2026 is day 46,355: 25,569 for 1 January 1970 and 20,786 days after it. 1 July is 151 days before; 17:30 UTC is 18:30 in London.
        #expect(
            book.rows[1] == [
                .text("0012"), .number("-22477.5", "#,##0.00"), .number("1234"), .number("46355", "yyyy-mm-dd"),
                .number("46204.77083333334", "yyyy-mm-dd hh:mm"),
            ])
        #expect(book.rows[2] == [.text("999 000 0018"), .number("1958400.01", "#,##0.00")])
    }

    @Test("Text that looks like a formula is text", arguments: ["=1+1", "+44 20", "-2", "@SUM(A1)", "\tx", "=HYPERLINK(\"http://x\")", "<b>&", "日本"])
    func formulas(text: String) throws {
        let book = try written(["Cell"], [[.text(text)]])
        #expect(book.rows[1] == [.text(text)])
        #expect(!book.sheet.contains("<f>"))
    }

    @Test("What a cell cannot hold is text that says so: long text, numbers beyond 15 digits, days before spreadsheets count right")
    func bounds() throws {
        let long = String(repeating: "é", count: 40_000)
        let book = try written(
            ["Cell"],
            [
                [.text(long)], [.number(1_000_000_000_000_000)], [.date(try LocalDate(parsing: "1900-02-28"))],
                [.date(try LocalDate(parsing: "1900-03-01"))],
            ])
        let cell = book.rows[1][0].text
        #expect(cell.unicodeScalars.count == WorkbookWriter.longestText && cell.hasSuffix("(cut: a cell holds no more)"))
        #expect(book.rows[2] == [.text("1000000000000000")])
        #expect(book.rows[3] == [.text("1900-02-28")])
        // Excel's day 61 (day 60 is a 29 February that never was).
        #expect(book.rows[4] == [.number("61", "yyyy-mm-dd")])
    }

    @Test("A workbook that nobody ends is no error and leaves no memory held")
    func abandoned() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).xlsx")
        defer { try? FileManager.default.removeItem(at: path) }
        do { try WorkbookWriter(path: path.path, columns: ["Cell"]).append([.number(1)]) }
        #expect(throws: WorkbookWriter.Problem.self) {
            let writer = try WorkbookWriter(path: "/nowhere/at/all.xlsx", columns: ["Cell"])
            try writer.close()
        }
    }
}
