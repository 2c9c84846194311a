// Nothing acknowledged is lost to a fault.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@Suite("Faults")
struct FaultTests {
    @Test("A program killed in the middle of its writes loses nothing that it acknowledged, again and again")
    func killed() async throws {
        try await withDatabaseLocation(.sqlite, migrations: StoreTables.migrations) { location async throws in
            guard case .directory(let folder) = location else { return }
            var acknowledged: Set<Int> = []
            for round in 0..<4 {
                let lines = try await KilledProgram.lines([folder, String(round * 1_000_000)], killedAfter: 20 + 15 * round)
                acknowledged.formUnion(lines.compactMap { Int($0) })

                let database = try location.open()
                let there = Set(try await database.read { try $0.values(Int.self, "SELECT number FROM numbers") })
                #expect(acknowledged.subtracting(there).isEmpty)
                let (total, terms) = try await database.read { connection in
                    (try connection.value(Int.self, "SELECT total FROM sums"), try connection.value(Int.self, "SELECT terms FROM sums"))
                }
                #expect(total == there.reduce(0, +), "each write is whole: its number and its share of the sum")
                #expect(terms == there.count)
                let verdict = try await AuditTrail.verify(in: database)
                #expect(verdict.isWhole)
                #expect(verdict.sealed == there.count)
                #expect(verdict.unsealed == 0)
                await database.close()
            }
            #expect(acknowledged.count > 100)
        }
    }

    @Test("The embedded database waits for the disk with every commit and keeps foreign keys")
    func durability() async throws {
        try await withDatabaseLocation(.sqlite) { location async throws in
            guard case .directory(let folder) = location else { return }
            let database = try SQLiteDatabase(path: "\(folder)/\(DatabaseLocation.fileName)")
            // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
            #expect(try await database.pragma("synchronous") == "2")
            #expect(try await database.pragma("foreign_keys") == "1")
            #expect(try await database.pragma("journal_mode")?.contains("wal") == true)
            await database.close()
        }
    }

    @Test("A full disk refuses the write, keeps what was there, and writes again once there is room")
    func diskFull() async throws {
        try await withDatabaseLocation(.sqlite, migrations: StoreTables.migrations) { location async throws in
            guard case .directory(let folder) = location else { return }
            let database = try SQLiteDatabase(path: "\(folder)/\(DatabaseLocation.fileName)")
            let pages = Int(try await database.pragma("page_count") ?? "") ?? 0
            _ = try await database.pragma("max_page_count = \(pages + 30)")
            var written = 0
            var refusals = 0
            let long = String(repeating: "x", count: 2000)
            for number in 0..<200 {
                do {
                    try await database.change { connection in
                        try connection.execute("INSERT INTO kinds (id, word) VALUES (\(number), \(long))")
                        try connection.execute("UPDATE sums SET terms = terms + 1")
                    }
                    written += 1
                } catch {
                    #expect(error as? StoreError == .diskFull)
                    refusals += 1
                }
            }
            #expect(written > 0)
            #expect(refusals > 0)
            let kept = try await database.read { connection in
                (try connection.value(Int.self, "SELECT COUNT(*) FROM kinds"), try connection.value(Int.self, "SELECT terms FROM sums"))
            }
            #expect(kept.0 == written)
            #expect(kept.1 == written)
            #expect(try await AuditTrail.verify(in: database).isWhole)
            _ = try await database.pragma("max_page_count = 1000000")
            try await database.change { try $0.execute("INSERT INTO kinds (id, word) VALUES (1000, \(long))") }
            let integrity = try await database.pragma("integrity_check")
            #expect(integrity?.contains("ok") == true)
            await database.close()
        }
    }

    @Test("A disk that fills up under many writers at once fails only those who find no room")
    func diskFullTogether() async throws {
        try await withDatabaseLocation(.sqlite, migrations: StoreTables.migrations) { location async throws in
            guard case .directory(let folder) = location else { return }
            let database = try SQLiteDatabase(path: "\(folder)/\(DatabaseLocation.fileName)")
            let pages = Int(try await database.pragma("page_count") ?? "") ?? 0
            _ = try await database.pragma("max_page_count = \(pages + 40)")
            let long = String(repeating: "x", count: 1500)
            let acknowledged = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<150 {
                    group.addTask {
                        do {
                            try await database.change { try $0.execute("INSERT INTO kinds (id, word) VALUES (\(number), \(long))") }
                            return number
                        } catch {
                            #expect(error as? StoreError == .diskFull)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: [Int]()) { if let number = $1 { $0.append(number) } }
            }
            let there = try await database.read { try $0.values(Int.self, "SELECT id FROM kinds ORDER BY id") }
            #expect(there == acknowledged.sorted())
            #expect(!there.isEmpty)
            #expect(there.count < 150)
            #expect(try await AuditTrail.verify(in: database).entries == there.count)
            await database.close()
        }
    }

    @Test(
        "A connection that the server ends in mid-transaction is made anew and the write done once",
        .enabled(if: TestDatabases.hasPostgres, "PostgreSQL only"))
    func connectionEnded() async throws {
        try await withDatabaseLocation(.postgres, migrations: StoreTables.migrations) { location async throws in
            let (database, other) = (try location.open(), try location.open())
            let attempts = Shared(0)
            let killed = Shared(false)
            try await withThrowingTaskGroup(of: Void.self) { group in
                let pids = AsyncStream.makeStream(of: Int.self)
                group.addTask {
                    try await database.change { connection in
                        attempts.withLock { $0 += 1 }
                        try connection.execute("INSERT INTO numbers (number) VALUES (1)")
                        pids.continuation.yield(try connection.value(Int.self, "SELECT pg_backend_pid()") ?? 0)
                        while !killed.withLock({ $0 }) { usleep(2000) }
                        try connection.execute("UPDATE sums SET terms = terms + 1")
                    }
                }
                group.addTask {
                    for await pid in pids.stream {
                        _ = try await other.read { try $0.value(Bool.self, "SELECT pg_terminate_backend(CAST(\(pid) AS INTEGER))") }
                        killed.withLock { $0 = true }
                        break
                    }
                }
                try await group.waitForAll()
            }
            #expect(attempts.withLock { $0 } == 2)
            let (numbers, terms) = try await database.read { connection in
                (try connection.values(Int.self, "SELECT number FROM numbers"), try connection.value(Int.self, "SELECT terms FROM sums"))
            }
            #expect(numbers == [1])
            #expect(terms == 1)
            await database.close()
            await other.close()
        }
    }

    @Test(
        "Connections ended at random under load: every acknowledged write is there once, every refused one is not",
        .enabled(if: TestDatabases.hasPostgres, "PostgreSQL only"))
    func connectionsEndedAtRandom() async throws {
        try await withDatabaseLocation(.postgres, migrations: StoreTables.migrations) { location async throws in
            let (database, other) = (try location.open(), try location.open())
            let isDone = Shared(false)
            let acknowledged = try await withThrowingTaskGroup(of: [Int].self) { group in
                group.addTask {
                    while !isDone.withLock({ $0 }) {
                        _ = try await other.read {
                            try $0.rows(
                                """
                                SELECT pg_terminate_backend(pid)
                                FROM pg_stat_activity
                                WHERE datname = CURRENT_DATABASE() AND pid <> pg_backend_pid()
                                """)
                        }
                        try await Task.sleep(for: .milliseconds(30))
                    }
                    return []
                }
                group.addTask {
                    let written = await FaultTests.write(40, writers: 6, in: database)
                    isDone.withLock { $0 = true }
                    return written
                }
                return try await group.reduce(into: [Int]()) { $0 += $1 }
            }
            try await FaultTests.check(acknowledged, attempted: 240, in: database)
            await database.close()
            await other.close()
        }
    }

    @Test(
        "PostgreSQL stopped and started again under load loses nothing that was acknowledged",
        .enabled(if: ThrowawayServer.isThere, "needs initdb and pg_ctl"))
    func serverRestarted() async throws {
        let server = try await ThrowawayServer.start()
        do {
            let database = PostgresDatabase(url: server.url, connections: 8)
            try await SchemaHistory.bring(database, to: TestDatabases.ground + StoreTables.migrations, at: TestDay.now)
            let isDone = Shared(false)
            let acknowledged = try await withThrowingTaskGroup(of: [Int].self) { group in
                group.addTask {
                    for mode in ["immediate", "fast"] where !isDone.withLock({ $0 }) {
                        try await Task.sleep(for: .milliseconds(300))
                        try await server.restart(mode)
                    }
                    return []
                }
                group.addTask {
                    let written = await FaultTests.write(150, writers: 6, in: database)
                    isDone.withLock { $0 = true }
                    return written
                }
                return try await group.reduce(into: [Int]()) { $0 += $1 }
            }
            try await FaultTests.check(acknowledged, attempted: 900, in: database)
            await database.close()
            await server.remove()
        } catch {
            await server.remove()
            throw error
        }
    }

    @Test("A server that stays away is waited for once, not by each who waits in turn", .enabled(if: TestDatabases.hasPostgres, "PostgreSQL only"))
    func awayForLong() async throws {
        let database = PostgresDatabase(url: "postgresql://nobody@127.0.0.1:1/none", connections: 1, patience: .seconds(4))
        let began = ContinuousClock.now
        let refusals = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<30 {
                group.addTask {
                    do {
                        _ = try await database.read { try $0.rows("SELECT 1") }
                        return false
                    } catch {
                        return true
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(refusals == 30)
        // One after the other they would wait for two minutes.
        #expect(ContinuousClock.now - began < .seconds(60))
        await database.close()
    }

    @Test("A server that is not there is said so, in words", .enabled(if: TestDatabases.hasPostgres, "PostgreSQL only"))
    func unreachable() async throws {
        let database = PostgresDatabase(url: "postgresql://nobody@127.0.0.1:1/nothing", patience: .milliseconds(100))
        do {
            _ = try await database.read { try $0.value(Int.self, "SELECT 1") }
            Issue.record("it was reached")
        } catch StoreError.unreachable(let why) {
            #expect(why.contains("127.0.0.1"))
        }
        await database.close()
    }

    /// Writes numbers from several tasks and returns those that were acknowledged.
    static func write(_ count: Int, writers: Int, in database: any Database) async -> [Int] {
        await withTaskGroup(of: [Int].self) { group in
            for writer in 0..<writers {
                group.addTask {
                    var written: [Int] = []
                    for index in 0..<count {
                        let number = writer * count + index
                        do {
                            try await database.change { connection in
                                try connection.execute("INSERT INTO numbers (number) VALUES (\(number))")
                                if index % 10 == 0 { try connection.execute("UPDATE sums SET total = total + 1") }
                            }
                            written.append(number)
                        } catch {
                            #expect(error is StoreError)
                        }
                    }
                    return written
                }
            }
            return await group.reduce(into: [Int]()) { $0 += $1 }
        }
    }

    static func check(_ acknowledged: [Int], attempted: Int, in database: any Database) async throws {
        let there = Set(try await database.read { try $0.values(Int.self, "SELECT number FROM numbers") })
        #expect(Set(acknowledged).subtracting(there).isEmpty, "an acknowledged write is gone")
        #expect(acknowledged.count > attempted / 2, "most writes find their way in spite of the faults")
        let total = try await database.read { try $0.value(Int.self, "SELECT total FROM sums") }
        #expect(total == there.filter { $0 % (attempted / 6) % 10 == 0 }.count, "a write was done in part or twice")
        let verdict = try await sealedVerdict(database)
        #expect(verdict.isWhole)
        #expect(verdict.entries == there.count)
        #expect(verdict.sealed == there.count)
    }
}
