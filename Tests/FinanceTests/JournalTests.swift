// Journals balance or are not made.

import Finance
import Kernel
import TestKit
import Testing

@Suite("Journals")
struct JournalTests {
    static func line(_ account: LedgerAccount, _ pence: Int, shares: [Int] = [], practice: OrganisationID? = nil, rule: PostingRule = "payment")
        -> Posting
    {
        Posting(
            id: ID(at: TestDay.now), account: account, practice: practice, amount: Money(pence: pence), rule: rule, sentence: "A line",
            shares: shares.map { ActivityShare(activity: ID(at: TestDay.now), amount: Money(pence: $0)) })
    }

    static func journal(_ lines: [Posting], on date: LocalDate = TestDay.today) throws(JournalRefusal) -> Journal {
        try Journal(id: ID(at: TestDay.now), date: date, description: "A journal", rule: "test", lines: lines)
    }

    @Test("A journal that balances is made; its month is that of its date")
    func balanced() throws {
        let journal = try Self.journal([Self.line(.practicePayments, 32_667, shares: [16_334, 16_333]), Self.line(.practicePayable, -32_667)])
        #expect(journal.month.stored == "2026-11")
    }

    @Test("A journal that is out by a penny, has one line, an empty line or work that does not add up is refused")
    func refusals() {
        #expect(throws: JournalRefusal.unbalanced(Money(pence: 1))) {
            try Self.journal([Self.line(.practicePayments, 100), Self.line(.practicePayable, -99)])
        }
        #expect(throws: JournalRefusal.tooFewLines) { try Self.journal([Self.line(.bank, 0)]) }
        #expect(throws: JournalRefusal.emptyLine("A line")) { try Self.journal([Self.line(.bank, 0), Self.line(.practicePayable, 0)]) }
        #expect(throws: JournalRefusal.unattributed("A line")) {
            try Self.journal([Self.line(.practicePayments, 100, shares: [50, 49]), Self.line(.practicePayable, -100)])
        }
    }

    @Test("What happened on a day is posted once the day has come, and while its month is open")
    func days() throws {
        let october = Month(containing: Cast.date(2026, 10, 1))
        try AccountingMonth.check(TestDay.today, today: TestDay.today, lastClosed: october)
        try AccountingMonth.check(Cast.date(2026, 11, 1), today: TestDay.today, lastClosed: october)
        try AccountingMonth.check(Cast.date(2020, 1, 1), today: TestDay.today, lastClosed: nil)
        #expect(throws: JournalRefusal.dateAhead(Cast.date(2026, 11, 22))) {
            try AccountingMonth.check(Cast.date(2026, 11, 22), today: TestDay.today, lastClosed: october)
        }
        #expect(throws: JournalRefusal.dateClosed(through: october)) {
            try AccountingMonth.check(Cast.date(2026, 10, 31), today: TestDay.today, lastClosed: october)
        }
    }

    @Test("A month closes once it is over, after those before it")
    func closing() throws {
        let (october, november) = (Month(containing: Cast.date(2026, 10, 1)), Month(containing: TestDay.today))
        let open = AccountingMonth.months([(october, .open)])
        try AccountingMonth.close(october, among: open, today: TestDay.today)
        #expect(throws: JournalRefusal.monthNotOver(november)) { try AccountingMonth.close(november, among: [], today: TestDay.today) }
        #expect(throws: JournalRefusal.earlierMonthOpen(october)) {
            try AccountingMonth.close(november, among: open, today: Cast.date(2026, 12, 1))
        }
        #expect(throws: JournalRefusal.monthClosed(october)) {
            try AccountingMonth.close(october, among: AccountingMonth.months([(october, .closed)]), today: TestDay.today)
        }
    }
}

extension AccountingMonth {
    static func months(_ states: [(Month, State)]) -> [AccountingMonth] {
        states.map { AccountingMonth(month: $0.0, state: $0.1, closedAt: $0.1 == .closed ? TestDay.now : nil, closedBy: nil) }
    }
}
