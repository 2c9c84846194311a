// The pages on which a record is changed.

import Appointments
import Directory
import Kernel
import Patients
import Store
import TestKit
import Testing
import Web

@Suite("Pages that change a record")
struct PatientChangePagesTests {
    private func probe(_ scene: Scene, _ role: Role, at organisation: OrganisationID? = nil, person: PersonID? = nil, now: Instant = TestDay.now)
        throws
        -> PageProbe
    {
        try PageProbe(features: scene.features, as: scene.principal(role, at: organisation, person: person), at: now)
    }

    private static let forms = ["details", "practice", "nhs-number", "death", "death/taking-back"]

    @Test("Only a receptionist of the patient's own practice and the hub coordinator change a record", arguments: TestDatabases.engines)
    func roles(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            for role in Role.allCases {
                let visitor = try probe(scene, role)
                let mayChange = role == .receptionist || role == .hubCoordinator
                for form in PatientChangePagesTests.forms {
                    let path = "/patients/\(patient.stored)/\(form)"
                    #expect(await visitor.get(path).status == (mayChange ? 200 : 403), "\(role) \(form)")
                    if !mayChange { #expect(await visitor.post(path, ["revision": "0"]).status == 403, "\(role) \(form)") }
                }
                // Nobody is shown a link that is refused.
                let record = await visitor.get("/patients/\(patient.stored)")
                #expect(record.contains("/patients/\(patient.stored)/details") == (mayChange && record.status == 200), "\(role)")
                #expect(record.contains("Record a death") == mayChange, "\(role)")
            }
            let elsewhere = try probe(scene, .receptionist, at: Cast.elm)
            let desk = await elsewhere.get("/desk")
            for form in PatientChangePagesTests.forms {
                let path = "/patients/\(patient.stored)/\(form)"
                #expect(await elsewhere.get(path).status == 404, "\(form)")
                let sent = await elsewhere.post(
                    path,
                    [
                        "revision": "0", "given-name": "Amina", "family-name": "Other", "born": "4 5 1961", "gender": "female", "reason": "None",
                        "nhs-number": try Cast.nhsNumber(5).stored, "source": "letter", "practice": Cast.oldMill.stored, "from": "21 11 2026",
                        "died": "20 11 2026", "checked": "yes",
                    ], from: desk)
                #expect(sent.status == 404, "\(form)")
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM patient_changes") == 0)
        }
    }

    @Test("Details are corrected on a page that keeps what was typed, and the record shows its history", arguments: TestDatabases.engines)
    func details(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let path = "/patients/\(patient.stored)/details"
            let receptionist = try probe(scene, .receptionist)
            let form = await receptionist.get(path)
            #expect(form.contains("07700 900123"))
            let wrong = await receptionist.submit(form, to: path, ["family-name": "Exemplar", "telephone": "12"])
            #expect(wrong.status == 422)
            #expect(wrong.contains("Say why the name or the date of birth is corrected"))
            #expect(wrong.contains("Enter a telephone number with its area code"))
            #expect(wrong.contains("Exemplar"))
            #expect(await receptionist.submit(form, to: path).contains("Nothing is different from what is on record"))
            let saved = await receptionist.submit(form, to: path, ["family-name": "Exemplar", "reason": "Spelt wrongly"])
            #expect(saved.status == 303)
            let record = await receptionist.follow(saved)
            #expect(record.contains("The details are corrected"))
            #expect(record.contains("Last name: Exemplar, before that Example."))
            #expect(record.contains("Spelt wrongly"))
            // A double click saves once.
            #expect(await receptionist.submit(form, to: path, ["family-name": "Exemplar", "reason": "Spelt wrongly"]).status == 303)
            #expect(try await scene.count("SELECT COUNT(*) FROM patient_changes") == 1)
            // The clinician of one evening sees the record, and not what it said before.
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            _ = try await scene.book(scene.slots(of: pattern)[0].id, for: patient)
            let clinician = await (try probe(scene, .hubClinician, person: Cast.doctor)).get("/patients/\(patient.stored)")
            #expect(clinician.status == 200 && !clinician.contains("before that Example"))
        }
    }

    @Test(
        "Who saves second is told what changed, keeps what they typed, and puts back nothing that they left alone", arguments: TestDatabases.engines)
    func conflict(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let path = "/patients/\(patient.stored)/details"
            let (first, second) = (try probe(scene, .receptionist), try probe(scene, .hubCoordinator))
            let (one, other) = (await first.get(path), await second.get(path))
            #expect(await first.submit(one, to: path, ["telephone": "07700 900456"]).status == 303)
            let told = await second.submit(other, to: path, ["address": "1 Made Up Street"])
            #expect(told.status == 409)
            #expect(told.contains("Somebody else changed this while you were typing."))
            #expect(told.contains("Telephone: 07700 900456, before that 07700 900123."))
            #expect(told.contains("1 Made Up Street"))
            let saved = await second.submit(told, to: path)
            #expect(saved.status == 303)
            let stored = try await scene.database.read { try PatientStore.patient(patient, on: Scene.today, scope: .federation, in: $0)?.patient }
            #expect(stored?.telephone?.stored == "07700900456")
            #expect(stored?.address == "1 Made Up Street")
        }
    }

    @Test("A form that goes back and is changed is refused, with what was saved and what was typed", arguments: TestDatabases.engines)
    func sentBefore(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let record = "/patients/\(try await scene.patient(1).stored)"
            let receptionist = try probe(scene, .receptionist)
            let (number, died) = (
                try Cast.nhsNumber(8).spaced, [("died-month", "11"), ("died-year", "2026"), ("source", "The son"), ("checked", "yes")]
            )
            let forms: [(path: String, typed: [(String, String)], changed: String, saved: String, other: String)] = [
                ("\(record)/details", [], "telephone", "07700 900456", "07700 900789"),
                ("\(record)/nhs-number", [("source", "letter")], "nhs-number", number, try Cast.nhsNumber(9).spaced),
                (
                    "\(record)/practice", [("practice", Cast.oldMill.stored), ("from-month", "11"), ("from-year", "2026")], "from-day", "25",
                    "26"
                ),
                ("\(record)/death", died, "died-day", "19", "20"),
                ("\(record)/death/taking-back", [], "reason", "Wrong person", "Misheard"),
                (
                    "/desk/new-patient",
                    [
                        ("nhs-number", try Cast.nhsNumber(7).spaced), ("given-name", "Noor"), ("family-name", "Specimen"), ("born-day", "1"),
                        ("born-month", "2"), ("born-year", "1990"), ("gender", "female"),
                    ], "telephone", "07700 900456", "07700 900789"
                ),
            ]
            for form in forms {
                let page = await receptionist.get(form.path)
                func send(_ value: String) async -> PageSeen {
                    await receptionist.submit(page, to: form.path, pairs: form.typed + [(form.changed, value)])
                }
                let first = await send(form.saved)
                #expect(first.status == 303, "\(form.path)")
                let changed = await send(form.other)
                #expect(changed.status == 409 && changed.contains("You sent this form before"), "\(form.path)")
                #expect(changed.plainText.contains("\(form.saved)") && changed.text.contains(form.other), "\(form.path)")
                #expect(await send(form.saved).location == first.location, "\(form.path)")
            }
            #expect(try await scene.count("SELECT COUNT(*) FROM patient_changes") == 5)
        }
    }

    @Test("A second record of one person is shown the first: by number, and by name and date of birth", arguments: TestDatabases.engines)
    func secondRecord(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let mine = try await scene.patient(1)
            _ = try await scene.patient(2, at: Cast.elm)
            let receptionist = try probe(scene, .receptionist)
            let form = await receptionist.get("/desk/new-patient")
            func fields(_ number: NHSNumber) -> KeyValuePairs<String, String> {
                [
                    "nhs-number": number.spaced, "given-name": "amina", "family-name": "Example", "born-day": "4", "born-month": "5",
                    "born-year": "1961", "gender": "female", "telephone": "07700 900456",
                ]
            }
            let alike = await receptionist.submit(form, to: "/desk/new-patient", fields(try Cast.nhsNumber(3)))
            #expect(alike.status == 409)
            #expect(alike.contains("2 people with this name and date of birth are on record already."))
            #expect(alike.contains("/desk/patients/\(mine.stored)"))
            #expect(alike.contains("One record is with another practice and is not shown here."))
            #expect(!alike.contains("Elm Practice"))
            let tick = try #require(alike.value(of: "another"))
            // Another number, which was somebody's, was not asked about: the tick of before does not answer it.
            let (wasHers, noor) = (try Cast.nhsNumber(5), try await scene.patient(5, given: "Noor", family: "Specimen"))
            try await scene.database.write(by: .test, at: TestDay.now) {
                try PatientChangeStore.correctNumber(
                    of: noor, to: try Cast.nhsNumber(6), source: .letter, revision: Revision(0), scope: .federation, in: $0)
            }
            let asked = await receptionist.submit(alike, to: "/desk/new-patient", ["another": tick, "nhs-number": wasHers.spaced])
            #expect(asked.status == 409 && asked.contains("This NHS number was on a record until it was corrected"))
            #expect(asked.value(of: "another") != tick)
            #expect(await receptionist.submit(asked, to: "/desk/new-patient").status == 409)
            #expect(await receptionist.submit(alike, to: "/desk/new-patient", ["another": "yes"]).status == 409)
            // It stays while something else is put right.
            let mended = await receptionist.submit(alike, to: "/desk/new-patient", ["another": tick, "telephone": ""])
            #expect(mended.status == 422)
            let another = await receptionist.submit(mended, to: "/desk/new-patient", ["telephone": "07700 900456"])
            #expect(another.status == 303, "\(another.plainText)")
            let taken = await receptionist.submit(form, to: "/desk/new-patient", fields(try Cast.nhsNumber(1)))
            #expect(taken.status == 409 && taken.contains("/desk/patients/\(mine.stored)"))
            // The hub coordinator is shown both, to compare.
            let coordinator = try probe(scene, .hubCoordinator)
            let path = "/patients/\(mine.stored)/nhs-number"
            let number = await coordinator.get(path)
            #expect(await coordinator.submit(number, to: path).contains("Choose where you looked the number up"))
            let known = await coordinator.submit(number, to: path, ["nhs-number": try Cast.nhsNumber(2).spaced, "source": "tracing"])
            #expect(known.status == 409)
            #expect(known.contains("Another record has this NHS number") && known.contains("Elm Practice"))
            let corrected = await coordinator.submit(number, to: path, ["nhs-number": try Cast.nhsNumber(8).spaced, "source": "tracing"])
            #expect(await coordinator.follow(corrected).contains("Traced on the Personal Demographics Service"))
        }
    }

    @Test(
        "A change of practice says what becomes of what is booked, and leads whoever loses sight back to the desk", arguments: TestDatabases.engines)
    func practice(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            _ = try await scene.book(scene.slots(of: pattern)[0].id, for: patient)
            let path = "/patients/\(patient.stored)/practice"
            let receptionist = try probe(scene, .receptionist)
            let form = await receptionist.get(path)
            #expect(form.contains("What is booked stays booked"))
            #expect(form.contains("23 November 2026 at 6:30pm"))
            #expect(form.contains("Riverside Surgery does not see the record from that day on"))
            #expect(await receptionist.submit(form, to: path).contains("Choose the practice whose list the patient is on now"))
            func fields(_ day: String) -> KeyValuePairs<String, String> {
                ["practice": Cast.oldMill.stored, "from-day": day, "from-month": "11", "from-year": "2026"]
            }
            let planned = await receptionist.submit(form, to: path, fields("25"))
            #expect(await receptionist.follow(planned).contains("From 25 November 2026: Old Mill Surgery"))
            let again = await receptionist.get(path)
            let gone = await receptionist.submit(again, to: path, fields("21"))
            #expect(gone.location == "/desk?notice=patient-moved-away")
            #expect(await receptionist.follow(gone).contains("Your practice does not see the record any more"))
            // A second click, when the record is out of sight, is led the same way.
            #expect(await receptionist.submit(again, to: path, fields("21")).location == "/desk?notice=patient-moved-away")
            #expect(await receptionist.get("/patients/\(patient.stored)").status == 404)
            #expect(await receptionist.get("/desk/patients/\(patient.stored)").status == 404)
            let oldMill = try probe(scene, .receptionist, at: Cast.oldMill)
            let record = await oldMill.get("/patients/\(patient.stored)")
            #expect(record.status == 200)
            #expect(record.contains("Registered practice: Old Mill Surgery, before that Riverside Surgery."))
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status = 'booked' AND practice = \(Cast.riverside)") == 1)
        }
    }

    @Test("A death is recorded plainly, with a choice for each appointment booked, and taken back", arguments: TestDatabases.engines)
    func death(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let patient = try await scene.patient(1)
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern)
            _ = try await scene.book(slots[0].id, for: patient)
            let (record, path) = ("/patients/\(patient.stored)", "/patients/\(patient.stored)/death")
            let receptionist = try probe(scene, .receptionist)
            let form = await receptionist.get(path)
            #expect(form.contains("23 November 2026 at 6:30pm"))
            let empty = await receptionist.submit(form, to: path)
            #expect(empty.status == 422)
            for words in [
                "Enter the date of death", "Say who told you", "Choose whether the appointments are cancelled", "Check that this is the right person",
            ] {
                #expect(empty.contains(words), "\(words)")
            }
            func fields(_ choice: String) -> KeyValuePairs<String, String> {
                [
                    "died-day": "20", "died-month": "11", "died-year": "2026", "source": "The daughter, by telephone", "appointments": choice,
                    "checked": "yes",
                ]
            }
            // Somebody books while the page is open.
            _ = try await scene.book(slots[2].id, for: patient)
            let stale = await receptionist.submit(form, to: path, fields("cancel"))
            #expect(stale.status == 409)
            #expect(stale.contains("The patient’s appointments have changed while you had this page open"))
            #expect(stale.contains("7pm"))
            let kept = await receptionist.follow(receptionist.submit(stale, to: path, fields("keep")))
            #expect(kept.contains("The death is recorded; the appointments are kept for now"))
            #expect(kept.contains("Amina Example died on 20 November 2026"))
            #expect(kept.contains("2 appointments are still booked"))
            #expect(kept.contains("Please do not telephone or write to the patient."))
            #expect(await receptionist.get("/desk/patients/\(patient.stored)").contains("Do not book"))
            let evening = try PageProbe(
                features: scene.features, as: scene.principal(.hubClinician, person: Cast.doctor),
                at: slots[0].startsAt)
            #expect(await evening.get("/clinic").contains("Died"))
            // Wrong person: taken back, then recorded again with the appointments cancelled.
            let back = "\(path)/taking-back"
            let asking = await receptionist.get(back)
            #expect(await receptionist.submit(asking, to: back).contains("Say what happened"))
            let living = await receptionist.follow(receptionist.submit(asking, to: back, ["reason": "Wrong person"]))
            #expect(living.contains("The record of the death is taken back"))
            let second = await receptionist.get(path)
            let cancelled = await receptionist.follow(receptionist.submit(second, to: path, fields("cancel")))
            #expect(cancelled.contains("The death is recorded and the appointments are cancelled"))
            #expect(try await scene.count("SELECT COUNT(*) FROM bookings WHERE status <> 'cancelled'") == 0)
            #expect(await receptionist.get(back).contains("Cancelled when the death was recorded"))
            #expect(await receptionist.get(path).location == record)
        }
    }
}
