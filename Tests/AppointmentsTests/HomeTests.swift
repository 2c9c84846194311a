// What this room brings to home pages.

import Appointments
import Kernel
import Store
import TestKit
import Testing
import Web
import Worklist

@Suite("Home and finding: appointments")
struct HomeTests {
    private func needs(_ scene: Scene, _ principal: Principal, at instant: Instant) async throws -> [HomeNeed] {
        let features = scene.features
        return try await scene.database.read { connection in try features.flatMap { try $0.needs(of: principal, at: instant, in: connection) } }
    }

    private func find(_ scene: Scene, _ typed: String, as principal: Principal) async throws -> [Found] {
        let (features, query) = (scene.features, try #require(FindQuery(typed: typed)))
        return try await scene.database.read { connection in
            try features.flatMap { try $0.find(query, for: principal, at: TestDay.now, in: connection) }
        }
    }

    /// A booked appointment on Monday at 6:30pm with the doctor, and that moment.
    private func booked(_ scene: Scene) async throws -> (Booking, Instant) {
        let pattern = try scene.pattern()
        try await scene.publish(pattern)
        let slot = try await scene.slots(of: pattern)[0]
        return (try await scene.book(slot.id, for: scene.patient(1)), slot.startsAt)
    }

    @Test("An appointment that nobody marked needs the coordinator and its own clinician from the day after, late", arguments: TestDatabases.engines)
    func notMarked(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            let (coordinator, doctor) = (scene.principal(.hubCoordinator), scene.principal(.hubClinician, person: Cast.doctor))
            let dayAfter = start.adding(minutes: 1440)
            #expect(try await needs(scene, coordinator, at: start.adding(minutes: 60)) == [])
            for person in [coordinator, doctor] {
                let need = try #require(try await needs(scene, person, at: dayAfter).first)
                #expect(need.sentence == "1 appointment that is over is not marked.")
                #expect(need.due == Scene.monday && need.isLate(on: Scene.monday.adding(days: 1)))
                #expect(need.address == "/clinic?date=\(Scene.monday.stored)")
            }
            #expect(try await needs(scene, scene.principal(.hubClinician, person: Cast.physiotherapist), at: dayAfter) == [])
            #expect(try await needs(scene, scene.principal(.receptionist), at: dayAfter) == [])
            try await scene.database.write(by: .test, at: dayAfter) {
                _ = try ClinicListStore.mark(booking.id, .miss, hub: Cast.hub, in: $0)
            }
            #expect(try await needs(scene, coordinator, at: dayAfter) == [])
        }
    }

    @Test("A message needs the patient's practice until it is closed, first of all; another practice nothing", arguments: TestDatabases.engines)
    func messages(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, start) = try await booked(scene)
            try await scene.database.write(by: .test, at: start) { tx in
                for act in [BookingAct.arrive, .call, .see] { _ = try ClinicListStore.mark(booking.id, act, hub: Cast.hub, in: tx) }
                try ClinicListStore.send("Please review in two weeks.", mustAct: true, about: booking.id, hub: Cast.hub, in: tx)
            }
            for role in [Role.receptionist, .practiceManager, .practiceClinician] {
                let need = try #require(try await needs(scene, scene.principal(role), at: start).first)
                #expect(need.sentence == "1 message about your patients is not read." && need.weight == .safety && need.count == 1)
            }
            // Sent on a Monday, it is in time until the end of Tuesday.
            let tuesday = Scene.monday.adding(days: 1)
            let need = try #require(try await needs(scene, scene.principal(.receptionist), at: start).first)
            #expect(need.due == tuesday && !need.isLate(on: tuesday))
            let wednesday = try await needs(scene, scene.principal(.receptionist), at: start.adding(minutes: 2 * 1440))
            #expect(wednesday.count == 1 && NeedCount(wednesday, on: tuesday.adding(days: 1)).late == 1)
            #expect(try await needs(scene, scene.principal(.practiceManager, at: Cast.oldMill), at: start) == [])
            let id = try await scene.database.read { try #require(try $0.value(ID<Message>.self, "SELECT id FROM messages")) }
            let scope = scene.principal(.receptionist).scope
            try await scene.database.write(by: .test, at: start) { _ = try MessageStore.read(id, scope: scope, in: $0) }
            #expect(try await needs(scene, scene.principal(.receptionist), at: start).map(\.sentence) == ["1 message is read but not closed."])
            try await scene.database.write(by: .test, at: start) { try MessageStore.close(id, note: "Done", scope: scope, in: $0) }
            #expect(try await needs(scene, scene.principal(.receptionist), at: start) == [])
        }
    }

    @Test("A clinic that will not run needs the coordinator for as many patients as are to be called", arguments: TestDatabases.engines)
    func stopped(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, _) = try await booked(scene)
            try await scene.database.write(by: .test, at: TestDay.now) { try ClinicDateStore.stop(booking.clinic, reason: "Flood", in: $0) }
            let need = try #require(try await needs(scene, scene.principal(.hubCoordinator), at: TestDay.now).first)
            #expect(need.sentence.hasSuffix("GP: 1 patient to call."))
            #expect(need.weight == .safety && need.count == 1 && need.due == Scene.monday)
            #expect(try await needs(scene, scene.principal(.hubClinician, person: Cast.doctor), at: TestDay.now) == [])
        }
    }

    @Test("Home of a receptionist opens with the desk's line, which finds a patient at once; a practice clinician's does not")
    func desk() async throws {
        try await Scene.run(.sqlite) { scene in
            _ = try await scene.patient(1)
            func probe(_ role: Role) throws -> PageProbe {
                let features: [any Feature] = scene.features + [HomeFeature(of: scene.features, database: scene.database)]
                return try PageProbe(features: features, as: scene.principal(role), at: TestDay.now)
            }
            let desk = try probe(.receptionist)
            let home = await desk.get("/")
            #expect(home.status == 200 && home.contains("Find patient") && home.contains("Our patients at the hubs"))
            let found = await desk.submit(home, to: "/desk/search", ["find": try Cast.nhsNumber(1).stored])
            #expect(found.location?.hasPrefix("/desk/patients/") == true)
            #expect(await !(try probe(.practiceClinician)).get("/").contains("Find patient"))
            #expect(await (try probe(.hubClinician)).get("/").contains("Your clinics today"))
        }
    }

    @Test(
        "Patients are found within one's scope alone, clinics by whoever plans them, nobody by the federation's people",
        arguments: TestDatabases.engines)
    func finding(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let (booking, _) = try await booked(scene)
            let name = try await scene.database.read { try #require(try $0.value(String.self, "SELECT family_name FROM patients")) }
            let own = try await find(scene, name, as: scene.principal(.receptionist))
            #expect(own.map(\.patient) == [booking.patient] && own.map(\.kind) == [.patient])
            #expect(own.first?.address == "/desk/patients/\(booking.patient)")
            let manager = try await find(scene, name, as: scene.principal(.practiceManager))
            #expect(manager.map(\.address) == ["/patients/\(booking.patient)"])
            #expect(try await find(scene, name, as: scene.principal(.receptionist, at: Cast.oldMill)) == [])
            #expect(try await find(scene, name, as: scene.principal(.hubClinician, person: Cast.doctor)).count == 1)
            #expect(try await find(scene, name, as: scene.principal(.hubClinician, person: Cast.physiotherapist)) == [])
            for role in [Role.federationManager, .financeLead, .boardMember, .systemAdministrator] {
                #expect(try await find(scene, name, as: scene.principal(role)).filter { $0.kind == .patient } == [], "\(role)")
            }
            let clinics = try await find(scene, "gp monday", as: scene.principal(.hubCoordinator))
            #expect(clinics.map(\.kind) == [.clinic])
            #expect(try await find(scene, "gp monday", as: scene.principal(.receptionist)) == [])
        }
    }
}
