// The desk, the clinic list, the rest, as used.

import Activity
import Appointments
import Directory
import Foundation
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Pages")
struct DeskPagesTests {
    private func probe(_ scene: Scene, _ role: Role, at organisation: OrganisationID? = nil, person: PersonID? = nil, now: Instant = TestDay.now)
        throws
        -> PageProbe
    {
        try PageProbe(
            features: scene.features, as: scene.principal(role, at: organisation, person: person), at: now)
    }

    @Test("A receptionist finds a patient, sees what to say, books, and is told what happens next", arguments: TestDatabases.engines)
    func journey(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            try await scene.publish(
                scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, starts: "18:40", ends: "20:00", minutes: 20))
            let receptionist = try probe(scene, .receptionist)
            let desk = await receptionist.get("/desk")
            #expect(desk.status == 200)
            let found = await receptionist.submit(desk, to: "/desk/search", ["find": "amina exampel 4 5 1961"])
            #expect(found.contains("Amina Example"))
            #expect(found.contains("Riverside Surgery"))
            // What was typed stays on the page and out of the address.
            #expect(found.location == nil)
            let byNumber = await receptionist.submit(desk, to: "/desk/search", ["find": try Cast.nhsNumber(1).spaced])
            #expect(byNumber.location == "/desk/patients/\(patient.stored)")

            let page = await receptionist.get("/desk/patients/\(patient.stored)?need=back-pain")
            #expect(page.status == 200)
            #expect(page.contains("Consent in force"))
            #expect(page.contains("Numbness between the legs"))
            #expect(page.contains("Not clinical advice"))
            #expect(page.contains("physiotherapist (first), GP"))
            #expect(
                page.contains(
                    "I can offer you on Monday 23 November at twenty to seven in the evening, at Oak Hub, with Sam, a physiotherapist."))
            let booked = await receptionist.submit(page, to: "/desk/patients/\(patient.stored)/bookings", ["note": "Since Monday"])
            #expect(booked.status == 303)
            let location = try #require(booked.location)
            #expect(!location.contains("Amina"))
            let confirmation = await receptionist.follow(booked)
            #expect(confirmation.contains("The appointment is booked"))
            #expect(confirmation.contains("Tell Amina to come to Oak Hub"))
            #expect(confirmation.contains("Since Monday"))
            // The same form sent again leads to the same appointment.
            let again = await receptionist.submit(page, to: "/desk/patients/\(patient.stored)/bookings", ["note": "Since Monday"])
            #expect(again.location == booked.location)
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings") == 1)
        }
    }

    @Test("Who asks for a clinician is offered that clinician's first time, though another's is sooner", arguments: TestDatabases.engines)
    func chosenClinician(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            try await scene.publish(scene.pattern())
            try await scene.publish(
                scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, starts: "18:40", ends: "20:00", minutes: 20))
            let receptionist = try probe(scene, .receptionist)
            let anybody = await receptionist.get("/desk/patients/\(patient.stored)")
            #expect(anybody.contains("at half past six in the evening"))
            let asked = await receptionist.get("/desk/patients/\(patient.stored)?clinician=\(Cast.physiotherapist.stored)")
            #expect(asked.contains("at twenty to seven in the evening, at Oak Hub, with Sam, a physiotherapist."))
            #expect(!asked.contains("I can offer you on Monday 23 November at half past six"))
            // A time that was clicked stays the one that is spoken of.
            let doctors = try await scene.database.read { connection in
                try connection.value(
                    String.self,
                    "SELECT slots.id FROM slots JOIN clinics ON clinics.id = slots.clinic WHERE clinics.service = 'gp' ORDER BY slots.starts_at LIMIT 1"
                )
            }
            let clicked = await receptionist.get(
                "/desk/patients/\(patient.stored)?clinician=\(Cast.physiotherapist.stored)&slot=\(try #require(doctors))")
            #expect(clicked.contains("at half past six in the evening"))
        }
    }

    @Test("A double click, both at once, books once", arguments: TestDatabases.engines)
    func doubleClick(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            try await scene.publish(scene.pattern())
            let receptionist = try probe(scene, .receptionist)
            let page = await receptionist.get("/desk/patients/\(patient.stored)")
            let answers = try await atOnce(4) { _ in await receptionist.submit(page, to: "/desk/patients/\(patient.stored)/bookings") }
            #expect(answers.allSatisfy { $0.status == 303 })
            #expect(Set(answers.compactMap(\.location)).count == 1)
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings") == 1)
        }
    }

    @Test("Who is second keeps what was typed and is shown the next three free times", arguments: TestDatabases.engines)
    func conflict(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let receptionist = try probe(scene, .receptionist)
            let page = await receptionist.get("/desk/patients/\(patient.stored)?need=cough-or-cold")
            _ = try await scene.book(try await scene.slots(of: pattern)[0].id, for: scene.patient(2, at: Cast.elm))
            let second = await receptionist.submit(page, to: "/desk/patients/\(patient.stored)/bookings", ["note": "Cough for three weeks"])
            #expect(second.status == 409)
            #expect(second.contains("Somebody else has just taken this appointment. Nothing was booked."))
            #expect(second.contains("Cough for three weeks"))
            #expect(second.contains("Next free instead"))
            for time in ["6:45pm", "7pm", "7:15pm"] { #expect(second.contains("Mon 23 Nov \(time)"), "\(time)") }
        }
    }

    @Test("Another practice's patient is not there, on any page", arguments: TestDatabases.engines)
    func otherPractice(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1, at: Cast.elm)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let booking = try await scene.book(slots[0].id, for: patient)
            let receptionist = try probe(scene, .receptionist)
            for address in [
                "/desk/patients/\(patient.stored)", "/patients/\(patient.stored)", "/bookings/\(booking.id.stored)",
                "/bookings/\(booking.id.stored)/cancellation",
            ] {
                let page = await receptionist.get(address)
                #expect(page.status == 404, "\(address)")
                #expect(!page.contains("Amina"))
            }
            let own = try await scene.patient(2)
            let from = await receptionist.get("/desk/patients/\(own.stored)")
            for (action, fields) in [
                ("bookings", ["slot": slots[1].id.stored] as KeyValuePairs), ("holds", ["slot": slots[1].id.stored]),
            ] {
                let answer = await receptionist.post("/desk/patients/\(patient.stored)/\(action)", fields, from: from)
                #expect(answer.status == 404, "\(action)")
            }
            let cancelled = await receptionist.post("/bookings/\(booking.id.stored)/cancellation", ["reason": "patient-asked"], from: from)
            #expect(cancelled.status == 404)
            // A hub's coordinator books for every practice; a hub's clinician sees who comes to the own clinics.
            let coordinator = try probe(scene, .hubCoordinator)
            #expect(await coordinator.get("/desk/patients/\(patient.stored)").status == 200)
            let doctor = try probe(scene, .hubClinician, person: Cast.doctor)
            #expect(await doctor.get("/patients/\(patient.stored)").status == 200)
            #expect(await doctor.get("/patients/\(own.stored)").status == 404)
        }
    }

    @Test(
        "A hub's clinician sees patients of the own clinics from a fortnight before to a week after, a coordinator whoever was there",
        arguments: TestDatabases.engines)
    func ownClinicsOnly(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1, at: Cast.elm)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            // Booked a fortnight before, which is as early as can be.
            let slot = try await scene.slots(of: pattern, on: Scene.monday.adding(days: 14))[0]
            let booking = try await scene.book(slot.id, for: patient, at: slot.startsAt.adding(minutes: -14 * 1440))
            func statuses(_ role: Role, _ person: PersonID, days: Int) async throws -> [Int] {
                let probe = try probe(scene, role, person: person, now: slot.startsAt.adding(minutes: days * 1440))
                return [await probe.get("/patients/\(patient.stored)").status, await probe.get("/bookings/\(booking.id.stored)").status]
            }
            for (days, status) in [(-15, 404), (-14, 200), (0, 200), (7, 200), (8, 404)] {
                #expect(try await statuses(.hubClinician, Cast.doctor, days: days) == [status, status], "\(days) days after")
            }
            #expect(try await statuses(.hubClinician, Cast.physiotherapist, days: 0) == [404, 404])
            #expect(try await statuses(.hubCoordinator, Cast.physiotherapist, days: 8) == [200, 200])
            // A look that was refused is no look.
            let looks = try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'patient record viewed' AND patient = \(patient)")
            #expect(looks == 8)
            let receptionist = try probe(scene, .receptionist, at: Cast.elm)
            let page = await receptionist.get("/bookings/\(booking.id.stored)/cancellation")
            _ = await receptionist.submit(page, to: "/bookings/\(booking.id.stored)/cancellation", ["reason": "patient-asked"])
            #expect(try await statuses(.hubClinician, Cast.doctor, days: 0) == [404, 404])
        }
    }

    @Test("A practice without consent is told which one is missing and who can give it; nothing can be booked", arguments: TestDatabases.engines)
    func noConsent(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let receptionist = try probe(scene, .receptionist)
            let before = await receptionist.get("/desk/patients/\(patient.stored)")
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                _ = try ConsentStore.withdraw(
                    practice: Cast.riverside, undertaking: Scene.scheme, lastDay: Scene.today, by: Cast.pat, reason: "Leaving", in: tx)
            }
            let refused = await receptionist.submit(before, to: "/desk/patients/\(patient.stored)/bookings")
            #expect(refused.status == 422)
            #expect(refused.contains("Riverside Surgery has not agreed to Enhanced access 2026/27"))
            #expect(refused.contains("practice manager"))
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings") == 0)
        }
    }

    @Test("Each role is served or refused as its permission says", arguments: TestDatabases.engines)
    func roles(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let allowed: [String: Set<Role>] = [
                "/desk": [.receptionist, .hubCoordinator], "/clinic": [.hubClinician, .hubCoordinator],
                "/messages": [.receptionist, .practiceManager, .practiceClinician], "/clinics": [.hubCoordinator, .federationManager],
                "/clinics/new": [.hubCoordinator, .federationManager], "/desk/new-patient": [.receptionist, .hubCoordinator],
            ]
            for role in Role.allCases {
                let visitor = try probe(scene, role)
                for (address, roles) in allowed {
                    let status = await visitor.get(address).status
                    #expect(status == (roles.contains(role) ? 200 : 403), "\(role) \(address)")
                }
            }
            let nobody = try PageProbe(features: scene.features, as: nil, at: TestDay.now)
            #expect(await nobody.get("/desk").status == 303)
        }
    }

    @Test("Looking at a patient, searching and opening a list each leave their entry in the audit trail", arguments: TestDatabases.engines)
    func audited(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let receptionist = try probe(scene, .receptionist)
            _ = await receptionist.get("/desk/patients/\(patient.stored)")
            _ = await receptionist.get("/patients/\(patient.stored)")
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'patient record viewed' AND patient = \(patient)") == 2)
            let desk = await receptionist.get("/desk")
            _ = await receptionist.post("/desk/results", ["find": "example amina"], from: desk)
            #expect(
                try await scene.count(
                    "SELECT COUNT(*) FROM audit_entries WHERE action = 'patients searched' AND details LIKE \("%\(patient.stored)%")") == 1)
            _ = await (try probe(scene, .hubClinician)).get("/clinic")
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'clinic list viewed'") == 1)
            // Two looks at the record and the search that showed it.
            let looks = try await scene.database.read { try AuditTrail.entries(.patient(patient), in: $0).map(\.action) }
            #expect(looks.filter { $0 != "patient registered" }.sorted() == ["patient record viewed", "patient record viewed", "patients searched"])
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE details LIKE '%xample%'") == 0)
        }
    }

    @Test("A wrong check digit, an empty line and an impossible date say what to enter", arguments: TestDatabases.engines)
    func badSearch(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let receptionist = try probe(scene, .receptionist)
            let desk = await receptionist.get("/desk")
            for (typed, words) in [
                ("999 000 0019", "one of its digits is wrong"), ("", "Enter an NHS number, or a name and date of birth"),
                ("Example 31 2 1961", "February 1961 has 28 days"),
            ] {
                let page = await receptionist.submit(desk, to: "/desk/search", ["find": typed])
                #expect(page.status == 422, "\(typed)")
                #expect(page.contains(words), "\(typed)")
            }
        }
    }

    @Test("A hold is shown with its time, and the holder is told when it ran out", arguments: TestDatabases.engines)
    func hold(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            try await scene.publish(scene.pattern())
            let principal = scene.principal(.receptionist)
            func probe(_ now: Instant) throws -> PageProbe {
                try PageProbe(features: scene.features, as: principal, at: now)
            }
            let receptionist = try probe(TestDay.now)
            let page = await receptionist.get("/desk/patients/\(patient.stored)")
            let slot = try #require(page.text.components(separatedBy: "name=\"slot\" value=\"").dropFirst().first?.prefix(36))
            let held = await receptionist.follow(receptionist.submit(page, to: "/desk/patients/\(patient.stored)/holds"))
            #expect(held.contains("Held for you until 9:32am, two minutes from when you asked: nobody else can book it until then."))
            let later = await (try probe(TestDay.now.adding(seconds: 121))).get("/desk/patients/\(patient.stored)?slot=\(slot)")
            #expect(later.contains("Your hold ran out."))
            // The same page books, whether or not it held before.
            let booked = await receptionist.submit(page, to: "/desk/patients/\(patient.stored)/bookings")
            #expect(await receptionist.follow(booked).contains("The appointment is booked"))
        }
    }

    @Test("A patient who is not found is registered and can be booked; a known number is not registered twice", arguments: TestDatabases.engines)
    func register(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            try await scene.patient(5, at: Cast.elm)
            let receptionist = try probe(scene, .receptionist)
            let form = await receptionist.get("/desk/new-patient")
            let incomplete = await receptionist.submit(form, to: "/desk/new-patient", ["given-name": "Noor"])
            #expect(incomplete.status == 422)
            #expect(incomplete.contains("Enter the date of birth, for example 4 5 1961"))
            #expect(incomplete.contains("Noor"))
            func fields(_ number: NHSNumber) -> KeyValuePairs<String, String> {
                [
                    "nhs-number": number.spaced, "given-name": "Noor", "family-name": "Specimen", "born-day": "1", "born-month": "2",
                    "born-year": "1990", "gender": "female", "telephone": "07700 900456",
                ]
            }
            let twice = await receptionist.submit(form, to: "/desk/new-patient", fields(try Cast.nhsNumber(5)))
            #expect(twice.status == 409)
            #expect(twice.contains("This NHS number is on record already"))
            #expect(!twice.contains("Elm Practice"))
            let done = await receptionist.submit(form, to: "/desk/new-patient", fields(try Cast.nhsNumber(6)))
            #expect(done.status == 303)
            let desk = await receptionist.follow(done)
            #expect(desk.contains("The patient is registered"))
            #expect(desk.contains("Noor Specimen"))
        }
    }

    @Test("An appointment is moved and cancelled from the desk, with a reason", arguments: TestDatabases.engines)
    func moveAndCancel(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let booking = try await scene.book(slots[0].id, for: patient)
            let receptionist = try probe(scene, .receptionist)
            let choosing = await receptionist.get("/desk/patients/\(patient.stored)?moving=\(booking.id.stored)")
            #expect(choosing.contains("is given up only when the new one is booked"))
            let moved = await receptionist.submit(choosing, to: "/desk/patients/\(patient.stored)/bookings")
            let page = await receptionist.follow(moved)
            #expect(page.contains("The appointment is moved"))
            let id = try #require(moved.location).split(separator: "/")[1].prefix(36)
            let asking = await receptionist.get("/bookings/\(id)/cancellation")
            #expect(await receptionist.submit(asking, to: "/bookings/\(id)/cancellation").contains("Choose why the appointment is cancelled"))
            let cancelled = await receptionist.submit(asking, to: "/bookings/\(id)/cancellation", ["reason": "patient-asked", "note": "Better now"])
            #expect(await receptionist.follow(cancelled).contains("The patient asked: Better now"))
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status <> 'cancelled'") == 0)
        }
    }

    @Test("The clinician sees their own list, marks who is seen, and what must go back is said until it is sent", arguments: TestDatabases.engines)
    func clinicList(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            let booking = try await scene.book(slots[0].id, for: scene.patient(1))
            let evening = slots[0].startsAt
            let doctor = try probe(scene, .hubClinician, person: Cast.doctor, now: evening)
            let list = await doctor.get("/clinic")
            #expect(list.contains("Amina Example"))
            let marks = "/clinic/bookings/\(booking.id.stored)/marks"
            let stranger = try probe(scene, .hubClinician, person: Cast.physiotherapist, now: evening)
            let theirs = await stranger.get("/clinic")
            #expect(!theirs.contains("Amina Example"))
            #expect(await stranger.post(marks, ["act": "arrive"], from: theirs).status == 404)
            let arrived = await doctor.submit(list, to: marks)
            #expect(arrived.status == 303)
            let called = await doctor.follow(arrived)
            #expect(called.contains("Arrived"))
            let seen = await doctor.post(marks, ["act": "see"], from: called)
            let after = await doctor.follow(seen)
            #expect(after.contains("Marked as seen"))
            #expect(after.contains("Amina Example, 6:30pm: tell Riverside Surgery the outcome."))
            let messages = "/clinic/bookings/\(booking.id.stored)/messages"
            let incomplete = await doctor.post(messages, [:], from: after)
            #expect(incomplete.status == 422)
            #expect(incomplete.contains("Enter what the practice needs to know"))
            let id = booking.id.stored
            let sent = await doctor.post(messages, ["body-\(id)": "Check blood pressure.", "action-needed-\(id)": "yes"], from: after)
            #expect(sent.status == 303)
            #expect(!(await doctor.follow(sent)).contains("tell Riverside Surgery the outcome"))
            #expect(try await scene.count("SELECT COUNT(*) FROM activity_entries") == 1)

            // The coordinator sees the day's clinics, opens one, and can correct it on a later day; the ledger takes the work back.
            let later = try probe(scene, .hubCoordinator, now: evening.adding(minutes: 1440))
            let day = await later.get("/clinic?date=\(Scene.monday.stored)")
            #expect(day.contains("1 of 6"))

            // The practice finds it unread, reads it, and closes it with what was done.
            let manager = try probe(scene, .practiceManager, now: evening.adding(minutes: 3 * 1440))
            let inbox = await manager.get("/messages")
            #expect(inbox.contains("1 late: older than a working day"))
            let other = try probe(scene, .practiceManager, at: Cast.elm, now: evening)
            #expect(!(await other.get("/messages")).contains("Amina"))
            let path = try #require(inbox.text.components(separatedBy: "href=\"/messages/").dropFirst().first?.prefix(36))
            #expect(await other.get("/messages/\(path)").status == 404)
            let message = await manager.get("/messages/\(path)")
            #expect(message.contains("Check blood pressure."))
            #expect(await manager.submit(message, to: "/messages/\(path)/closing").status == 422)
            let closed = await manager.submit(message, to: "/messages/\(path)/closing", ["note": "Booked with the nurse"])
            #expect(closed.status == 303)
        }
    }

    @Test("A clinic is planned, previewed, published and withdrawn; another hub's coordinator does not find it", arguments: TestDatabases.engines)
    func planning(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try PersonStore.appoint(
                    Post(
                        id: ID(at: tx.instant), personId: Cast.doctor, organisationId: Cast.hub, kind: .staff,
                        fromDate: Scene.today.adding(days: -30)), in: tx)
            }
            let coordinator = try probe(scene, .hubCoordinator)
            let form = await coordinator.get("/clinics/new")
            let wrong = await coordinator.submit(form, to: "/clinics/new", ["starts": "8pm", "ends": "6:30pm"])
            #expect(wrong.status == 422)
            #expect(wrong.contains("Choose the hub and room"))
            let planned = await coordinator.submit(
                form, to: "/clinics/new",
                [
                    "room": Cast.rooms[0].stored, "clinician": Cast.doctor.stored, "service": "gp", "channel": "face-to-face",
                    "scheme": Scene.scheme.stored, "network": "", "weekday": "friday", "starts": "6:30pm", "ends": "8pm", "minutes": "15",
                    "same-day": "2", "from-day": "18", "from-month": "12", "from-year": "2026", "until-day": "8", "until-month": "1",
                    "until-year": "2027",
                ])
            #expect(planned.status == 303)
            let preview = await coordinator.follow(planned)
            #expect(preview.contains("Christmas Day"))
            #expect(preview.contains("Publish 2 clinics"))
            let path = String(try #require(planned.location).prefix { $0 != "?" })
            let published = await coordinator.submit(preview, to: "\(path)/publication")
            let dates = await coordinator.follow(published)
            #expect(dates.contains("The clinics are published"))
            let clinic = try #require(dates.text.components(separatedBy: "href=\"/clinics/dates/").dropFirst().first?.prefix(36))
            let asking = await coordinator.get("/clinics/dates/\(clinic)")
            #expect(asking.contains("Nobody is booked into it."))
            let withdrawn = await coordinator.submit(asking, to: "/clinics/dates/\(clinic)/withdrawal", ["reason": "Clinician unwell"])
            #expect(await coordinator.follow(withdrawn).contains("Clinician unwell"))
            let elsewhere = try probe(scene, .hubCoordinator, at: OrganisationID(at: TestDay.now))
            #expect(await elsewhere.get(path).status == 404)
            #expect(await elsewhere.get("/clinics/dates/\(clinic)").status == 404)
        }
    }

    @Test("In the hour that comes twice each page says which of the two it means", arguments: TestDatabases.engines)
    func repeatedHour(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            // On 25 October 2026 the clocks go back at 2am: half past one comes at 00:30 and at 01:30 UTC.
            let (night, eve) = (try LocalDate(parsing: "2026-10-25"), try Instant(parsing: "2026-10-24T09:00:00Z"))
            let pattern = try scene.pattern(weekday: .sunday, starts: "00:30", ends: "03:00", minutes: 30, from: night, until: night)
            try await scene.publish(pattern, at: eve)
            let slots = try await scene.slots(of: pattern)
            #expect(slots.count == 7)
            let patient = try await scene.patient(1)
            let receptionist = try probe(scene, .receptionist, now: eve)
            let first = await receptionist.get("/desk/patients/\(patient.stored)?slot=\(slots[2].id.stored)")
            #expect(first.contains("1:30am (first)") && first.contains("1am (second)"))
            #expect(first.contains("at half past one in the morning, before the clocks go back, at Oak Hub"))
            let second = await receptionist.get("/desk/patients/\(patient.stored)?slot=\(slots[4].id.stored)")
            #expect(second.contains("1:30am (second)"))
            #expect(second.contains("at half past one in the morning, after the clocks go back, at Oak Hub"))
            let booked = await receptionist.follow(receptionist.submit(second, to: "/desk/patients/\(patient.stored)/bookings"))
            #expect(booked.contains("Appointment on Sunday 25 October at 1:30am (second)"))
            let booking = try #require(
                try await scene.database.read { connection in
                    try BookingStore.bookings(of: patient, from: night, scope: .federation, in: connection).first
                })
            #expect(booking.startsAt == (try Instant(parsing: "2026-10-25T01:30:00Z")))
            #expect(BookingRefusal.overlaps(booking.startsAt).sentence.contains("25 October 2026 at 1:30am (second)"))
            let asking = await receptionist.get("/bookings/\(booking.id.stored)/cancellation")
            #expect(asking.contains("25 October 2026 at 1:30am (second)"))
            #expect(await receptionist.get("/patients/\(patient.stored)").contains("1:30am (second)"))
            let list = await (try probe(scene, .hubClinician, person: Cast.doctor, now: eve)).get("/clinic?date=\(night.stored)")
            #expect(list.contains("1:30am (second)"))
            let coordinator = try probe(scene, .hubCoordinator, now: eve)
            #expect(await coordinator.get("/clinics/dates/\(slots[0].clinic.stored)").contains("1:30am (second)"))
        }
    }

    @Test("A booking sent after the session has ended books nothing and leads to the sign-in page", arguments: TestDatabases.engines)
    func expiredSession(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0]
            let nobody = try PageProbe(features: scene.features, as: nil, at: TestDay.now)
            for (address, fields) in [
                ("/desk/patients/\(patient.stored)/bookings", ["slot": slot.id.stored] as KeyValuePairs), ("/desk/search", ["find": "Amina Example"]),
                ("/patients/\(patient.stored)/death", ["died": "20 11 2026"]),
            ] {
                let answer = await nobody.post(address, fields)
                #expect(answer.status == 303, "\(address)")
                #expect(answer.location?.hasPrefix("/sign-in") == true, "\(address)")
                #expect(answer.location?.contains("Amina") == false)
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings") == 0)
        }
    }

    @Test("The times are said as one says them")
    func spoken() throws {
        for (time, words) in [
            ("18:40", "twenty to seven in the evening"), ("18:30", "half past six in the evening"), ("09:00", "nine o’clock in the morning"),
            ("12:15", "quarter past twelve in the afternoon"), ("11:45", "quarter to twelve in the morning"), ("12:00", "midday"),
            ("16:55", "five to five in the afternoon"), ("19:25", "twenty-five past seven in the evening"), ("18:42", "6:42pm"),
        ] {
            #expect(SpokenTime.words(try LocalTime(parsing: time)) == words)
        }
    }
}
