// A form that goes back and is changed.

import Activity
import Appointments
import Directory
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Forms sent before")
struct SentBeforeTests {
    /// A form, what is typed into it, and the field that is changed the second time.
    private struct Sending {
        let page: String
        var action = ""
        let typed: [(String, String)]
        let changed: String
        let saved: String
        let other: String
    }

    /// Sends the form, then the same with one field changed, then the first again.
    private func send(_ sending: Sending, as visitor: PageProbe) async {
        let page = await visitor.get(sending.page)
        let action = sending.action.isEmpty ? sending.page : sending.action
        func answer(_ value: String) async -> PageSeen {
            await visitor.submit(page, to: action, pairs: sending.typed + [(sending.changed, value)])
        }
        let first = await answer(sending.saved)
        #expect(first.status == 303, "\(action) \(first.plainText)")
        let changed = await answer(sending.other)
        #expect(changed.status == 409 && changed.contains("You sent this form before"), "\(action)")
        #expect(changed.text.contains("value=\"\(sending.other)\"") || changed.text.contains(">\(sending.other)</textarea>"), "\(action)")
        #expect(changed.text.contains("Open what was saved") && changed.plainText.contains("Saved before"), "\(action)")
        #expect(await answer(sending.saved).location == first.location, "\(action)")
    }

    @Test("It is refused, with what was saved and what was typed, for each form of the room", arguments: TestDatabases.engines)
    func changed(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let standin = PersonID(at: TestDay.now)
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try PersonStore.add(Person(id: standin, givenName: "Lee", familyName: "Standin", title: "Dr", profession: "GP"), in: tx)
                for person in [standin, Cast.doctor] {
                    try PersonStore.appoint(
                        Post(id: ID(at: tx.instant), personId: person, organisationId: Cast.hub, kind: .staff, fromDate: Scene.today), in: tx)
                }
            }
            let (patient, pattern) = (try await scene.patient(1), try scene.pattern())
            try await scene.publish(pattern)
            let (slots, later) = (
                try await scene.slots(of: pattern, on: Scene.monday), try await scene.slots(of: pattern, on: Scene.monday.adding(days: 7))
            )
            func probe(_ role: Role, person: PersonID? = nil, at now: Instant = TestDay.now) throws -> PageProbe {
                try PageProbe(features: scene.features, as: scene.principal(role, person: person), at: now)
            }
            let (receptionist, coordinator) = (try probe(.receptionist), try probe(.hubCoordinator))

            let desk = "/desk/patients/\(patient.stored)"
            await send(
                Sending(page: desk, action: "\(desk)/bookings", typed: [], changed: "note", saved: "Cough", other: "Cough for weeks"),
                as: receptionist)
            let booking = try #require(try await scene.database.read { try $0.value(ID<Booking>.self, "SELECT id FROM bookings") })
            let clinic = "/clinics/dates/\(slots[0].clinic.stored)"
            await send(
                Sending(
                    page: "\(clinic)/staffing", typed: [("room", Cast.rooms[1].stored)], changed: "reason", saved: "Broken tap", other: "Flood"),
                as: coordinator)

            // On the evening: the outcome, what was wrong with it, and what the practice did.
            let doctor = try probe(.hubClinician, person: Cast.doctor, at: slots[0].startsAt)
            for act in ["arrive", "see"] {
                #expect(await doctor.post("/clinic/bookings/\(booking)/marks", ["act": act], from: await doctor.get("/clinic")).status == 303)
            }
            await send(
                Sending(
                    page: "/clinic", action: "/clinic/bookings/\(booking)/messages", typed: [("action-needed-\(booking)", "yes")],
                    changed: "body-\(booking)", saved: "Check blood pressure", other: "Check cholesterol"), as: doctor)
            let message = try #require(try await scene.database.read { try $0.value(String.self, "SELECT id FROM messages") })
            await send(
                Sending(
                    page: "/messages/\(message)", action: "/messages/\(message)/closing", typed: [], changed: "note", saved: "Done", other: "Rung"),
                as: receptionist)
            let list = await doctor.get("/clinic")
            func correct(_ note: String) async -> PageSeen {
                await doctor.send(
                    "POST", "/clinic/bookings/\(booking)/marks", ["content-type": "application/x-www-form-urlencoded"],
                    Array(
                        ("form-token=\(list.formToken)&once=correction&act=correct&reason-\(booking)=wrong-appointment"
                            + "&note-\(booking)=\(note)").utf8))
            }
            let first = await correct("Sorry")
            #expect(first.status == 303)
            let corrected = await correct("Pardon")
            #expect(corrected.status == 409 && corrected.text.contains("value=\"Pardon\""))
            #expect(await correct("Sorry").location == first.location)

            // Another clinic will not run, and an appointment is called off.
            let second = try await scene.book(later[0].id, for: patient)
            let cancellation = "/bookings/\(second.id)/cancellation"
            let stopped = "/clinics/dates/\(later[0].clinic.stored)"
            await send(
                Sending(page: stopped, action: "\(stopped)/stop", typed: [], changed: "reason", saved: "Flood", other: "Snow"), as: coordinator)
            await send(
                Sending(page: cancellation, typed: [("reason", "patient-asked")], changed: "note", saved: "Better", other: "Away"), as: receptionist)
            let plan: [(String, String)] = [
                ("room", Cast.rooms[1].stored), ("clinician", standin.stored), ("service", "gp"), ("channel", "face-to-face"),
                ("scheme", Scene.scheme.stored), ("weekday", "friday"), ("starts", "6:30pm"), ("minutes", "15"), ("from", "4 12 2026"),
                ("until-day", "18"), ("until-month", "12"), ("until-year", "2026"), ("from-day", "4"), ("from-month", "12"), ("from-year", "2026"),
            ]
            await send(Sending(page: "/clinics/new", typed: plan, changed: "ends", saved: "8pm", other: "7pm"), as: coordinator)
            let draft = try #require(
                try await scene.database.read { try $0.value(String.self, "SELECT id FROM clinic_patterns WHERE weekday = 'friday'") })
            await send(
                Sending(
                    page: "/clinics/\(draft)", action: "/clinics/\(draft)/exceptions", typed: [("date", "2026-12-11")], changed: "reason",
                    saved: "Training", other: "Party"), as: coordinator)
        }
    }

    @Test("Who is second to mark an appointment is told how it stands, and keeps what was typed", arguments: TestDatabases.engines)
    func markedMeanwhile(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slot = try await scene.slots(of: pattern)[0]
            let booking = try await scene.book(slot.id, for: scene.patient(1)).id
            try await scene.database.write(by: .test, at: slot.startsAt) { tx in
                try ClinicListStore.mark(booking, .miss, hub: Cast.hub, in: tx)
            }
            let doctor = try PageProbe(features: scene.features, as: scene.principal(.hubClinician, person: Cast.doctor), at: slot.startsAt)
            let list = await doctor.get("/clinic")
            try await scene.database.write(by: .test, at: slot.startsAt) { tx in
                try ClinicListStore.mark(booking, .correct, reason: .patientCame, hub: Cast.hub, in: tx)
            }
            let late = await doctor.submit(
                list, to: "/clinic/bookings/\(booking)/messages", ["body-\(booking)": "Did not come", "action-needed-\(booking)": "no"])
            #expect(late.status == 422 && late.contains("Mark the appointment as seen or did not attend first"))
            #expect(late.contains("Did not come"))
            let twice = await doctor.post("/clinic/bookings/\(booking)/marks", ["act": "correct"], from: list)
            #expect(twice.status == 409 && twice.contains("This appointment is marked “booked” now"))
        }
    }
}
