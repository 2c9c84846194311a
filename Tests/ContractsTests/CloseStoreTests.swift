// Closing, correcting and paying.

import Activity
import Contracts
import Directory
import Finance
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Worklist

@Suite("Month close, statements and payments")
struct CloseStoreTests {
    static func start(_ database: any Database, _ entries: [ActivityEntry]) async throws {
        try await database.write(by: .test, at: Cast.setUp) { try Cast.foundScheme(in: $0) }
        try await record(entries, database)
    }

    static func record(_ entries: [ActivityEntry], at instant: Instant = Cast.setUp, _ database: any Database) async throws {
        try await database.write(by: .test, at: instant) { transaction in
            for entry in entries { try ActivityStore.record(entry, in: transaction) }
        }
    }

    static func close(_ month: Month, at instant: Instant, _ database: any Database) async throws -> CloseStore.Outcome {
        try await database.write(by: .test, at: instant) { try CloseStore.close(Cast.scheme, month: month, in: $0) }
    }

    static func figures(_ month: Month, _ practice: OrganisationID, _ database: any Database) async throws -> StatementFigures? {
        try await database.read { try StatementStore.figures(month: month, scope: .federation, in: $0)[practice] }
    }

    /// 60 minutes delivered and 40 not used in October at Oak Hub, which Elm hosts.
    static let work = [
        Cast.entry(1, minutes: 20), Cast.entry(2, minutes: 20), Cast.entry(3, minutes: 20), Cast.entry(4, .capacityUnused, minutes: 40),
    ]

    @Test("October closes into postings that balance, and each practice has its statement", arguments: TestDatabases.engines)
    func closes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            // Delivered: 60 minutes are £98.00. Not used: £65.33, of which £49.00 to the host; the £16.33 kept is owed to nobody and not posted. October is
            // the seventh of twelve instalments of £1,000.00, none of them posted before: four of £83.34 and three of £83.33.
            let balances = try await database.read { connection in
                Dictionary(
                    uniqueKeysWithValues: try FinanceStore.trialBalance(through: Cast.october, in: connection).map { ($0.account, $0.balance.pence) })
            }
            #expect(balances[.practicePayments] == 9_800 + 4_900)
            #expect(balances[.practicePayable] == -(9_800 + 4_900))
            #expect(balances["unused-capacity-retained"] == 0)
            #expect(balances[.commissionerReceivable] == 4 * 8_334 + 3 * 8_333)
            #expect(balances[.contractIncome] == -(4 * 8_334 + 3 * 8_333))
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
            let elm = try await Self.figures(Cast.october, Cast.elm, database)
            #expect(elm?.broughtForward == .zero)
            #expect(elm?.lines.map(\.amount.pence) == [9_800, 4_900])
            #expect(
                elm?.lines.map(\.sentence) == [
                    "3 appointments, 1 h delivered at Oak Hub, at £98.00 an hour", "40 min not used at Oak Hub, 75% of £98.00 an hour",
                ])
            #expect(elm?.carriedForward == Money(pence: 14_700))
            // Riverside hosted nothing but takes part, so it has a statement that says so.
            let riverside = try await Self.figures(Cast.october, Cast.riverside, database)
            #expect(riverside?.lines.isEmpty == true)
            #expect(try await Self.figures(Cast.october, Cast.oldMill, database) == nil)
        }
    }

    @Test("Every pound opens onto its work, and every piece of work onto the pounds it earned", arguments: TestDatabases.engines)
    func traces(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            let line = try #require(try await Self.figures(Cast.october, Cast.elm, database)?.lines.first)
            let shares = try await database.read { try FinanceStore.shares(of: line.posting, in: $0) }
            #expect(shares.map { -$0.amountPence }.sorted() == [3_266, 3_267, 3_267])
            #expect(Set(shares.map { $0.activity.stored }) == Set(Self.work.prefix(3).map(\.id.stored)))
            // A list of the work counts and fetches what its reader may see: the host all of it, a practice with no part in it none.
            for (practice, seen) in [(Cast.elm, 3), (Cast.oldMill, 0)] {
                let (count, found) = try await database.read { connection in
                    func isSeen(_ entry: SQL) throws -> SQL { try ActivityStore.isSeen(entry, scope: .practice(practice), in: connection) }
                    return (
                        try FinanceStore.workCount(of: line.posting, where: isSeen, in: connection),
                        try FinanceStore.shares(of: line.posting, where: isSeen, after: nil, limit: 2, in: connection).count
                    )
                }
                #expect(count == seen && found == min(seen, 2))
            }
            let derivation = try await database.read { try StatementStore.derivation(of: line.posting, scope: .practice(Cast.elm), in: $0) }
            #expect(derivation?.steps == ["60 minutes × £98.00 an hour ÷ 60 = £98.00, to the nearest penny"])
            #expect(derivation?.priceSource == "Example price for 2026/27")
            #expect(try await database.read { try StatementStore.derivation(of: line.posting, scope: .practice(Cast.riverside), in: $0) } == nil)
            let unused = Self.work[3].id.asID(of: ActivityReference.self)
            let earned = try await database.read { try FinanceStore.shares(activity: unused, scope: .federation, in: $0) }
            #expect(
                Dictionary(grouping: earned, by: \.account).mapValues { $0.map(\.amountPence).reduce(0, +) } == [
                    .practicePayments: 4_900, .practicePayable: -4_900,
                ])
        }
    }

    @Test("A month closes once, however many try, and each learns what happened", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            let outcomes = try await withThrowingTaskGroup(of: CloseStore.Outcome.self) { group in
                for minute in 0..<4 { group.addTask { try await Self.close(Cast.october, at: Cast.afterOctober.adding(minutes: minute), database) } }
                return try await group.reduce(into: [CloseStore.Outcome]()) { $0.append($1) }
            }
            var closes: Set<ID<MonthClose>> = []
            var done = 0
            for outcome in outcomes {
                switch outcome {
                case .closed(let close): (done, _) = (done + 1, closes.insert(close.id))
                case .already(let close): closes.insert(close.id)
                }
            }
            #expect(done == 1)
            #expect(closes.count == 1)
            let journals = try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM journals") }
            #expect(journals == 1)
            #expect(try await Self.figures(Cast.october, Cast.elm, database)?.carriedForward == Money(pence: 14_700))
        }
    }

    @Test("What comes to light after the close goes into the next month; the closed one does not change", arguments: TestDatabases.engines)
    func corrections(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            let before = try await Self.figures(Cast.october, Cast.elm, database)
            // Taken back: one 20 minutes that earned £32.67, the first by largest remainder. Late: 30 minutes of October, £49.00.
            try await database.write(by: .test, at: TestDay.now) { _ = try ActivityStore.reverse(Self.work[0].id, reason: .recordedTwice, in: $0) }
            try await Self.record([Cast.entry(5, minutes: 30, on: Cast.date(2026, 10, 30))], at: TestDay.now, database)
            try await Self.record([Cast.entry(6, minutes: 60, on: Cast.date(2026, 11, 10))], at: TestDay.now, database)
            _ = try await Self.close(Cast.november, at: Cast.afterNovember, database)
            #expect(try await Self.figures(Cast.october, Cast.elm, database) == before)
            let after = try #require(try await Self.figures(Cast.november, Cast.elm, database))
            #expect(after.broughtForward == Money(pence: 14_700))
            #expect(after.lines.map(\.amount.pence) == [9_800, 4_900, -3_267])
            #expect(after.lines.map(\.sentence).last == "October 2026, taken back: 1 appointment, 20 min delivered at Oak Hub")
            #expect(after.carriedForward == Money(pence: 14_700 + 9_800 + 4_900 - 3_267))
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
            #expect(try await database.read { try ActivityStore.verify(in: $0) } == [])
            #expect(try await database.read { try CloseStore.verify(in: $0) } == [])
            try await database.maintain { _ = try $0.execute("UPDATE month_close_lines SET minutes = minutes + 1 WHERE NOT is_taken_back") }
            let problems = try await database.read { try CloseStore.verify(in: $0) }
            // Two lines of October, two of November.
            #expect(problems.count == 4)
            try await database.maintain { _ = try $0.execute("UPDATE month_close_activities SET payable_pence = payable_pence + 1") }
            let differing = try await database.read { try CloseStore.verify(in: $0) }.filter { $0.contains("at another amount") }
            #expect(differing.count == 7)
        }
    }

    @Test("A month that is not over, out of order or without a price is refused, and nothing is left behind", arguments: TestDatabases.engines)
    func refusals(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work + [Cast.entry(9, minutes: 15, on: Cast.date(2026, 3, 31))])
            await #expect(throws: CloseRefusal.monthNotOver(Cast.november)) { try await Self.close(Cast.november, at: TestDay.now, database) }
            // Work of the day before the first price.
            let march = Month(containing: Cast.date(2026, 3, 31))
            await #expect(throws: CloseRefusal.earlierMonthOpen(march)) { try await Self.close(Cast.october, at: Cast.afterOctober, database) }
            await #expect(throws: CloseRefusal.noPrice(scheme: "Enhanced access 2026/27", date: Cast.date(2026, 3, 31))) {
                try await Self.close(march, at: Cast.afterOctober, database)
            }
            let left = try await database.read { connection in
                try ["journals", "month_closes", "month_close_activities", "statements"].map {
                    try connection.value(Int.self, SQL(verbatim: "SELECT COUNT(*) FROM \($0)")) ?? -1
                }
            }
            #expect(left == [0, 0, 0, 0])
        }
    }

    @Test("A price cannot begin in a month that is closed", arguments: TestDatabases.engines)
    func closedPrice(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            let risen = SchemePrice(
                scheme: Cast.scheme, from: Cast.date(2026, 10, 31), hour: Money(pence: 10_000), isExample: true, source: "Example")
            await #expect(throws: ContractRefusal.priceInClosedMonth(Cast.october)) {
                try await database.write(by: .test, at: TestDay.now) { try SchemeStore.add(risen, in: $0) }
            }
        }
    }

    @Test("A month is paid once, however many try, and the payment stands on the next statement", arguments: TestDatabases.engines)
    func payments(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            await #expect(throws: PaymentRefusal.monthNotClosed(Cast.october)) {
                try await database.write(by: .test, at: Cast.afterOctober) { _ = try PaymentStore.pay(Cast.october, in: $0) }
            }
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            let outcomes = try await withThrowingTaskGroup(of: PaymentStore.Outcome.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await database.write(by: .test, at: TestDay.now) { try PaymentStore.pay(Cast.october, in: $0) } }
                }
                return try await group.reduce(into: [PaymentStore.Outcome]()) { $0.append($1) }
            }
            let paid = outcomes.compactMap { if case .paid(let run) = $0 { run } else { nil } }
            let run = try #require(paid.first)
            #expect(paid.count == 1)
            let payments = try await database.read { try PaymentStore.payments(of: run.id, in: $0) }
            #expect(payments.map(\.amountPence) == [14_700])
            #expect(payments.map(\.practice) == [Cast.elm])
            _ = try await Self.close(Cast.november, at: Cast.afterNovember, database)
            let next = try #require(try await Self.figures(Cast.november, Cast.elm, database))
            #expect(next.broughtForward == Money(pence: 14_700))
            #expect(next.paid == Money(pence: -14_700))
            #expect(next.carriedForward == .zero)
            let bank = try await database.read {
                try FinanceStore.trialBalance(through: Cast.november, in: $0).first { $0.account == .bank }?.balance
            }
            #expect(bank == Money(pence: -14_700))
        }
    }

    @Test("A question about a line is read by both and answered once", arguments: TestDatabases.engines)
    func questions(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database, Self.work)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            let statements = try await database.read { try StatementStore.statements(month: Cast.october, scope: .federation, in: $0) }
            let elm = try #require(statements.first { $0.practice == Cast.elm })
            let line = try #require(try await Self.figures(Cast.october, Cast.elm, database)?.lines.first)
            await #expect(throws: StatementRefusal.unknownStatement) {
                try await database.write(by: .test, at: TestDay.now) {
                    _ = try StatementStore.ask(
                        "Why?", about: elm.id, line: line.posting, by: Cast.pat, scope: .practice(Cast.riverside), in: $0)
                }
            }
            await #expect(throws: StatementRefusal.unknownLine) {
                try await database.write(by: .test, at: TestDay.now) {
                    _ = try StatementStore.ask("Why?", about: elm.id, line: Cast.id(77), by: Cast.pat, scope: .practice(Cast.elm), in: $0)
                }
            }
            let question = try await database.write(by: .test, at: TestDay.now) {
                try StatementStore.ask(
                    "We count four appointments.", about: elm.id, line: line.posting, by: Cast.pat, scope: .practice(Cast.elm), in: $0)
            }
            func open(_ scope: Scope) async throws -> [ID<Question>] {
                try await database.read { try QuestionStore.open(about: .statement, scope: scope, in: $0).map(\.id) }
            }
            #expect(try await open(.federation) == [question])
            #expect(try await open(.practice(Cast.riverside)) == [])
            let lead = Cast.principal(.financeLead, at: Cast.federation)
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try QuestionStore.answer(
                    question, about: RecordLink(.statement, elm.id), with: "The fourth was on 1 November.", seen: 1, by: lead, in: $0)
            }
            #expect(try await open(.federation) == [])
            let told = try await database.read {
                try QuestionStore.questions(about: RecordLink(.statement, elm.id), scope: .practice(Cast.elm), in: $0).first
            }
            #expect(told?.entries.map(\.text) == ["We count four appointments.", "The fourth was on 1 November."])
            #expect(told?.part == line.posting.stored && told?.dueOn == Cast.date(2026, 11, 28))
        }
    }

    @Test("Whatever was done, the postings sum to nought and the statements are what the ledger says", arguments: TestDatabases.engines)
    func properties(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            var random = SeededGenerator(seed: 21)
            let entries = (1...60).map { number in
                Cast.entry(
                    UInt64(number), Cast.rules[Int.random(in: 0..<3, using: &random)].kind, minutes: Int.random(in: 1...37, using: &random),
                    on: Cast.date(2026, 10, Int.random(in: 1...31, using: &random)),
                    host: [Cast.elm, Cast.riverside, Cast.oldMill][Int.random(in: 0..<3, using: &random)])
            }
            let reversed = entries.filter { _ in Int.random(in: 0..<6, using: &random) == 0 }
            try await Self.start(database, entries)
            _ = try await Self.close(Cast.october, at: Cast.afterOctober, database)
            try await database.write(by: .test, at: TestDay.now) { transaction in
                for entry in reversed { try ActivityStore.reverse(entry.id, reason: .other, in: transaction) }
            }
            _ = try await database.write(by: .test, at: TestDay.now) { try PaymentStore.pay(Cast.october, in: $0) }
            _ = try await Self.close(Cast.november, at: Cast.afterNovember, database)
            #expect(try await database.read { try $0.value(Int.self, "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM postings") } == 0)
            #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
            for practice in [Cast.elm, Cast.riverside, Cast.oldMill] {
                let (october, november) = (
                    try #require(try await Self.figures(Cast.october, practice, database)),
                    try #require(try await Self.figures(Cast.november, practice, database))
                )
                #expect(october.carriedForward == november.broughtForward)
                let owed = try await database.read {
                    try FinanceStore.balances(.practicePayable, through: Cast.november, scope: .practice(practice), in: $0)
                }
                #expect(november.carriedForward == -(owed[practice] ?? .zero))
                #expect(november.paid == -october.carriedForward)
            }
        }
    }
}
