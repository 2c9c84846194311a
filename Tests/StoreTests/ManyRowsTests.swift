// Many rows go in by few statements.

import Kernel
import Store
import TestKit
import Testing

@Suite("Many rows")
struct ManyRowsTests {
    private static let table = Migration(
        "2026-11-21 94 numbers", "CREATE TABLE numbers (number BIGINT NOT NULL PRIMARY KEY, word TEXT, is_even BOOLEAN NOT NULL)")

    @Test("Whatever their number, all go in, each once and in their columns", arguments: TestDatabases.engines, [0, 1, 3, 12_345])
    func all(engine: Engine, count: Int) async throws {
        try await withDatabase(engine, migrations: [Self.table]) { database async throws in
            let added = try await database.maintain { connection in
                try connection.insert(
                    "INSERT INTO numbers (number, word, is_even)",
                    (0..<count).map { number in
                        let word: String? = number % 3 == 0 ? nil : "number \(number)"
                        return "(\(number), \(word), \(number % 2 == 0))"
                    })
            }
            #expect(added == count)
            // Of 0 to 12,344: 4,115 are divisible by three, 6,173 are even.
            let (rows, without, even) = try await database.read { connection in
                (
                    try connection.value(Int.self, "SELECT COUNT(*) FROM numbers"),
                    try connection.value(Int.self, "SELECT COUNT(*) FROM numbers WHERE word IS NULL"),
                    try connection.value(Int.self, "SELECT COUNT(*) FROM numbers WHERE is_even")
                )
            }
            #expect(rows == count && without == (count + 2) / 3 && even == (count + 1) / 2)
        }
    }

    @Test("One row that cannot stand keeps all out", arguments: TestDatabases.engines)
    func none(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [Self.table]) { database async throws in
            await #expect(throws: StoreError.self) {
                try await database.maintain { try $0.insert("INSERT INTO numbers (number, is_even)", [1, 2, 1].map { "(\($0), TRUE)" }) }
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM numbers") } == 0)
        }
    }
}
