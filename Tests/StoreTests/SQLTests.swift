// Values are bound, never pasted.

import Kernel
import Store
import TestKit
import Testing

@Suite("SQL")
struct SQLTests {
    @Test("Interpolation leaves a mark in the text and keeps the value beside it")
    func marks() {
        let piece: SQL = "AND day = \(LocalDate(daysSince1970: 0))"
        let none: Int? = nil
        let sql: SQL = "SELECT * FROM slots WHERE name = \("x' OR TRUE --") \(piece) AND n IN \([1, 2]) AND m = \(none)"
        #expect(sql.text(mark: "$") == "SELECT * FROM slots WHERE name = $1 AND day = $2 AND n IN ($3, $4) AND m = $5")
        #expect(sql.values == [.text("x' OR TRUE --"), .text("1970-01-01"), .integer(1), .integer(2), .null])
    }

    @Test("A list of none matches nothing")
    func emptyList() {
        let sql: SQL = "n IN \([String]())"
        #expect(sql.text(mark: "?") == "n IN (NULL)")
    }

    @Test("What would be an injection is stored as the text it is", arguments: TestDatabases.engines)
    func injection(engine: Engine) async throws {
        let attempts = [
            "'; DROP TABLE kinds; --", "x' OR '1'='1", "$1", "?1", "\\'; SELECT 1; --", "\"quoted\"", "%_%", "😀 ünï\u{0301}", "", "tab\tand\nline",
            "\\N",
        ]
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            for (index, attempt) in attempts.enumerated() {
                try await database.change { try $0.execute("INSERT INTO kinds (id, word) VALUES (\(index), \(attempt))") }
                let found = try await database.read { try $0.values(Int.self, "SELECT id FROM kinds WHERE word = \(attempt)") }
                #expect(found == [index])
            }
            let words = try await database.read { try $0.values(String.self, "SELECT word FROM kinds ORDER BY id") }
            #expect(words == attempts)
        }
    }

    @Test("A character that ends a text in C is refused rather than cutting the text short", arguments: TestDatabases.engines)
    func nul(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            await #expect(throws: StoreError.refused(rule: "text holds no NUL character")) {
                try await database.change { try $0.execute("INSERT INTO kinds (id, word) VALUES (1, \("ab\0cd"))") }
            }
        }
    }

    @Test("Every kind of value comes back as it went in, and NULL as NULL", arguments: TestDatabases.engines)
    func kinds(engine: Engine) async throws {
        struct Kinds: Decodable, Hashable {
            let id: Int
            let word: String?
            let amount: Int?
            let ratio: Double?
            let isTrue: Bool?
            let contents: [UInt8]?
        }
        let rows = [
            Kinds(id: 1, word: "a", amount: .max, ratio: 0.1, isTrue: true, contents: Array(0...255)),
            Kinds(id: 2, word: nil, amount: nil, ratio: nil, isTrue: nil, contents: nil),
            Kinds(id: 3, word: "", amount: .min, ratio: -1e300, isTrue: false, contents: []),
        ]
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { connection in
                for row in rows {
                    try connection.execute(
                        """
                        INSERT INTO kinds (id, word, amount, ratio, is_true, contents)
                        VALUES (\(row.id), \(row.word), \(row.amount), \(row.ratio), \(row.isTrue), \(row.contents))
                        """)
                }
            }
            #expect(try await database.read { try $0.all(Kinds.self, "SELECT * FROM kinds ORDER BY id") } == rows)
            let (trues, text, sum, same) = try await database.read { connection in
                (
                    try connection.values(Int.self, "SELECT id FROM kinds WHERE is_true"),
                    try connection.value(String.self, "SELECT word || \("-") || CAST(\(5) AS TEXT) FROM kinds WHERE id = 1"),
                    try connection.value(Int.self, "SELECT CAST(SUM(id) AS BIGINT) FROM kinds"),
                    try connection.value(Bool.self, "SELECT \(true) = is_true FROM kinds WHERE id = \(1) AND \("a") IS NOT NULL LIMIT \(1)")
                )
            }
            #expect(trues == [1])
            #expect(text == "a-5")
            #expect(sum == 6)
            #expect(same == true)
        }
    }

    @Test("A scope becomes the condition on its own column")
    func scope() {
        let id = OrganisationID(at: TestDay.now)
        #expect(Scope.federation.condition(practice: "p", hub: "h") == "TRUE")
        #expect(Scope.practice(id).condition(practice: "p.practice", hub: "h").text(mark: "?") == "p.practice = ?1")
        let merged = OrganisationID(at: TestDay.now.adding(seconds: 1))
        let both = Scope.practice(id, carryingOnFor: [merged]).condition(practice: "practice")
        #expect(both.text(mark: "?") == "practice IN (?1, ?2)" && both.values == [.text(id.stored), .text(merged.stored)])
        #expect(Scope.hub(id).condition(practice: "p") == "FALSE")
        #expect(Scope.hub(id).condition(practice: "p", hub: "s.hub").text(mark: "?") == "s.hub = ?1")
        #expect(Scope.hub(id).condition(practice: "p", hub: "s.hub").values == [.text(id.stored)])
    }
}
