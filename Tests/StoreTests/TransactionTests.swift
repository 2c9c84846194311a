// Transactions hold on both databases.

import Kernel
import Store
import TestKit
import Testing

@Suite("Transactions")
struct TransactionTests {
    @Test("Two who each read what the other writes cannot both go off call", arguments: TestDatabases.engines)
    func writeSkew(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { connection in
                try connection.execute("INSERT INTO clinicians (name, is_on_call) VALUES ('Ada', TRUE), ('Bea', TRUE)")
            }
            // Each may leave only while another stays: with snapshots alone both would see two and both would leave.
            let results = await withTaskGroup(of: Bool.self) { group in
                for name in ["Ada", "Bea"] {
                    group.addTask {
                        do {
                            try await database.change { connection in
                                let onCall = try connection.value(Int.self, "SELECT COUNT(*) FROM clinicians WHERE is_on_call") ?? 0
                                if onCall < 2 { throw Refused(why: "somebody must stay") }
                                try connection.execute("UPDATE clinicians SET is_on_call = FALSE WHERE name = \(name)")
                            }
                            return true
                        } catch {
                            #expect(error as? Refused == Refused(why: "somebody must stay"))
                            return false
                        }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(results.filter { $0 }.count == 1)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM clinicians WHERE is_on_call") } == 1)
        }
    }

    @Test("Eight who add one to the same counter 25 times each arrive at 200", arguments: TestDatabases.engines)
    func counter(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { try $0.execute("INSERT INTO counters (name, value) VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<25 {
                            try await database.change { connection in
                                let value = try connection.value(Int.self, "SELECT value FROM counters WHERE name = 'n'") ?? 0
                                try connection.execute("UPDATE counters SET value = \(value + 1) WHERE name = 'n'")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT value FROM counters") } == 200)
            let verdict = try await sealedVerdict(database)
            #expect(verdict.isWhole)
            #expect(verdict.entries == 201)
        }
    }

    @Test("Two who take the same slot: one has it, the other is told which rule stood in the way", arguments: TestDatabases.engines)
    func sameSlot(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { try $0.execute("INSERT INTO sessions (id) VALUES ('s')") }
            let taken = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        do {
                            try await database.change { connection in
                                try connection.execute(
                                    "INSERT INTO slots (id, session, starts, minutes) VALUES (\("slot \(number)"), 's', '18:30', 10)")
                            }
                            return true
                        } catch {
                            #expect(error as? StoreError == .duplicate(constraint: "slots.session, slots.starts"))
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(taken == 1)
        }
    }

    @Test("Each rule of the database is named in the same words on both", arguments: TestDatabases.engines)
    func rules(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { connection in
                try connection.execute("INSERT INTO sessions (id) VALUES ('s')")
                try connection.execute("INSERT INTO slots (id, session, starts, minutes) VALUES ('a', 's', '18:30', 10)")
            }
            func error(_ sql: SQL) async -> StoreError? {
                do {
                    try await database.change { try $0.execute(sql) }
                    return nil
                } catch {
                    return error as? StoreError
                }
            }
            #expect(await error("INSERT INTO sessions (id) VALUES ('s')") == .duplicate(constraint: "sessions.id"))
            #expect(
                await error("INSERT INTO slots (id, session, starts, minutes) VALUES ('b', 's', '19:00', 0)") == .refused(rule: "slots_have_length"))
            #expect(await error("INSERT INTO slots (id, session, minutes) VALUES ('b', 's', 10)") == .refused(rule: "slots.starts"))
            guard case .dangling = await error("INSERT INTO slots (id, session, starts, minutes) VALUES ('b', 'gone', '19:00', 10)") else {
                Issue.record("a slot of no session was taken")
                return
            }
            guard case .dangling = await error("DELETE FROM sessions WHERE id = 's'") else {
                Issue.record("a session that has slots was deleted")
                return
            }
            guard case .statement = await error("SELEC 1") else {
                Issue.record("nonsense was run")
                return
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM slots") } == 1)
        }
    }

    @Test("A change without an entry in the audit trail is refused and undone", arguments: TestDatabases.engines)
    func unaudited(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            await #expect(throws: StoreError.unaudited) {
                try await database.write(by: .test, at: TestDay.now) { try $0.execute("INSERT INTO sessions (id) VALUES ('s')") }
            }
            await #expect(throws: StoreError.unaudited) {
                _ = try await database.write(by: .test, at: TestDay.now) { try $0.rows("INSERT INTO sessions (id) VALUES ('s') RETURNING id") }
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") } == 0)
            // A look without a change needs an entry only where the room says so.
            let seen = try await database.write(by: .test, at: TestDay.now) { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") }
            #expect(seen == 0)
        }
    }

    @Test("A form that changed nothing but its own key needs no entry, and an empty key is none", arguments: TestDatabases.engines)
    func claims(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let form = SentForm(key: OnceKey("double click"), content: "what it said")
            struct Refused: Error {}
            // A form that was claimed and refused may be sent again.
            await #expect(throws: Refused.self) {
                try await database.write(by: .test, at: TestDay.now) { _ = try $0.once(form) { throw Refused() } }
            }
            let outcomes = ["/there", "/elsewhere"]
            for outcome in outcomes {
                #expect(try await database.write(by: .test, at: TestDay.now) { try $0.once(form) { outcome } } == "/there")
            }
            // Another content under the same key is no second click.
            await #expect(throws: SentBefore.self) {
                try await database.write(by: .test, at: TestDay.now) {
                    _ = try $0.once(SentForm(key: form.key, content: "something else")) { "/elsewhere" }
                }
            }
            for outcome in outcomes {
                let none = SentForm(key: OnceKey(""), content: "")
                #expect(try await database.write(by: .test, at: TestDay.now) { try $0.once(none) { outcome } } == outcome)
            }
        }
    }

    @Test("A refusal undoes what was done before it", arguments: TestDatabases.engines)
    func refusal(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            await #expect(throws: Refused(why: "no")) {
                try await database.change { connection in
                    try connection.execute("INSERT INTO sessions (id) VALUES ('s')")
                    throw Refused(why: "no")
                }
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") } == 0)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
        }
    }

    @Test("After a failed statement the transaction is lost, whatever the body makes of it", arguments: TestDatabases.engines)
    func brokenTransaction(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            await #expect(throws: StoreError.duplicate(constraint: "sessions.id")) {
                try await database.change { connection in
                    try connection.execute("INSERT INTO sessions (id) VALUES ('s')")
                    _ = try? connection.execute("INSERT INTO sessions (id) VALUES ('s')")
                }
            }
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM sessions") } == 0)
        }
    }

    @Test("Writes that are committed together do not harm each other", arguments: TestDatabases.engines)
    func neighbours(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
                for number in 0..<60 {
                    group.addTask {
                        do {
                            try await database.change { connection in
                                try connection.execute("INSERT INTO numbers (number) VALUES (\(number))")
                                if number % 3 == 0 { throw Refused(why: "a third") }
                                if number % 3 == 1 { try connection.execute("INSERT INTO numbers (number) VALUES (\(number))") }
                            }
                            return (number, true)
                        } catch {
                            return (number, false)
                        }
                    }
                }
                return await group.reduce(into: [(Int, Bool)]()) { $0.append($1) }
            }
            let expected = (0..<60).filter { $0 % 3 == 2 }
            #expect(outcomes.filter(\.1).map(\.0).sorted() == expected)
            #expect(try await database.read { try $0.values(Int.self, "SELECT number FROM numbers ORDER BY number") } == expected)
            let verdict = try await sealedVerdict(database)
            #expect(verdict.isWhole)
            #expect(verdict.entries == 20)
            #expect(verdict.sealed == 20)
        }
    }

    @Test("A read sees one state however long it takes, and cannot write", arguments: TestDatabases.engines)
    func snapshot(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            try await database.change { try $0.execute("INSERT INTO counters (name, value) VALUES ('n', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for _ in 0..<40 { try await database.change { try $0.execute("UPDATE counters SET value = value + 1") } }
                }
                group.addTask {
                    for _ in 0..<40 {
                        let pair = try await database.read { connection in
                            (
                                try connection.value(Int.self, "SELECT value FROM counters"),
                                try connection.value(Int.self, "SELECT MAX(value) FROM counters")
                            )
                        }
                        #expect(pair.0 == pair.1)
                    }
                }
                try await group.waitForAll()
            }
            await #expect(throws: StoreError.self) { try await database.read { try $0.execute("UPDATE counters SET value = 0") } }
            #expect(try await database.read { try $0.value(Int.self, "SELECT value FROM counters") } == 40)
        }
    }

    @Test("A form that is sent twice leads to where it led first", arguments: TestDatabases.engines)
    func settledForms(engine: Engine) async throws {
        try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
            let form = SentForm(key: OnceKey("abc"), content: "the same")
            let submit: @Sendable (Int) async throws -> String = { number in
                try await database.write(by: .test, at: TestDay.now) { transaction in
                    try transaction.once(form) {
                        try transaction.execute("INSERT INTO numbers (number) VALUES (\(number))")
                        try transaction.audit("number added", AuditSubject("number", "\(number)"))
                        return "/numbers/\(number)"
                    }
                }
            }
            let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<5 { group.addTask { try await submit(number) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(outcomes.count == 1)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM numbers") } == 1)
        }
    }

    @Test("A database that was closed says so", arguments: TestDatabases.engines)
    func closed(engine: Engine) async throws {
        try await withDatabaseLocation(engine, migrations: StoreTables.migrations) { location async throws in
            let database = try location.open()
            try await database.change { try $0.execute("INSERT INTO numbers (number) VALUES (1)") }
            await database.close()
            await #expect(throws: (any Error).self) { try await database.change { try $0.execute("INSERT INTO numbers (number) VALUES (2)") } }
        }
    }
}

/// The verdict once everything that waits is sealed.
func sealedVerdict(_ database: any Database, anchor: AuditAnchor? = nil) async throws -> AuditVerdict {
    try await database.sealAuditTrail()
    return try await AuditTrail.verify(in: database, anchor: anchor)
}
