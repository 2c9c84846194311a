// No clinic without contract and host.

import Appointments
import Directory
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Clinic terms")
struct ClinicTermsTests {
    /// The three Mondays of the scene's pattern.
    static let mondays = [0, 7, 14].map { Scene.monday.adding(days: $0) }

    /// Why the pattern is not published, or nil where it is.
    private func problem(
        _ scene: Scene, _ pattern: ClinicPattern, _ contracts: ContractPort = Scene.contracts, at instant: Instant = TestDay.now
    ) async throws -> ClinicRefusal? {
        do {
            try await scene.publish(pattern, at: instant, contracts)
            return nil
        } catch let problem as ClinicRefusal {
            return problem
        }
    }

    private func leave(_ scene: Scene, _ practice: OrganisationID, lastDay: LocalDate) async throws {
        try await scene.database.write(by: .test, at: TestDay.now) {
            try ConsentStore.withdraw(
                practice: practice, undertaking: Scene.scheme, lastDay: lastDay, by: Cast.pat, reason: "Too far", in: $0)
        }
    }

    @Test("A clinic is published under a contract on every date or not at all", arguments: TestDatabases.engines)
    func contract(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            let title = "Enhanced access 2026/27"
            #expect(try await problem(scene, pattern, .none) == .noContract(scheme: title, dates: Self.mondays))
            // The contract begins a day late for the first date, and ends a day early for the last.
            let late = Scene.contracts(from: Self.mondays[0].adding(days: 1), until: Self.mondays[2])
            #expect(try await problem(scene, scene.pattern(), late) == .noContract(scheme: title, dates: [Self.mondays[0]]))
            let short = Scene.contracts(from: Self.mondays[0], until: Self.mondays[2].adding(days: -1))
            #expect(try await problem(scene, scene.pattern(), short) == .noContract(scheme: title, dates: [Self.mondays[2]]))
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics") == 0)
            #expect(try await problem(scene, scene.pattern(), Scene.contracts(from: Self.mondays[0], until: Self.mondays[2])) == nil)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics WHERE contract = \(Scene.contract)") == 3)
        }
    }

    @Test("A date that is left out needs no contract", arguments: TestDatabases.engines)
    func leftOut(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            let short = Scene.contracts(from: Self.mondays[0], until: Self.mondays[1])
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try ClinicStore.add(pattern, in: tx)
                try ClinicStore.except(ClinicException(pattern: pattern.id, date: Self.mondays[2], reason: "After the contract"), in: tx)
                #expect(try ClinicStore.publish(pattern.id, short, in: tx).clinics == 2)
            }
        }
    }

    @Test("A clinic is published only where the practice that hosts it has agreed for each date", arguments: TestDatabases.engines)
    func host(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            // Elm hosts the hub and leaves after the second Monday; that Riverside leaves too does not matter, as it hosts nothing.
            try await leave(scene, Cast.elm, lastDay: Self.mondays[1])
            try await leave(scene, Cast.riverside, lastDay: Scene.today)
            let refusal = try await problem(scene, scene.pattern())
            #expect(refusal == .hostHasNotAgreed(practice: "Elm Practice", scheme: "Enhanced access 2026/27", dates: [Self.mondays[2]]))
            #expect(
                refusal?.sentence.hasPrefix("Elm Practice, which hosts this hub, has not agreed to Enhanced access 2026/27 for 7 December 2026.")
                    == true)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics") == 0)
            #expect(try await problem(scene, scene.pattern(until: Self.mondays[1])) == nil)
            #expect(try await scene.count("SELECT COUNT(*) FROM clinics") == 2)
        }
    }

    @Test("A host that withdraws while a clinic is published either keeps it from being published or comes after", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            let done = try await atOnce(2) { index -> Bool in
                if index == 0 { return try await problem(scene, pattern) == nil }
                try await leave(scene, Cast.elm, lastDay: Scene.today)
                return true
            }
            let clinics = try await scene.count("SELECT COUNT(*) FROM clinics")
            #expect(done[1])
            #expect(clinics == (done[0] ? 3 : 0))
            // Whoever came first, from now on nothing more is published there.
            #expect(try await problem(scene, scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1)) != nil)
        }
    }

    @Test("The coordinator is told before publishing what stands against it, and what a new clinic lacks beside its field")
    func pages() async throws {
        try await Scene.run(.sqlite) { scene in
            let short = Scene.contracts(from: Scene.today, until: Self.mondays[1])
            func coordinator(_ contracts: ContractPort) throws -> PageProbe {
                try PageProbe(
                    features: scene.features(contracts), as: scene.principal(.hubCoordinator),
                    at: TestDay.now)
            }
            let draft = try scene.pattern()
            try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.add(draft, in: $0) }
            try await leave(scene, Cast.elm, lastDay: Scene.monday)
            let planner = try coordinator(short)
            let page = await planner.get("/clinics/\(draft.id)")
            #expect(page.contains("Cannot be published yet"))
            #expect(page.contains("No contract covers Enhanced access 2026/27 on 7 December 2026"))
            #expect(page.contains("has not agreed to Enhanced access 2026/27 for 2 dates from 30 November 2026 to 7 December 2026"))
            #expect(!page.contains("Publish 3 clinics"))
            // Sent all the same, it is refused.
            let sent = await planner.post("/clinics/\(draft.id)/publication", [:], from: page)
            #expect(sent.status == 409)
            #expect(sent.contains("No contract covers"))

            try await scene.publish(scene.pattern(.physiotherapist, clinician: Cast.physiotherapist, room: 1, until: Scene.monday))
            func plan(_ contracts: ContractPort, until day: String) async throws -> PageSeen {
                let coordinator = try coordinator(contracts)
                return await coordinator.submit(
                    await coordinator.get("/clinics/new"), to: "/clinics/new",
                    [
                        "room": Cast.rooms[1].stored, "clinician": Cast.physiotherapist.stored, "service": "physiotherapist",
                        "channel": "face-to-face", "scheme": Scene.scheme.stored, "network": "", "weekday": "monday", "starts": "8:30pm",
                        "ends": "9pm", "minutes": "15", "same-day": "0", "from-day": "23", "from-month": "11", "from-year": "2026",
                        "until-day": day, "until-month": "12", "until-year": "2026",
                    ])
            }
            let none = try await plan(.none, until: "7")
            #expect(none.status == 422)
            #expect(none.text.contains("href=\"#scheme\""))
            let tooLong = try await plan(short, until: "7")
            #expect(tooLong.status == 422)
            #expect(tooLong.text.contains("href=\"#until-day\""))
            #expect(try await plan(short, until: "1").status == 303)
        }
    }

    @Test(
        "How many days ahead clinics can be booked the scheme says when they are planned, and the desk looks as far",
        arguments: TestDatabases.engines)
    func daysAhead(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let contracts = ContractPort(
                contract: Scene.contracts.contract, requiredMinutes: { _, _, _ in nil }, daysAhead: { _, date, _ in date >= Scene.monday ? 16 : nil })
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try PersonStore.appoint(
                    Post(id: ID(at: tx.instant), personId: Cast.physiotherapist, organisationId: Cast.hub, kind: .staff, fromDate: Scene.today),
                    in: tx)
            }
            let coordinator = try PageProbe(features: scene.features(contracts), as: scene.principal(.hubCoordinator), at: TestDay.now)
            let sent = await coordinator.submit(
                await coordinator.get("/clinics/new"), to: "/clinics/new",
                [
                    "room": Cast.rooms[1].stored, "clinician": Cast.physiotherapist.stored, "service": "physiotherapist", "channel": "face-to-face",
                    "scheme": Scene.scheme.stored, "network": "", "weekday": "monday", "starts": "6:30pm", "ends": "8pm", "minutes": "15",
                    "same-day": "0", "from-day": "23", "from-month": "11", "from-year": "2026", "until-day": "14", "until-month": "12",
                    "until-year": "2026",
                ])
            #expect(sent.status == 303, "\(sent.plainText)")
            let planned = try #require(try await scene.database.read { try $0.value(ID<ClinicPattern>.self, "SELECT id FROM clinic_patterns") })
            #expect(await coordinator.get("/clinics/\(planned)").contains("Bookable 16 days ahead"))
            // How far the desk looks, and the last day on which it finds a time.
            func reach() async throws -> [LocalDate?] {
                try await scene.database.read { connection in
                    let eligibility = try SlotStore.eligibility(of: Cast.riverside, today: Scene.today, in: connection)
                    let free = try SlotStore.free(SlotWish(), for: eligibility, at: TestDay.now, holder: nil, limit: 100, in: connection)
                    return [Scene.today.adding(days: eligibility.daysAhead), free.map(\.localDate).max()]
                }
            }
            #expect(try await reach() == [Scene.today, nil])
            _ = try await scene.database.write(by: .test, at: TestDay.now) { try ClinicStore.publish(planned, contracts, in: $0) }
            // From Saturday 21 November 16 days are up to Monday 7 December; 14 December can be booked from 28 November.
            #expect(try await reach() == [Scene.today.adding(days: 16), Scene.today.adding(days: 16)])
            let late = try #require(
                try await scene.database.read {
                    try $0.value(
                        ID<Slot>.self, "SELECT id FROM slots WHERE local_date = \(Scene.today.adding(days: 23)) ORDER BY starts_at LIMIT 1")
                })
            #expect(try await scene.refusal(late, for: scene.patient(1)) == .tooFarAhead(opens: Scene.today.adding(days: 7)))
        }
    }
}
