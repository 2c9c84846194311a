// Free slots are marked and found.

import Appointments
import Governance
import Kernel
import Store
import TestKit
import Testing

@Suite("Free slots")
struct FreeSlotTests {
    /// What a search finds at `now`, and what walking through all slots, bookings and holds finds.
    private func searches(_ scene: Scene, at now: Instant, holder: AccountID) async throws -> (found: [ID<Slot>], walked: [ID<Slot>]) {
        try await scene.database.read { connection in
            let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: London.local(now).date, in: connection)
            let found = try SlotStore.free(SlotWish(), for: eligibility, at: now, holder: holder, limit: 500, in: connection).map(\.id)
            let walked: [ID<Slot>] = try connection.values(
                """
                SELECT slots.id
                FROM slots
                JOIN clinics ON clinics.id = slots.clinic
                WHERE slots.starts_at > \(now)
                  AND slots.bookable_from <= \(now)
                  AND clinics.status = 'published'
                  AND clinics.stopped_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled')
                  AND NOT EXISTS (
                    SELECT 1 FROM slot_holds
                    WHERE slot_holds.slot = slots.id AND slot_holds.expires_at > \(now) AND slot_holds.held_by <> \(holder))
                ORDER BY slots.starts_at, slots.id
                """)
            return (found, walked)
        }
    }

    private func findings(_ scene: Scene) async throws -> [String] {
        try await scene.database.read { try SlotStore.verify(in: $0) + BookedDays.verify(in: $0) + BookingRelations.verify(in: $0) }
    }

    @Test(
        "After each of a random sequence of acts the marks say what bookings say, and a search finds what a walk through everything finds",
        arguments: TestDatabases.engines)
    func acts(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            // Two Mondays with six slots, two of each kept for the day, and two Wednesdays with nine.
            let patterns = [
                try scene.pattern(sameDay: 2, until: Scene.today.adding(days: 13)),
                try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, weekday: .wednesday, minutes: 10),
            ]
            for pattern in patterns { try await scene.publish(pattern) }
            var slots: [Slot] = []
            for pattern in patterns { slots += try await scene.slots(of: pattern) }
            let clinics = Array(Set(slots.map(\.clinic))).sorted()
            var patients: [PatientID] = []
            for serial in 0..<8 { patients.append(try await scene.patient(serial)) }
            let accounts = [AccountID(at: TestDay.now), AccountID(at: TestDay.now)]
            var random = SeededGenerator(seed: 20_261_129)
            var now = TestDay.now
            var done: [Int: Int] = [:]
            for step in 0..<(engine == .sqlite ? 400 : 160) {
                // Mostly seconds, so that holds stand and run out; now and then hours, so that clinics begin and end.
                now = now.adding(seconds: step % 10 == 9 ? Int.random(in: 3600...21_600, using: &random) : Int.random(in: 0...70, using: &random))
                let (slot, clinic) = (slots.randomElement(using: &random) ?? slots[0], clinics.randomElement(using: &random) ?? clinics[0])
                let account = accounts.randomElement(using: &random) ?? accounts[0]
                let patient = patients.randomElement(using: &random) ?? patients[0]
                let draft = BookingDraft(id: ID(at: now), slot: slot.id, patient: patient)
                let live: [ID<Booking>] = try await scene.database.read {
                    try $0.values("SELECT id FROM bookings WHERE status = 'booked' ORDER BY id")
                }
                let booked = live.randomElement(using: &random)
                let act = Int.random(in: 0..<14, using: &random)
                do {
                    try await scene.database.write(by: scene.actor(account), at: now) { tx in
                        switch (act, booked) {
                        case (0...4, _): try BookingStore.book(draft, scope: .federation, in: tx)
                        case (5, let booked?): try BookingStore.cancel(booked, reason: .patientAsked, note: "", scope: .federation, in: tx)
                        case (6, let booked?):
                            guard let old = try BookingStore.booking(booked, scope: .federation, in: tx) else { return }
                            let moved = BookingDraft(id: draft.id, slot: slot.id, patient: old.patient)
                            try BookingStore.move(booked, to: moved, scope: .federation, in: tx)
                        case (7, _): _ = try SlotStore.hold(slot.id, for: patient, by: account, in: tx)
                        case (8, _): try SlotStore.release(slot.id, by: account, in: tx)
                        case (9, _): try ClinicDateStore.stop(clinic, reason: "Unwell", in: tx)
                        case (10, _): try ClinicDateStore.offerAgain(clinic, in: tx)
                        case (11, _): try ClinicDateStore.recordNotHeld(clinic, .premises, in: tx)
                        case (12, _): try ClinicDateStore.takeBackNotHeld(clinic, in: tx)
                        case (13, _) where step % 5 == 0: try ClinicStore.withdraw(clinic, reason: "Snow", in: tx)
                        default:
                            try tx.audit("closing asked for", AuditSubject("clinic", clinic))
                            try ClinicStore.close(clinic, in: tx)
                        }
                    }
                    done[act, default: 0] += 1
                } catch is BookingRefusal {
                } catch is WithdrawalRefusal {
                } catch is NotHeldRefusal {
                }
                #expect(try await findings(scene) == [], "after act \(act) of step \(step)")
                let (found, walked) = try await searches(scene, at: now, holder: account)
                #expect(found == walked, "after act \(act) of step \(step)")
            }
            // Each kind of act went through at least once, so that the sequence means something.
            #expect(engine == .postgres || (0...12).allSatisfy { (done[$0] ?? 0) > 0 }, "\(done)")
        }
    }

    @Test("Many acts at once on few slots leave marks and bookings in agreement", arguments: TestDatabases.engines)
    func atOneTime(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            var patients: [PatientID] = []
            for serial in 0..<6 { patients.append(try await scene.patient(serial)) }
            let people = patients
            _ = try await atOnce(people.count + 1) { index in
                var random = SeededGenerator(seed: UInt64(index) &+ 29)
                var mine: ID<Booking>?
                for round in 0..<20 {
                    do {
                        if index == people.count {
                            // Somebody stops the clinic and offers it again all the while.
                            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                                if round.isMultiple(of: 2) {
                                    try ClinicDateStore.stop(slots[0].clinic, reason: "Unwell", in: tx)
                                } else {
                                    try ClinicDateStore.offerAgain(slots[0].clinic, in: tx)
                                }
                            }
                            continue
                        }
                        let slot = slots[Int.random(in: 0..<slots.count, using: &random)].id
                        if let held = mine {
                            try await scene.database.write(by: .test, at: TestDay.now) {
                                try BookingStore.cancel(held, reason: .patientAsked, note: "", scope: .federation, in: $0)
                            }
                            mine = nil
                        } else {
                            mine = try await scene.book(slot, for: people[index]).id
                        }
                    } catch is BookingRefusal {
                        continue
                    }
                }
                return true
            }
            #expect(try await findings(scene) == [])
        }
    }

    @Test("A hold that has run out is free again without anybody's help", arguments: TestDatabases.engines)
    func ranOut(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern).map(\.id)
            let (mine, theirs) = (AccountID(at: TestDay.now), AccountID(at: TestDay.now))
            let patient = try await scene.patient(1)
            _ = try await scene.database.write(by: scene.actor(mine), at: TestDay.now) {
                try SlotStore.hold(slots[0], for: patient, by: mine, in: $0)
            }
            #expect(try await searches(scene, at: TestDay.now.adding(seconds: 119), holder: mine).found == slots)
            #expect(try await searches(scene, at: TestDay.now.adding(seconds: 119), holder: theirs).found == Array(slots.dropFirst()))
            // No job has run and the hold's row is still there.
            #expect(try await searches(scene, at: TestDay.now.adding(seconds: 120), holder: theirs).found == slots)
            #expect(try await scene.count("SELECT COUNT(*) FROM slot_holds") == 1)
        }
    }

    @Test("A database from before the marks has them afterwards, row by row as bookings and clinics say", arguments: TestDatabases.engines)
    func migration(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (open, stopped) = (try scene.pattern(until: Scene.today.adding(days: 6)), try scene.pattern(room: 1, weekday: .wednesday))
            let withdrawn = try scene.pattern(weekday: .thursday)
            for pattern in [open, stopped, withdrawn] { try await scene.publish(pattern) }
            let slots = try await scene.slots(of: open)
            let booking = try await scene.book(slots[0].id, for: scene.patient(1))
            _ = try await scene.book(slots[1].id, for: scene.patient(2))
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: .federation, in: tx)
            }
            for clinic in Set(try await scene.slots(of: stopped).map(\.clinic)) {
                try await scene.database.write(by: .test, at: TestDay.now) { try ClinicDateStore.stop(clinic, reason: "Unwell", in: $0) }
            }
            for clinic in Set(try await scene.slots(of: withdrawn).map(\.clinic)) {
                try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.withdraw(clinic, reason: "Snow", in: $0) }
            }
            // As it was before the migration.
            try await scene.database.maintain { connection in
                try connection.execute("DROP TABLE free_slots")
                try connection.execute("DROP INDEX clinics_by_scheme")
                try connection.execute("DELETE FROM schema_migrations WHERE name = \(AppointmentsFeature.freeSlots.name)")
            }
            let ran = try await SchemaHistory.bring(scene.database, to: TestDatabases.ground + Scene.migrations, at: TestDay.now)
            #expect(ran == [AppointmentsFeature.freeSlots.name])
            // Six slots on Monday of which the second is booked; the cancelled first one is free, and of the other clinics none is offered.
            let marked: [ID<Slot>] = try await scene.database.read { try $0.values("SELECT slot FROM free_slots ORDER BY starts_at") }
            #expect(marked == [0, 2, 3, 4, 5].map { slots[$0].id })
            #expect(try await findings(scene) == [])
        }
    }

    @Test(
        "A mark that is missing, and one too many, is told by its slot; stopping a clinic and offering it again mends it",
        arguments: TestDatabases.engines)
    func told(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(until: Scene.today.adding(days: 6))
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            _ = try await scene.book(slots[1].id, for: scene.patient(1))
            #expect(try await findings(scene) == [])
            try await scene.database.maintain { connection in
                try connection.execute("UPDATE free_slots SET slot = \(slots[1].id) WHERE slot = \(slots[0].id)")
            }
            let told = try await findings(scene)
            #expect(told.count == 2)
            #expect(told.first?.hasPrefix("Slot \(slots[0].id) is free but is not offered.") == true)
            #expect(told.last?.hasPrefix("Slot \(slots[1].id) is offered but is not free") == true)
            // The index of live bookings stands behind the marks.
            #expect(try await scene.refusal(slots[1].id, for: scene.patient(2)) == .taken)
            for act in [true, false] {
                try await scene.database.write(by: .test, at: TestDay.now) { tx in
                    if act {
                        try ClinicDateStore.stop(slots[0].clinic, reason: "Marks", in: tx)
                    } else {
                        try ClinicDateStore.offerAgain(slots[0].clinic, in: tx)
                    }
                }
            }
            #expect(try await findings(scene) == [])
        }
    }

    @Test("Free times are found by an index of the free slots alone, in its order, however many are taken", arguments: TestDatabases.engines)
    func plan(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            for weekday in [Weekday.monday, .tuesday, .wednesday, .thursday, .friday] {
                // 96 slots a day.
                try await scene.publish(scene.pattern(weekday: weekday, starts: "09:00", ends: "17:00", minutes: 5))
            }
            try await scene.database.maintain { try $0.execute("ANALYZE") }
            let wishes = [
                SlotWish(), SlotWish(services: [.doctor]), SlotWish(services: [.doctor, .nurse]), SlotWish(date: Scene.monday),
                SlotWish(services: [.doctor], site: Cast.oakHub),
            ]
            for wish in wishes {
                let steps: [String] = try await scene.database.read { connection in
                    let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: Scene.today, in: connection)
                    let search = SlotStore.search(wish, for: eligibility, at: TestDay.now, holder: nil, from: nil, limit: 3)
                    let explain: SQL = engine == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "
                    return try connection.rows(explain + search).map { "\($0.values)" }
                }
                #expect(steps.contains { $0.contains("free_slots_by_") }, "\(steps)")
                #expect(
                    !steps.contains { $0.contains("SCAN") || $0.contains("Seq Scan on free_slots") || $0.contains("Seq Scan on slots") }, "\(steps)")
                #expect(!steps.contains { $0.contains("ORDER BY") || $0.contains("Sort") }, "\(steps)")
                #expect(!steps.contains { $0.contains("bookings") }, "\(steps)")
            }
        }
    }
}
