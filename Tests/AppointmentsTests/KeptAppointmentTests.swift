// What was promised before a practice left.

import Activity
import Appointments
import Foundation
import Governance
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("Kept appointments")
struct KeptAppointmentTests {
    static let wednesday = Scene.today.adding(days: 4)
    static let secondMonday = Scene.monday.adding(days: 7)
    static let title = "Enhanced access 2026/27"

    /// Two of Riverside's patients are booked, one on each of two Mondays, and one of Old Mill's on the second; then Riverside leaves in between.
    private func left(_ scene: Scene) async throws -> (before: Booking, after: Booking, slots: [Slot]) {
        let pattern = try scene.pattern()
        try await scene.publish(pattern)
        let (first, second) = (
            try await scene.slots(of: pattern, on: Scene.monday), try await scene.slots(of: pattern, on: Self.secondMonday)
        )
        let before = try await scene.book(first[0].id, for: scene.patient(1))
        let after = try await scene.book(second[0].id, for: scene.patient(2, given: "Ben"))
        _ = try await scene.book(second[1].id, for: scene.patient(3, at: Cast.oldMill, given: "Cara"))
        try await leave(scene, Cast.riverside, lastDay: Self.wednesday)
        return (before, after, second)
    }

    private func leave(_ scene: Scene, _ practice: OrganisationID, lastDay: LocalDate) async throws {
        try await scene.database.write(by: .test, at: TestDay.now) {
            try ConsentStore.withdraw(
                practice: practice, undertaking: Scene.scheme, lastDay: lastDay, by: Cast.pat, reason: "Too far", in: $0)
        }
    }

    private func groups(_ scene: Scene, _ scope: Scope) async throws -> [KeptAppointments] {
        try await scene.database.read { try KeptAppointmentStore.groups(from: Scene.today, scope: scope, in: $0) }
    }

    @Test(
        "What was booked before a practice left is kept, counted for the practice and the hub, and delivered; nothing new is booked",
        arguments: TestDatabases.engines)
    func kept(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (_, after, slots) = try await left(scene)
            let expected = KeptAppointments(
                practice: Cast.riverside, practiceName: "Riverside Surgery", scheme: Scene.scheme, schemeTitle: Self.title, lastDay: Self.wednesday,
                count: 1, first: Self.secondMonday, last: Self.secondMonday)
            for scope in [Scope.practice(Cast.riverside), .hub(Cast.hub), .federation] {
                #expect(try await groups(scene, scope) == [expected], "\(scope)")
            }
            // Old Mill takes part still, Elm has nobody booked, another hub nothing.
            for scope in [Scope.practice(Cast.oldMill), .practice(Cast.elm), .hub(Cast.north)] {
                #expect(try await groups(scene, scope).isEmpty, "\(scope)")
            }
            let listed = try await scene.database.read {
                try KeptAppointmentStore.appointments(from: Scene.today, scope: .practice(Cast.riverside), in: $0)
            }
            #expect(listed.map(\.booking.id) == [after.id])
            #expect(listed.first?.lastDay == Self.wednesday)
            // No new promise for a day after the last one.
            let refusal = try await scene.refusal(slots[2].id, for: scene.patient(4))
            guard case .consentMissing = refusal else {
                Issue.record("booked without consent: \(String(describing: refusal))")
                return
            }
            // The promise is kept, and its work is recorded as any other.
            for act in [BookingAct.arrive, .see] {
                try await scene.database.write(by: .test, at: after.startsAt) { try ClinicListStore.mark(after.id, act, hub: Cast.hub, in: $0) }
            }
            let work = try await scene.database.read { try ActivityStore.entries(evidence: RecordLink("appointment", after.id), in: $0) }
            #expect(work.map(\.minutes) == [15])
            #expect(work.first?.practice == Cast.riverside)
            #expect(try await groups(scene, .federation).isEmpty)
        }
    }

    @Test("A practice that returns, or an appointment that is cancelled, leaves nothing to keep", arguments: TestDatabases.engines)
    func returned(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (_, after, _) = try await left(scene)
            let draft = ConsentDraft(
                practice: Cast.riverside, undertaking: Scene.scheme, termsVersion: 1, signedBy: Cast.pat, signedName: "Pat Marlow",
                from: Self.secondMonday)
            try await scene.database.write(by: .test, at: TestDay.now) { try ConsentStore.give(draft, in: $0) }
            #expect(try await groups(scene, .federation).isEmpty)
            try await leave(scene, Cast.riverside, lastDay: Self.wednesday)
            #expect(try await groups(scene, .federation).count == 1)
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(after.id, reason: .patientAsked, note: "", scope: .practice(Cast.riverside), in: $0)
            }
            #expect(try await groups(scene, .federation).isEmpty)
        }
    }

    @Test("What is booked and hosted after a day is told before a practice withdraws", arguments: TestDatabases.engines)
    func consequences(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            _ = try await left(scene)
            func booked(_ practice: OrganisationID, after day: LocalDate) async throws -> [String] {
                try await scene.database.read {
                    try KeptAppointmentStore.booked(under: Scene.scheme, after: day, scope: .practice(practice), in: $0)
                        .map { ["\($0.count) until \($0.last)"] } ?? []
                }
            }
            #expect(try await booked(Cast.riverside, after: Scene.today) == ["2 until \(Self.secondMonday)"])
            #expect(try await booked(Cast.riverside, after: Self.wednesday) == ["1 until \(Self.secondMonday)"])
            #expect(try await booked(Cast.riverside, after: Self.secondMonday).isEmpty)
            #expect(try await booked(Cast.elm, after: Scene.today).isEmpty)
            let (hosted, none) = try await scene.database.read { connection in
                (
                    try ClinicStore.hosted(by: [Cast.elm], under: Scene.scheme, after: Self.wednesday, in: connection),
                    try ClinicStore.hosted(by: [Cast.riverside], under: Scene.scheme, after: Self.wednesday, in: connection)
                )
            }
            // The clinics of 30 November and 7 December, the first with two patients.
            #expect(hosted?.published == "2 clinics are published at Oak Hub")
            #expect(hosted?.bookings == "2 appointments are booked in them")
            #expect(hosted?.last == Scene.monday.adding(days: 14))
            #expect(none == nil)
        }
    }

    @Test("Clinics that wait at a host that has left are shown to those who plan, and to no other hub", arguments: TestDatabases.engines)
    func hosts(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            _ = try await left(scene)
            func waiting(_ scope: Scope) async throws -> [HostedClinics] {
                try await scene.database.read { try ClinicStore.hostedWithoutAgreement(from: Scene.today, scope: scope, in: $0) }
            }
            #expect(try await waiting(.federation).isEmpty)
            try await leave(scene, Cast.elm, lastDay: Self.secondMonday)
            let hosted = try await waiting(.hub(Cast.hub))
            #expect(hosted.map(\.clinics) == [1])
            #expect(
                hosted.first?.sentence
                    == "Elm Practice hosts: 1 clinic is published at Oak Hub after 30 November 2026, its last day in Enhanced access 2026/27. "
                    + "0 appointments are booked in them. They go on until they are withdrawn or another practice hosts the hub.")
            #expect(try await waiting(.hub(Cast.north)).isEmpty)
            #expect(try await waiting(.practice(Cast.riverside)).isEmpty)
        }
    }

    private func probe(_ scene: Scene, _ role: Role, at organisation: OrganisationID? = nil, _ now: Instant = TestDay.now) throws -> PageProbe {
        try PageProbe(features: scene.features, as: scene.principal(role, at: organisation, person: Cast.doctor), at: now)
    }

    @Test("The practice's people and the coordinator open the list, each look is recorded, and nobody else does", arguments: TestDatabases.engines)
    func pages(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (_, after, _) = try await left(scene)
            for role in Role.allCases {
                let page = await (try probe(scene, role)).get("/kept-appointments")
                switch role {
                case .receptionist, .practiceManager, .practiceClinician, .hubCoordinator:
                    #expect(page.status == 200, "\(role)")
                    #expect(page.text.contains("<h1>Appointments after a practice’s last day</h1>"), "\(role)")
                    #expect(page.contains("Ben Example") && page.text.contains("/bookings/\(after.id)"), "\(role)")
                    #expect(!page.contains("Amina") && !page.contains("Cara"), "\(role)")
                case .hubClinician, .financeLead, .federationManager, .boardMember, .systemAdministrator:
                    #expect(page.status == 403, "\(role)")
                }
            }
            let other = await (try probe(scene, .practiceManager, at: Cast.oldMill)).get("/kept-appointments")
            #expect(other.status == 200 && !other.contains("Ben Example"))
            #expect(other.contains("There are none."))
            #expect(try await scene.count("SELECT COUNT(*) FROM audit_entries WHERE action = 'kept appointments listed'") == 5)

            let sentence = "Riverside Surgery: 1 appointment on 30 November 2026, after 25 November 2026, its last day in Enhanced access 2026/27."
            let planning = await (try probe(scene, .hubCoordinator)).get("/clinics")
            #expect(planning.contains(sentence))
            #expect(planning.text.contains("href=\"/kept-appointments\""))
            let federation = await (try probe(scene, .federationManager)).get("/clinics")
            #expect(federation.contains(sentence))
            #expect(!federation.text.contains("href=\"/kept-appointments\""))
            // On the evening itself the clinic list says so beside the patient.
            let list = await (try probe(scene, .hubClinician, after.startsAt)).get("/clinic")
            #expect(list.contains("Ben Example") && list.contains("Cara Example"))
            #expect(list.plainText.components(separatedBy: "Kept: booked before the practice left").count == 2)
        }
    }
}
