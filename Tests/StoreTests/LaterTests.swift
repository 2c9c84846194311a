// Changes that go out with what follows.

import Kernel
import Store
import TestKit
import Testing

@Suite("Statements that go out later")
struct LaterTests {
    @Test(
        "What is sent later is there for the next statement and after the commit, in its order, however much it is", arguments: TestDatabases.engines)
    func order(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let seen = try await database.change { connection in
                for number in 1...3000 { try connection.later("INSERT INTO numbers (number) VALUES (\(number))") }
                try connection.later("DELETE FROM numbers WHERE number > 2000")
                let seen = try connection.value(Int.self, "SELECT COUNT(*) FROM numbers")
                try connection.later("DELETE FROM numbers WHERE number > 1000")
                return seen
            }
            #expect(seen == 2000)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM numbers") } == 1000)
        }
    }

    @Test("What fails later fails the write, with the next statement or with the commit, and leaves nothing", arguments: TestDatabases.engines)
    func failure(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            for looksAfterwards in [true, false] {
                await #expect(throws: StoreError.duplicate(constraint: "numbers.number")) {
                    try await database.change { connection in
                        try connection.execute("INSERT INTO sessions (id) VALUES ('s')")
                        for _ in 0..<2 { try connection.later("INSERT INTO numbers (number) VALUES (7)") }
                        if looksAfterwards { _ = try? connection.value(Int.self, "SELECT COUNT(*) FROM numbers") }
                    }
                }
                #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") } == 0)
                #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
            }
            // The connection is as good as before.
            try await database.change { try $0.later("INSERT INTO numbers (number) VALUES (7)") }
            #expect(try await database.read { try $0.values(Int.self, "SELECT number FROM numbers") } == [7])
        }
    }

    @Test("What is sent later needs an entry in the audit trail as any change does", arguments: TestDatabases.engines)
    func unaudited(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            await #expect(throws: StoreError.unaudited) {
                try await database.write(by: .test, at: TestDay.now) { try $0.later("INSERT INTO sessions (id) VALUES ('s')") }
            }
            // How many rows it changes is not known in time on every database, so none counts as some.
            await #expect(throws: StoreError.unaudited) {
                try await database.write(by: .test, at: TestDay.now) { try $0.later("DELETE FROM numbers WHERE number = 7") }
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") } == 0)
        }
    }

    @Test("Of many who count up one row by what is sent later none is lost", arguments: TestDatabases.engines)
    func counted(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<20 { try await database.change { try $0.later("UPDATE sums SET terms = terms + 1") } }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT terms FROM sums") } == 160)
        }
    }
}
