// What happens to an appointment on the day.

import Activity
import Appointments
import Kernel
import Store
import TestKit
import Testing
import Worklist

@Suite("Clinic list")
struct ClinicListTests {
    /// One row a status, one column an act, "-" where the act does not fit.
    @Test("The table of transitions is this and no other")
    func transitions() {
        let table: [(BookingStatus, [BookingStatus?])] = [
            // arrive, call, see, miss, correct
            (.booked, [.arrived, .called, nil, .didNotAttend, nil]),
            (.arrived, [nil, .called, .seen, .didNotAttend, .booked]),
            (.called, [nil, nil, .seen, .didNotAttend, .arrived]),
            (.seen, [nil, nil, nil, nil, .arrived]),
            (.didNotAttend, [nil, nil, nil, nil, .booked]),
            (.cancelled, [nil, nil, nil, nil, nil]),
        ]
        #expect(table.count == BookingStatus.allCases.count)
        for (status, row) in table {
            for (act, expected) in zip([BookingAct.arrive, .call, .see, .miss, .correct], row) {
                #expect(ClinicListRules.status(after: act, from: status) == expected, "\(status) \(act)")
            }
        }
    }

    @Test("Acts belong to the day; nobody is marked absent before the time; later corrections need the coordinator")
    func when() throws {
        let start = London.instant(LocalDateTime(date: Scene.monday, time: LocalTime(clamping: 18 * 60 + 30)))
        func facts(_ status: BookingStatus, _ now: Instant, coordinator: Bool = false) -> ActFacts {
            ActFacts(status: status, startsAt: start, localDate: Scene.monday, now: now, correctsLater: coordinator)
        }
        let dayBefore = start.adding(minutes: -1440)
        #expect(throws: ActRefusal.notToday(Scene.monday)) { try ClinicListRules.status(after: .arrive, facts: facts(.booked, dayBefore)) }
        #expect(throws: ActRefusal.notBeforeStart(start)) {
            try ClinicListRules.status(after: .miss, facts: facts(.booked, start.adding(minutes: -1)))
        }
        #expect(try ClinicListRules.status(after: .miss, facts: facts(.booked, start)) == .didNotAttend)
        let nextDay = start.adding(minutes: 1440)
        #expect(throws: ActRefusal.onlyOnTheDay) { try ClinicListRules.status(after: .correct, facts: facts(.seen, nextDay)) }
        #expect(try ClinicListRules.status(after: .correct, facts: facts(.seen, nextDay, coordinator: true)) == .arrived)
        #expect(ClinicListRules.acts(facts(.arrived, start)) == [.call, .see, .miss, .correct])
    }

    @Test("A patient who is not in five minutes after the time is late, and is not once called")
    func late() {
        let start = TestDay.now
        func late(_ status: BookingStatus, _ minutes: Int) -> Int? {
            ClinicListRules.lateMinutes(ActFacts(status: status, startsAt: start, localDate: Scene.today, now: start.adding(minutes: minutes)))
        }
        #expect(late(.booked, 4) == nil)
        #expect(late(.booked, 5) == 5)
        #expect(late(.arrived, 20) == 20)
        #expect(late(.called, 20) == nil)
        #expect(late(.booked, -30) == nil)
    }

    /// A booked appointment on Monday at 6:30pm, and that moment.
    private func booked(_ scene: Scene) async throws -> (Booking, Instant) {
        let pattern = try scene.pattern()
        try await scene.publish(pattern)
        let slot = try await scene.slots(of: pattern)[0]
        return (try await scene.book(slot.id, for: scene.patient(1)), slot.startsAt)
    }

    private func mark(
        _ scene: Scene, _ booking: ID<Booking>, _ act: BookingAct, at instant: Instant, reason: ReversalReason? = nil, note: String = "",
        coordinator: Bool = false
    ) async throws -> Booking {
        try await scene.database.write(by: .test, at: instant) {
            try ClinicListStore.mark(booking, act, reason: reason, note: note, correctsLater: coordinator, hub: Cast.hub, in: $0)
        }
    }

    @Test("An appointment that is seen is delivered work of the host for the patient's practice", arguments: TestDatabases.engines)
    func seen(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            for act in [BookingAct.arrive, .call, .see] { _ = try await mark(scene, booking.id, act, at: start) }
            let entries = try await scene.database.read { try ActivityStore.entries(evidence: RecordLink("appointment", booking.id), in: $0) }
            let entry = try #require(entries.first)
            #expect(entries.count == 1)
            #expect(entry.kind == .appointmentDelivered)
            #expect(entry.practice == Cast.riverside)
            #expect(entry.host == Cast.elm)
            #expect(entry.performedBy == Cast.doctor)
            #expect(entry.minutes == 15)
            #expect(entry.localDate == Scene.monday)
            #expect(entry.scheme == Scene.scheme)
            // A second click finds it seen already and adds nothing.
            await #expect(throws: ActRefusal.notFrom(.seen, .see)) { try await mark(scene, booking.id, .see, at: start) }
        }
    }

    @Test("A correction reverses the entry, and marking again writes a new one", arguments: TestDatabases.engines)
    func correction(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            _ = try await mark(scene, booking.id, .miss, at: start.adding(minutes: 10))
            await #expect(throws: ActRefusal.reasonMissing) { try await mark(scene, booking.id, .correct, at: start.adding(minutes: 12)) }
            let back = try await mark(scene, booking.id, .correct, at: start.adding(minutes: 12), reason: .patientCame)
            #expect(back.status == .booked)
            #expect(back.activity == nil)
            for act in [BookingAct.arrive, .call, .see] { _ = try await mark(scene, booking.id, act, at: start.adding(minutes: 13)) }
            let entries = try await scene.database.read { try ActivityStore.entries(evidence: RecordLink("appointment", booking.id), in: $0) }
            #expect(entries.map(\.minutes).sorted() == [-15, 15, 15])
            // What stands: nothing of "did not attend", 15 minutes delivered.
            #expect(entries.filter { $0.kind == .appointmentNotAttended }.reduce(0) { $0 + $1.minutes } == 0)
            #expect(entries.filter { $0.kind == .appointmentDelivered }.reduce(0) { $0 + $1.minutes } == 15)
            await #expect(throws: ActRefusal.onlyOnTheDay) {
                try await mark(scene, booking.id, .correct, at: start.adding(minutes: 1440), reason: .wrongAppointment)
            }
            let later = try await mark(scene, booking.id, .correct, at: start.adding(minutes: 1440), reason: .wrongAppointment, coordinator: true)
            #expect(later.status == .arrived)
        }
    }

    @Test("Two who mark one appointment at the same moment record it once", arguments: TestDatabases.engines)
    func markRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            _ = try await mark(scene, booking.id, .arrive, at: start)
            let answers = try await atOnce(4) { index -> Bool in
                do {
                    _ = try await mark(scene, booking.id, index % 2 == 0 ? .see : .miss, at: start.adding(minutes: 1))
                    return true
                } catch is ActRefusal {
                    return false
                }
            }
            #expect(answers.filter { $0 }.count == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries") == 1)
        }
    }

    @Test("An appointment of another hub is not found", arguments: TestDatabases.engines)
    func otherHub(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            await #expect(throws: ActRefusal.notFound) {
                try await scene.database.write(by: .test, at: start) {
                    try ClinicListStore.mark(booking.id, .arrive, hub: OrganisationID(at: TestDay.now), in: $0)
                }
            }
        }
    }

    @Test("The outcome reaches the registered practice alone, is unread until read, and late after a working day", arguments: TestDatabases.engines)
    func outcome(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            func send(_ body: String) async throws {
                try await scene.database.write(by: .test, at: start) {
                    try ClinicListStore.send(body, mustAct: true, about: booking.id, hub: Cast.hub, in: $0)
                }
            }
            await #expect(throws: ActRefusal.notSeenYet) { try await send("Please check blood pressure in a week.") }
            for act in [BookingAct.arrive, .see] { _ = try await mark(scene, booking.id, act, at: start) }
            await #expect(throws: MessageRefusal.bodyMissing) { try await send("") }
            try await send("Please check blood pressure in a week.")
            let (mine, theirs) = (Scope.practice(Cast.riverside), Scope.practice(Cast.elm))
            func unread(_ scope: Scope) async throws -> [Message] {
                try await scene.database.read { try MessageStore.messages(.unread, scope: scope, in: $0) }
            }
            let message = try #require(try await unread(mine).first)
            #expect(try await unread(theirs).isEmpty)
            #expect(try await unread(.hub(Cast.hub)).isEmpty)
            await #expect(throws: MessageRefusal.notFound) {
                try await scene.database.write(by: .test, at: start) { _ = try MessageStore.read(message.id, scope: theirs, in: $0) }
            }
            let reader = scene.actor()
            let read = try await scene.database.write(by: reader, at: start.adding(minutes: 60)) {
                try MessageStore.read(message.id, scope: mine, in: $0)
            }
            #expect(read.status == .read)
            #expect(read.readBy == Cast.pat)
            await #expect(throws: MessageRefusal.noteMissing) {
                try await scene.database.write(by: reader, at: start) { try MessageStore.close(message.id, note: "", scope: mine, in: $0) }
            }
            try await scene.database.write(by: reader, at: start.adding(minutes: 90)) {
                try MessageStore.close(message.id, note: "Booked with the nurse", scope: mine, in: $0)
            }
            let counts = try await scene.database.read { try MessageStore.counts(scope: mine, in: $0) }
            #expect(counts == [.closed: 1])
            // A correction tells the practice that the message was wrong.
            _ = try await mark(
                scene, booking.id, .correct, at: start.adding(minutes: 95), reason: .wrongAppointment, note: "Amina was not the patient")
            #expect(try await unread(mine).map(\.kind) == ["correction"])
            #expect(
                try await unread(mine).first?.body.hasSuffix(
                    "The mark was meant for another appointment. Another follows if it is needed.\nAmina was not the patient") == true)
            // What was typed is in the message to the practice, and nowhere that people without patients look.
            let ledger = try await scene.count("SELECT COUNT(*) FROM activity_entries WHERE reversal_reason LIKE '%Amina%'")
            let audit = try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE reason LIKE '%Amina%'")
            #expect(ledger == 0 && audit == 0)
        }
    }

    @Test("A message is in time until the end of the next working day")
    func messageClock() throws {
        func lastDay(_ sent: String) throws -> String { MessageRules.lastDay(sentAt: try Instant(parsing: sent)).stored }
        #expect(try lastDay("2026-11-23T19:00:00Z") == "2026-11-24")
        #expect(try lastDay("2026-11-21T10:00:00Z") == "2026-11-23")
        // Thursday 24 December: Christmas Day, the weekend, and Boxing Day's bank holiday on Monday 28 come between.
        #expect(try lastDay("2026-12-24T10:00:00Z") == "2026-12-29")
        let sent = try Instant(parsing: "2026-11-23T19:00:00Z")
        #expect(!MessageRules.isLate(sentAt: sent, status: .unread, at: try Instant(parsing: "2026-11-24T23:59:00Z")))
        #expect(MessageRules.isLate(sentAt: sent, status: .unread, at: try Instant(parsing: "2026-11-25T00:00:00Z")))
        #expect(!MessageRules.isLate(sentAt: sent, status: .read, at: try Instant(parsing: "2026-12-25T00:00:00Z")))
    }
}
