// The money ledger on both databases.

import Directory
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing

@Suite("Finance store")
struct FinanceStoreTests {
    static let migrations = DirectoryMigrations.all + FinanceFeature.migrations
    static let october = Month(containing: Cast.date(2026, 10, 1))

    static func start(_ database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.now) { try Cast.found(in: $0) }
    }

    static func post(_ pence: Int, to practice: OrganisationID, on date: LocalDate, shares: [Int] = [], in transaction: Transaction) throws {
        try FinanceStore.post(
            JournalTests.journal(
                [
                    JournalTests.line(.practicePayments, pence, shares: shares, practice: practice),
                    JournalTests.line(.practicePayable, -pence, shares: shares.map { -$0 }, practice: practice),
                ], on: date), in: transaction)
    }

    @Test("Balances and the trial balance are the sums of the postings", arguments: TestDatabases.engines)
    func balances(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try Self.post(32_667, to: Cast.riverside, on: Cast.date(2026, 10, 31), shares: [16_334, 16_333], in: transaction)
                try Self.post(1_000, to: Cast.elm, on: Cast.date(2026, 10, 31), in: transaction)
                try Self.post(500, to: Cast.riverside, on: Cast.date(2026, 11, 5), in: transaction)
            }
            // Riverside: 326.67 in October and 5.00 in November; Elm: 10.00 in October. October's debits: 336.67.
            let (owed, later, scoped, trial) = try await database.read { connection in
                (
                    try FinanceStore.balances(.practicePayable, through: Self.october, scope: .federation, in: connection),
                    try FinanceStore.balances(.practicePayable, through: Self.october.next, scope: .federation, in: connection),
                    try FinanceStore.balances(.practicePayable, through: Self.october, scope: .practice(Cast.elm), in: connection),
                    try FinanceStore.trialBalance(through: Self.october, in: connection)
                )
            }
            #expect(owed == [Cast.riverside: Money(pence: -32_667), Cast.elm: Money(pence: -1_000)])
            #expect(later[Cast.riverside] == Money(pence: -33_167))
            #expect(scoped == [Cast.elm: Money(pence: -1_000)])
            #expect(trial.map(\.debitPence).reduce(0, +) == 33_667)
            #expect(trial.map(\.creditPence).reduce(0, +) == 33_667)
            #expect(trial.first { $0.account == .bank }?.balance == .zero)
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
        }
    }

    @Test("A closed month, and every month before it, refuses a posting", arguments: TestDatabases.engines)
    func closed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { try AccountingMonthStore.close(Self.october, in: $0) }
            await #expect(throws: JournalRefusal.monthClosed(Self.october)) {
                try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
                    try Self.post(100, to: Cast.elm, on: Cast.date(2026, 10, 31), in: $0)
                }
            }
            // September was never opened; what is posted there would change what October began with.
            await #expect(throws: JournalRefusal.monthClosed(Self.october.previous)) {
                try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
                    try Self.post(100, to: Cast.elm, on: Cast.date(2026, 9, 30), in: $0)
                }
            }
            await #expect(throws: JournalRefusal.monthClosed(Self.october)) {
                try await database.write(by: .test, at: TestDay.later(minutes: 1)) { try AccountingMonthStore.close(Self.october, in: $0) }
            }
            #expect(try await database.read { try FinanceStore.trialBalance(through: Self.october, in: $0).map(\.debitPence).reduce(0, +) } == 0)
        }
    }

    @Test("A posting that races with the close is in the month or refused, never after it", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let posted = await withTaskGroup(of: Int.self) { group in
                for number in 0..<12 {
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: TestDay.later(minutes: number)) { transaction in
                                if number == 6 {
                                    try AccountingMonthStore.close(Self.october, in: transaction)
                                } else {
                                    try Self.post(100, to: Cast.elm, on: Cast.date(2026, 10, 31), in: transaction)
                                }
                            }
                            return number == 6 ? 0 : 1
                        } catch {
                            #expect(error as? JournalRefusal == .monthClosed(Self.october))
                            return 0
                        }
                    }
                }
                return await group.reduce(0, +)
            }
            let (state, debits) = try await database.read { connection in
                (
                    try AccountingMonthStore.lastClosed(in: connection),
                    try FinanceStore.trialBalance(through: Self.october, in: connection).map(\.debitPence).reduce(0, +)
                )
            }
            #expect(state == Self.october)
            #expect(debits == posted * 100)
        }
    }

    @Test("Tampering with an amount, with what work earned, or with a closed month is found", arguments: TestDatabases.engines)
    func tampering(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try Self.post(100, to: Cast.elm, on: Cast.date(2026, 10, 31), shares: [60, 40], in: transaction)
                try AccountingMonthStore.close(Self.october, in: transaction)
            }
            func tamper(_ sql: SQL) async throws -> [String] {
                try await database.maintain { _ = try $0.execute(sql) }
                return try await database.read { try FinanceStore.verify(in: $0) }
            }
            let first = try await tamper("UPDATE posting_activities SET amount_pence = 61 WHERE amount_pence = 60")
            #expect(first.count == 1)
            let second = try await tamper("UPDATE postings SET amount_pence = 101 WHERE amount_pence = 100")
            #expect(second.contains { $0.contains("does not balance") })
            let third = try await tamper("UPDATE journals SET posted_at = '2026-12-24T09:00:00.000Z'")
            #expect(third.contains { $0.contains("was posted after its month, or a later one, was closed") })
            // Somebody slips one in before the closed month.
            _ = try await tamper("INSERT INTO accounting_months (month, state) VALUES ('2026-09', 'open')")
            let fourth = try await tamper("UPDATE journals SET month = '2026-09', posted_at = '2026-12-24T09:00:00.000Z'")
            #expect(fourth.contains { $0.contains("was posted after its month, or a later one, was closed") })
        }
    }

    @Test("Whatever is posted, all postings sum to nought", arguments: TestDatabases.engines)
    func sums(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                var random = SeededGenerator(seed: 7)
                for _ in 0..<60 {
                    let amount = Money(pence: Int.random(in: 1...9_999_999, using: &random))
                    let shares = amount.shared(by: (0..<Int.random(in: 1...9, using: &random)).map { _ in Int.random(in: 0...60, using: &random) })
                    try Self.post(amount.pence, to: Cast.elm, on: TestDay.today, shares: shares.map(\.pence), in: transaction)
                }
            }
            let sum = try await database.read { try $0.value(Int.self, "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM postings") }
            #expect(sum == 0)
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
        }
    }
}
