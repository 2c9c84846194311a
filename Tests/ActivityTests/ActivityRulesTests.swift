// How work is recorded and taken back.

import Activity
import Kernel
import TestCast
import TestKit
import Testing

@Suite("Activity rules")
struct ActivityRulesTests {
    @Test("Work is recorded once for its evidence, and again only after it was taken back")
    func turns() throws {
        let entry = Cast.entry(1)
        #expect(try ActivityRules.turn(of: entry, after: []) == 1)
        #expect(throws: ActivityRefusal.alreadyRecorded(entry.evidence)) { try ActivityRules.turn(of: Cast.entry(2), after: [entry]) }
        let back = try ActivityRules.reversal(of: entry, id: Cast.id(3), reason: .wrongAppointment, alreadyReversed: false, at: TestDay.now)
        #expect(try ActivityRules.turn(of: Cast.entry(2), after: [entry, back]) == 2)
        #expect(try ActivityRules.turn(of: Cast.entry(2, kind: .appointmentNotAttended), after: [entry]) == 1)
    }

    @Test("A reversal negates minutes and count, and keeps practice, day and scheme")
    func reversal() throws {
        let entry = Cast.entry(1, minutes: 15)
        let back = try ActivityRules.reversal(
            of: entry, id: Cast.id(3), reason: .wrongAppointment, alreadyReversed: false, at: TestDay.later(minutes: 9))
        #expect(back.minutes == -15)
        #expect(back.count == -1)
        #expect(back.reverses == entry.id)
        #expect(back.localDate == entry.localDate)
        #expect(back.recordedAt == TestDay.later(minutes: 9))
        #expect(ActivityRules.fault(of: back, reversing: entry) == nil)
        #expect(ActivityRules.fault(of: back, reversing: Cast.entry(1, minutes: 20)) != nil)
    }

    @Test("A reversal is refused twice, and of a reversal")
    func refusals() throws {
        let entry = Cast.entry(1)
        let back = try ActivityRules.reversal(of: entry, id: Cast.id(3), reason: .other, alreadyReversed: false, at: TestDay.now)
        #expect(throws: ActivityRefusal.alreadyReversed) {
            try ActivityRules.reversal(of: entry, id: Cast.id(4), reason: .other, alreadyReversed: true, at: TestDay.now)
        }
        #expect(throws: ActivityRefusal.reversalOfReversal) {
            try ActivityRules.reversal(of: back, id: Cast.id(4), reason: .other, alreadyReversed: false, at: TestDay.now)
        }
        #expect(throws: ActivityRefusal.negative) { try ActivityRules.turn(of: Cast.entry(5, minutes: -1), after: []) }
        #expect(throws: ActivityRefusal.reversalOfReversal) { try ActivityRules.turn(of: back, after: []) }
    }
}

extension Cast {
    static let scheme: SchemeID = id(100)

    static func entry(
        _ number: UInt64, kind: ActivityKind = .appointmentDelivered, practice: OrganisationID = riverside, minutes: Int = 15,
        evidence: String = "appointment-1", on day: LocalDate = TestDay.today
    ) -> ActivityEntry {
        ActivityEntry(
            id: id(1000 + number), kind: kind, practice: practice, host: elm, performedBy: pat, site: oakHub, occurredAt: noon(day), minutes: minutes,
            scheme: scheme, evidence: RecordLink(kind: "appointment", identifier: evidence), recordedAt: TestDay.now)
    }
}
