// Long lists: order, place and export.

import Foundation
import Kernel
import Store
import Testing
import Web

@Suite struct TableTests {
    private static let columns = [TableQuery.Column("name", sql: "o.name"), TableQuery.Column("list", sql: "o.list", isNumber: true)]

    private func query(_ pairs: [(String, String)]) -> TableQuery {
        TableQuery(
            Fields(pairs.map { (name: $0.0, value: $0.1) }), path: "/practices", columns: TableTests.columns, filters: ["network"], idColumn: "o.id",
            pageSize: 3)
    }

    @Test("Only the room's own columns reach the SQL")
    func injection() {
        let query = query([("sort", "name; DROP TABLE practices"), ("order", "sideways"), ("after", "1'; --~x")])
        #expect(query.tail.text(mark: "?") == "ORDER BY o.name ASC, o.id ASC\nLIMIT 4")
        #expect(query.condition.text(mark: "?") == "(o.name, o.id) > (?1, ?2)")
        #expect(query.condition.values == [.text("1'; --"), .text("x")])
    }

    @Test("A key that is no number is passed over for a column of numbers")
    func numberKey() {
        #expect(query([("sort", "list"), ("after", "many~x")]).condition.text(mark: "?") == "TRUE")
        #expect(query([("sort", "list"), ("after", "12~x")]).condition.values == [.integer(12), .text("x")])
    }

    /// Walks a list of `count` rows to its end and back with a slow, plain reading of what the SQL says.
    private func walk(_ count: Int, descending: Bool) -> [[Int]] {
        let all = Array(0..<count)
        func fetch(_ query: TableQuery) -> TableQuery.Page<Int> {
            let text = query.condition.text(mark: "?")
            let value: Int? = if case .integer(let number)? = query.condition.values.first { Int(number) } else { nil }
            let isDown = query.tail.text(mark: "?").contains("DESC")
            let rows = all.filter { row in value.map { text.contains("<") ? row < $0 : row > $0 } ?? true }.sorted { isDown ? $0 > $1 : $0 < $1 }
            return query.page(Array(rows.prefix(query.pageSize + 1))) { TableQuery.Key(String($0), "id") }
        }
        func opened(_ address: String) -> TableQuery {
            let pairs = (address.split(separator: "?").last ?? "").split(separator: "&").map {
                $0.split(separator: "=", omittingEmptySubsequences: false)
            }
            return query(pairs.map { (String($0[0]), String($0[1]).removingPercentEncoding ?? "") })
        }
        var pages: [[Int]] = []
        var page = fetch(query([("sort", "list"), ("order", descending ? "descending" : "ascending")]))
        pages.append(page.rows)
        while !page.nextAddress.isEmpty, pages.count < 20 {
            page = fetch(opened(page.nextAddress))
            pages.append(page.rows)
        }
        while !page.previousAddress.isEmpty, pages.count < 40 {
            page = fetch(opened(page.previousAddress))
            pages.append(page.rows)
        }
        return pages
    }

    @Test("Next and previous walk a list without losing or doubling a row", arguments: [0, 1, 3, 4, 6, 7, 10])
    func walking(count: Int) {
        for descending in [false, true] {
            let pages = walk(count, descending: descending)
            let forward = Array(pages.prefix(max(1, (count + 2) / 3)))
            let expected = descending ? Array((0..<count).reversed()) : Array(0..<count)
            #expect(forward.flatMap { $0 } == expected)
            #expect(pages.dropFirst(forward.count).flatMap { $0.reversed() } == Array(expected.dropLast(forward.last?.count ?? 0).reversed()))
        }
    }

    @Test("A heading sorts, and the second time the other way round")
    func headings() {
        #expect(query([]).heading("List", "list").sortAddress == "/practices?sort=list&order=ascending")
        let sorted = query([("sort", "list"), ("network", "North & South")])
        #expect(sorted.heading("List", "list").sortAddress == "/practices?network=North%20%26%20South&sort=list&order=descending")
        #expect(sorted.heading("List", "list").sorted == "ascending")
        #expect(sorted.heading("State").sortAddress == "")
    }

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
        #expect(long.jumps.map(\.anchor) == ["all-practices-a", "all-practices-e", "all-practices-o"])
        #expect(long.rows.enumerated().filter { !$0.element.anchor.isEmpty }.map(\.offset) == [0, 20, 60])
        #expect(table(names.reversed()).jumps == [])
        // 59 and the total are 60 rows, which a page still shows at a glance.
        #expect(table(Array(names.prefix(59))).jumps == [])
    }

    @Test("The export holds what is on screen, and no cell that a spreadsheet would run")
    func export() throws {
        let table = TableView(
            caption: "Practices", columns: [.init("Practice"), .init("State")],
            rows: [
                .init([.heading("=HYPERLINK(\"x\")", detail: "North"), .tag("Consent in force", .good)]),
                .init([.heading("Oak, Elm"), .init("+44")]),
            ], empty: "")
        guard case .file(let name, let type, let bytes, _) = TableExport.answer(table, name: "practices") else {
            Issue.record("not a file")
            return
        }
        let text = String(decoding: bytes.dropFirst(3), as: UTF8.self)
        #expect(name == "practices.csv" && type == "text/csv; charset=utf-8")
        #expect(
            text.split(whereSeparator: \.isNewline).map(String.init) == [
                "Practice,State", "\"'=HYPERLINK(\"\"x\"\"); North\",Consent in force", "\"Oak, Elm\",'+44",
            ])
    }

    @Test("Numbers and money are exported so that a spreadsheet adds them up; other words of the column stay")
    func numbers() throws {
        let shown = ["−£22,477.50", "£1,958,400", "£0.05", "1,234", "−7", "50,490.50", "12%", "no figure", "", "=1+1", "£", "1.2.3", "3 h 20 min"]
        let table = TableView(
            caption: "Ledger", columns: [.init("Account"), .init("Balance", isNumeric: true)],
            rows: shown.map { .init([.heading("£1,000"), .number($0)]) }, empty: "")
        guard case .file(_, _, let bytes, _) = TableExport.answer(table, name: "ledger") else {
            Issue.record("not a file")
            return
        }
        let lines = String(decoding: bytes.dropFirst(3), as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
        // The first column is words.
        #expect(
            lines.map { String($0.dropFirst("\"£1,000\",".count)) } == [
                "-22477.50", "1958400.00", "0.05", "1234", "-7", "50490.50", "12%", "no figure", "", "'=1+1", "£", "1.2.3", "3 h 20 min",
            ])
    }

    private func file(_ table: TableView) throws -> (name: String, lines: [String]) {
        guard case .file(let name, _, let bytes, _) = TableExport.answer(table, name: "trail") else { throw Refusal.notFound }
        return (name, String(decoding: bytes.dropFirst(3), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init))
    }

    @Test("Days and moments are exported as ISO 8601 has them")
    func days() throws {
        let shown = [
            "1 October 2026", "21 November 2026 at 6:30pm", "21 November 2026 at midday", "1 October", "31 September 2026", "12 High Street",
        ]
        let table = TableView(caption: "Trail", columns: [.init("When")], rows: shown.map { .init([.heading($0)]) }, empty: "")
        #expect(
            try file(table).lines.dropFirst() == [
                "2026-10-01", "2026-11-21T18:30", "2026-11-21T12:00", "1 October", "31 September 2026", "12 High Street",
            ])
    }

    @Test("A file that leaves rows out says so in its name and its last row; one that is whole does not")
    func whole() throws {
        let export = query([("format", "csv")])
        #expect(export.tail.text(mark: "?").hasSuffix("LIMIT \(TableQuery.exportLimit + 1)"))
        func table(_ count: Int) -> TableView {
            let page = export.page(Array(0..<count)) { TableQuery.Key(String($0), "id") }
            let rows = page.rows.suffix(1).map { TableView.Row([.heading(String($0))]) }
            return TableView(caption: "Trail", columns: [.init("Row")], rows: rows, empty: "", leftOut: page.leftOut)
        }
        let whole = try file(table(TableQuery.exportLimit))
        #expect(whole.name == "trail.csv" && whole.lines == ["Row", "99999"])
        let cut = try file(table(TableQuery.exportLimit + 1))
        #expect(cut.name == "trail, not all rows.csv" && cut.lines.count == 3)
        #expect(cut.lines.last == "\"Only the first 100,000 rows are in this file. Narrow the list to download the rest.\"")
    }
}
