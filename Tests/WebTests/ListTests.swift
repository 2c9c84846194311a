// Lists: order, place, length and files.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Web

/// A room with a list of parcels: 120 of them, and each third of them is heavy.
private struct ParcelFeature: Feature {
    let database: any Database
    var pageSize = 50

    static let tables = [
        Migration(
            "2026-11-29 99 test parcels",
            "CREATE TABLE test_parcels (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, weight BIGINT NOT NULL, patient TEXT);")
    ]
    static let permission = Permission("parcels see", [.receptionist])

    struct Parcel: Decodable, Sendable {
        let id: String
        let name: String
        let weight: Int
        let patient: PatientID?
    }

    var migrations: [Migration] { ParcelFeature.tables }
    var samples: [any Page] { [] }

    static func list(_ visit: Visit, pageSize: Int = 50, isHeavy: Bool = false, showsPatients: Bool = false) -> RecordList<Parcel> {
        let shown: @Sendable (Parcel) -> PatientID? = { $0.patient }
        let heavy: SQL = isHeavy ? "weight >= 100" : "TRUE"
        return RecordList(
            "Parcels", visit, of: "SELECT id, name, weight, patient FROM test_parcels WHERE \(heavy)",
            columns: [
                .init("Name", sort: "name") { .heading($0.name, address: "/parcels/\($0.id)") },
                .init("Weight", sort: "weight", isNumeric: true) { .number($0.weight) }, .init("Words") { _ in .init("=1+1") },
            ], filters: [.select("kind", "Kind", choices: [("", "All"), ("heavy", "Heavy")])], empty: "No parcels.", pageSize: pageSize,
            patient: showsPatients ? shown : nil
        ) { rows, _ in try RowDecoder.decode([Parcel].self, from: rows) }
    }

    func addRoutes(to routes: inout RouteTable) {
        routes.get(Address("/parcels"), ParcelFeature.permission) { visit in
            let list = ParcelFeature.list(
                visit, pageSize: pageSize, isHeavy: visit.query["kind"] == "heavy", showsPatients: visit.query.has("patients"))
            return try await database.answer(visit, list) { ListPage("Parcels", $0) }
        }
    }
}

@Suite struct ListTests {
    /// Parcels of which the weight of each third is above 100, so that text and numbers sort apart.
    static func add(_ numbers: Range<Int>, prefix: String = "", to database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.now) { tx in
            for number in numbers {
                let name = "\(prefix)\(Character(UnicodeScalar(UInt8(65 + number % 26)))) \(number)"
                let patient: PatientID? = number < 3 ? PatientID(at: TestDay.now) : nil
                try tx.execute(
                    """
                    INSERT INTO test_parcels (id, name, weight, patient)
                    VALUES (\(number.padded(4)), \(name), \(number % 3 == 0 ? number + 100 : number % 7), \(patient))
                    """)
            }
            try tx.audit("parcels added", AuditSubject("parcels", "all"))
        }
    }

    private func withParcels(
        _ engine: Engine, count: Int = 120, pageSize: Int = 50, _ body: (any Database, PageProbe) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: ParcelFeature.tables) { database in
            try await Self.add(0..<count, to: database)
            let feature = ParcelFeature(database: database, pageSize: pageSize)
            try await body(database, try PageProbe(features: [feature], as: Cast.principal(.receptionist), at: TestDay.now))
        }
    }

    private func names(_ page: PageSeen) -> [String] {
        page.text.components(separatedBy: "href=\"/parcels/").dropFirst().compactMap {
            $0.components(separatedBy: ">").dropFirst().first?.components(separatedBy: "<").first
        }
    }

    private func link(_ rel: String, _ page: PageSeen) -> String? {
        page.text.components(separatedBy: "rel=\"\(rel)\" href=\"").dropFirst().first?.components(separatedBy: "\"").first?
            .replacingOccurrences(of: "&amp;", with: "&")
    }

    /// All pages from one on, and back again.
    private func walk(_ address: String, _ probe: PageProbe) async -> (there: [[String]], back: [[String]]) {
        var page = await probe.get(address)
        var (there, back) = ([names(page)], [[String]]())
        while let next = link("next", page), there.count < 40 {
            page = await probe.get(next)
            there.append(names(page))
        }
        while let previous = link("prev", page), back.count < 40 {
            page = await probe.get(previous)
            back.append(names(page))
        }
        return (there, back)
    }

    @Test("Next and previous walk a list without losing or doubling a row, by text and by number, both ways", arguments: TestDatabases.engines)
    func walking(engine: Engine) async throws {
        try await withParcels(engine, count: 31, pageSize: 7) { database, probe in
            let all = try await database.read { try $0.all(ParcelFeature.Parcel.self, "SELECT id, name, weight, patient FROM test_parcels") }
            let sorts: [(String, (ParcelFeature.Parcel, ParcelFeature.Parcel) -> Bool)] = [
                ("name", { ($0.name, $0.id) < ($1.name, $1.id) }), ("weight", { ($0.weight, $0.id) < ($1.weight, $1.id) }),
            ]
            for (sort, comes) in sorts {
                for order in ["ascending", "descending"] {
                    let expected = all.sorted { order == "ascending" ? comes($0, $1) : comes($1, $0) }.map(\.name)
                    let (there, back) = await walk("/parcels?sort=\(sort)&order=\(order)", probe)
                    #expect(there.flatMap { $0 } == expected, "\(sort) \(order)")
                    #expect(there.map(\.count) == [7, 7, 7, 7, 3])
                    #expect(back == Array(there.dropLast().reversed()), "\(sort) \(order)")
                }
            }
        }
    }

    @Test("A page says where it stands, also where rows came in meanwhile, and no row is lost or shown twice", arguments: TestDatabases.engines)
    func meanwhile(engine: Engine) async throws {
        try await withParcels(engine) { database, probe in
            let first = await probe.get("/parcels")
            #expect(first.contains("1 to 50 of 120") && first.contains("Download all 120 rows as"))
            let next = try #require(link("next", first))
            try await Self.add(200..<210, prefix: "1", to: database)
            let second = await probe.get(next)
            #expect(second.contains("61 to 110 of 130"))
            #expect(Set(names(first)).isDisjoint(with: names(second)))
            // The ten that came in stand before the first page's rows: going back twice ends at the beginning, which holds them.
            let back = await probe.get(try #require(link("prev", second)))
            #expect(names(back) == names(first) && back.contains("11 to 60 of 130"))
            let beginning = await probe.get(try #require(link("prev", back)))
            #expect(names(beginning).prefix(10).allSatisfy { $0.hasPrefix("1") } && names(beginning).count == 50)
            #expect(beginning.contains("1 to 50 of 130") && link("prev", beginning) == nil)
        }
    }

    @Test("A list on one page says how many it has, one without rows what will appear, and a place that is gone is the beginning")
    func small() async throws {
        try await withParcels(.sqlite, count: 3) { database, probe in
            let page = await probe.get("/parcels")
            #expect(page.contains("3 in all") && link("next", page) == nil && !page.contains("Jump to"))
            #expect(await probe.get("/parcels?kind=heavy&sort=weight").contains("1 in all"))
            #expect(names(await probe.get("/parcels?sort=name&after=Z~9999")).count == 3)
            try await database.write(by: .test, at: TestDay.now) { tx in
                try tx.execute("DELETE FROM test_parcels")
                try tx.audit("parcels removed", AuditSubject("parcels", "all"))
            }
            #expect(await probe.get("/parcels").contains("No parcels."))
        }
    }

    @Test("Only the room's own columns reach the SQL, and a key that is no number is passed over for a column of numbers")
    func injection() {
        let hostile = ListTests.list("sort=name;+DROP+TABLE+practices&order=sideways")
        #expect(hostile.order == ListOrder(column: "name", isNumber: false, isDescending: false))
        let slice = hostile.order.slice("SELECT 1", id: "id", beyond: hostile.order.key("1'; --~x"), limit: 4)
        #expect(
            slice.text(mark: "?")
                == "SELECT *\nFROM (\nSELECT 1\n) AS listed\nWHERE (name, id) > (?1, ?2)\nORDER BY name ASC, id ASC\nLIMIT 4")
        #expect(slice.values == [.text("1'; --"), .text("x")])
        let weight = ListTests.list("sort=weight").order
        #expect(weight.key("many~x") == nil && weight.key("12~x") == ListKey("12", "x"))
        #expect(weight.slice("SELECT 1", id: "id", beyond: ListKey("12", "x"), limit: 1).values == [.integer(12), .text("x")])
    }

    private static func list(_ query: String) -> RecordList<ParcelFeature.Parcel> {
        let fields = (try? FormDecoding.fields(query.utf8)).map { $0 } ?? Fields()
        return ParcelFeature.list(Visit(method: .get, path: "/parcels", query: fields, principal: nil, now: TestDay.now, requestID: "1"))
    }

    @Test("A heading sorts, and the second time the other way round; what narrows the list stays")
    func headings() {
        let plain = Self.list("").headings
        #expect(plain[1].sortAddress == "/parcels?sort=weight&order=ascending" && plain[1].sorted == "none" && plain[0].sorted == "ascending")
        let sorted = Self.list("sort=weight&kind=heavy&other=x").headings
        #expect(sorted[1].sortAddress == "/parcels?kind=heavy&sort=weight&order=descending" && sorted[1].sorted == "ascending")
        #expect(sorted[2].sortAddress == "")
    }

    @Test("A long list by name has letters, each of which leads to the first row of that letter or after it", arguments: TestDatabases.engines)
    func letters(engine: Engine) async throws {
        try await withParcels(engine) { _, probe in
            func letter(_ letter: String, _ page: PageSeen) -> String? {
                page.text.components(separatedBy: "\">\(letter)</a>").first.flatMap { $0.components(separatedBy: "href=\"").last }?
                    .replacingOccurrences(of: "&amp;", with: "&")
            }
            let page = await probe.get("/parcels")
            #expect(page.contains("Jump to"))
            let first = await probe.get(try #require(letter("M", page)))
            #expect(names(first).first == "M 116")
            // Nothing stands beyond the last: its page is shown. Z 25, 51, 77 and 103, as texts.
            let beyond = await probe.get("/parcels?sort=name&after=ZZ~")
            #expect(names(beyond).last == "Z 77" && beyond.contains("71 to 120 of 120") && link("next", beyond) == nil)
            let down = await probe.get("/parcels?sort=name&order=descending")
            let last = await probe.get(try #require(letter("M", down)))
            #expect(names(last).first == "M 90")
            #expect(!(await probe.get("/parcels?sort=weight")).contains("Jump to"))
        }
    }

    private func download(
        _ format: ExportFormat, _ query: String = "", longest: Int = ExportFile.longest, from database: any Database
    ) async throws -> (name: String, bytes: [UInt8]) {
        let list = Self.list(query)
        guard case .download(let name, _, let file) = try await database.read({ try list.file(format, longest: longest, in: $0).0 }) else {
            throw Refusal.notFound
        }
        return (name, try file.bytes())
    }

    @Test("A file holds the whole list as it is narrowed and sorted, fetched in steps", arguments: TestDatabases.engines)
    func whole(engine: Engine) async throws {
        // Two steps of 5,000 and a rest.
        try await withParcels(engine, count: 0) { database, probe in
            try await database.write(by: .test, at: TestDay.now) { tx in
                for start in stride(from: 0, to: 10_300, by: 100) {
                    let rows = (start..<(start + 100)).map { "('\($0.padded(6))', 'P \($0.padded(6))', \($0))" }.joined(separator: ", ")
                    try tx.execute(SQL(verbatim: "INSERT INTO test_parcels (id, name, weight) VALUES \(rows)"))
                }
                try tx.audit("parcels added", AuditSubject("parcels", "all"))
            }
            let csv = try await download(.csv, "sort=weight&order=descending", from: database)
            let lines = String(decoding: csv.bytes.dropFirst(3), as: UTF8.self).split(whereSeparator: \.isNewline)
            #expect(csv.name == "parcels.csv" && lines.count == 10_301)
            #expect(lines[0] == "Name,Weight,Words" && lines[1] == "P 010299,10299,'=1+1" && lines[10_300] == "P 000000,0,'=1+1")
            #expect(Set(lines).count == 10_301)
            let book = try #require(Workbook(try await download(.xlsx, from: database).bytes))
            #expect(book.rows.count == 10_301 && book.rows[10_300] == [.text("P 010299"), .number("10299"), .text("=1+1")])
            // Beyond ten thousand nobody counts, and the page says what a file holds at most.
            let page = await probe.get("/parcels")
            #expect(page.contains("1 to 50 of more than 10,000") && page.contains("A file holds at most 1,000,000 rows"))
        }
    }

    @Test("A file that leaves rows out says so in its name and its last row; one that is just whole does not")
    func cut() async throws {
        try await withParcels(.sqlite, count: 12) { database, _ in
            for (format, longest) in [(ExportFormat.csv, 12), (.xlsx, 12)] {
                #expect(try await download(format, longest: longest, from: database).name == "parcels.\(format.rawValue)")
            }
            let csv = try await download(.csv, longest: 11, from: database)
            let lines = String(decoding: csv.bytes.dropFirst(3), as: UTF8.self).split(whereSeparator: \.isNewline)
            #expect(csv.name == "parcels, not all rows.csv" && lines.count == 13)
            #expect(lines.last == "Only the first 11 rows are in this file. Narrow the list to download the rest.")
            let book = try await download(.xlsx, longest: 11, from: database)
            #expect(book.name == "parcels, not all rows.xlsx")
            #expect(Workbook(book.bytes)?.rows.last == [.text("Only the first 11 rows are in this file. Narrow the list to download the rest.")])
        }
    }

    @Test("Who is shown on a page or in a file goes to the audit trail", arguments: TestDatabases.engines)
    func audit(engine: Engine) async throws {
        try await withParcels(engine, count: 4) { database, probe in
            func entries(_ action: String) async throws -> Int {
                try await database.read {
                    try $0.value(
                        Int.self,
                        """
                        SELECT COUNT(*)
                        FROM audit_patients p
                        JOIN audit_entries e ON e.id = p.entry
                        WHERE e.action = \(action)
                        """) ?? 0
                }
            }
            _ = await probe.get("/parcels")
            let unseen = try await entries("parcels listed")
            #expect(unseen == 0)
            _ = await probe.get("/parcels?patients=yes")
            let seen = try await entries("parcels listed")
            #expect(seen == 3)
            let file = await probe.get("/parcels?patients=yes&format=xlsx")
            #expect(file.status == 200 && file.headers["content-disposition"]?.contains("parcels.xlsx") == true)
            let downloaded = try await entries("parcels downloaded")
            #expect(downloaded == 3)
        }
    }

    @Test("Records that are worked out are sorted by what they mean, and the total stays last")
    func known() async throws {
        try await withDatabase(.sqlite) { database in
            func names(_ query: String) async throws -> [String] {
                let visit = Visit(
                    method: .get, path: "/sums", query: try FormDecoding.fields(query.utf8), principal: nil, now: TestDay.now, requestID: "1")
                let list = RecordList<(String, Money?)>(
                    "Sums", visit, of: [("Élan", Money(pence: 900)), ("elm", nil), ("Abbey", Money(pence: 10_000))], total: ("All", Money(pence: 1)),
                    columns: [
                        .init("Name", sort: "name") { .heading($0.0) },
                        .init("Sum", sort: "sum", isNumeric: true) { $0.1.map { .money($0) } ?? .number("") },
                    ], empty: "")
                return try await database.read { try list.table(in: $0) }.rows.map { $0.cells[0].text }
            }
            for (query, expected) in [
                ("", ["Abbey", "Élan", "elm", "All"]), ("sort=name&order=descending", ["elm", "Élan", "Abbey", "All"]),
                ("sort=sum", ["elm", "Élan", "Abbey", "All"]), ("sort=sum&order=descending", ["Abbey", "Élan", "elm", "All"]),
            ] {
                let found = try await names(query)
                #expect(found == expected, "\(query)")
            }
        }
    }
}
