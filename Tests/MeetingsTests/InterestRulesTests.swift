// When a declaration is taken, by examples.

import Kernel
import TestKit
import Testing

@testable import Meetings

@Suite("Rules of interests")
struct InterestRulesTests {
    typealias Scene = MeetingsScene
    static let today = Cast.date(2026, 11, 29)

    private func refusal(_ interest: Interest, held: [Interest] = []) -> InterestRefusal? {
        InterestRules.refusal(of: interest, held: held, today: Self.today)
    }

    @Test("An interest may lie in the past, and begin up to ninety days ahead; it never ends before it begins")
    func days() {
        #expect(refusal(Scene.interest()) == nil)
        #expect(refusal(Scene.interest(from: Cast.date(2020, 1, 1), until: Cast.date(2020, 1, 1))) == nil)
        #expect(refusal(Scene.interest(until: Cast.date(2026, 3, 31))) == .endsBeforeBeginning)
        #expect(refusal(Scene.interest(from: Cast.date(2027, 2, 27))) == nil)
        #expect(refusal(Scene.interest(from: Cast.date(2027, 2, 28))) == .beginsTooLate(Cast.date(2027, 2, 27)))
    }

    @Test("A paper form was signed today or earlier")
    func paper() {
        #expect(refusal(Scene.interest(declaredOn: Self.today)) == nil)
        #expect(refusal(Scene.interest(declaredOn: Cast.date(2026, 11, 30))) == .signedLater)
    }

    @Test("There is nothing to declare only where nothing that was declared stands")
    func nothing() {
        let nothing = Scene.interest(2, .nothing, from: Self.today)
        #expect(refusal(nothing, held: [Scene.interest()]) == .interestsStand(1))
        #expect(refusal(nothing, held: [Scene.interest(until: Self.today)]) == .interestsStand(1), "its last day is today")
        #expect(refusal(nothing, held: [Scene.interest(until: Cast.date(2026, 11, 28)), Scene.interest(3, .nothing)]) == nil)
    }

    @Test("An interest ends between its first day and today; one that has not begun, on its first day; and once")
    func ending() {
        func refusal(_ interest: Interest, _ day: LocalDate) -> InterestRefusal? {
            InterestRules.refusal(toEnd: interest, on: day, today: Self.today)
        }
        let interest = Scene.interest()
        #expect(refusal(interest, Self.today) == nil && refusal(interest, Cast.date(2026, 4, 1)) == nil)
        #expect(refusal(interest, Cast.date(2026, 3, 31)) == .endsBeforeBeginning)
        #expect(refusal(interest, Cast.date(2026, 11, 30)) == .endsLater(Self.today))
        let later = Cast.date(2027, 1, 1)
        #expect(refusal(Scene.interest(from: later), later) == nil && refusal(Scene.interest(from: later), Self.today) == .endsBeforeBeginning)
        #expect(refusal(Scene.interest(until: Self.today), Cast.date(2026, 11, 1)) == nil, "one whose end was known may end earlier")
        let over = Cast.date(2026, 11, 28)
        #expect(refusal(Scene.interest(until: over), Self.today) == .endedAlready(over))
        #expect(refusal(Scene.interest(until: Self.today, endedAt: TestDay.now), Self.today) == .endedAlready(Self.today))
    }

    @Test("What ended is shown for six months by the calendar, and a declaration counts for a year")
    func shown() {
        #expect(InterestRules.shownSince(on: Self.today) == Cast.date(2026, 5, 29))
        #expect(InterestRules.shownSince(on: Cast.date(2026, 8, 31)) == Cast.date(2026, 2, 28))
        #expect(InterestRules.declaredSince(on: Self.today) == Cast.date(2025, 11, 29))
    }

    @Test("Only what ended already is a conflict, and only what is not theirs is absent")
    func kinds() {
        #expect(InterestRefusal.endedAlready(Self.today).kind == .conflict && InterestRefusal.unknown.kind == .absent)
        #expect(InterestRefusal.interestsStand(2).kind == .invalid && InterestRefusal.endsLater(Self.today).field == "until")
    }
}
