// Each pound is paid once.

import Activity
import Contracts
import Finance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Payments")
struct PaymentTests {
    static let september = Cast.october.previous
    static let afterSeptember = Cast.noon(Cast.date(2026, 10, 2))

    /// Elm: £98.00 in September, £147.00 in October; nothing is paid. On 21 November.
    static func start(_ database: any Database) async throws {
        try await CloseStoreTests.start(database, CloseStoreTests.work + [Cast.entry(50, minutes: 60, on: Cast.date(2026, 9, 8))])
        _ = try await CloseStoreTests.close(september, at: afterSeptember, database)
        _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
    }

    static func pay(
        _ month: Month, on date: LocalDate? = nil, expecting total: Int? = nil, shown: Revision? = nil, at instant: Instant = TestDay.now,
        _ database: any Database
    ) async throws -> [Payment] {
        let outcome = try await database.write(by: .test, at: instant) {
            try PaymentStore.pay(month, on: date, expecting: total.map(Money.init(pence:)), shown: shown, in: $0)
        }
        guard case .paid(let run) = outcome else { return [] }
        return try await database.read { try PaymentStore.payments(of: run.id, in: $0) }
    }

    static func due(_ database: any Database, _ practice: OrganisationID = Cast.elm) async throws -> [String: Int] {
        let due = try await database.read { try PaymentStore.due(scope: .federation, in: $0) }
        return Dictionary(
            uniqueKeysWithValues: due.filter { $0.statement.practice == practice }.map { ($0.statement.month.stored, $0.due.pence) })
    }

    static func takeBack(
        _ payments: [Payment], of month: Month = september, on date: LocalDate = TestDay.today, cause: PaymentReturn.Cause = .returned,
        at instant: Instant = TestDay.now, _ database: any Database
    ) async throws {
        let picked = Set(payments.map(\.id))
        try await database.write(by: .test, at: instant) {
            try PaymentStore.takeBack(picked, of: month, on: date, cause: cause, reason: "Account closed", in: $0)
        }
    }

    static func bank(_ database: any Database) async throws -> Int {
        try await database.read {
            try $0.value(Int.self, "SELECT CAST(COALESCE(SUM(amount_pence), 0) AS BIGINT) FROM postings WHERE account = 'bank'") ?? 0
        }
    }

    static func check(_ database: any Database) async throws {
        #expect(try await database.read { try FinanceStore.verify(in: $0) } == [])
        #expect(try await database.read { try PaymentStore.verify(in: $0) } == [])
    }

    @Test("Of two unpaid months the earlier is paid first, and each pound once", arguments: TestDatabases.engines)
    func order(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            #expect(try await Self.due(database) == ["2026-09": 9_800, "2026-10": 24_500])
            await #expect(throws: PaymentRefusal.earlierMonthUnpaid(Self.september)) { try await Self.pay(Cast.october, database) }
            #expect(try await Self.pay(Self.september, database).map(\.amountPence) == [9_800])
            #expect(try await Self.due(database) == ["2026-09": 0, "2026-10": 14_700])
            #expect(try await Self.pay(Cast.october, database).map(\.amountPence) == [14_700])
            #expect(try await Self.due(database) == ["2026-09": 0, "2026-10": 0])
            #expect(try await Self.bank(database) == -24_500)
            try await Self.check(database)
        }
    }

    @Test("Months paid at once are paid once each, and in order", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            await withTaskGroup(of: Void.self) { group in
                for month in [Self.september, Cast.october, Self.september, Cast.october] {
                    group.addTask { _ = try? await Self.pay(month, database) }
                }
            }
            _ = try await Self.pay(Cast.october, database)
            #expect(try await Self.bank(database) == -24_500)
            try await Self.check(database)
        }
    }

    @Test("What was taken back since a statement comes off what is paid on it", arguments: TestDatabases.engines)
    func takenBackWork(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            // 20 minutes that earned £32.67 of October's £147.00.
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ActivityStore.reverse(CloseStoreTests.work[0].id, reason: .recordedTwice, in: $0)
            }
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            #expect(try await Self.due(database) == ["2026-10": 11_433, "2026-11": 11_433])
            #expect(try await Self.pay(Cast.october, at: Cast.afterNovember, database).map(\.amountPence) == [11_433])
            await #expect(throws: PaymentRefusal.nothingDue(Cast.november)) { try await Self.pay(Cast.november, at: Cast.afterNovember, database) }
        }
    }

    @Test("A payment has the day on which the bank paid, in a month that is open", arguments: TestDatabases.engines)
    func dates(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            await #expect(throws: JournalRefusal.dateAhead(TestDay.today.adding(days: 1))) {
                try await Self.pay(Self.september, on: TestDay.today.adding(days: 1), database)
            }
            await #expect(throws: JournalRefusal.dateClosed(through: Cast.october)) {
                try await Self.pay(Self.september, on: Cast.date(2026, 10, 31), database)
            }
            _ = try await Self.pay(Self.september, on: Cast.date(2026, 11, 2), database)
            // Paid on 30 November, recorded on 2 December: it stands in November, and on November's statement.
            _ = try await Self.pay(Cast.october, on: Cast.date(2026, 11, 30), at: Cast.afterNovember, database)
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            let november = try #require(try await CloseStoreTests.figures(Cast.november, Cast.elm, database))
            #expect(november.lines.map(\.amount.pence) == [-9_800, -14_700] && november.carriedForward == .zero)
            #expect(november.lines.first?.sentence.hasPrefix("Paid on 2 November 2026 for September 2026, reference CW202609") == true)
            let runs = try await database.read { try PaymentStore.runs(in: $0).map(\.paidOn) }
            #expect(runs == [Cast.date(2026, 11, 30), Cast.date(2026, 11, 2)])
        }
    }

    @Test("Another amount than the person saw is not recorded", arguments: TestDatabases.engines)
    func expecting(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            await #expect(throws: PaymentRefusal.amountChanged(seen: Money(pence: 24_500), now: Money(pence: 9_800))) {
                try await Self.pay(Self.september, expecting: 24_500, database)
            }
            #expect(try await Self.bank(database) == 0)
            #expect(try await Self.pay(Self.september, expecting: 9_800, database).count == 1)
        }
    }

    @Test("The same total to somebody else, or under another reference, than the person saw is not recorded", arguments: TestDatabases.engines)
    func shown(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            func seen() async throws -> Revision {
                try await database.read {
                    PaymentRules.draft(try PaymentStore.facts(Self.september, on: TestDay.today, in: $0), at: TestDay.now).revision
                }
            }
            let before = try await seen()
            try await MergerTests.merge(database)
            await #expect(throws: PaymentRefusal.paymentsChanged(on: TestDay.today)) {
                try await Self.pay(Self.september, expecting: 9_800, shown: before, database)
            }
            // On the day before the merger it was Elm itself that the bank paid.
            let merged = try await seen()
            let eve = MergerTests.merger.adding(days: -1)
            await #expect(throws: PaymentRefusal.paymentsChanged(on: eve)) {
                try await Self.pay(Self.september, on: eve, expecting: 9_800, shown: merged, database)
            }
            // Paid and taken back meanwhile: the bank's list has the references of the first run.
            let payments = try await Self.pay(Self.september, expecting: 9_800, shown: merged, database)
            #expect(payments.map(\.practice) == [Cast.oldMill])
            try await Self.takeBack(payments, database)
            await #expect(throws: PaymentRefusal.paymentsChanged(on: TestDay.today)) {
                try await Self.pay(Self.september, expecting: 9_800, shown: merged, database)
            }
            #expect(try await Self.bank(database) == 0)
            #expect(try await Self.pay(Self.september, expecting: 9_800, shown: try await seen(), database).count == 1)
        }
    }

    @Test("A payment that comes back is owed again and paid again, once each", arguments: TestDatabases.engines)
    func returned(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            let payments = try await Self.pay(Self.september, on: Cast.date(2026, 11, 10), database)
            await #expect(throws: PaymentRefusal.returnedBeforePaid(Cast.date(2026, 11, 10))) {
                try await Self.takeBack(payments, on: Cast.date(2026, 11, 9), database)
            }
            await #expect(throws: JournalRefusal.dateAhead(TestDay.today.adding(days: 1))) {
                try await Self.takeBack(payments, on: TestDay.today.adding(days: 1), database)
            }
            await #expect(throws: PaymentRefusal.unknownPayment) { try await Self.takeBack(payments, of: Cast.october, database) }
            await #expect(throws: PaymentRefusal.nonePicked) { try await Self.takeBack([], database) }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<3 { group.addTask { try? await Self.takeBack(payments, database) } }
            }
            await #expect(throws: PaymentRefusal.returnedAlready(reference: payments[0].reference)) { try await Self.takeBack(payments, database) }
            #expect(try await Self.bank(database) == 0)
            #expect(try await Self.due(database) == ["2026-09": 9_800, "2026-10": 24_500])
            await #expect(throws: PaymentRefusal.earlierMonthUnpaid(Self.september)) { try await Self.pay(Cast.october, database) }
            let again = try await Self.pay(Self.september, database)
            #expect(again.map(\.amountPence) == [9_800] && again[0].reference.hasPrefix("CW202609-2 "))
            _ = try await Self.pay(Cast.october, database)
            _ = try await CloseStoreTests.close(Cast.november, at: Cast.afterNovember, database)
            let november = try #require(try await CloseStoreTests.figures(Cast.november, Cast.elm, database))
            #expect(november.paid == Money(pence: -24_500) && november.carriedForward == .zero && november.lines.count == 4)
            #expect(november.lines.contains { $0.sentence.hasSuffix("came back from the bank on 21 November 2026") && $0.amount.pence == 9_800 })
            try await Self.check(database)
        }
    }

    @Test("A payment to the practice that carries on comes back to where it was owed", arguments: TestDatabases.engines)
    func returnedAfterMerger(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await Self.start(database)
            try await MergerTests.merge(database)
            let payments = try await Self.pay(Self.september, database)
            #expect(payments.map(\.practice) == [Cast.oldMill])
            try await Self.takeBack(payments, cause: .mistake, database)
            #expect(try await Self.due(database) == ["2026-09": 9_800, "2026-10": 24_500])
            #expect(try await Self.due(database, Cast.oldMill).values.allSatisfy { $0 == 0 })
            #expect(try await Self.pay(Self.september, database).map(\.amountPence) == [9_800])
            #expect(try await Self.pay(Cast.october, database).map(\.practice) == [Cast.oldMill])
            #expect(try await Self.bank(database) == -24_500)
            try await Self.check(database)
        }
    }

    @Test("Whatever is paid, taken back and paid again, the bank has paid what was earned")
    func properties() async throws {
        for seed in 1...8 {
            try await withDatabase(.sqlite, migrations: Cast.migrations) { database in
                var random = SeededGenerator(seed: UInt64(seed))
                let entries = (1...24).map { number in
                    Cast.entry(
                        UInt64(number), minutes: Int.random(in: 5...60, using: &random),
                        on: Cast.date(2026, Int.random(in: 9...10, using: &random), Int.random(in: 1...30, using: &random)),
                        host: [Cast.elm, Cast.riverside][Int.random(in: 0..<2, using: &random)])
                }
                try await CloseStoreTests.start(database, entries)
                _ = try await CloseStoreTests.close(Self.september, at: Self.afterSeptember, database)
                if Bool.random(using: &random) { _ = try await Self.pay(Self.september, at: Self.afterSeptember, database) }
                let reversed = entries.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
                try await database.write(by: .test, at: Self.afterSeptember.adding(minutes: 60)) { transaction in
                    for entry in reversed { try ActivityStore.reverse(entry.id, reason: .other, in: transaction) }
                }
                _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
                for _ in 0..<6 {
                    let month = Bool.random(using: &random) ? Self.september : Cast.october
                    let paid = (try? await Self.pay(month, database)) ?? []
                    let back = paid.filter { _ in Bool.random(using: &random) }
                    if !back.isEmpty { try await Self.takeBack(back, of: month, database) }
                    try await Self.check(database)
                }
                for month in [Self.september, Cast.october] { _ = try? await Self.pay(month, database) }
                let balances = try await database.read {
                    try FinanceStore.balances(.practicePayable, through: Cast.november, scope: .federation, in: $0)
                }
                #expect(balances.values.allSatisfy { $0 > .zero }, "seed \(seed): owed still, \(balances)")
                try await Self.check(database)
            }
        }
    }

    @Test("Work that is due is worked out from claims and payments, the oldest first")
    func rules() {
        func statement(_ month: Month) -> Statement { Statement(id: ID(at: TestDay.now), practice: Cast.elm, month: month, producedAt: TestDay.now) }
        func sum(_ month: Month, _ pence: Int, _ rule: PostingRule = "price per delivered hour") -> LedgerSum {
            LedgerSum(month: month, account: .practicePayable, practice: Cast.elm, rule: rule, purpose: .care, amount: Money(pence: -pence))
        }
        func due(_ sums: [LedgerSum], _ paid: [Int]) -> [Int] {
            PaymentRules.due(
                [statement(Self.september), statement(Cast.october)], sums: sums,
                paid: paid.map { PaidAmount(owner: Cast.elm, payee: Cast.elm, paidOn: TestDay.today, amount: Money(pence: $0)) }
            ).map(\.due.pence)
        }
        let both = [sum(Self.september, 100), sum(Cast.october, 50)]
        #expect(due(both, []) == [100, 150])
        #expect(due(both, [30]) == [70, 120])
        #expect(due(both, [100, 50]) == [0, 0])
        // £0.40 taken back in October comes off September's, too.
        #expect(due([sum(Self.september, 100), sum(Cast.october, -40)], []) == [60, 60])
        #expect(due([sum(Self.september, 100), sum(Cast.october, -140)], []) == [0, -40])
        // What is earned after both is on neither.
        #expect(due(both + [sum(Cast.november, 10)], []) == [100, 150])
    }

    // MARK: - Pages

    @Test("Only the month whose turn it is shows amounts, has a list for the bank and is recorded")
    func pages() async throws {
        try await StatementPagesTests.withContracts(closed: false) { database, probe in
            try await CloseStoreTests.record([Cast.entry(50, minutes: 60, on: Cast.date(2026, 9, 8))], database)
            _ = try await CloseStoreTests.close(Self.september, at: Self.afterSeptember, database)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let list = await lead.get("/payments")
            #expect(list.contains("£98.00") && list.contains("September 2026 comes first") && !list.contains("£245.00"))
            let october = await lead.get("/payments/2026-10")
            #expect(october.contains("September 2026 comes first") && !october.contains("£245.00") && !october.contains("Record £"))
            #expect(await lead.get("/payments/2026-10/list").status == 409)
            let early = await lead.post(
                "/payments/2026-10",
                [
                    "form-token": "token-of-\(Cast.account(.financeLead))", "once": "a", "total": "24500", "day-day": "20", "day-month": "11",
                    "day-year": "2026",
                ])
            #expect(early.status == 409 && early.contains("Pay or record September 2026 first"))
            let page = await lead.get("/payments/2026-09")
            #expect(page.contains("Record £98.00 to 1 practice as paid"))
            let closed = await lead.submit(page, to: "/payments/2026-09", ["day-day": "30", "day-month": "10"])
            #expect(closed.status == 422 && closed.contains("The ledger is closed up to the end of October 2026"))
            let missing = await lead.submit(page, to: "/payments/2026-09", ["day-day": ""])
            #expect(missing.status == 422)
            let changed = await lead.submit(page, to: "/payments/2026-09", ["total": "9900"])
            #expect(changed.status == 409 && changed.contains("it was £99.00, it is £98.00 now"))
            let paid = await lead.submit(page, to: "/payments/2026-09", ["day-day": "19"])
            #expect(paid.status == 303)
            #expect(await lead.follow(paid).contains("Paid on 19 November 2026"))
            #expect(await lead.get("/payments/2026-09/list").status == 409)
            #expect(await lead.get("/payments/2026-10").contains("Record £147.00 to 1 practice as paid"))
            let statements = await lead.get("/statements?month=2026-09")
            #expect(statements.contains("19 Nov 2026"))
            #expect(await lead.get("/statements?month=2026-10").contains("To be paid"))
        }
    }

    @Test("Where somebody else was paid on the day that was typed, the page shows that before it is recorded", arguments: TestDatabases.engines)
    func typedDay(engine: Engine) async throws {
        try await StatementPagesTests.withContracts(engine) { database, probe in
            try await MergerTests.merge(database)
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let path = "/payments/2026-10"
            let page = await lead.get(path)
            #expect(page.contains("Carries on for Elm Practice"))
            let shown = await lead.submit(page, to: path, ["day-day": "9"])
            #expect(shown.status == 409 && shown.contains("What stands here now holds for 9 November 2026"))
            // The bank gets the list of what is shown.
            #expect(await lead.get("\(path)/list?day=2026-11-09").contains("Elm Practice,147.00"))
            #expect(!(await lead.get("\(path)/list").contains("Elm Practice,147.00")))
            #expect(shown.text.contains("\(path)/list?day=2026-11-09"))
            #expect(!shown.contains("Carries on for Elm Practice") && shown.contains("Record £147.00 to 1 practice as paid"))
            #expect(await lead.submit(shown, to: path).status == 303)
            let paid = try await database.read { try $0.values(OrganisationID.self, "SELECT practice FROM payments") }
            #expect(paid == [Cast.elm])
        }
    }

    @Test("The finance lead takes a payment back, with a reason, and pays it again")
    func returnPages() async throws {
        try await StatementPagesTests.withContracts { database, probe in
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            _ = await lead.submit(await lead.get("/payments/2026-10"), to: "/payments/2026-10", ["day-day": "20"])
            let form = await lead.get("/payments/2026-10/returns")
            #expect(form.contains("Elm Practice, £147.00"))
            let path = "/payments/2026-10/returns"
            let empty = await lead.submit(form, to: path, ["reason": ""])
            #expect(empty.status == 422 && empty.contains("Choose the payments that came back") && empty.contains("Enter a reason"))
            let payment = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM payments") })
            let early = await lead.submit(form, to: path, ["payments": payment, "cause": "returned", "reason": "Closed", "day-day": "19"])
            #expect(early.status == 422 && early.contains("It was paid on 20 November 2026"))
            let done = await lead.submit(form, to: path, ["payments": payment, "cause": "returned", "reason": "Account closed"])
            #expect(done.status == 303)
            let page = await lead.follow(done)
            for words in ["Taken back", "Account closed", "Record £147.00 to 1 practice as paid", "CW202610-2"] {
                #expect(page.contains(words), "\(words)")
            }
            let id = try await StatementPagesTests.statement(of: Cast.elm, database)
            #expect(await lead.get("/statements/\(id)").contains("It has not been paid yet"))
            let manager = try probe(.practiceManager, Cast.elm, TestDay.now)
            #expect(await manager.get(path).status == 403)
        }
    }
}
