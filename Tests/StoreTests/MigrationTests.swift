// Tables are brought up to date, once.

import Kernel
import Store
import TestKit
import Testing

@Suite("Migrations")
struct MigrationTests {
    private let first = Migration("2026-11-21 91 one", "CREATE TABLE ones (id TEXT NOT NULL PRIMARY KEY);\nINSERT INTO ones (id) VALUES ('a');")
    private let second = Migration("2026-11-22 92 two", "ALTER TABLE ones ADD COLUMN name TEXT;\nUPDATE ones SET name = 'x';")

    @Test("Migrations run once, in the order of their names, and only what is missing", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let all = TestDatabases.ground + [second, first]
            #expect(try await SchemaHistory.standing(of: database, against: all) == .behind([first.name, second.name]))
            #expect(try await SchemaHistory.bring(database, to: all, at: TestDay.now) == [first.name, second.name])
            #expect(try await SchemaHistory.bring(database, to: all, at: TestDay.now) == [])
            #expect(try await SchemaHistory.standing(of: database, against: all) == .current)
            #expect(try await database.read { try $0.value(String.self, "SELECT name FROM ones") } == "x")
        }
    }

    @Test("A migration that fails in its middle leaves nothing behind", arguments: TestDatabases.engines)
    func allOrNothing(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let broken = Migration("2026-11-23 93 broken", "CREATE TABLE halves (id TEXT);\nINSERT INTO nowhere (id) VALUES ('a');")
            await #expect(throws: StoreError.self) {
                try await SchemaHistory.bring(database, to: TestDatabases.ground + [first, broken], at: TestDay.now)
            }
            let tables = try await database.read { try SchemaHistory.tables(in: $0, engine: engine) }
            #expect(tables.contains("ones"))
            #expect(!tables.contains("halves"))
            #expect(try await SchemaHistory.standing(of: database, against: TestDatabases.ground + [first, broken]) == .behind([broken.name]))
        }
    }

    @Test("A changed text of a migration that was applied is refused by name", arguments: TestDatabases.engines)
    func changed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [first]) { database async throws in
            let changed = Migration(first.name, first.statements + " ")
            do {
                try await SchemaHistory.bring(database, to: TestDatabases.ground + [changed], at: TestDay.now)
                Issue.record("it was taken")
            } catch StoreError.schema(let sentence) {
                #expect(sentence.contains(first.name))
            }
        }
    }

    @Test("A database that a newer version changed is refused", arguments: TestDatabases.engines)
    func newer(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [first]) { database async throws in
            do {
                try await SchemaHistory.bring(database, to: TestDatabases.ground, at: TestDay.now)
                Issue.record("it was taken")
            } catch StoreError.schema(let sentence) {
                #expect(sentence.contains("newer version"))
            }
        }
    }

    @Test("Two servers that start at once take turns", arguments: TestDatabases.engines)
    func together(engine: Engine) async throws {
        try await withDatabaseLocation(engine) { location async throws in
            let all = TestDatabases.ground + [first, second]
            let ran = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        let database = try location.open()
                        let ran = try await SchemaHistory.bring(database, to: all, at: TestDay.now)
                        await database.close()
                        return ran
                    }
                }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(ran.sorted() == [first.name, second.name])
        }
    }

    @Test("Two migrations of one name are refused before anything runs")
    func twice() async throws {
        try await withDatabase(.sqlite) { database async throws in
            await #expect(throws: StoreError.self) {
                try await SchemaHistory.bring(database, to: TestDatabases.ground + [first, first], at: TestDay.now)
            }
        }
    }
}
