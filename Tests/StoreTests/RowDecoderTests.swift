// Rows become the values they should.

import Kernel
import Store
import Testing

@Suite("Decoding of rows")
struct RowDecoderTests {
    struct Line: Decodable, Equatable {
        let id: ID<Line>
        let odsCode: String
        let count: Int
        let ratio: Double
        let isOpen: Bool
        let day: LocalDate
        let role: Role?
        let closedOn: LocalDate?
    }

    private let id = ID<Line>(at: Instant(milliseconds: 1_795_253_400_000))

    private func row(_ changes: [String: SQLValue] = [:], leavingOut left: String? = nil) -> Row {
        let cells: [(String, SQLValue)] = [
            ("id", .text(id.stored)), ("ods_code", .text("Z12345")), ("count", .integer(7)), ("ratio", .real(0.5)), ("is_open", .flag(true)),
            ("day", .text("2026-11-21")), ("role", .text("practice-manager")), ("closed_on", .null),
        ].filter { $0.0 != left }
        return Row(columns: cells.map(\.0), values: cells.map { changes[$0.0] ?? $0.1 })
    }

    private func decode(_ row: Row) throws -> Line { try RowDecoder.decode([Line].self, from: [row])[0] }

    @Test("Columns in snake case fill properties in camel case, of every kind")
    func allKinds() throws {
        let line = try decode(row())
        #expect(line.id == id)
        #expect(line.odsCode == "Z12345")
        #expect(line.count == 7)
        #expect(line.ratio == 0.5)
        #expect(line.isOpen)
        #expect(line.day == LocalDate(year: 2026, month: 11, day: 21))
        #expect(line.role == .practiceManager)
        #expect(line.closedOn == nil)
    }

    @Test("SQLite's 0 and 1 are false and true, and nothing else is", arguments: [(Int64(0), false), (1, true)])
    func flags(stored: Int64, expected: Bool) throws {
        #expect(try decode(row(["is_open": .integer(stored)])).isOpen == expected)
        #expect(throws: StoreError.decoding(column: "is_open", expected: "true or false")) { try decode(row(["is_open": .integer(2)])) }
    }

    @Test("A whole number serves as a fractional one, not the other way round")
    func numbers() throws {
        #expect(try decode(row(["ratio": .integer(3)])).ratio == 3)
        #expect(throws: StoreError.decoding(column: "count", expected: "a whole number")) { try decode(row(["count": .real(7)])) }
    }

    @Test("Bytes are bytes, and no text is taken for them")
    func bytes() throws {
        struct Held: Decodable { let contents: [UInt8] }
        func decode(_ value: SQLValue) throws -> [UInt8] {
            let rows = try RowDecoder.decode([Held].self, from: [Row(columns: ["contents"], values: [value])])
            return rows[0].contents
        }
        #expect(try decode(.bytes([0, 9, 255])) == [0, 9, 255])
        #expect(throws: StoreError.decoding(column: "contents", expected: "bytes")) { _ = try decode(.text("00ff")) }
    }

    @Test("A missing column is named, also for an optional property", arguments: ["count", "closed_on"])
    func missing(column: String) {
        #expect(throws: StoreError.self) { try decode(row(leavingOut: column)) }
        do {
            _ = try decode(row(leavingOut: column))
        } catch StoreError.decoding(let named, _) {
            #expect(named == RowDecoderTests.camel(column))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test("A value of the wrong kind names its column and never quotes what it holds")
    func wrongKind() {
        let wrong: [(String, SQLValue)] = [
            ("count", .text("secret")), ("ods_code", .integer(9)), ("day", .text("secret")), ("role", .text("secret")), ("count", .null),
            ("id", .text("secret")),
        ]
        for (column, value) in wrong {
            do {
                _ = try decode(row([column: value]))
                Issue.record("\(column) was taken")
            } catch let error as StoreError {
                guard case .decoding(let named, _) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(named == column)
                #expect(!error.sentence.contains("secret"))
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test("The first column alone, with NULL as nil")
    func firstColumn() throws {
        let rows = [Row(columns: ["n"], values: [.integer(1)]), Row(columns: ["n"], values: [.null])]
        #expect(try RowDecoder.firstColumn(Int.self, of: rows) == [1, nil])
        #expect(try RowDecoder.decode([Int].self, from: [rows[0]]) == [1])
    }

    private static func camel(_ column: String) -> String { column == "closed_on" ? "closedOn" : column }
}
