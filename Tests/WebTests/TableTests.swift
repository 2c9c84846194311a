// Tables, and their files.

import Kernel
import TestKit
import Testing

@testable import Web

@Suite struct TableTests {
    @Test("A table of more than 60 rows in the order of their names has letters to jump to, one of other orders has none")
    func jumps() {
        func table(_ names: [String]) -> TableView {
            TableView(
                caption: "All practices", columns: [.init("Practice")],
                rows: names.map { .init([.heading($0)]) } + [.init([.heading("All")], isTotal: true)], empty: "")
        }
        let names = ["Abbey", "Elm", "Élan", "Oak"].flatMap { name in (10..<30).map { "\(name) \($0)" } }
        let long = table(names)
        #expect(long.jumps.map(\.letter) == ["A", "E", "O"])
        #expect(long.jumps.map(\.address) == ["#all-practices-a", "#all-practices-e", "#all-practices-o"])
        #expect(long.rows.enumerated().filter { !$0.element.anchor.isEmpty }.map(\.offset) == [0, 20, 60])
        #expect(table(names.reversed()).jumps == [])
        // 59 and the total are 60 rows, which a page still shows at a glance.
        #expect(table(Array(names.prefix(59))).jumps == [])
    }

    private func file(_ table: TableView, _ format: ExportFormat) throws -> (name: String, type: String, bytes: [UInt8]) {
        guard case .download(let name, let type, let file) = try TableExport.answer(table, name: "ledger", as: format) else { throw Refusal.notFound }
        return (name, type, try file.bytes())
    }

    private func lines(_ table: TableView) throws -> [String] {
        String(decoding: try file(table, .csv).bytes.dropFirst(3), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }

    @Test("A file holds what is on screen, and no cell that a spreadsheet would run")
    func words() throws {
        let table = TableView(
            caption: "Practices", columns: [.init("Practice"), .init("State")],
            rows: [
                .init([.heading("=HYPERLINK(\"x\")", detail: "North"), .tag("Consent in force", .good)]),
                .init([.heading("Oak, Elm"), .init("+44")]),
            ], empty: "")
        #expect(try lines(table) == ["Practice,State", "\"'=HYPERLINK(\"\"x\"\"); North\",Consent in force", "\"Oak, Elm\",'+44"])
        let csv = try file(table, .csv)
        #expect(csv.name == "ledger.csv" && csv.type == "text/csv; charset=utf-8" && csv.bytes.starts(with: [0xEF, 0xBB, 0xBF]))
        let book = try file(table, .xlsx)
        #expect(book.name == "ledger.xlsx" && book.type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        #expect(try #require(Workbook(book.bytes)).rows[1] == [.text("=HYPERLINK(\"x\"); North"), .text("Consent in force")])
    }

    /// A table with a value of each kind, words beside an amount, and a column that only leads on.
    private func values() throws -> TableView {
        TableView(
            caption: "Ledger",
            columns: [
                .init("Day"), .init("Code"), .init("Amount", isNumeric: true, note: "Standing"), .init("Count", isNumeric: true), .init("When"),
                .init("", isInFile: false),
            ],
            rows: [
                .init([
                    .heading(try LocalDate(parsing: "2026-10-01"), shown: "1 Oct"), .init("0012"),
                    .money(Money(pence: -2_247_750), tags: [Tag("Example", .warning)]), .number(1234),
                    .instant(try Instant(parsing: "2026-07-01T17:30:00Z")), .init("Take back", address: "/x"),
                ]),
                .init([.date(nil), .init(""), .money(Money(pence: 195_840_000), shown: "£1,958,400"), .number("no figure"), .instant(nil), .init("")]
                ),
            ], empty: "")
    }

    @Test("In files amounts are numbers of pounds, days and moments are as ISO 8601 has them, identifiers text; words beside a value have a column")
    func typed() throws {
        let csv = try lines(values())
        #expect(
            csv == [
                "Day,Code,\"Amount, £\",Standing,Count,When", "2026-10-01,0012,-22477.50,Example,1234,2026-07-01T18:30",
                ",,1958400.00,,no figure,",
            ])
        let book = try #require(Workbook(file(values(), .xlsx).bytes))
        // 1 October 2026 is 59 days before 29 November, day 46,355; 18:30 on 1 July is as worked out in WorkbookTests.
        #expect(
            book.rows[1] == [
                .number("46296", "yyyy-mm-dd"), .text("0012"), .number("-22477.5", "#,##0.00"), .text("Example"), .number("1234"),
                .number("46204.77083333334", "yyyy-mm-dd hh:mm"),
            ])
        #expect(book.rows[2] == [.number("1958400", "#,##0.00"), .text("no figure")])
    }

    @Test("On the page a value reads as people write it")
    func shown() throws {
        let rows = try values().rows
        #expect(rows[0].cells.map(\.text) == ["1 Oct", "0012", "−£22,477.50", "1,234", "1 July 2026 at 6:30pm", "Take back"])
        #expect(rows[1].cells.map(\.text) == ["", "", "£1,958,400", "no figure", "", ""])
        #expect(rows[0].cells.map(\.isNumeric) == [false, false, true, true, false, false])
    }

    @Test("A temporary file has no name, gives its bytes in pieces, and keeps them as long as somebody holds it")
    func temporary() throws {
        let file = try TemporaryFile()
        let bytes = (0..<200_000).map { UInt8($0 % 251) }
        try file.append(bytes)
        #expect(try file.count == 200_000)
        #expect(try file.bytes() == bytes)
        #expect(try file.bytes(from: 131_072, most: 65_536) == Array(bytes[131_072..<196_608]))
        #expect(try file.bytes(from: 196_608, most: 65_536) == Array(bytes[196_608...]))
    }

    @Test("The page of a plain list fits its template")
    func page() throws {
        #expect(try TemplateCheck.problems(of: ListPage.sample, in: Renderer(templates: [])) == [])
    }
}
