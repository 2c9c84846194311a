// Time that was not given is not paid.

import Activity
import Appointments
import Kernel
import Store
import TestKit
import Testing
import Web
import Worklist

@Suite("A clinic that did not take place")
struct ClinicNotHeldTests {
    /// Monday's clinic of six times of 15 minutes from 6:30pm with two patients, at 6:30pm and at 7:15pm.
    private func evening(_ scene: Scene) async throws -> (clinic: ID<Clinic>, slots: [Slot], first: Booking, fourth: Booking) {
        let pattern = try scene.pattern()
        try await scene.publish(pattern)
        let slots = try await scene.slots(of: pattern, on: Scene.monday)
        let first = try await scene.book(slots[0].id, for: scene.patient(1))
        let fourth = try await scene.book(slots[3].id, for: scene.patient(2, at: Cast.oldMill, given: "Ben"))
        return (slots[0].clinic, slots, first, fourth)
    }

    private func record(_ scene: Scene, _ clinic: ID<Clinic>, at instant: Instant) async throws -> NotHeldRefusal? {
        do {
            try await scene.database.write(by: .test, at: instant) { try ClinicDateStore.recordNotHeld(clinic, .clinicianUnwell, in: $0) }
            return nil
        } catch let refusal as NotHeldRefusal {
            return refusal
        }
    }

    private func close(_ scene: Scene, _ clinic: ID<Clinic>, at instant: Instant) async throws {
        try await scene.database.write(by: .test, at: instant) { tx in
            try tx.audit("closing asked for", AuditSubject("clinic", clinic))
            try ClinicStore.close(clinic, in: tx)
        }
    }

    private func mark(_ scene: Scene, _ booking: ID<Booking>, _ acts: BookingAct..., at instant: Instant) async throws {
        for act in acts {
            try await scene.database.write(by: .test, at: instant) { try ClinicListStore.mark(booking, act, hub: Cast.hub, in: $0) }
        }
    }

    private func entries(_ scene: Scene, _ clinic: ID<Clinic>) async throws -> [ActivityEntry] {
        try await scene.database.read { try ActivityStore.entries(evidence: RecordLink(.clinic, clinic), in: $0) }
    }

    private func offered(_ scene: Scene) async throws -> [Int] {
        try await scene.database.read {
            try CapacityStore.offered(from: Scene.monday, through: Scene.monday, in: $0).map(\.minutes)
        }
    }

    private func status(_ scene: Scene, _ booking: Booking) async throws -> BookingStatus? {
        try await scene.database.read { try BookingStore.booking(booking.id, scope: .federation, in: $0)?.status }
    }

    @Test(
        "After it was closed its unused time is reversed, its patients keep no appointment and their practices are told",
        arguments: TestDatabases.engines)
    func afterClosing(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, fourth) = try await evening(scene)
            let night = slots[5].endsAt.adding(minutes: 60)
            try await close(scene, clinic, at: night)
            // Four free times of 15 minutes were written as unused, which would be paid.
            #expect(try await entries(scene, clinic).map(\.minutes) == [60])
            #expect(try await record(scene, clinic, at: night.adding(minutes: 600)) == nil)
            let ledger = try await entries(scene, clinic)
            #expect(ledger.map(\.minutes).reduce(0, +) == 0 && ledger.map(\.count).reduce(0, +) == 0)
            #expect(ledger.compactMap(\.reversalReason) == [.clinicNotHeld])
            #expect(try await scene.database.read { try ActivityStore.verify(in: $0) } == [])
            for booking in [first, fourth] { #expect(try await status(scene, booking) == .cancelled) }
            #expect(try await offered(scene) == [])
            for (practice, booking) in [(Cast.riverside, first), (Cast.oldMill, fourth)] {
                let messages = try await scene.database.read { try MessageStore.messages(.unread, scope: .practice(practice), in: $0) }
                #expect(messages.map(\.subject) == [booking.id.stored])
                #expect(messages.first?.mustAct == true)
                #expect(messages.first?.body.hasPrefix("Your patient was not seen") == true)
            }
            // Nothing can be marked any more, and closing again writes nothing.
            await #expect(throws: ActRefusal.notFrom(.cancelled, .miss)) { try await mark(scene, first.id, .miss, at: night.adding(minutes: 601)) }
            try await close(scene, clinic, at: night.adding(minutes: 602))
            #expect(try await entries(scene, clinic).count == 2)
            #expect(try await record(scene, clinic, at: night.adding(minutes: 603)) == .alreadyRecorded)
        }
    }

    @Test("Before it is closed nothing is written as unused, on the evening or by the nightly job", arguments: TestDatabases.engines)
    func beforeClosing(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, _) = try await evening(scene)
            #expect(try await record(scene, clinic, at: slots[0].startsAt.adding(minutes: -1)) == .notBegun)
            #expect(try await record(scene, clinic, at: slots[0].startsAt) == nil)
            #expect(try await status(scene, first) == .cancelled)
            // Its times are not offered any more.
            #expect(try await scene.refusal(slots[5].id, for: scene.patient(3), at: slots[0].startsAt.adding(minutes: 1)) == .notOffered)
            let night = slots[5].endsAt.adding(minutes: 300)
            try await CloseClinics().run(
                JobItem(id: ID(at: night), kind: CloseClinics.kind, payload: "{}", attempt: 1), in: scene.database, at: night)
            #expect(try await entries(scene, clinic).isEmpty)
        }
    }

    @Test("One that ended early is held until its last mark: free time before it counts, what came after does not", arguments: TestDatabases.engines)
    func endedEarly(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, fourth) = try await evening(scene)
            try await mark(scene, first.id, .arrive, .see, at: slots[0].startsAt)
            let night = slots[5].endsAt.adding(minutes: 60)
            try await close(scene, clinic, at: night)
            #expect(try await record(scene, clinic, at: night.adding(minutes: 5)) == nil)
            // Held from 6:30pm to 6:45pm: the first patient was seen, no free time lay before that, and 15 minutes were offered.
            let ledger = try await entries(scene, clinic)
            #expect(ledger.map(\.minutes).sorted() == [-60, 60])
            #expect(ledger.compactMap(\.reversalReason) == [.clinicEndedEarly])
            #expect(try await status(scene, first) == .seen)
            #expect(try await status(scene, fourth) == .cancelled)
            #expect(try await offered(scene) == [15])
            let kept = try await scene.database.read { try ClinicStore.clinic(clinic, in: $0) }
            #expect(kept?.status == .closed && kept?.heldUntil == slots[0].endsAt && kept?.unusedMinutes == 0)
            let work = try await scene.database.read { try ActivityStore.entries(evidence: RecordLink("appointment", first.id), in: $0) }
            #expect(work.map(\.minutes) == [15])
        }
    }

    @Test("Where somebody later was seen, the free time until then was offered", arguments: TestDatabases.engines)
    func later(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, fourth) = try await evening(scene)
            try await mark(scene, fourth.id, .arrive, .see, at: slots[3].startsAt)
            let night = slots[5].endsAt.adding(minutes: 60)
            #expect(try await record(scene, clinic, at: night) == nil)
            // Held until 7:30pm: two free times before it are unused, 30 minutes; the first patient is to be marked as ever; 60 minutes were offered.
            #expect(try await entries(scene, clinic).map(\.minutes) == [30])
            #expect(try await entries(scene, clinic).map(\.count) == [2])
            #expect(try await status(scene, first) == .booked)
            #expect(try await offered(scene) == [60])
            // The last time of all marked, nothing was left out.
            let (last, full) = (try await scene.slots(of: scene.pattern()).count, slots)
            #expect(last == 0 && full.count == 6)
        }
    }

    @Test(
        "It is taken back: the appointments stand again, their practices are told, and the clinic closes as any other",
        arguments: TestDatabases.engines)
    func takenBack(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, _) = try await evening(scene)
            let night = slots[5].endsAt.adding(minutes: 60)
            try await close(scene, clinic, at: night)
            func takeBack(_ minutes: Int) async throws {
                try await scene.database.write(by: .test, at: night.adding(minutes: minutes)) { try ClinicDateStore.takeBackNotHeld(clinic, in: $0) }
            }
            await #expect(throws: NotHeldRefusal.nothingToTakeBack) { try await takeBack(1) }
            #expect(try await record(scene, clinic, at: night.adding(minutes: 2)) == nil)
            try await takeBack(3)
            #expect(try await status(scene, first) == .booked)
            #expect(try await offered(scene) == [90])
            let messages = try await scene.database.read { try MessageStore.messages(.unread, scope: .practice(Cast.riverside), in: $0) }
            #expect(messages.map(\.kind) == ["outcome", "correction"])
            await #expect(throws: NotHeldRefusal.nothingToTakeBack) { try await takeBack(4) }
            try await mark(scene, first.id, .arrive, .see, at: night.adding(minutes: 5))
            try await close(scene, clinic, at: night.adding(minutes: 6))
            let ledger = try await entries(scene, clinic)
            #expect(ledger.map(\.minutes).sorted() == [-60, 60, 60])
            #expect(try await scene.database.read { try ActivityStore.verify(in: $0) } == [])
        }
    }

    @Test("A patient who has another appointment at that time by now keeps it, and the clinic stays as recorded", arguments: TestDatabases.engines)
    func replaced(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, _, fourth) = try await evening(scene)
            let other = try scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1)
            try await scene.publish(other)
            let start = slots[0].startsAt
            #expect(try await record(scene, clinic, at: start) == nil)
            let instead = try await scene.slots(of: other, on: Scene.monday)[3]
            _ = try await scene.book(instead.id, for: fourth.patient, at: start.adding(minutes: 1))
            await #expect(throws: NotHeldRefusal.replaced) {
                try await scene.database.write(by: .test, at: start.adding(minutes: 2)) { try ClinicDateStore.takeBackNotHeld(clinic, in: $0) }
            }
            #expect(try await scene.database.read { try ClinicStore.clinic(clinic, in: $0)?.status } == .withdrawn)
        }
    }

    @Test("Two who record it at once do it once; a mark at the same moment either counts or comes too late", arguments: TestDatabases.engines)
    func races(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, _) = try await evening(scene)
            let night = slots[5].endsAt.adding(minutes: 60)
            try await close(scene, clinic, at: night)
            let done = try await atOnce(3) { index -> Bool in
                if index < 2 { return try await record(scene, clinic, at: night.adding(minutes: 5)) == nil }
                do {
                    try await mark(scene, first.id, .miss, at: night.adding(minutes: 5))
                    return true
                } catch is ActRefusal {
                    return false
                }
            }
            #expect(done[0] != done[1])
            #expect(try await status(scene, first) == (done[2] ? .didNotAttend : .cancelled))
            #expect(try await entries(scene, clinic).map(\.minutes).sorted().first == -60)
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries WHERE reverses IS NOT NULL") == 1)
        }
    }

    @Test("Who says that a clinic did not take place cancels the appointments that were shown, or none", arguments: TestDatabases.engines)
    func shown(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, first, fourth) = try await evening(scene)
            let night = slots[5].endsAt.adding(minutes: 60)
            let path = "/clinics/dates/\(clinic)"
            let coordinator = try PageProbe(features: scene.features, as: scene.principal(.hubCoordinator), at: night)
            let page = await coordinator.get(path)
            // Meanwhile somebody marks the first patient, who is not to be cancelled any more.
            try await mark(scene, first.id, .arrive, .see, at: night)
            let late = await coordinator.submit(page, to: "\(path)/not-held", ["cause": "premises"])
            #expect(late.status == 409)
            #expect(late.contains("Somebody else changed this while you were typing."))
            #expect(late.contains("1 appointment that is not marked is cancelled and its practice is told."))
            #expect(try await status(scene, fourth) == .booked)
            // The cause that was chosen is kept.
            #expect(await coordinator.submit(late, to: "\(path)/not-held").status == 303)
            #expect(try await status(scene, first) == .seen)
            #expect(try await status(scene, fourth) == .cancelled)
        }
    }

    @Test("A clinic that ran to its end, or was withdrawn, is not recorded", arguments: TestDatabases.engines)
    func refusals(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(ends: "18:45", until: Scene.monday)
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0]
            let booking = try await scene.book(slot.id, for: scene.patient(1))
            try await mark(scene, booking.id, .miss, at: slot.endsAt)
            #expect(try await record(scene, slot.clinic, at: slot.endsAt) == .heldToTheEnd)
            let other = try scene.pattern(room: 1, starts: "19:00", until: Scene.monday)
            try await scene.publish(other)
            let withdrawn = try await scene.slots(of: other)[0].clinic
            try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.withdraw(withdrawn, reason: "Unwell", in: $0) }
            #expect(try await record(scene, withdrawn, at: slot.endsAt.adding(minutes: 120)) == .withdrawn)
        }
    }

    @Test(
        "The coordinator of the hub records it from the clinic list, sees whom to call, and takes it back; nobody else may",
        arguments: TestDatabases.engines)
    func pages(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (clinic, slots, _, _) = try await evening(scene)
            let night = slots[5].endsAt.adding(minutes: 60)
            func probe(_ role: Role, at organisation: OrganisationID? = nil) throws -> PageProbe {
                try PageProbe(features: scene.features, as: scene.principal(role, at: organisation, person: Cast.doctor), at: night)
            }
            let path = "/clinics/dates/\(clinic)"
            for role in Role.allCases where role != .hubCoordinator {
                let person = try probe(role)
                let page = await person.get(path)
                #expect(page.status == (role == .federationManager ? 200 : 403), "\(role)")
                #expect(!page.text.contains("not-held"), "\(role)")
                let form = role == .federationManager ? page : await person.get("/desk/new-patient")
                for end in ["", "/taking-back"] {
                    #expect(await person.post("\(path)/not-held\(end)", ["cause": "premises"], from: form).status == 403, "\(role)")
                }
            }
            let elsewhere = try probe(.hubCoordinator, at: Cast.north)
            #expect(await elsewhere.post("\(path)/not-held", ["cause": "premises"], from: await elsewhere.get("/clinics/new")).status == 404)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics WHERE not_held_at IS NOT NULL") == 0)

            let coordinator = try probe(.hubCoordinator)
            let list = await coordinator.get("/clinic?date=\(Scene.monday)&clinic=\(clinic)")
            #expect(list.text.contains("href=\"\(path)\""))
            let page = await coordinator.get(path)
            #expect(page.contains("Nobody is marked, so the clinic counts as not held at all. 2 appointments that are not marked are cancelled"))
            let missing = await coordinator.submit(page, to: "\(path)/not-held")
            #expect(missing.status == 422)
            #expect(missing.contains("Choose why it did not take place, or ended early"))
            let sent = await coordinator.submit(page, to: "\(path)/not-held", ["cause": "clinician-unwell"])
            #expect(sent.status == 303)
            let after = await coordinator.follow(sent)
            for words in [
                "Did not take place", "The clinician was unwell", "Patients who were not seen", "Amina Example", "Ben Example", "07700 900123",
                "Book again",
            ] { #expect(after.contains(words), "\(words)") }
            // A second click, and a second person with the old page, find it done.
            #expect(await coordinator.submit(page, to: "\(path)/not-held", ["cause": "clinician-unwell"]).status == 303)
            let second = await (try probe(.hubCoordinator)).get(path)
            #expect(!second.text.contains("action=\"\(path)/not-held\""))
            let federation = await (try probe(.federationManager)).get(path)
            #expect(federation.contains("A patient of Riverside Surgery") && !federation.contains("Amina"))
            let back = await coordinator.submit(after, to: "\(path)/not-held/taking-back")
            #expect(await coordinator.follow(back).contains("It is taken back"))
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status = 'booked'") == 2)
        }
    }
}
