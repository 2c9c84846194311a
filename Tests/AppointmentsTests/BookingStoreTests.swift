// Booking with many at once, on both databases.

import Activity
import Appointments
import Directory
import Governance
import Kernel
import Patients
import Store
import TestKit
import Testing

@Suite("Booking store")
struct BookingStoreTests {
    @Test("Of many who want one slot exactly one gets it, and the others are told so with the next free ones", arguments: TestDatabases.engines)
    func oneSlot(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(minutes: 5)
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            var patients: [PatientID] = []
            for serial in 0..<8 { patients.append(try await scene.patient(serial, at: [Cast.riverside, Cast.elm][serial % 2])) }
            // Rounds of eight at once; each round is another slot of the evening, and earlier ones stay taken.
            for round in 0..<(engine == .sqlite ? 18 : 8) {
                let (slot, people) = (slots[round].id, patients)
                let answers = try await atOnce(people.count) { try await scene.refusal(slot, for: people[$0]) }
                #expect(answers.filter { $0 == nil }.count == 1)
                #expect(answers.compactMap { $0 }.allSatisfy { $0 == .taken })
            }
            let doubles = try await scene.count(
                "SELECT COUNT(*) FROM (SELECT slot FROM bookings WHERE status <> 'cancelled' GROUP BY slot HAVING COUNT(*) > 1) AS doubles")
            #expect(doubles == 0)
            let taken = slots[0].id
            let next = try await scene.database.read {
                try BookingStore.alternatives(to: taken, practice: Cast.riverside, holder: nil, at: TestDay.now, in: $0)
            }
            #expect(next.count == 3)
            #expect(next.allSatisfy { $0.startsAt > slots[0].startsAt && $0.service == .doctor })
        }
    }

    @Test("A pool of K slots serves exactly K of N, each slot and each patient once", arguments: TestDatabases.engines)
    func pool(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            #expect(slots.count == 6)
            var patients: [PatientID] = []
            for serial in 0..<12 { patients.append(try await scene.patient(serial)) }
            let people = patients
            let won = try await atOnce(people.count) { index in
                // Each takes the first slot that is offered, and the next one where somebody else was quicker.
                for _ in 0..<40 {
                    let free = try await scene.database.read { connection in
                        let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: Scene.today, in: connection)
                        return try SlotStore.free(SlotWish(), for: eligibility, at: TestDay.now, holder: nil, limit: 1, in: connection)
                    }
                    guard let slot = free.first else { return false }
                    if try await scene.refusal(slot.id, for: people[index]) == nil { return true }
                }
                return false
            }
            #expect(won.filter { $0 }.count == 6)
            #expect(try await scene.count("SELECT COUNT(DISTINCT slot) FROM bookings WHERE status <> 'cancelled'") == 6)
            #expect(try await scene.count("SELECT COUNT(DISTINCT patient) FROM bookings WHERE status <> 'cancelled'") == 6)
        }
    }

    @Test("Booking, moving, holding, cancelling and booking again at once never give a slot twice", arguments: TestDatabases.engines)
    func everyWay(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern).map(\.id)
            var patients: [PatientID] = []
            for serial in 0..<6 { patients.append(try await scene.patient(serial)) }
            let people = patients
            let rounds = engine == .sqlite ? 40 : 12
            _ = try await atOnce(people.count) { index in
                var random = SeededGenerator(seed: UInt64(index) &+ 7)
                let actor = scene.actor()
                var mine: ID<Booking>?
                for _ in 0..<rounds {
                    let slot = slots[Int.random(in: 0..<slots.count, using: &random)]
                    let draft = BookingDraft(id: ID(at: TestDay.now), slot: slot, patient: people[index])
                    let act = Int.random(in: 0..<4, using: &random)
                    let held = mine
                    do {
                        switch (act, held) {
                        case (0, _):
                            _ = try await scene.database.write(by: actor, at: TestDay.now) {
                                try SlotStore.hold(slot, for: draft.patient, by: actor.account ?? AccountID(at: TestDay.now), in: $0)
                            }
                        case (1, let held?):
                            try await scene.database.write(by: actor, at: TestDay.now) {
                                try BookingStore.cancel(held, reason: .patientAsked, note: "", scope: .federation, in: $0)
                            }
                            mine = nil
                        case (2, let held?):
                            mine = try await scene.database.write(by: actor, at: TestDay.now) {
                                try BookingStore.move(held, to: draft, scope: .federation, in: $0).id
                            }
                        default:
                            if held == nil {
                                mine = try await scene.database.write(by: actor, at: TestDay.now) {
                                    try BookingStore.book(draft, scope: .federation, in: $0).id
                                }
                            }
                        }
                    } catch is BookingRefusal {
                        continue
                    }
                }
                return true
            }
            let doubles = try await scene.count(
                "SELECT COUNT(*) FROM (SELECT slot FROM bookings WHERE status <> 'cancelled' GROUP BY slot HAVING COUNT(*) > 1) AS doubles")
            let crowded = try await scene.count(
                "SELECT COUNT(*) FROM (SELECT patient FROM bookings WHERE status <> 'cancelled' GROUP BY patient HAVING COUNT(*) > 1) AS crowded")
            #expect(doubles == 0)
            #expect(crowded == 0)
        }
    }

    @Test("The database itself refuses a second live booking of a slot, whoever writes it", arguments: TestDatabases.engines)
    func backDoor(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0]
            let booking = try await scene.book(slot.id, for: scene.patient(1))
            let other = try await scene.patient(2)
            await #expect(throws: StoreError.self) {
                try await scene.database.write(by: .test, at: TestDay.now) { tx in
                    try tx.audit("back door tried", AuditSubject("booking", booking.id))
                    try tx.execute(
                        """
                        INSERT INTO bookings (id, slot, clinic, hub, patient, practice, starts_at, ends_at, local_date, status, need, note, booked_at,
                          cancel_note)
                        VALUES (\(ID<Booking>(at: tx.instant)), \(slot.id), \(slot.clinic), \(Cast.hub), \(other), \(Cast.riverside),
                          \(slot.startsAt), \(slot.endsAt), \(slot.localDate), 'booked', '', '', \(tx.instant), '')
                        """)
                }
            }
        }
    }

    @Test("A practice that has not agreed, or has withdrawn, cannot have its patients booked", arguments: TestDatabases.engines)
    func consent(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 13))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let patient = try await scene.patient(1)
            // Withdrawn from Thursday 26 November on: Monday 23 is still in force, Monday 30 is not.
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                _ = try ConsentStore.withdraw(
                    practice: Cast.riverside, undertaking: Scene.scheme, lastDay: Scene.today.adding(days: 4), by: Cast.pat,
                    reason: "Too few rooms", in: tx)
            }
            let (first, last) = (slots[0], slots[11])
            #expect(try await scene.refusal(first.id, for: patient) == nil)
            guard case .consentMissing(let missing)? = try await scene.refusal(last.id, for: patient) else {
                Issue.record("The booking after the last day of consent went through")
                return
            }
            #expect(missing.practiceName == "Riverside Surgery")
            #expect(missing.undertakingTitle == "Enhanced access 2026/27")
            #expect(missing.date == last.localDate)
            #expect(try await scene.refusal(last.id, for: scene.patient(2, at: Cast.elm)) == nil)
            let offered = try await scene.database.read { connection in
                let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: Scene.today, in: connection)
                return try SlotStore.free(SlotWish(), for: eligibility, at: TestDay.now, holder: nil, limit: 50, in: connection)
            }
            #expect(offered.count == 5)
            #expect(offered.allSatisfy { $0.localDate == Scene.monday })
        }
    }

    @Test("A withdrawal of consent and a booking at the same moment: the booking counts only where it came first", arguments: TestDatabases.engines)
    func consentRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            var patients: [PatientID] = []
            for serial in 0..<5 { patients.append(try await scene.patient(serial)) }
            let people = patients
            let answers = try await atOnce(6) { index -> BookingRefusal? in
                if index == 3 {
                    try await scene.database.write(by: .test, at: TestDay.now) { tx in
                        _ = try ConsentStore.withdraw(
                            practice: Cast.riverside, undertaking: Scene.scheme, lastDay: Scene.today, by: Cast.pat, reason: "Leaving", in: tx)
                    }
                    return nil
                }
                return try await scene.refusal(slots[index].id, for: people[index > 3 ? index - 1 : index])
            }
            // Whatever the order was, those who were refused were refused for consent, and nobody gets in afterwards.
            for refusal in answers.compactMap({ $0 }) {
                if case .consentMissing = refusal { continue }
                Issue.record("Refused for another reason: \(refusal)")
            }
            guard case .consentMissing? = try await scene.refusal(slots[7].id, for: people[0]) else {
                Issue.record("Booked after the withdrawal")
                return
            }
        }
    }

    @Test("Another practice's patient is not found and cannot be booked", arguments: TestDatabases.engines)
    func scope(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0].id
            let patient = try await scene.patient(1, at: Cast.elm)
            let mine = Scope.practice(Cast.riverside)
            let seen = try await scene.database.read { try PatientStore.patient(patient, on: Scene.today, scope: mine, in: $0) }
            #expect(seen == nil)
            #expect(try await scene.refusal(slot, for: patient, scope: mine) == .patientNotFound)
            let booking = try await scene.book(slot, for: patient)
            await #expect(throws: BookingRefusal.patientNotFound) {
                try await scene.database.write(by: .test, at: TestDay.now) {
                    try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: mine, in: $0)
                }
            }
            // At the hub the patient is there once an appointment is.
            let atHub = try await scene.database.read { try PatientStore.patient(patient, on: Scene.today, scope: .hub(Cast.hub), in: $0) }
            #expect(atHub?.practice == Cast.elm)
            let stranger = try await scene.patient(2)
            let notAtHub = try await scene.database.read { try PatientStore.patient(stranger, on: Scene.today, scope: .hub(Cast.hub), in: $0) }
            #expect(notAtHub == nil)
        }
    }

    @Test("A clinic for one network is refused to the patients of another", arguments: TestDatabases.engines)
    func network(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(network: Cast.north)
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            #expect(try await scene.refusal(slots[0].id, for: scene.patient(1, at: Cast.oldMill)) == .outsideNetwork(practice: "Old Mill Surgery"))
            #expect(try await scene.refusal(slots[0].id, for: scene.patient(2)) == nil)
        }
    }

    @Test("The dead are not booked, nor the past, nor beyond two weeks, nor two places at once", arguments: TestDatabases.engines)
    func refusals(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let early = try scene.pattern()
            let late = try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, starts: "18:40", ends: "20:00", minutes: 20)
            try await scene.publish(early)
            try await scene.publish(late)
            let slots = try await scene.slots(of: early)
            let overlapping = try await scene.slots(of: late)
            let patient = try await scene.patient(1)
            let dead = try await scene.patient(2)
            try await scene.database.write(by: .test, at: TestDay.now) { try PatientStore.recordDeath(of: dead, on: Scene.today, in: $0) }
            #expect(try await scene.refusal(slots[0].id, for: dead) == .deceased)
            #expect(try await scene.refusal(slots[0].id, for: patient, at: slots[0].startsAt) == .past)
            let beyond = slots.filter { $0.localDate > Scene.today.adding(days: 14) }
            #expect(try await scene.refusal(beyond[0].id, for: patient) == .tooFarAhead(opens: beyond[0].localDate.adding(days: -14)))
            _ = try await scene.book(slots[1].id, for: patient)
            // 6:40pm to 7pm meets the appointment from 6:45pm.
            guard case .overlaps? = try await scene.refusal(overlapping[0].id, for: patient) else {
                Issue.record("Two appointments at one time")
                return
            }
            #expect(try await scene.refusal(overlapping[1].id, for: patient) == nil)
        }
    }

    @Test("Two appointments at once for one patient, wanted at one moment, become one", arguments: TestDatabases.engines)
    func patientRace(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let one = try scene.pattern()
            let other = try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, starts: "18:40", ends: "20:00", minutes: 20)
            try await scene.publish(one)
            try await scene.publish(other)
            let slots = [try await scene.slots(of: one)[1].id, try await scene.slots(of: other)[0].id]
            let patient = try await scene.patient(1)
            let answers = try await atOnce(2) { try await scene.refusal(slots[$0], for: patient) }
            #expect(answers.filter { $0 == nil }.count == 1)
        }
    }

    @Test("A hold keeps others away for two minutes, lets its holder book, and blocks nobody once it has run out", arguments: TestDatabases.engines)
    func holds(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let (patient, other) = (try await scene.patient(1), try await scene.patient(2))
            let (mine, theirs) = (AccountID(at: TestDay.now), AccountID(at: TestDay.now))
            let hold = try await scene.database.write(by: scene.actor(mine), at: TestDay.now) {
                try SlotStore.hold(slots[0].id, for: patient, by: mine, in: $0)
            }
            #expect(hold.expiresAt == TestDay.now.adding(seconds: 120))
            let within = TestDay.now.adding(seconds: 119)
            #expect(try await scene.refusal(slots[0].id, for: other, by: scene.actor(theirs), at: within) == .held)
            await #expect(throws: BookingRefusal.held) {
                try await scene.database.write(by: scene.actor(theirs), at: within) {
                    try SlotStore.hold(slots[0].id, for: other, by: theirs, in: $0)
                }
            }
            #expect(try await scene.refusal(slots[0].id, for: patient, by: scene.actor(mine), at: within) == nil)
            #expect(try await scene.count("SELECT COUNT(*) FROM slot_holds") == 0)

            _ = try await scene.database.write(by: scene.actor(mine), at: TestDay.now) {
                try SlotStore.hold(slots[1].id, for: patient, by: mine, in: $0)
            }
            #expect(try await scene.refusal(slots[1].id, for: other, by: scene.actor(theirs), at: TestDay.now.adding(seconds: 120)) == nil)
            let ranOut = try await scene.database.read { try SlotStore.latestHold(for: patient, by: mine, in: $0) }
            #expect(ranOut == nil || ranOut.map { $0.expiresAt <= TestDay.now.adding(seconds: 120) } == true)
        }
    }

    @Test("Who holds another slot gives the first one back", arguments: TestDatabases.engines)
    func oneHold(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let patient = try await scene.patient(1)
            let mine = AccountID(at: TestDay.now)
            for slot in slots.prefix(3) {
                _ = try await scene.database.write(by: scene.actor(mine), at: TestDay.now) {
                    try SlotStore.hold(slot.id, for: patient, by: mine, in: $0)
                }
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM slot_holds") == 1)
            #expect(try await scene.refusal(slots[0].id, for: scene.patient(2)) == nil)
            #expect(try await scene.refusal(slots[2].id, for: scene.patient(3)) == .held)
        }
    }

    @Test("A slot kept for the day is booked from eight that morning", arguments: TestDatabases.engines)
    func keptForTheDay(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(sameDay: 2)
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            let patient = try await scene.patient(1)
            let eight = London.instant(LocalDateTime(date: Scene.monday, time: LocalTime(clamping: 480)))
            #expect(try await scene.refusal(slots[4].id, for: patient) == .keptBack(until: eight))
            #expect(try await scene.refusal(slots[4].id, for: patient, at: eight) == nil)
        }
    }

    @Test("Moving is both or neither: where the new time is gone the old one stays", arguments: TestDatabases.engines)
    func moving(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let patient = try await scene.patient(1)
            let asked = BookingDraft(id: ID(at: TestDay.now), slot: slots[0].id, patient: patient, need: "a need that nobody offers now")
            let booking = try await scene.database.write(by: .test, at: TestDay.now) { try BookingStore.book(asked, scope: .federation, in: $0) }
            _ = try await scene.book(slots[1].id, for: scene.patient(2))
            func move(to slot: Slot) async throws -> Booking {
                let draft = BookingDraft(id: ID(at: TestDay.now), slot: slot.id, patient: patient)
                return try await scene.database.write(by: .test, at: TestDay.now) {
                    try BookingStore.move(booking.id, to: draft, scope: .federation, in: $0)
                }
            }
            await #expect(throws: BookingRefusal.taken) { try await move(to: slots[1]) }
            let kept = try await scene.database.read { try BookingStore.booking(booking.id, scope: .federation, in: $0) }
            #expect(kept?.status == .booked)
            let moved = try await move(to: slots[2])
            #expect(moved.movedFrom == booking.id && moved.need == booking.need)
            let old = try await scene.database.read { try BookingStore.booking(booking.id, scope: .federation, in: $0) }
            #expect(old?.cancelReason == .moved)
            #expect(try await scene.refusal(slots[0].id, for: scene.patient(3)) == nil)
            await #expect(throws: BookingRefusal.alreadyEnded(.cancelled)) { try await move(to: slots[3]) }
        }
    }

    @Test(
        "Booking, moving and cancelling each leave one entry in the audit trail that names the patient by identifier only",
        arguments: TestDatabases.engines)
    func audited(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let patient = try await scene.patient(1)
            let booking = try await scene.book(slots[0].id, for: patient)
            let draft = BookingDraft(id: ID(at: TestDay.now), slot: slots[1].id, patient: patient, note: "Knee since Monday")
            let moved = try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.move(booking.id, to: draft, scope: .federation, in: $0)
            }
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(moved.id, reason: .noLongerNeeded, note: "Better", scope: .federation, in: $0)
            }
            for action in ["appointment booked", "appointment moved", "appointment cancelled"] {
                #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = \(action) AND patient = \(patient)") == 1)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE details LIKE '%Knee%' OR details LIKE '%Example%'") == 0)
        }
    }
}
