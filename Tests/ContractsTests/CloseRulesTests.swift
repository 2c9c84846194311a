// What a month comes to, to the penny.

import Activity
import Contracts
import Finance
import Kernel
import TestKit
import Testing

@Suite("Close rules")
struct CloseRulesTests {
    @Test("Three hours and twenty minutes at £98.00 an hour are £326.67, shared out to the last penny")
    func delivered() throws {
        // 12 × 15 + 2 × 10 = 200 minutes. 9,800 × 200 ÷ 60 = 32,666.67 pence, so 32,667. Each 15 minutes is exactly 2,450.025 pence of that, each 10
        // minutes 1,633.35: floors leave 32,667 − 12 × 2,450 − 2 × 1,633 = 1 penny, which goes to the largest remainder, the first 10 minutes.
        let entries = (1...12).map { Cast.entry($0, minutes: 15) } + (13...14).map { Cast.entry($0, minutes: 10, on: Cast.date(2026, 10, 7)) }
        let draft = try CloseRules.draft(Cast.facts(entries))
        #expect(draft.lines.count == 1)
        let line = try #require(draft.lines.first)
        #expect(line.sentence == "14 appointments, 3 h 20 min delivered at Oak Hub, at £98.00 an hour")
        #expect(line.payable == Money(pence: 32_667))
        #expect(line.retained == .zero)
        #expect(line.work.map(\.payable.pence) == Array(repeating: 2_450, count: 12) + [1_634, 1_633])
        #expect(Set(draft.activities) == Set(entries.map(\.id)))
    }

    @Test("Of time not used the federation keeps its share and the host is paid the rest")
    func unused() throws {
        // 9,800 × 40 ÷ 60 = 6,533.33, so 6,533 pence. A quarter is 1,633.25 and three quarters 4,899.75: the penny goes to the host.
        // Not attended, 15 minutes: 2,450 pence; a quarter 612.5 and three quarters 1,837.5: half a penny each, and the host comes first.
        let draft = try CloseRules.draft(
            Cast.facts([Cast.entry(1, .capacityUnused, minutes: 40, count: 4), Cast.entry(2, .appointmentNotAttended, minutes: 15)]))
        #expect(draft.lines.map(\.kind) == [.appointmentNotAttended, .capacityUnused])
        #expect(draft.lines.map(\.payable.pence) == [1_838, 4_900])
        #expect(draft.lines.map(\.retained.pence) == [612, 1_633])
        #expect(draft.lines[0].sentence == "1 appointment not attended, 15 min at Oak Hub, 75% of £98.00 an hour")
        #expect(draft.lines[1].sentence == "40 min not used at Oak Hub, 75% of £98.00 an hour")
    }

    @Test("Work is priced by its day in London when the price changes in mid-month")
    func priceChange() throws {
        let risen = SchemePrice(
            scheme: Cast.scheme, from: Cast.date(2026, 10, 16), hour: Money(pence: 10_150), isExample: true, source: "Example uplift")
        let draft = try CloseRules.draft(
            Cast.facts(
                [Cast.entry(1, minutes: 60, on: Cast.date(2026, 10, 15)), Cast.entry(2, minutes: 60, on: Cast.date(2026, 10, 16))],
                prices: [Cast.price, risen]))
        #expect(draft.lines.map(\.payable.pence) == [9_800, 10_150])
        // Half past eleven at night in UTC on 30 June is half past midnight on 1 July in London.
        let summer = SchemePrice(scheme: Cast.scheme, from: Cast.date(2026, 7, 1), hour: Money(pence: 12_000), isExample: true, source: "Example")
        let late = ActivityEntry(
            id: Cast.id(9), kind: .appointmentDelivered, practice: Cast.elm, host: Cast.elm,
            occurredAt: try Instant(parsing: "2026-06-30T23:30:00Z"), minutes: 30, scheme: Cast.scheme,
            evidence: RecordLink(kind: "appointment", identifier: "x"),
            recordedAt: TestDay.now)
        let july = try CloseRules.draft(Cast.facts([late], month: Month(containing: Cast.date(2026, 7, 1)), prices: [Cast.price, summer]))
        #expect(july.payable == Money(pence: 6_000))
    }

    @Test("One month has one revision however often it is drafted, and another where a price or a share is written down elsewhere")
    func revision() throws {
        // The share changes day by day, so that the lines differ in nothing else.
        let shares = (11...18).map { day in
            UnusedShare(scheme: Cast.scheme, from: Cast.date(2026, 10, day), federationPercent: day, source: "Board decision, October")
        }
        let entries = (11...18).map { Cast.entry(UInt64($0), .capacityUnused, minutes: 40, on: Cast.date(2026, 10, $0)) }
        func draft(_ shares: [UnusedShare], price: SchemePrice = Cast.price) throws -> CloseDraft {
            try CloseRules.draft(Cast.facts(entries.shuffled(), prices: [price], shares: shares))
        }
        let drafts = try (0..<50).map { _ in try draft(shares) }
        #expect(drafts[0].lines.map(\.federationPercent) == Array(11...18))
        #expect(Set(drafts.map(\.revision)).count == 1)
        let moved = UnusedShare(scheme: Cast.scheme, from: Cast.date(2026, 10, 18), federationPercent: 18, source: "Board decision, November")
        let price = SchemePrice(scheme: Cast.scheme, from: Cast.price.from, hour: Cast.price.hour, isExample: true, source: "Variation 1")
        #expect(Set([drafts[0], try draft(shares.dropLast() + [moved]), try draft(shares, price: price)].map(\.revision)).count == 3)
    }

    @Test("What was taken back before the close earns nothing and is settled with it")
    func cancelled() throws {
        let entry = Cast.entry(1, minutes: 15)
        let draft = try CloseRules.draft(Cast.facts([entry, Cast.reversal(of: entry, 2), Cast.entry(3, minutes: 30)]))
        #expect(draft.lines.map(\.minutes) == [30])
        #expect(draft.cancelledOut == 1)
        #expect(draft.activities.count == 3)
    }

    @Test("What is taken back after its close undoes exactly the pence that it had earned")
    func takenBack() throws {
        let entry = Cast.entry(1, minutes: 20)
        let back = Cast.reversal(of: entry, 2)
        let settled = [back.id: Earned(payable: Money(pence: 2_450), retained: Money(pence: 817))]
        let draft = try CloseRules.draft(Cast.facts([back], month: Cast.november, settled: settled))
        let line = try #require(draft.lines.first)
        #expect(line.payable == Money(pence: -2_450))
        #expect(line.retained == Money(pence: -817))
        #expect(line.gross == Money(pence: -3_267))
        #expect(line.sentence == "October 2026, taken back: 1 appointment, 20 min delivered at Oak Hub")
    }

    @Test("What was recorded late says which month it belongs to, at that month's price")
    func late() throws {
        let draft = try CloseRules.draft(
            Cast.facts([Cast.entry(1, minutes: 15), Cast.entry(2, minutes: 15, on: Cast.date(2026, 11, 3))], month: Cast.november))
        #expect(
            draft.lines.map(\.sentence) == [
                "1 appointment, 15 min delivered at Oak Hub, at £98.00 an hour",
                "October 2026, recorded late: 1 appointment, 15 min delivered at Oak Hub, at £98.00 an hour",
            ])
    }

    @Test("Without a price, or a rule for time not used, the month is not closed by guess")
    func missingRules() {
        #expect(throws: CloseRefusal.noPrice(scheme: "Enhanced access 2026/27", date: Cast.date(2026, 10, 6))) {
            try CloseRules.draft(Cast.facts([Cast.entry(1, minutes: 15)], prices: []))
        }
        #expect(throws: CloseRefusal.noUnusedShare(scheme: "Enhanced access 2026/27", date: Cast.date(2026, 10, 6))) {
            try CloseRules.draft(Cast.facts([Cast.entry(1, .capacityUnused, minutes: 15)], shares: []))
        }
    }

    static func standing(last: Month? = nil, waiting: Month? = nil, ledger: Month? = nil) -> CloseStanding {
        CloseStanding(
            scheme: Scheme(id: Cast.scheme, contract: Cast.contract, from: Cast.date(2026, 9, 1), until: Cast.date(2027, 3, 31)), last: last,
            waiting: waiting, ledger: ledger)
    }

    static let (september, october, november) = (Cast.october.previous, Cast.october, Cast.november)
    static let (march, april) = (Month(containing: Cast.date(2027, 3, 1)), Month(containing: Cast.date(2027, 4, 1)))

    @Test("Months close in order, once they are over, within the scheme's term")
    func order() throws {
        #expect(CloseRules.next(Self.standing()) == Self.september)
        #expect(CloseRules.next(Self.standing(last: Self.september, waiting: Self.september)) == Self.october)
        try CloseRules.check(Self.september, Self.standing(), today: TestDay.today)
        try CloseRules.check(Self.october, Self.standing(last: Self.september), today: TestDay.today)
        #expect(throws: CloseRefusal.monthNotOver(Self.november)) {
            try CloseRules.check(Self.november, Self.standing(last: Self.october), today: Cast.date(2026, 11, 30))
        }
        #expect(throws: CloseRefusal.earlierMonthOpen(Self.october)) {
            try CloseRules.check(Self.november, Self.standing(last: Self.september), today: Cast.date(2026, 12, 1))
        }
        let august = Self.september.previous
        #expect(throws: CloseRefusal.outsideScheme(august)) { try CloseRules.check(august, Self.standing(), today: TestDay.today) }
        #expect(throws: CloseRefusal.outsideScheme(Self.april)) {
            try CloseRules.check(Self.april, Self.standing(last: Self.march), today: Cast.date(2027, 5, 1))
        }
    }

    @Test("A month before the last that was closed is never closed any more, by whichever scheme that was")
    func backwards() {
        #expect(throws: CloseRefusal.monthClosed(Self.september, next: Self.november)) {
            try CloseRules.check(Self.september, Self.standing(last: Self.october), today: TestDay.today)
        }
        // Added late, with an earlier first day than the months that the ledger has closed: it begins with the first open one.
        let late = Self.standing(waiting: Self.september, ledger: Self.october)
        #expect(CloseRules.next(late) == Self.november)
        #expect(throws: CloseRefusal.monthClosed(Self.october, next: Self.november)) {
            try CloseRules.check(Self.october, late, today: TestDay.today)
        }
    }

    @Test("A first close may begin later where no work is from before it")
    func firstClose() throws {
        try CloseRules.check(Self.october, Self.standing(waiting: Self.october), today: TestDay.today)
        #expect(throws: CloseRefusal.earlierMonthOpen(Self.september)) {
            try CloseRules.check(Self.october, Self.standing(waiting: Self.september), today: TestDay.today)
        }
        // Work from before the scheme's first day is closed with its own month.
        #expect(CloseRules.next(Self.standing(waiting: Self.september.previous)) == Self.september.previous)
    }

    @Test("A scheme that has ended stays open while work of it waits, and the ledger waits with it")
    func ended() throws {
        let done = Self.standing(last: Self.march)
        #expect(CloseRules.next(done) == nil)
        #expect(!done.isLate)
        #expect(!CloseRules.awaits(done, in: Self.april))
        let late = Self.standing(last: Self.march, waiting: Self.march, ledger: Self.march)
        #expect(CloseRules.next(late) == Self.april)
        #expect(late.isLate)
        #expect(CloseRules.awaits(late, in: Self.april))
        #expect(!CloseRules.awaits(late, in: Self.march))
        try CloseRules.check(Self.april, late, today: Cast.date(2027, 5, 1))
        // Found only when next year's scheme had closed April and May: it goes into June.
        let later = Self.standing(last: Self.march, waiting: Self.march, ledger: Self.april.next)
        #expect(CloseRules.next(later)?.stored == "2027-06")
        #expect(throws: CloseRefusal.monthClosed(Self.april, next: Self.april.next.next)) {
            try CloseRules.check(Self.april, later, today: Cast.date(2027, 7, 1))
        }
    }

    @Test("Whatever work there is, each line's work adds up to it and the parts to the whole")
    func sums() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<150 {
            var entries: [ActivityEntry] = []
            for number in 0..<UInt64.random(in: 1...60, using: &random) {
                let kind = Cast.rules[Int.random(in: 0..<3, using: &random)].kind
                let host = [Cast.elm, Cast.riverside][Int.random(in: 0..<2, using: &random)]
                let day = Cast.date(2026, 10, Int.random(in: 1...31, using: &random))
                let entry = Cast.entry(number, kind, minutes: Int.random(in: 0...37, using: &random), on: day, host: host)
                entries.append(entry)
                if Int.random(in: 0..<8, using: &random) == 0 { entries.append(Cast.reversal(of: entry, 5_000 + number)) }
            }
            let share = UnusedShare(
                scheme: Cast.scheme, from: Cast.date(2026, 4, 1), federationPercent: Int.random(in: 0...100, using: &random), source: "Example")
            let price = SchemePrice(
                scheme: Cast.scheme, from: Cast.date(2026, 4, 1), hour: Money(pence: Int.random(in: 0...20_000, using: &random)), isExample: true,
                source: "Example")
            let draft = try CloseRules.draft(Cast.facts(entries, prices: [price], shares: [share]))
            #expect(Set(draft.activities) == Set(entries.map(\.id)))
            for line in draft.lines {
                #expect(line.gross == line.payable + line.retained)
                #expect(line.gross == Money.perHour(price.hour, minutes: line.minutes))
                #expect(line.work.map(\.payable).sum() == line.payable)
                #expect(line.work.map(\.retained).sum() == line.retained)
            }
            let counted = Set(draft.lines.flatMap { $0.work.map(\.activity) })
            #expect(counted.count == entries.count - 2 * draft.cancelledOut)
        }
    }

    @Test("A contract's monthly instalments add up to its value")
    func instalments() {
        // £1,000.00 over 12 months: 8,333.33 pence each, so four months get 8,334 and eight 8,333.
        let contract = Contract(
            id: Cast.contract, reference: "EX-1", title: "Enhanced access", commissioner: Cast.commissioner, value: Money(pence: 100_000),
            from: Cast.date(2026, 4, 1), until: Cast.date(2027, 3, 31), isExample: true)
        let parts = contract.months.compactMap { contract.instalment(for: $0)?.pence }
        #expect(parts == Array(repeating: 8_334, count: 4) + Array(repeating: 8_333, count: 8))
        #expect(contract.instalment(for: Month(containing: Cast.date(2027, 4, 1))) == nil)
    }
}
