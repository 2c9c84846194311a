// Two schemes in one month, and late work.

import Activity
import Contracts
import Finance
import Governance
import Kernel
import Store
import TestKit
import Testing

@Suite("Two schemes, late work and closed months")
struct TwoSchemesTests {
    static let second: SchemeID = Cast.id(110)
    static let september = Cast.october.previous

    /// A second scheme under the same contract, at £60.00 an hour.
    static func addSecond(from: LocalDate, until: LocalDate, in transaction: Transaction) throws {
        try UndertakingStore.add(
            Undertaking(id: second, kind: .scheme, title: "Flu clinics", purpose: "Vaccination on Saturdays"), terms: "We take part.",
            publishedOn: Cast.date(2026, 3, 1), in: transaction)
        try SchemeStore.add(Scheme(id: second, contract: Cast.contract, from: from, until: until), in: transaction)
        try SchemeStore.add(
            SchemePrice(scheme: second, from: from, hour: Money(pence: 6_000), isExample: true, source: "Example"), in: transaction)
        try SchemeStore.add(UnusedShare(scheme: second, from: from, federationPercent: 25, source: "Example"), in: transaction)
    }

    static func entry(_ number: UInt64, minutes: Int, on day: LocalDate, recordedAt: Instant? = nil) -> ActivityEntry {
        ActivityEntry(
            id: Cast.id(3000 + number), kind: .appointmentDelivered, practice: Cast.riverside, host: Cast.elm, performedBy: Cast.pat,
            site: Cast.oakHub, occurredAt: Cast.noon(day), minutes: minutes, contract: Cast.contract, scheme: second,
            evidence: RecordLink(kind: "appointment", identifier: "second-\(number)"), recordedAt: recordedAt ?? Cast.noon(day))
    }

    static func close(_ scheme: SchemeID, _ month: Month, at instant: Instant, _ database: any Database) async throws {
        _ = try await database.write(by: .test, at: instant) { try CloseStore.close(scheme, month: month, in: $0) }
    }

    static func ledger(_ database: any Database) async throws -> Month? { try await database.read { try AccountingMonthStore.lastClosed(in: $0) } }

    static func sound(_ database: any Database) async throws {
        #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
        #expect(try await database.read { try CloseStore.verify(in: $0) } == [])
    }

    @Test("The ledger's month and its statements wait for both schemes; the instalment is posted once", arguments: TestDatabases.engines)
    func both(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            try await database.write(by: .test, at: Cast.setUp) {
                try Self.addSecond(from: Cast.date(2026, 10, 1), until: Cast.date(2027, 3, 31), in: $0)
            }
            try await CloseStoreTests.record([Self.entry(1, minutes: 30, on: Cast.date(2026, 10, 10))], database)
            try await Self.close(Cast.scheme, Cast.october, at: Cast.afterOctober, database)
            #expect(try await Self.ledger(database) == nil)
            #expect(try await database.read { try CloseStore.openSchemes(in: Cast.october, in: $0).map(\.id) } == [Self.second])
            #expect(try await database.read { try StatementStore.statements(scope: .federation, in: $0) } == [])
            try await Self.close(Self.second, Cast.october, at: Cast.afterOctober.adding(minutes: 5), database)
            #expect(try await Self.ledger(database) == Cast.october)
            // One statement for both: £98.00 and £49.00 of the first, half an hour at £60.00 of the second.
            let figures = try await CloseStoreTests.figures(Cast.october, Cast.elm, database)
            #expect(figures?.lines.map(\.amount.pence).sorted() == [3_000, 4_900, 9_800])
            let income = try await database.read { connection in
                try FinanceStore.trialBalance(through: Cast.october, in: connection).first { $0.account == .contractIncome }?.balance.pence
            }
            #expect(income == -(4 * 8_334 + 3 * 8_333))
            try await Self.sound(database)
        }
    }

    @Test("Two schemes that close at once close the ledger's month once, with one set of statements", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            try await database.write(by: .test, at: Cast.setUp) {
                try Self.addSecond(from: Cast.date(2026, 10, 1), until: Cast.date(2027, 3, 31), in: $0)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for scheme in [Cast.scheme, Self.second] {
                    group.addTask { try await Self.close(scheme, Cast.october, at: Cast.afterOctober, database) }
                }
                try await group.waitForAll()
            }
            #expect(try await Self.ledger(database) == Cast.october)
            let statements = try await database.read { try StatementStore.statements(scope: .federation, in: $0).map(\.practice) }
            #expect(Set(statements) == [Cast.riverside, Cast.elm] && statements.count == 2)
            try await Self.sound(database)
        }
    }

    @Test("A scheme that is added late begins with the first open month, so that no statement changes", arguments: TestDatabases.engines)
    func addedLate(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            try await Self.close(Cast.scheme, Cast.october, at: Cast.afterOctober, database)
            let before = try await CloseStoreTests.figures(Cast.october, Cast.elm, database)
            try await database.write(by: .test, at: TestDay.now) {
                try Self.addSecond(from: Cast.date(2026, 9, 1), until: Cast.date(2027, 3, 31), in: $0)
            }
            try await CloseStoreTests.record([Self.entry(1, minutes: 30, on: Cast.date(2026, 9, 12))], at: TestDay.now, database)
            await #expect(throws: CloseRefusal.monthClosed(Self.september, next: Cast.november)) {
                try await Self.close(Self.second, Self.september, at: Cast.afterNovember, database)
            }
            try await Self.close(Self.second, Cast.november, at: Cast.afterNovember, database)
            try await Self.close(Cast.scheme, Cast.november, at: Cast.afterNovember, database)
            #expect(try await CloseStoreTests.figures(Cast.october, Cast.elm, database) == before)
            let november = try #require(try await CloseStoreTests.figures(Cast.november, Cast.elm, database))
            #expect(
                november.lines.map(\.sentence) == ["September 2026, recorded late: 1 appointment, 30 min delivered at Oak Hub, at £60.00 an hour"])
            try await Self.sound(database)
        }
    }

    @Test("Closing backwards is refused by the scheme and by the ledger", arguments: TestDatabases.engines)
    func backwards(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            try await Self.close(Cast.scheme, Cast.october, at: Cast.afterOctober, database)
            try await CloseStoreTests.record([Cast.entry(7, minutes: 60, on: Cast.date(2026, 9, 15))], at: TestDay.now, database)
            await #expect(throws: CloseRefusal.monthClosed(Self.september, next: Cast.november)) {
                try await Self.close(Cast.scheme, Self.september, at: TestDay.now, database)
            }
            let journal = try Journal(
                id: Cast.id(90), date: Cast.date(2026, 9, 30), description: "By hand", rule: "price per delivered hour",
                lines: [
                    Posting(
                        id: Cast.id(91), account: .practicePayments, amount: Money(pence: 5), rule: "price per delivered hour", sentence: "A line"),
                    Posting(
                        id: Cast.id(92), account: .practicePayable, practice: Cast.elm, amount: Money(pence: -5), rule: "price per delivered hour",
                        sentence: "A line"),
                ])
            await #expect(throws: JournalRefusal.monthClosed(Self.september)) {
                try await database.write(by: .test, at: TestDay.now) { try FinanceStore.post(journal, in: $0) }
            }
        }
    }

    @Test(
        "Work of a scheme that has ended is still settled, in the first open month, and next year's scheme waits for it",
        arguments: TestDatabases.engines)
    func ended(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            try await database.write(by: .test, at: Cast.setUp) {
                try Self.addSecond(from: Cast.date(2026, 10, 1), until: Cast.date(2026, 10, 31), in: $0)
            }
            try await CloseStoreTests.record([Self.entry(1, minutes: 30, on: Cast.date(2026, 10, 30))], database)
            try await Self.close(Cast.scheme, Cast.october, at: Cast.afterOctober, database)
            try await Self.close(Self.second, Cast.october, at: Cast.afterOctober, database)
            // Marked on the 5th, and the first taken back on the 6th.
            try await CloseStoreTests.record(
                [Self.entry(2, minutes: 60, on: Cast.date(2026, 10, 30))], at: Cast.noon(Cast.date(2026, 11, 5)), database)
            try await database.write(by: .test, at: Cast.noon(Cast.date(2026, 11, 6))) {
                _ = try ActivityStore.reverse(Cast.id(3001), reason: .recordedTwice, in: $0)
            }
            try await Self.close(Cast.scheme, Cast.november, at: Cast.afterNovember, database)
            #expect(try await Self.ledger(database) == Cast.october, "November waits for the scheme that has ended")
            try await Self.close(Self.second, Cast.november, at: Cast.afterNovember.adding(minutes: 1), database)
            #expect(try await Self.ledger(database) == Cast.november)
            let november = try #require(try await CloseStoreTests.figures(Cast.november, Cast.elm, database))
            #expect(november.lines.map(\.amount.pence) == [6_000, -3_000])
            let left = try await database.read { connection in
                try SchemeStore.scheme(Self.second, in: connection).map { try CloseStore.standing(of: $0, in: connection) }
            }
            #expect(try CloseRules.next(#require(left)) == nil)
            try await Self.sound(database)
        }
    }

    @Test("Of time that the federation keeps whole, nothing is posted and the arithmetic is kept", arguments: TestDatabases.engines)
    func keptWhole(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, [Cast.entry(4, .capacityUnused, minutes: 40, on: Cast.date(2026, 10, 20))])
            try await database.write(by: .test, at: Cast.setUp) {
                try SchemeStore.add(
                    UnusedShare(scheme: Cast.scheme, from: Cast.date(2026, 10, 15), federationPercent: 100, source: "Board decision, example"), in: $0
                )
            }
            try await Self.close(Cast.scheme, Cast.october, at: Cast.afterOctober, database)
            #expect(try await CloseStoreTests.figures(Cast.october, Cast.elm, database)?.lines == [])
            // 9,800 × 40 ÷ 60 = 6,533 pence, all of it kept.
            let kept = try await database.read { try $0.value(Int.self, "SELECT retained_pence FROM month_close_lines WHERE posting IS NULL") }
            #expect(kept == 6_533)
            try await Self.sound(database)
            try await database.maintain { _ = try $0.execute("UPDATE month_close_lines SET gross_pence = 6532, retained_pence = 6532") }
            #expect(try await database.read { try CloseStore.verify(in: $0) }.count == 1)
        }
    }
}
