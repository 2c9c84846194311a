// What the desk keeps while one chooses.

import Appointments
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("What the desk keeps")
struct DeskKeepsTests {
    /// Monday's six times of the GP from 6:30pm, a patient who has none of them, and the patient's page.
    private func desk(_ scene: Scene) async throws -> (receptionist: PageProbe, path: String, slots: [Slot], patient: PatientID) {
        let pattern = try scene.pattern(until: Scene.monday)
        try await scene.publish(pattern)
        let patient = try await scene.patient(1)
        let receptionist = try PageProbe(features: scene.features, as: scene.principal(.receptionist), at: TestDay.now)
        return (receptionist, "/desk/patients/\(patient.stored)", try await scene.slots(of: pattern), patient)
    }

    private func booking(_ scene: Scene, of patient: PatientID) async throws -> Booking? {
        try await scene.database.read {
            try BookingStore.bookings(of: patient, from: Scene.today, scope: .federation, in: $0).first
        }
    }

    @Test("What the patient says is kept by a hold, by another time, by other filters, and stands in no address", arguments: TestDatabases.engines)
    func note(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, patient) = try await desk(scene)
            let page = await receptionist.get(path)
            let held = await receptionist.submit(page, to: "\(path)/holds", ["note": "Since Monday"])
            #expect(held.status == 200)
            #expect(held.contains("Held for you until 9:32am") && held.contains(">Since Monday</textarea>"))
            // Loaded anew, the page sends the same form: it is held once.
            let again = await receptionist.submit(page, to: "\(path)/holds", ["note": "Since Monday"])
            #expect(again.status == 200 && again.contains(">Since Monday</textarea>"))
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'slot held'") == 1)
            let other = await receptionist.submit(held, to: path, ["choose": slots[2].id.stored])
            #expect(other.status == 200 && other.location == nil)
            #expect(other.contains("at seven o’clock in the evening") && other.contains(">Since Monday</textarea>"))
            let filtered = await receptionist.submit(other, to: path, ["need": "cough-or-cold", "note": "Since Sunday"])
            #expect(filtered.contains("Struggling to breathe") && filtered.contains(">Since Sunday</textarea>"))
            #expect(filtered.contains("at seven o’clock in the evening"))
            let booked = await receptionist.submit(filtered, to: "\(path)/bookings")
            #expect(booked.status == 303)
            let kept = try await booking(scene, of: patient)
            #expect(kept?.note == "Since Sunday" && kept?.need == "cough-or-cold" && kept?.slot == slots[2].id)
        }
    }

    @Test("Other times replace the one that was offered first, never one that was picked or held", arguments: TestDatabases.engines)
    func otherTimes(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, _) = try await desk(scene)
            // The first is at 6:30pm, the sixth at 7:45pm.
            let offered = await receptionist.submit(receptionist.get(path), to: path, ["need": "cough-or-cold"])
            #expect(offered.location == "\(path)?need=cough-or-cold")
            let first = await receptionist.follow(offered)
            #expect(first.contains("at half past six in the evening"))
            let picked = await receptionist.follow(receptionist.submit(first, to: path, ["choose": slots[5].id.stored]))
            let held = await receptionist.follow(receptionist.submit(picked, to: "\(path)/holds"))
            for page in [picked, held] {
                let other = await receptionist.follow(receptionist.submit(page, to: path, ["need": "back-pain"]))
                #expect(other.contains("at quarter to eight in the evening"))
                #expect(other.text.contains("name=\"slot\" value=\"\(slots[5].id)\""))
            }
            #expect(held.contains("Held for you until 9:32am"))
        }
    }

    @Test("Where nothing was typed, a hold and other times lead to an address, so that going back asks nothing", arguments: TestDatabases.engines)
    func addresses(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, patient) = try await desk(scene)
            let page = await receptionist.get(path)
            let chosen = await receptionist.submit(page, to: path, ["choose": slots[2].id.stored])
            #expect(chosen.status == 303 && chosen.location == "\(path)?slot=\(slots[2].id)")
            let held = await receptionist.submit(page, to: "\(path)/holds")
            #expect(held.status == 303 && held.location == "\(path)?slot=\(slots[0].id)")
            // Cleared of what the appointment says, the note is not filled in again.
            #expect(await receptionist.submit(page, to: "\(path)/bookings", ["note": "Deaf in one ear"]).status == 303)
            let old = try #require(try await booking(scene, of: patient))
            let moving = await receptionist.get("\(path)?moving=\(old.id)")
            let cleared = await receptionist.submit(moving, to: path, ["choose": slots[3].id.stored, "note": ""])
            #expect(cleared.status == 200 && !cleared.contains("Deaf in one ear"))
        }
    }

    @Test(
        "With drafts kept, other times and a hold show what was sent; a draft comes back on the plain page of its patient",
        arguments: TestDatabases.engines)
    func drafts(engine: Engine) async throws {
        try await Scene.run(engine, also: DraftsFeature.migrations) { scene in
            let (_, path, slots, patient) = try await desk(scene)
            let other = try await scene.patient(2)
            let receptionist = try PageProbe(
                features: scene.features + [DraftsFeature(database: scene.database)], as: scene.principal(.receptionist), at: TestDay.now)
            let page = await receptionist.get(path)
            let typed = await receptionist.post(
                "/drafts", ["draft-of": "\(path)/bookings", "once": "of the page", "note": "Since Monday"], from: page)
            #expect(typed.text == "{\"kept\":true}")
            // What is sent next goes before the draft of a moment ago, whichever button sends it.
            let times = await receptionist.submit(page, to: path, ["choose": slots[2].id.stored, "note": "Since Sunday"])
            #expect(times.contains(">Since Sunday</textarea>") && !times.contains("Since Monday"))
            let held = await receptionist.submit(times, to: "\(path)/holds")
            #expect(held.contains(">Since Sunday</textarea>") && !held.contains("Since Monday"))
            #expect(await !receptionist.get("/desk/patients/\(other.stored)").contains("Since Monday"))
            let offered = await receptionist.get(path)
            #expect(offered.contains(">Since Monday</textarea>") && offered.contains("It has not been sent."))
            #expect(await receptionist.submit(offered, to: "\(path)/holds", ["note": "Since Sunday"]).status == 200)
            #expect(await receptionist.submit(held, to: "\(path)/bookings").status == 303)
            #expect(try await booking(scene, of: patient)?.note == "Since Sunday")
            #expect(await !receptionist.get(path).contains("Since Monday"))
        }
    }

    @Test("Nothing of one patient's registration stands in another's", arguments: TestDatabases.engines)
    func registration(engine: Engine) async throws {
        try await Scene.run(engine, also: DraftsFeature.migrations) { scene in
            let receptionist = try PageProbe(
                features: scene.features + [DraftsFeature(database: scene.database)], as: scene.principal(.receptionist), at: TestDay.now)
            let page = await receptionist.get("/desk/new-patient")
            #expect(page.contains("What you type here is not kept until you register the patient."))
            let typed = await receptionist.post("/drafts", ["draft-of": "/desk/new-patient", "family-name": "Sample"], from: page)
            #expect(typed.text == "{\"kept\":false}")
            #expect(await !receptionist.get("/desk/new-patient").contains("Sample"))
        }
    }

    @Test("What was typed is shown after a refusal, also where nothing can be booked any more", arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, patient) = try await desk(scene)
            let page = await receptionist.get(path)
            _ = try await scene.book(slots[0].id, for: scene.patient(2))
            let held = await receptionist.submit(page, to: "\(path)/holds", ["note": "Since Monday"])
            #expect(held.status == 409 && held.contains("Somebody else has just taken this appointment."))
            #expect(held.contains(">Since Monday</textarea>"))
            // Meanwhile the practice records a death.
            try await scene.database.maintain { try $0.execute("UPDATE patients SET died_on = \(Scene.today) WHERE id = \(patient)") }
            let other = await receptionist.get(path)
            #expect(!other.contains("What you typed"))
            for action in ["holds", "bookings"] {
                let refused = await receptionist.submit(page, to: "\(path)/\(action)", ["note": "Since Sunday"])
                #expect(refused.contains("What you typed: Since Sunday"), "\(action)")
            }
        }
    }

    @Test("A time that was picked stays, though no list shows it; once it is taken nothing is chosen in its place", arguments: TestDatabases.engines)
    func picked(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, _) = try await desk(scene)
            // Each list shows five; the sixth is at 7:45pm. A physiotherapist has no time, and the GP's stays all the same.
            for filter in ["", "&service=physiotherapist"] {
                let page = await receptionist.get("\(path)?slot=\(slots[5].id)\(filter)")
                #expect(page.contains("at quarter to eight in the evening"), "\(filter)")
                #expect(page.text.contains("name=\"slot\" value=\"\(slots[5].id)\""), "\(filter)")
            }
            let page = await receptionist.get("\(path)?slot=\(slots[5].id)")
            _ = try await scene.book(slots[5].id, for: scene.patient(2))
            let gone = await receptionist.submit(page, to: path, ["choose": slots[5].id.stored, "note": "Since Monday"])
            #expect(gone.contains("The time that you chose is not free any more. Choose another."))
            let refused = await receptionist.submit(page, to: "\(path)/bookings", ["note": "Since Monday"])
            #expect(refused.status == 409 && refused.contains("Next free instead"))
            #expect(!refused.contains("The time that you chose"))
            for answer in [gone, refused] {
                #expect(answer.contains(">Since Monday</textarea>") && answer.contains("Mon 23 Nov 6:30pm"))
                #expect(!answer.contains("I can offer you") && !answer.contains("Book appointment"))
                #expect(!answer.text.contains("name=\"slot\""))
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings") == 1)
        }
    }

    @Test("The need that is booked is the one whose questions were shown", arguments: TestDatabases.engines)
    func need(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, _, patient) = try await desk(scene)
            let page = await receptionist.get("\(path)?need=back-pain")
            #expect(await receptionist.submit(page, to: "\(path)/bookings", ["need": "something-else"]).status == 303)
            #expect(try await booking(scene, of: patient)?.need == "back-pain")
        }
    }

    @Test("Moving an appointment takes along what the patient said", arguments: TestDatabases.engines)
    func moved(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, patient) = try await desk(scene)
            let page = await receptionist.get(path)
            #expect(await receptionist.submit(page, to: "\(path)/bookings", ["note": "Deaf in one ear"]).status == 303)
            let old = try #require(try await booking(scene, of: patient))
            let moving = await receptionist.get("\(path)?moving=\(old.id)")
            #expect(moving.contains(">Deaf in one ear</textarea>"))
            let other = await receptionist.submit(moving, to: path, ["choose": slots[3].id.stored])
            #expect(await receptionist.submit(other, to: "\(path)/bookings").status == 303)
            let new = try await booking(scene, of: patient)
            #expect(new?.note == "Deaf in one ear" && new?.slot == slots[3].id && new?.movedFrom == old.id)
        }
    }

    @Test("Once the appointment that was to be moved has ended, the page says so and books a new one", arguments: TestDatabases.engines)
    func ended(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (receptionist, path, slots, patient) = try await desk(scene)
            let old = try await scene.book(slots[0].id, for: patient)
            let moving = await receptionist.get("\(path)?moving=\(old.id)&slot=\(slots[3].id)")
            #expect(moving.contains("Move to this time"))
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(old.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            let refused = await receptionist.submit(moving, to: "\(path)/bookings", ["note": "Since Monday"])
            #expect(refused.status == 409)
            #expect(refused.contains("The appointment that was to be moved has ended or begun. What you book now is a new appointment."))
            #expect(refused.contains("Book appointment") && !refused.text.contains("name=\"moving\""))
            #expect(await receptionist.submit(refused, to: "\(path)/bookings").status == 303)
            let new = try await booking(scene, of: patient)
            #expect(new?.slot == slots[3].id && new?.note == "Since Monday" && new?.movedFrom == nil)
        }
    }
}
