// Rates and weeks are counted exactly.

import Kernel
import TestKit
import Testing

@testable import Board

@Suite("Rates and spans")
struct FigureTests {
    @Test("A rate is written in whole percent, a half up, and not at all without a whole")
    func rates() {
        #expect(Rate(1, of: 8).text == "13%")
        #expect(Rate(1, of: 16).text == "6%")
        #expect(Rate(0, of: 5).text == "0%")
        #expect(Rate(9, of: 6).text == "150%")
        #expect(Rate(3, of: 0).text == "no figure")
        #expect(Rate(3, of: 0).percent == nil)
        #expect(Rate.text(percent: 5.5) == "5.5%")
        #expect(Rate.text(percent: 6) == "6%")
        #expect(Rate.text(percent: 99.96) == "100%")
        #expect([Rate(1, of: 2), Rate(1, of: 4), .none].total() == Rate(2, of: 6))
    }

    @Test("Rates are compared exactly, and no rate is lower than any")
    func comparison() {
        #expect(Rate(1, of: 3).isLower(than: Rate(334, of: 1000)))
        #expect(!Rate(1, of: 3).isLower(than: Rate(2, of: 6)))
        #expect(Rate.none.isLower(than: Rate(0, of: 1)))
        #expect(!Rate(0, of: 1).isLower(than: .none))
        #expect(!Rate(3, of: 4).isBelow(percent: 75))
        #expect(Rate(74, of: 100).isBelow(percent: 75))
        #expect(!Rate.none.isBelow(percent: 75))
        #expect(Rate(Int.max, of: Int.max).text == "100%")
    }

    @Test("A span holds whole weeks that are over, and the months whose money belongs to them")
    func spans() {
        // The frozen day is Saturday 21 November 2026; its week began on the 16th.
        let span = Span(weeks: 8, before: TestDay.today)
        #expect(span.from.stored == "2026-09-21")
        #expect(span.through.stored == "2026-11-15")
        #expect(span.weeks.count == 8)
        #expect(span.months(until: TestDay.today).map(\.stored) == ["2026-09", "2026-10", "2026-11"])
        #expect(span.text == "8 weeks from 21 September 2026 to 15 November 2026")
        #expect(Span(weeks: 0, before: TestDay.today).weeks.count == 1)
        #expect(Span(weeks: 9999, before: TestDay.today).weeks.count == 53)
        #expect(Span(from: span.from, through: span.through) == span)
        #expect(Span(from: span.from, through: span.from).weeks == [span.from])
        #expect(Span(from: span.from.adding(days: 2), through: span.from.adding(days: 7)).weeks.count == 2)
    }
}
