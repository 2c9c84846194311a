// When reminders come, and who is above whom.

import Kernel
import TestKit
import Testing

@testable import Worklist

@Suite("When people are reminded")
struct ReminderRulesTests {
    private static func duty(before: Int = 3, after: Int = 5) -> Duty {
        Duty(
            kind: .action, id: "1", owner: .role(.practiceManager), organisation: Cast.elm, dueOn: Cast.date(2026, 12, 5), remindBefore: before,
            escalateAfter: after)
    }

    @Test(
        "Three days before, on the day, and five days after: a day that nobody looked loses nothing",
        arguments: [
            ("2026-12-01", nil), ("2026-12-02", ReminderStage.soon), ("2026-12-04", .soon), ("2026-12-05", .due), ("2026-12-09", .due),
            ("2026-12-10", .late), ("2027-02-01", .late),
        ] as [(String, ReminderStage?)])
    func stages(day: String, expected: ReminderStage?) throws {
        #expect(ReminderRules.stage(of: Self.duty(), on: try LocalDate(parsing: day)) == expected)
    }

    @Test("No days before means on the day; no days after still means the day after")
    func edges() throws {
        let strict = Self.duty(before: 0, after: 0)
        #expect(ReminderRules.stage(of: strict, on: Cast.date(2026, 12, 4)) == nil)
        #expect(ReminderRules.stage(of: strict, on: Cast.date(2026, 12, 5)) == .due)
        #expect(ReminderRules.stage(of: strict, on: Cast.date(2026, 12, 6)) == .late)
    }

    @Test("What is late goes to the manager of the place, then to the federation's manager, then to nobody")
    func above() {
        #expect(ReminderRules.above(.role(.receptionist), at: .practice) == [.practiceManager, .federationManager])
        #expect(ReminderRules.above(.person(Cast.pat), at: .practice) == [.practiceManager, .federationManager])
        #expect(ReminderRules.above(.role(.practiceManager), at: .practice) == [.federationManager])
        #expect(ReminderRules.above(.role(.hubCoordinator), at: .hub) == [.federationManager])
        #expect(ReminderRules.above(.role(.financeLead), at: .federation) == [.federationManager])
        #expect(ReminderRules.above(.role(.federationManager), at: .federation) == [])
    }
}
