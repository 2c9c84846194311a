// Rates and weeks are counted exactly.

import Kernel
import TestKit
import Testing

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
        let span = WeekSpan(weeks: 8, before: TestDay.today)
        #expect(span.from.stored == "2026-09-21")
        #expect(span.through.stored == "2026-11-15")
        #expect(span.weeks.count == 8)
        #expect(span.months(until: TestDay.today).map(\.stored) == ["2026-09", "2026-10", "2026-11"])
        #expect(span.text == "8 weeks from 21 September 2026 to 15 November 2026")
        #expect(WeekSpan(weeks: 0, before: TestDay.today).weeks.count == 1)
        #expect(WeekSpan(weeks: 9999, before: TestDay.today).weeks.count == 53)
        #expect(WeekSpan(from: span.from, through: span.through) == span)
        #expect(WeekSpan(from: span.from, through: span.from).weeks == [span.from])
        #expect(WeekSpan(from: span.from.adding(days: 2), through: span.from.adding(days: 7)).weeks.count == 2)
    }
}

@Suite("Whom a report speaks of")
struct ReportFrameTests {
    private static func id(_ number: UInt64) -> OrganisationID {
        var random = SeededGenerator(seed: number)
        return ID(at: TestDay.now, using: &random)
    }

    /// Elm and Riverside of North, Old Mill of no network; Ash left, and Beech, whose patients counted in the weeks, merged with Elm.
    private static let (elm, riverside, oldMill, ash, beech, north) = (id(1), id(2), id(3), id(4), id(5), id(6))
    private static let frame = ReportFrame(
        span: WeekSpan(weeks: 2, before: TestDay.today), months: [], today: TestDay.today,
        practices: [.init(id: elm, name: "Elm"), .init(id: oldMill, name: "Old Mill"), .init(id: riverside, name: "Riverside")],
        former: [.init(id: ash, name: "Ash")], networks: [.init(id: north, name: "North")], networkOf: [elm: north, riverside: north],
        heirs: [beech: elm], weekly: [NetworkPopulations(hundredths: [beech: 100, elm: 100]), NetworkPopulations(hundredths: [elm: 200])])

    @Test("The whole lists members and then those who left; its units are networks, practices of none, and those who left")
    func units() {
        #expect(Self.frame.each.map(\.body.name) == ["Elm", "Old Mill", "Riverside", "Ash"])
        #expect(Self.frame.each.map(\.isMember) == [true, true, true, false])
        #expect(Self.frame.units.map(\.body.name) == ["North", "In no network", "No longer a member"])
        #expect(Self.frame.units.map(\.practices) == [[Self.elm, Self.riverside], [Self.oldMill], [Self.ash]])
        #expect(Self.frame.whole.practices.count == 4)
        let north = Self.frame.of(network: Self.north)
        #expect(north.each.map(\.body.name) == ["Elm", "Riverside"] && north.units == north.each)
        #expect(Self.frame.of(network: Self.ash).network == nil)
    }

    @Test("Who left is listed where a figure speaks of them or their patients counted, and nobody who is unknown is lost")
    func including() {
        #expect(Self.frame.including([]).former == [])
        #expect(Self.frame.including([Self.elm, Self.ash]).former.map(\.name) == ["Ash"])
        #expect(Self.frame.including([Self.id(9)]).former.map(\.name) == ["A practice that has left"])
        var frame = Self.frame
        frame.heirs = [:]
        #expect(frame.including([]).former.map(\.id) == [Self.beech])
    }
}
