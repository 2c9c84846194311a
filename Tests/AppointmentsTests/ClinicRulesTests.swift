// From weekly patterns to dates and slots.

import Appointments
import Directory
import Kernel
import TestKit
import Testing

@Suite("Clinic rules")
struct ClinicRulesTests {
    private func pattern(
        _ weekday: Weekday, _ starts: String, _ ends: String, minutes: Int = 15, from: String, until: String, sameDay: Int = 0, daysAhead: Int = 14,
        onBankHolidays: Bool = true
    ) throws -> ClinicPattern {
        let now = TestDay.now
        return ClinicPattern(
            id: ID(at: now), site: ID(at: now), room: ID(at: now), clinician: ID(at: now), service: .doctor, scheme: ID(at: now), weekday: weekday,
            starts: try LocalTime(parsing: starts), ends: try LocalTime(parsing: ends), slotMinutes: minutes, daysAhead: daysAhead,
            sameDaySlots: sameDay, onBankHolidays: onBankHolidays, fromDate: try LocalDate(parsing: from), untilDate: try LocalDate(parsing: until))
    }

    private func slots(_ pattern: ClinicPattern) throws -> [PlannedSlot] {
        try #require(
            ClinicRules.plan(pattern, exceptions: [:]).first.flatMap { planned in
                guard case .runs(let startsAt, let endsAt) = planned.outcome else { return nil }
                return ClinicRules.slots(of: pattern, startsAt: startsAt, endsAt: endsAt, date: planned.date)
            })
    }

    @Test("An evening from 6:30pm to 8pm is six appointments of 15 minutes")
    func evening() throws {
        let slots = try slots(pattern(.monday, "18:30", "20:00", from: "2026-11-23", until: "2026-11-23"))
        #expect(slots.map(\.local.time.stored) == ["18:30", "18:45", "19:00", "19:15", "19:30", "19:45"])
        #expect(slots[0].startsAt.stored == "2026-11-23T18:30:00.000Z")
        // Two weeks before, from midnight.
        #expect(slots[0].bookableFrom.stored == "2026-11-09T00:00:00.000Z")
    }

    @Test("Time left over at the end is not offered")
    func leftOver() throws {
        #expect(try slots(pattern(.monday, "18:30", "20:00", minutes: 20, from: "2026-11-23", until: "2026-11-23")).count == 4)
    }

    @Test("The last appointments are kept for the day, until 8am or the clinic's start, whichever is first")
    func sameDay() throws {
        let evening = try slots(pattern(.monday, "18:30", "20:00", from: "2026-11-23", until: "2026-11-23", sameDay: 2))
        #expect(
            evening.map { $0.bookableFrom.stored.prefix(16) } == Array(repeating: "2026-11-09T00:00", count: 4)
                + Array(repeating: "2026-11-23T08:00", count: 2))
        let early = try slots(pattern(.monday, "07:00", "07:30", from: "2026-11-23", until: "2026-11-23", sameDay: 1))
        #expect(early[1].bookableFrom.stored == "2026-11-23T07:00:00.000Z")
    }

    @Test("When the clocks go forward the skipped hour has no appointment", arguments: ["2027-03-28"])
    func spring(day: String) throws {
        // 00:30 GMT to 03:00 BST is one and a half hours: 00:30, 00:45, then 02:00.
        let slots = try slots(pattern(.sunday, "00:30", "03:00", from: day, until: day))
        #expect(slots.map(\.local.time.stored) == ["00:30", "00:45", "02:00", "02:15", "02:30", "02:45"])
        #expect(slots.map(\.startsAt).allSatisfy { $0 < slots[5].endsAt })
        #expect(slots[2].startsAt.stored == "2027-03-28T01:00:00.000Z")
    }

    @Test("A clinic that would start or end in the skipped hour is refused with a sentence")
    func missing() throws {
        let start = try pattern(.sunday, "01:30", "03:00", from: "2027-03-28", until: "2027-03-28")
        #expect(ClinicRules.plan(start, exceptions: [:]).map(\.outcome) == [.missingTime(start.starts)])
        let end = try pattern(.sunday, "00:15", "01:45", from: "2027-03-28", until: "2027-03-28")
        #expect(ClinicRules.plan(end, exceptions: [:]).map(\.outcome) == [.missingTime(end.ends)])
        let problem = ClinicRefusal.localTimeMissing(date: start.fromDate, time: start.starts)
        #expect(problem.sentence.hasPrefix("The clocks go forward on 28 March 2027, so 1:30am does not exist that day."))
    }

    @Test("When the clocks go back the repeated hour is filled twice, at different moments", arguments: ["2026-10-25", "2027-10-31"])
    func autumn(day: String) throws {
        // 00:30 BST to 03:00 GMT is three and a half hours: 14 appointments of 15 minutes, of which 1am to 2am comes twice.
        let pattern = try pattern(.sunday, "00:30", "03:00", from: day, until: day)
        let slots = try slots(pattern)
        #expect(slots.count == 14)
        #expect(slots.filter { $0.local.time.stored == "01:30" }.count == 2)
        #expect(Set(slots.map(\.startsAt)).count == 14)
        #expect(ClinicRules.plan(pattern, exceptions: [:])[0].note == "The clocks go back: this clinic lasts 210 minutes, not 150.")
    }

    @Test("An evening clinic keeps its time of day on both sides of a clock change")
    func weekly() throws {
        let pattern = try pattern(.monday, "18:30", "20:00", from: "2026-10-19", until: "2026-10-26")
        let starts = ClinicRules.plan(pattern, exceptions: [:]).compactMap { planned -> String? in
            guard case .runs(let startsAt, _) = planned.outcome else { return nil }
            return startsAt.stored
        }
        #expect(starts == ["2026-10-19T17:30:00.000Z", "2026-10-26T18:30:00.000Z"])
    }

    @Test("Bank holidays and exceptions are left out, and named")
    func leftOut() throws {
        let pattern = try pattern(.friday, "18:30", "20:00", from: "2026-12-18", until: "2027-01-08", onBankHolidays: false)
        let exception = try LocalDate(parsing: "2026-12-18")
        let plan = ClinicRules.plan(pattern, exceptions: [exception: "Training"])
        #expect(plan.count == 4)
        #expect(plan[0].outcome == .exception("Training"))
        #expect(plan[1].outcome == .bankHoliday("Christmas Day"))
        #expect(plan[2].outcome == .bankHoliday("New Year’s Day"))
        guard case .runs = plan[3].outcome else {
            Issue.record("8 January is an ordinary Friday")
            return
        }
    }

    @Test("A Saturday 26 December asks as any bank holiday does: it is left out unless the clinic is said to run on bank holidays")
    func saturdayBoxingDay() throws {
        let away = ClinicRules.plan(
            try pattern(.saturday, "09:00", "17:00", from: "2026-12-26", until: "2026-12-26", onBankHolidays: false), exceptions: [:])
        #expect(away.map(\.outcome) == [.bankHoliday("Boxing Day")])
        let held = ClinicRules.plan(try pattern(.saturday, "09:00", "17:00", from: "2026-12-26", until: "2026-12-26"), exceptions: [:])
        #expect(held.first?.note == "Boxing Day")
        guard case .runs = held.first?.outcome else {
            Issue.record("a clinic that runs on bank holidays runs on this one")
            return
        }
    }

    @Test("A pattern that cannot be is refused with what is wrong")
    func problems() throws {
        func problem(_ starts: String, _ ends: String, minutes: Int = 15, from: String = "2026-11-23", until: String = "2026-11-23", sameDay: Int = 0)
            throws -> ClinicRefusal?
        {
            ClinicRules.refusal(of: try pattern(.monday, starts, ends, minutes: minutes, from: from, until: until, sameDay: sameDay))
        }
        #expect(try problem("18:30", "20:00") == nil)
        #expect(try problem("20:00", "18:30") == .endsBeforeStart)
        #expect(try problem("18:32", "20:00") == .offTheFiveMinutes)
        #expect(try problem("18:30", "18:40") == .tooShortForASlot(minutes: 15))
        #expect(try problem("18:30", "20:00", until: "2026-11-20") == .untilBeforeFrom)
        #expect(try problem("18:30", "20:00", from: "2026-11-24", until: "2026-11-29") == .noDates(.monday))
        #expect(try problem("18:30", "20:00", until: "2027-12-01") == .tooLong(days: 184))
        #expect(try problem("18:30", "20:00", sameDay: 7) == .sameDayMoreThanSlots(slots: 6))
    }

    @Test("Slots of any pattern are equally long, follow one another and stay within the clinic")
    func property() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let start = Int.random(in: 0..<200, using: &random) * 5
            let length = Int.random(in: 1...60, using: &random) * 5
            let minutes = Int.random(in: 1...12, using: &random) * 5
            let date = Scene.today.adding(days: Int.random(in: 0..<400, using: &random))
            let pattern = try pattern(
                date.weekday, LocalTime(clamping: start).stored, LocalTime(clamping: start + length).stored, minutes: minutes, from: date.stored,
                until: date.stored)
            guard let planned = ClinicRules.plan(pattern, exceptions: [:]).first, case .runs(let startsAt, let endsAt) = planned.outcome else {
                continue
            }
            let slots = ClinicRules.slots(of: pattern, startsAt: startsAt, endsAt: endsAt, date: date)
            for (slot, next) in zip(slots, slots.dropFirst()) { #expect(slot.endsAt == next.startsAt) }
            #expect(slots.allSatisfy { $0.startsAt >= startsAt && $0.endsAt <= endsAt && $0.endsAt.seconds(since: $0.startsAt) == minutes * 60 })
            #expect(slots.allSatisfy { London.reading($0.local) != .never })
        }
    }

    @Test("A GP on site throughout the standard hours leaves no gap; each uncovered stretch is named, and hours of two schemes once")
    func standardHours() throws {
        // Monday 23 to Saturday 28 November 2026: five evenings of 90 minutes and a Saturday of 480.
        let monday = try LocalDate(parsing: "2026-11-23")
        let saturday = monday.adding(days: 5)
        func stretch(_ date: LocalDate, _ starts: String, _ ends: String) throws -> StandardHours.Stretch {
            StandardHours.Stretch(date, try LocalTime(parsing: starts), try LocalTime(parsing: ends))
        }
        let evenings = try (0..<5).map { try stretch(monday.adding(days: $0), "18:30", "20:00") }
        let hours = evenings + [try stretch(saturday, "09:00", "17:00")]
        var doctors = evenings
        func sentences(_ hours: [StandardHours.Stretch]) -> [String] { StandardHours.gaps(in: hours, doctors: doctors).map(\.sentence) }
        #expect(sentences(hours) == ["No GP is on site on Saturday 28 November from 9am to 5pm."])
        doctors += [try stretch(saturday, "09:00", "13:00"), try stretch(saturday, "12:30", "16:00")]
        #expect(sentences(hours) == ["No GP is on site on Saturday 28 November from 4pm to 5pm."])
        // Another scheme asks for a GP from 8am to 10am and from noon to 6pm: before and after the first one's hours are its own.
        let both = hours + [try stretch(saturday, "12:00", "18:00"), try stretch(saturday, "08:00", "10:00")]
        #expect(
            sentences(both) == [
                "No GP is on site on Saturday 28 November from 8am to 9am.", "No GP is on site on Saturday 28 November from 4pm to 5pm.",
                "No GP is on site on Saturday 28 November from 5pm to 6pm.",
            ])
        doctors.append(try stretch(saturday, "16:00", "18:00"))
        #expect(sentences(hours).isEmpty && sentences([]).isEmpty)
    }
}
