// Another clinician or room; a clinic not run.

import Activity
import Appointments
import Directory
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("One date's clinic")
struct ClinicDateTests {
    /// Another GP, who has no clinic that evening.
    private func anotherDoctor(
        _ scene: Scene, family: String = "Standin", profession: String = "Salaried GP", registration: ProfessionalRegistration? = nil
    ) async throws -> PersonID {
        let id = PersonID(at: TestDay.now)
        try await scene.database.write(by: .test, at: TestDay.now) { tx in
            try PersonStore.add(
                Person(id: id, givenName: "Lee", familyName: family, title: "Dr", registration: registration, profession: profession), in: tx)
            try PersonStore.appoint(
                Post(id: ID(at: tx.instant), personId: id, organisationId: Cast.hub, kind: .staff, fromDate: Scene.today.adding(days: -30)), in: tx)
        }
        return id
    }

    private func refusal(
        _ scene: Scene, _ clinic: ID<Clinic>, clinician: PersonID? = nil, room: Int = 0, seen: Int = 0, at now: Instant = TestDay.now
    ) async throws -> SubstitutionRefusal? {
        let draft = SubstitutionDraft(clinician: clinician ?? Cast.doctor, room: Cast.rooms[room], reason: "Clinician unwell", seen: Revision(seen))
        do {
            try await scene.database.write(by: scene.actor(), at: now) { try ClinicDateStore.substitute(draft, on: clinic, in: $0) }
            return nil
        } catch let refusal as SubstitutionRefusal {
            return refusal
        }
    }

    private func isChanged(_ scene: Scene, _ clinic: ID<Clinic>, clinician: PersonID, room: Int, seen: Int = 0) async throws -> Bool {
        do {
            return try await refusal(scene, clinic, clinician: clinician, room: room, seen: seen) == nil
        } catch is ChangedMeanwhile {
            return false
        }
    }

    @Test("A profession in words fits its service, who works beside it does not, and a registration with another body decides against it")
    func professions() throws {
        func gives(_ profession: String, _ service: Service, _ registration: String? = nil) throws -> Bool {
            let person = Person(
                id: ID(at: TestDay.now), givenName: "Lee", familyName: "Standin",
                registration: try registration.map { try ProfessionalRegistration(parsing: $0) },
                profession: profession)
            return service.isGiven(by: person)
        }
        for (profession, service) in [
            ("GP", Service.doctor), ("Salaried GP", .doctor), ("General practitioner", .doctor), ("Practice nurse", .nurse),
            ("Advanced nurse practitioner", .nurse), ("Clinical pharmacist", .pharmacist), ("First-contact physiotherapist", .physiotherapist),
            ("Paramedic", .paramedic), ("Mental health practitioner", .mentalHealthPractitioner), ("Healthcare assistant", .healthcareAssistant),
            ("Nurse", .healthcareAssistant),
        ] { #expect(try gives(profession, service), "\(profession)") }
        for (profession, service) in [
            ("", Service.doctor), ("GP assistant", .doctor), ("Nurse", .doctor), ("Practice manager", .nurse), ("Pharmacy technician", .pharmacist),
            ("Physiotherapy assistant", .physiotherapist), ("GP", .nurse), ("Receptionist", .healthcareAssistant), ("Student nurse", .nurse),
        ] { #expect(try !gives(profession, service), "\(profession)") }
        #expect(try gives("GP", .doctor, "GMC 1234567"))
        #expect(try !gives("GP", .doctor, "NMC 71A2998E"))
    }

    @Test("Another clinician takes a clinic: what is booked stays and shows the new name, and the work is theirs", arguments: TestDatabases.engines)
    func anotherClinician(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            let patient = try await scene.patient(1)
            let booking = try await scene.book(slots[0].id, for: patient)
            let (clinic, standin) = (slots[0].clinic, try await anotherDoctor(scene))
            #expect(try await refusal(scene, clinic, clinician: standin) == nil)
            let receptionist = try PageProbe(
                features: scene.features, as: scene.principal(.receptionist), at: TestDay.now)
            for path in ["/bookings/\(booking.id.stored)", "/desk/patients/\(patient.stored)"] {
                #expect(await receptionist.get(path).contains("with Dr Lee Standin, GP"), "\(path)")
            }
            // The list is the new clinician's; the weekly clinic and its other dates stay.
            func list(_ person: PersonID) async throws -> PageSeen {
                await
                    (try PageProbe(
                        features: scene.features, as: scene.principal(.hubClinician, person: person), at: slots[0].startsAt)).get("/clinic")
            }
            #expect(try await list(standin).contains("Amina Example"))
            #expect(try await !list(Cast.doctor).contains("Amina Example"))
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics WHERE clinician = \(Cast.doctor)") == 2)
            try await scene.database.write(by: .test, at: slots[0].startsAt) { tx in
                try ClinicListStore.mark(booking.id, .arrive, hub: Cast.hub, clinician: standin, in: tx)
                try ClinicListStore.mark(booking.id, .see, hub: Cast.hub, clinician: standin, in: tx)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries WHERE performed_by = \(standin)") == 1)
            // Once patients have been seen the clinician stays; the room may still change.
            #expect(try await refusal(scene, clinic, clinician: Cast.doctor, seen: 1, at: slots[1].startsAt) == .begun(1))
            #expect(try await refusal(scene, clinic, clinician: standin, room: 1, seen: 1, at: slots[1].startsAt) == nil)
            let changes = try await scene.database.read { try ClinicDateStore.substitutions(of: clinic, in: $0) }
            #expect(changes.map(\.number) == [2, 1])
            #expect(changes.last?.clinicianBefore == Cast.doctor && changes.last?.clinicianAfter == standin)
            #expect(changes.first?.roomBefore == Cast.rooms[0] && changes.first?.roomAfter == Cast.rooms[1])
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'clinic clinician or room changed'") == 2)
        }
    }

    @Test(
        "The wrong profession, a clinician who is elsewhere, a room in use, another site's room and what is over are refused",
        arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern, on: Scene.monday)[0]
            let clinic = slot.clinic
            let busy = try await anotherDoctor(scene, family: "Busy")
            try await scene.publish(scene.pattern(clinician: busy, room: 1, starts: "19:45", ends: "21:00"))
            #expect(
                try await refusal(scene, clinic, clinician: Cast.physiotherapist)
                    == .lacksProfession(name: "Sam Model", profession: "Physiotherapist", service: .doctor))
            let nobody = PersonID(at: TestDay.now)
            #expect(try await refusal(scene, clinic, clinician: nobody) == .lacksProfession(name: "This person", profession: "", service: .doctor))
            guard case .clash(let elsewhere)? = try await refusal(scene, clinic, clinician: busy) else {
                Issue.record("The clinician is in two places")
                return
            }
            #expect(elsewhere.kind == .person && elsewhere.sentence == "Dr Lee Busy has a clinic on Monday 23 November from 7:45pm to 9pm.")
            guard case .clash(let taken)? = try await refusal(scene, clinic, room: 1) else {
                Issue.record("The room is given twice")
                return
            }
            #expect(taken.kind == .room && taken.sentence == "Room 2 is in use for a clinic on Monday 23 November from 7:45pm to 9pm.")
            #expect(try await refusal(scene, clinic) == .nothingChanged)
            let standin = try await anotherDoctor(scene)
            await #expect(throws: ChangedMeanwhile()) { try await refusal(scene, clinic, clinician: standin, seen: 3) }
            #expect(try await refusal(scene, clinic, clinician: standin, at: slot.startsAt.adding(minutes: 90)) == .over)
            let draft = SubstitutionDraft(clinician: Cast.doctor, room: ID(at: TestDay.now), reason: "Broken tap", seen: Revision(0))
            await #expect(throws: SubstitutionRefusal.noSuchRoom) {
                try await scene.database.write(by: .test, at: TestDay.now) { try ClinicDateStore.substitute(draft, on: clinic, in: $0) }
            }
            try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.withdraw(clinic, reason: "Snow", in: $0) }
            #expect(try await refusal(scene, clinic, clinician: standin) == .notPublished)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinic_substitutions") == 0)
        }
    }

    @Test("Two who change one clinic, or give one clinician to two clinics, at one moment: one goes through", arguments: TestDatabases.engines)
    func atTheSameTime(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let other = try await anotherDoctor(scene, family: "Other")
            let (one, two) = (try scene.pattern(), try scene.pattern(clinician: other, room: 1))
            try await scene.publish(one)
            try await scene.publish(two)
            let standin = try await anotherDoctor(scene)
            let dates = [Scene.monday, Scene.monday.adding(days: 7), Scene.monday.adding(days: 14)]
            for date in dates {
                let clinics = [try await scene.slots(of: one, on: date)[0].clinic, try await scene.slots(of: two, on: date)[0].clinic]
                let answers = try await atOnce(2) { index in
                    try await isChanged(scene, clinics[index], clinician: standin, room: index)
                }
                #expect(answers.filter { $0 }.count == 1, "\(answers)")
            }
            let clinic = try await scene.slots(of: two, on: Scene.monday)[0].clinic
            let third = try await anotherDoctor(scene, family: "Third")
            let seen = try await scene.database.read { try ClinicDateStore.substitutions(of: clinic, in: $0).first?.number ?? 0 }
            let answers = try await atOnce(2) { index in
                try await isChanged(scene, clinic, clinician: index == 0 ? third : other, room: 1, seen: seen)
            }
            #expect(answers.filter { $0 }.count <= 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinic_substitutions WHERE clinic = \(clinic)") <= 2)
        }
    }

    @Test(
        "A clinic that will not run takes no more bookings, keeps its patients until each is moved, and is then withdrawn",
        arguments: TestDatabases.engines)
    func stopped(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let standin = try await anotherDoctor(scene)
            let (pattern, instead) = (try scene.pattern(), try scene.pattern(clinician: standin, room: 1))
            try await scene.publish(pattern)
            try await scene.publish(instead)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            let clinic = slots[0].clinic
            let (one, two) = (try await scene.patient(1), try await scene.patient(2, family: "Second"))
            let first = try await scene.book(slots[0].id, for: one)
            let second = try await scene.book(slots[1].id, for: two)
            func write(_ act: @escaping @Sendable (Transaction) throws -> Void) async throws {
                try await scene.database.write(by: scene.actor(), at: TestDay.now) { try act($0) }
            }
            await #expect(throws: WithdrawalRefusal.offered) { try await write { try ClinicDateStore.offerAgain(clinic, in: $0) } }
            try await write { try ClinicDateStore.stop(clinic, reason: "Clinician unwell", in: $0) }
            #expect(try await scene.refusal(slots[2].id, for: scene.patient(3, family: "Third")) == .notOffered)
            let offered = try await scene.database.read { connection in
                let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: Scene.today, in: connection)
                return try SlotStore.free(SlotWish(date: Scene.monday), for: eligibility, at: TestDay.now, holder: nil, limit: 50, in: connection)
            }
            #expect(!offered.isEmpty && offered.allSatisfy { $0.clinic != clinic })
            await #expect(throws: WithdrawalRefusal.booked(2)) { try await write { try ClinicStore.withdraw(clinic, reason: "Unwell", in: $0) } }
            let free = try await scene.slots(of: instead, on: Scene.monday)[0].id
            try await write {
                try BookingStore.move(first.id, to: BookingDraft(id: ID(at: TestDay.now), slot: free, patient: one), scope: .federation, in: $0)
            }
            try await write { try BookingStore.cancel(second.id, reason: .clinicWithdrawn, note: "", scope: .federation, in: $0) }
            try await write { try ClinicStore.withdraw(clinic, reason: "Unwell", in: $0) }
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status = 'booked'") == 1)
            await #expect(throws: WithdrawalRefusal.notPublished) { try await write { try ClinicDateStore.offerAgain(clinic, in: $0) } }
        }
    }

    @Test("A stopped clinic earns nothing for unused time; one that nobody was left in counts as not run", arguments: TestDatabases.engines)
    func stoppedAndForgotten(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let (empty, kept) = (
                try await scene.slots(of: pattern, on: Scene.monday)[0], try await scene.slots(of: pattern, on: Scene.monday.adding(days: 7))[0]
            )
            _ = try await scene.book(kept.id, for: scene.patient(1))
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                for slot in [empty, kept] { try ClinicDateStore.stop(slot.clinic, reason: "Clinician unwell", in: tx) }
            }
            let night = kept.endsAt.adding(minutes: 400)
            try await CloseClinics().run(
                JobItem(id: ID(at: night), kind: CloseClinics.kind, payload: "{}", attempt: 1), in: scene.database, at: night)
            #expect(try await scene.database.read { try ClinicStore.clinic(empty.clinic, in: $0)?.status } == .withdrawn)
            #expect(try await scene.database.read { try ClinicStore.clinic(kept.clinic, in: $0)?.status } == .closed)
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries") == 0)
        }
    }

    @Test("Without a GP's clinic the standard hours that nobody else covers are named")
    func gaps() async throws {
        for engine in TestDatabases.engines {
            try await Scene.run(engine) { scene in
                let standin = try await anotherDoctor(scene)
                let (whole, half) = (try scene.pattern(), try scene.pattern(clinician: standin, room: 1, starts: "18:30", ends: "19:00"))
                try await scene.publish(whole)
                try await scene.publish(half)
                let (clinic, doctors) = try await scene.database.read { connection in
                    let doctors = try ClinicDateStore.doctors(on: Scene.monday, in: connection)
                    return (doctors.first { $0.pattern == whole.id }, doctors)
                }
                let hours = Scene.evening(of: Scene.monday)
                let found = SubstitutionRules.newGaps(without: try #require(clinic), doctors: doctors, in: hours)
                #expect(found.map(\.sentence) == ["No GP is on site on Monday 23 November from 7pm to 8pm."])
                let other = try #require(doctors.first { $0.pattern == half.id })
                #expect(SubstitutionRules.newGaps(without: other, doctors: doctors, in: hours).isEmpty)
            }
        }
    }

    @Test("The coordinator changes the clinician, stops a clinic, calls and moves its patients, and withdraws it", arguments: TestDatabases.engines)
    func pages(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let standin = try await anotherDoctor(scene)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            let patient = try await scene.patient(1)
            let booking = try await scene.book(slots[0].id, for: patient)
            let path = "/clinics/dates/\(slots[0].clinic.stored)"
            func probe(_ role: Role, at organisation: OrganisationID? = nil) throws -> PageProbe {
                try PageProbe(features: scene.features, as: scene.principal(role, at: organisation), at: TestDay.now)
            }
            let coordinator = try probe(.hubCoordinator)
            // Who may not: each other role, and the coordinator of another hub.
            for role in Role.allCases where role != .hubCoordinator && role != .federationManager {
                let visitor = try probe(role)
                for form in ["", "/staffing"] { #expect(await visitor.get(path + form).status == 403, "\(role)") }
                for form in ["/staffing", "/stop", "/stop/taking-back", "/withdrawal"] {
                    #expect(await visitor.post(path + form, ["reason": "x"]).status == 403, "\(role)")
                }
            }
            let elsewhere = try probe(.hubCoordinator, at: OrganisationID(at: TestDay.now))
            let foreign = await elsewhere.get("/clinics")
            #expect(await elsewhere.get(path).status == 404)
            for form in ["/staffing", "/stop", "/stop/taking-back", "/withdrawal"] {
                #expect(await elsewhere.post(path + form, ["reason": "x"], from: foreign).status == 404, "\(form)")
            }

            let staffing = await coordinator.get("\(path)/staffing")
            let stale = await coordinator.get("\(path)/staffing")
            #expect(staffing.contains("Dr Lee Standin, Salaried GP"))
            #expect(staffing.contains("1 appointment stays as booked"))
            #expect(await coordinator.submit(staffing, to: "\(path)/staffing").contains("Say why it is changed"))
            let change: KeyValuePairs = ["clinician": standin.stored, "reason": "Dr Sample is unwell"]
            let changed = await coordinator.follow(coordinator.submit(staffing, to: "\(path)/staffing", change))
            #expect(changed.contains("What is booked stays and shows it now."))
            #expect(changed.contains("Dr Lee Standin instead of Dr Priya Sample"))
            // A second coordinator had the page open.
            let late = await coordinator.submit(stale, to: "\(path)/staffing", ["room": Cast.rooms[1].stored, "reason": "Broken tap"])
            #expect(late.status == 409)
            #expect(late.contains("Somebody else changed this while you were typing."))

            #expect(changed.contains("Without this clinic no GP is on site"))
            #expect(changed.contains("No GP is on site on Monday 23 November from 6:30pm to 8pm."))
            #expect(await coordinator.submit(changed, to: "\(path)/stop").status == 422)
            let stopped = await coordinator.follow(coordinator.submit(changed, to: "\(path)/stop", ["reason": "Flood"]))
            #expect(stopped.contains("No more bookings are taken"))
            // Who is second to stop it is told so, sees why it was stopped, and keeps what was typed.
            let another = try probe(.hubCoordinator)
            let second = await another.post("\(path)/stop", ["reason": "Burst pipe"], from: await another.get("/clinics"))
            #expect(second.status == 409)
            for words in ["This clinic is stopped already; its reason stands on this page.", "Why it will not run", "Flood"] {
                #expect(second.contains(words), "\(words)")
            }
            #expect(second.text.contains("value=\"Burst pipe\""))
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'clinic stopped'") == 1)
            for words in ["Patients to call", "Amina Example", "07700 900123", "Riverside Surgery", "moving=\(booking.id.stored)"] {
                #expect(stopped.contains(words), "\(words)")
            }
            let overview = await coordinator.get("/clinics")
            #expect(overview.contains("1 patient to call") && overview.contains(path))
            // The federation manager plans clinics and sees no patient.
            let manager = await (try probe(.federationManager)).get(path)
            #expect(manager.status == 200 && manager.contains("A patient of Riverside Surgery"))
            #expect(!manager.contains("Amina") && !manager.contains("07700"))
            // The clinic list still has whoever could not be reached.
            let list = await coordinator.get("/clinic?date=\(Scene.monday.stored)")
            #expect(list.contains("Amina Example") && list.contains("Will not run: patients are being called"))
            let refused = await coordinator.post("\(path)/withdrawal", ["reason": "Flood"], from: stopped)
            #expect(refused.status == 409 && refused.contains("1 patient is booked into this clinic."))
            let asking = await coordinator.get("/bookings/\(booking.id.stored)/cancellation")
            let cancelled = await coordinator.follow(coordinator.submit(asking, to: "/bookings/\(booking.id.stored)/cancellation"))
            #expect(cancelled.contains("The clinic will not run"))
            #expect(cancelled.contains("Next patient to call") && cancelled.contains(path))
            let after = await coordinator.get(path)
            #expect(after.contains("Nobody is booked any more."))
            let again = await coordinator.follow(coordinator.submit(after, to: "\(path)/stop/taking-back"))
            #expect(again.contains("The clinic is offered again"))
            #expect(try await scene.refusal(slots[0].id, for: patient) == nil)
            #expect(
                try await scene.count(
                    "SELECT COUNT(*) FROM audit_entries WHERE action = 'clinic’s patients viewed' AND details LIKE \("%\(patient.stored)%")") > 0)
        }
    }
}
