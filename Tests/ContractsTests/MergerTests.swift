// Money and statements when practices merge.

import Activity
import Contracts
import Directory
import Finance
import Foundation
import Governance
import Identity
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

/// Elm hosts Oak Hub and merges into Old Mill on 10 November 2026, unless a test says otherwise.
@Suite("Statements and payments after a merger")
struct MergerTests {
    static let merger = Cast.date(2026, 11, 10)
    static let december = Month(containing: Cast.date(2026, 12, 1))
    static let afterDecember = Cast.noon(Cast.date(2027, 1, 4))

    static func merge(
        _ database: any Database, _ old: OrganisationID = Cast.elm, into new: OrganisationID = Cast.oldMill, from date: LocalDate = merger,
        at instant: Instant = Cast.noon(Cast.date(2026, 11, 9))
    ) async throws {
        try await database.write(by: .test, at: instant) {
            try OrganisationStore.succeed(old, by: new, from: date, reason: "Merger", in: $0)
        }
    }

    @discardableResult
    static func pay(_ month: Month, at instant: Instant, _ database: any Database) async throws -> [Payment] {
        do {
            let outcome = try await database.write(by: .test, at: instant) { try PaymentStore.pay(month, in: $0) }
            guard case .paid(let run) = outcome else { return [] }
            return try await database.read { try PaymentStore.payments(of: run.id, in: $0) }
        } catch let problem as PaymentRefusal {
            // Months are paid in order, and only where something is owed.
            guard problem == .nothingDue(month) || problem.isAboutOrder else { throw problem }
            return []
        }
    }

    static func figures(_ month: Month, _ practice: OrganisationID, _ database: any Database) async throws -> StatementFigures? {
        try await CloseStoreTests.figures(month, practice, database)
    }

    static func check(_ database: any Database) async throws {
        #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
        #expect(try await database.read { try CloseStore.verify(in: $0) } == [])
        #expect(try await database.read { try PaymentStore.verify(in: $0) } == [])
    }

    static func bank(_ database: any Database) async throws -> Int {
        try await database.read { connection in
            try connection.value(Int.self, "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) FROM postings WHERE account = 'bank'") ?? 0
        }
    }

    @Test(
        "What was owed when a practice merged is paid to the one that carries on, once, with a line on either statement",
        arguments: TestDatabases.engines)
    func paidOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database)
            let payments = try await withThrowingTaskGroup(of: [Payment].self) { group in
                for _ in 0..<4 { group.addTask { try await Self.pay(Cast.october, at: TestDay.now, database) } }
                return try await group.reduce(into: [Payment]()) { $0 += $1 }
            }
            // £98.00 delivered and £49.00 of time not used, as in October's close.
            #expect(payments.map(\.amountPence) == [14_700])
            #expect(payments.map(\.practice) == [Cast.oldMill])
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            let elm = try #require(try await Self.figures(Cast.november, Cast.elm, database))
            #expect(elm.broughtForward == Money(pence: 14_700) && elm.earned == .zero && elm.carriedForward == .zero)
            let sentence = "Owed to Elm Practice for October 2026, carried over to Old Mill Surgery, which carries on for it"
            #expect(elm.lines.map(\.sentence) == [sentence])
            let oldMill = try #require(try await Self.figures(Cast.november, Cast.oldMill, database))
            #expect(oldMill.lines.map(\.amount.pence) == [14_700, -14_700] && oldMill.carriedForward == .zero)
            #expect(oldMill.lines.first?.sentence == sentence)
            #expect(
                oldMill.lines.last?.sentence.hasPrefix("Paid on 21 November 2026 for October 2026, owed to Elm Practice, reference CW202610") == true)
            #expect(try await Self.pay(Cast.november, at: Cast.afterNovember, database).isEmpty)
            #expect(try await Self.bank(database) == -14_700)
            _ = try await CloseStoreTests.close(Self.december, at: Self.afterDecember, database)
            #expect(try await Self.figures(Self.december, Cast.elm, database) == nil)
            try await Self.check(database)
        }
    }

    @Test("A practice merged twice in a chain is paid through to the last that carries on", arguments: TestDatabases.engines)
    func chain(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database)
            try await Self.merge(database, Cast.oldMill, into: Cast.riverside, from: Cast.date(2026, 11, 15))
            #expect(try await Self.pay(Cast.october, at: TestDay.now, database).map(\.practice) == [Cast.riverside])
            try await Self.check(database)
        }
    }

    @Test("A merger to come changes nothing before its first day", arguments: TestDatabases.engines)
    func toCome(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database, from: TestDay.today.adding(days: 1))
            #expect(try await Self.pay(Cast.october, at: TestDay.now, database).map(\.practice) == [Cast.elm])
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            let elm = try #require(try await Self.figures(Cast.november, Cast.elm, database))
            #expect(elm.lines.map(\.amount.pence) == [-14_700])
            #expect(elm.lines.first?.sentence.contains("carried over") == false)
        }
    }

    @Test(
        "In the month of the merger work counts for the old practice before it and for the successor after, however it was recorded",
        arguments: TestDatabases.engines)
    func midMonth(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, [])
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            // The merger of 10 November is recorded on the 20th, when work of the 9th, 10th and 12th stands under Elm.
            try await CloseStoreTests.record(
                [
                    Cast.entry(11, minutes: 30, on: Cast.date(2026, 11, 9)), Cast.entry(12, minutes: 60, on: Cast.date(2026, 11, 10)),
                    Cast.entry(13, .capacityUnused, minutes: 40, on: Cast.date(2026, 11, 12)),
                ], database)
            try await Self.merge(database, at: Cast.noon(Cast.date(2026, 11, 20)))
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            // 30 minutes at £98.00 an hour; 60 minutes, and three quarters of £65.33 for 40 minutes not used.
            let elm = try #require(try await Self.figures(Cast.november, Cast.elm, database))
            #expect(elm.lines.map(\.amount.pence) == [4_900])
            let oldMill = try #require(try await Self.figures(Cast.november, Cast.oldMill, database))
            #expect(oldMill.lines.map(\.amount.pence) == [9_800, 4_900])
            // Both are paid to Old Mill, each on its own statement.
            let payments = try await Self.pay(Cast.november, at: Cast.afterNovember, database)
            #expect(payments.map(\.amountPence).sorted() == [4_900, 14_700])
            #expect(payments.allSatisfy { $0.practice == Cast.oldMill })
            #expect(Set(payments.map(\.reference)).count == 2)
            try await Self.check(database)
        }
    }

    @Test("What a merged practice still owes is set against what the one that carries on is paid", arguments: TestDatabases.engines)
    func debt(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.pay(Cast.october, at: Cast.noon(Cast.date(2026, 11, 4)), database)
            try await Self.merge(database)
            // 20 minutes of October that had earned £32.67 are taken back; Old Mill earns £98.00 in November.
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ActivityStore.reverse(CloseStoreTests.work[0].id, reason: .recordedTwice, in: $0)
            }
            try await CloseStoreTests.record([Cast.entry(21, minutes: 60, on: Cast.date(2026, 11, 12), host: Cast.oldMill)], database)
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            #expect(try await Self.figures(Cast.november, Cast.elm, database)?.carriedForward == Money(pence: -3_267))
            let payments = try await Self.pay(Cast.november, at: Cast.afterNovember, database)
            #expect(payments.map(\.amountPence) == [9_800 - 3_267] && payments.map(\.practice) == [Cast.oldMill])
            _ = try await CloseStoreTests.close(Self.december, at: Self.afterDecember, database)
            let elm = try #require(try await Self.figures(Self.december, Cast.elm, database))
            #expect(elm.lines.map(\.amount.pence) == [3_267] && elm.carriedForward == .zero)
            let oldMill = try #require(try await Self.figures(Self.december, Cast.oldMill, database))
            #expect(oldMill.lines.map(\.amount.pence).sorted() == [-6_533, -3_267] && oldMill.carriedForward == .zero)
            #expect(oldMill.lines.contains { $0.sentence == "What Elm Practice owed, carried over to Old Mill Surgery, which carries on for it" })
            #expect(try await Self.bank(database) == -(14_700 + 9_800 - 3_267))
            try await Self.check(database)
        }
    }

    @Test(
        "When a merger is taken back, an unpaid statement is the practice's own again, and what was paid to the other is owed anew",
        arguments: TestDatabases.engines)
    func takenBack(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database)
            try await Self.pay(Cast.october, at: TestDay.now, database)
            try await CloseStoreTests.record([Cast.entry(31, minutes: 60, on: Cast.date(2026, 11, 5))], database)
            try await database.write(by: .test, at: TestDay.later(minutes: 60)) {
                try OrganisationStore.takeBackMerger(of: Cast.elm, reopens: true, reason: "Wrong code", in: $0)
            }
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            // November's £98.00 to Elm itself; the £147.00 that went to Old Mill come back into the books, to be paid with the next statement.
            let november = try await Self.pay(Cast.november, at: Cast.afterNovember, database)
            #expect(november.map(\.practice) == [Cast.elm] && november.map(\.amountPence) == [9_800])
            _ = try await CloseStoreTests.close(Self.december, at: Self.afterDecember, database)
            let elm = try #require(try await Self.figures(Self.december, Cast.elm, database))
            #expect(elm.carriedForward == Money(pence: 14_700))
            #expect(elm.lines.contains { $0.sentence.hasPrefix("The merger of Old Mill Surgery and Elm Practice was taken back") })
            #expect(try await Self.figures(Self.december, Cast.oldMill, database)?.carriedForward == Money(pence: -14_700))
            let december = try await Self.pay(Self.december, at: Self.afterDecember, database)
            #expect(december.map(\.practice) == [Cast.elm] && december.map(\.amountPence) == [14_700])
            // Nothing is taken back twice.
            let facts = try await database.read { try PaymentStore.facts(Self.december, on: Cast.date(2027, 1, 4), in: $0) }
            #expect(PaymentRules.draft(facts, at: Self.afterDecember).setOver.isEmpty)
            try await Self.check(database)
        }
    }

    @Test("Whatever merges and in whatever order months are paid, what was earned is paid, neither more nor less")
    func properties() async throws {
        for seed in 1...12 {
            try await withDatabase(.sqlite, migrations: Cast.migrations) { database in
                var random = SeededGenerator(seed: UInt64(seed))
                let hosts = [Cast.elm, Cast.oldMill, Cast.riverside]
                let entries = (1...30).map { number in
                    Cast.entry(
                        UInt64(number), minutes: Int.random(in: 5...60, using: &random),
                        on: Cast.date(2026, Int.random(in: 10...12, using: &random), Int.random(in: 1...30, using: &random)),
                        host: hosts[Int.random(in: 0..<3, using: &random)])
                }
                try await CloseStoreTests.start(database, entries)
                let day = Cast.date(2026, 11, Int.random(in: 1...30, using: &random))
                if Bool.random(using: &random) { try await Self.merge(database, from: day, at: Cast.setUp) }
                if Bool.random(using: &random) {
                    try await Self.merge(
                        database, Cast.oldMill, into: Cast.riverside, from: day.adding(days: Int.random(in: -20...20, using: &random)), at: Cast.setUp
                    )
                }
                _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
                if Bool.random(using: &random) { try await Self.pay(Cast.october, at: Cast.noon(Cast.date(2026, 11, 25)), database) }
                let reversed = entries.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
                try await database.write(by: .test, at: Cast.afterNovember.adding(minutes: -120)) { transaction in
                    for entry in reversed { try ActivityStore.reverse(entry.id, reason: .other, in: transaction) }
                }
                _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
                if Bool.random(using: &random) { try await Self.pay(Cast.november, at: Cast.noon(Cast.date(2026, 12, 5)), database) }
                if Bool.random(using: &random) { try await Self.pay(Cast.october, at: Cast.noon(Cast.date(2026, 12, 6)), database) }
                _ = try await CloseStoreTests.close(Self.december, at: Self.afterDecember, database)
                for month in [Cast.november, Cast.october, Self.december].shuffled(using: &random) {
                    try await Self.pay(month, at: Self.afterDecember.adding(minutes: 60), database)
                }
                let january = Self.december.next
                _ = try await CloseStoreTests.close(january, at: Cast.noon(Cast.date(2027, 2, 3)), database)
                for month in [Cast.october, Cast.november, Self.december, january] {
                    try await Self.pay(month, at: Cast.noon(Cast.date(2027, 2, 4)), database)
                }
                let payable = try await database.read {
                    try FinanceStore.balances(.practicePayable, through: january.next, scope: .federation, in: $0)
                }
                // Nobody who did the work is owed anything any more; a practice may owe only what was taken back beyond what its family earned.
                #expect(payable.values.allSatisfy { $0 >= .zero }, "seed \(seed): \(payable)")
                let earned = try await database.read {
                    try $0.value(
                        Int.self,
                        "SELECT CAST(SUM(amount_pence) AS BIGINT) FROM postings WHERE account = 'practice-payable' AND rule LIKE '%hour' OR rule LIKE 'taken back%' AND account = 'practice-payable'"
                    ) ?? 0
                }
                #expect(try await Self.bank(database) == earned - payable.values.map(\.pence).reduce(0, +), "seed \(seed)")
                try await Self.check(database)
            }
        }
    }

    // MARK: - Pages

    /// Pages over a database, for people as the sign-in would let them in on a day.
    private func probe(_ role: Role, at practice: OrganisationID, _ instant: Instant, _ database: any Database) async throws -> PageProbe {
        let lineage = try await database.read { try OrganisationStore.lineage(of: practice, on: London.local(instant).date, in: $0) }
        let plain = Cast.principal(role, at: role.seat == .practice ? lineage.heir : practice)
        let principal = Principal(
            account: plain.account, person: plain.person, name: plain.name, role: role, organisation: plain.organisation,
            organisationName: plain.organisationName, holdsOtherRoles: false,
            scope: ScopeRules.scope(of: role, at: plain.organisation, carryingOnFor: lineage.predecessors))
        let features: [any Feature] = [
            ContractsFeature(database: database), ActivityFeature(database: database), FinanceFeature(database: database),
            WorklistFeature(database: database),
        ]
        return try PageProbe(features: features, as: principal, at: instant)
    }

    @Test(
        "The old practice's statement, its lines, the work and questions are the successor's manager's from the merger on, and nobody else's",
        arguments: TestDatabases.engines)
    func statements(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database)
            let id = try await StatementPagesTests.statement(of: Cast.elm, database)
            let line = try #require(try await Self.figures(Cast.october, Cast.elm, database)?.lines.first)
            let day = Cast.noon(Self.merger)
            let before = try await probe(.practiceManager, at: Cast.oldMill, day.adding(minutes: -1440), database)
            #expect(await before.get("/statements/\(id)").status == 404)
            #expect(!(await before.get("/statements")).contains("Elm Practice"))
            let manager = try await probe(.practiceManager, at: Cast.oldMill, day, database)
            #expect(await manager.get("/statements").contains("Elm Practice"))
            let page = await manager.get("/statements/\(id)")
            #expect(page.contains("Old Mill Surgery carries on for Elm Practice and will be paid"))
            let opened = await manager.get("/statements/\(id)/lines/\(line.posting)")
            #expect(opened.status == 200 && opened.contains("60 minutes × £98.00 an hour"))
            #expect(await manager.get("/activity/\(CloseStoreTests.work[0].id)").status == 200)
            let form = await manager.get("/statements/\(id)/questions?line=\(line.posting)")
            #expect(await manager.submit(form, to: "/statements/\(id)/questions", ["question": "We count four."]).status == 303)
            #expect(await manager.get("/statements").contains("We count four."))
            // Somebody who had the role at Elm acts for Old Mill now; a third practice sees nothing.
            let former = try await probe(.practiceManager, at: Cast.elm, day, database)
            #expect(await former.get("/statements/\(id)").contains("We count four."))
            let stranger = try await probe(.practiceManager, at: Cast.riverside, day, database)
            for path in ["/statements/\(id)", "/statements/\(id)/lines/\(line.posting)", "/statements/\(id)/questions"] {
                #expect(await stranger.get(path).status == 404, "\(path)")
            }
            #expect(!(await stranger.get("/statements")).contains("We count four."))
            // Once the merger is taken back, Old Mill sees nothing of it any more.
            try await database.write(by: .test, at: day.adding(minutes: 60)) {
                try OrganisationStore.takeBackMerger(of: Cast.elm, reopens: true, reason: "Wrong code", in: $0)
            }
            let again = try await probe(.practiceManager, at: Cast.oldMill, day.adding(minutes: 61), database)
            #expect(await again.get("/statements/\(id)").status == 404)
            #expect(try await probe(.practiceManager, at: Cast.elm, day.adding(minutes: 61), database).get("/statements/\(id)").status == 200)
        }
    }

    @Test("Work recorded under the old practice opens from the successor's line")
    func lateLine() async throws {
        try await withDatabase(.sqlite, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, [])
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let late = Cast.entry(12, minutes: 60, on: Cast.date(2026, 11, 12))
            try await CloseStoreTests.record([late], database)
            try await Self.merge(database, at: Cast.noon(Cast.date(2026, 11, 20)))
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            let statements = try await database.read { try StatementStore.statements(month: Cast.november, scope: .federation, in: $0) }
            let id = try #require(statements.first { $0.practice == Cast.oldMill }).id
            let line = try #require(try await Self.figures(Cast.november, Cast.oldMill, database)?.lines.first)
            let manager = try await probe(.practiceManager, at: Cast.oldMill, Cast.afterNovember, database)
            #expect(await manager.get("/statements/\(id)/lines/\(line.posting)").contains("/activity/\(late.id)"))
            #expect(await manager.get("/activity/\(late.id)").status == 200)
        }
    }

    @Test("The payments page and the bank's list name who is paid, and for whom")
    func paying() async throws {
        try await withDatabase(.sqlite, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            try await Self.merge(database)
            let lead = try await probe(.financeLead, at: Cast.federation, TestDay.now, database)
            let page = await lead.get("/payments/2026-10")
            #expect(page.contains("Old Mill Surgery") && page.contains("Carries on for Elm Practice, to which it was owed"))
            #expect(page.contains("Record £147.00 to 1 practice as paid"))
            #expect(await lead.get("/payments/2026-10/list").contains("Old Mill Surgery,147.00,CW202610"))
            #expect(await lead.submit(page, to: "/payments/2026-10").status == 303)
            #expect(await lead.get("/payments/2026-10").contains("Carries on for Elm Practice"))
            let id = try await StatementPagesTests.statement(of: Cast.elm, database)
            let manager = try await probe(.practiceManager, at: Cast.oldMill, TestDay.now, database)
            #expect(
                await manager.get("/statements/\(id)").contains(
                    "It paid £147.00 to Old Mill Surgery, which carries on for Elm Practice, on 21 November"))
        }
    }
}

extension PaymentRefusal {
    fileprivate var isAboutOrder: Bool {
        if case .earlierMonthUnpaid = self { true } else { false }
    }
}
