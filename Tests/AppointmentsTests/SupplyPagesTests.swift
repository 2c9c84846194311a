// Figures about time, opened.

import Appointments
import Directory
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("What figures about time are made of")
struct SupplyPagesTests {
    /// On Monday 23 November two hours of eight appointments for everybody, two of which are booked: for a patient of Riverside and one of Old Mill.
    static func withClinic(_ engine: Engine, _ body: (Scene, _ probe: (Role, OrganisationID?) throws -> PageProbe) async throws -> Void) async throws
    {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(starts: "18:00", ends: "20:00")
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            _ = try await scene.book(slots[0].id, for: scene.patient(1))
            _ = try await scene.book(slots[1].id, for: scene.patient(2, at: Cast.oldMill, given: "Ben"))
            try await body(scene) { role, place in
                try PageProbe(features: scene.features, as: scene.principal(role, at: place), at: TestDay.now)
            }
        }
    }

    static let week = Origin(from: Scene.monday, through: Scene.monday.adding(days: 6))

    @Test("Time offered to a network is its part, by population, of what was for everybody", arguments: TestDatabases.engines)
    func offered(engine: Engine) async throws {
        try await Self.withClinic(engine) { scene, probe in
            let board = try probe(.boardMember, nil)
            let all = await board.get(Self.week.path(AppointmentsAddresses.offeredFigure))
            #expect(all.status == 200 && all.plainText.contains("Minutes 120"))
            // South has 5,000 of 20,000 patients, a quarter of 120 minutes.
            var south = Self.week
            south.network = Cast.south
            let part = await board.get(south.path(AppointmentsAddresses.offeredFigure))
            #expect(part.plainText.contains("Minutes 30") && part.contains("5,000 of 20,000 adjusted patients"))
            // Before the populations were known no network has a part.
            south.known = try LocalDate(parsing: "2026-01-01")
            let then = await board.get(south.path(AppointmentsAddresses.offeredFigure))
            #expect(then.plainText.contains("Minutes 0") && then.contains("known on 1 January 2026"))
            south.network = Cast.hub
            #expect(await board.get(south.path(AppointmentsAddresses.offeredFigure)).status == 404)
            #expect(try await probe(.practiceManager, Cast.riverside).get(Self.week.path(AppointmentsAddresses.offeredFigure)).status == 403)
        }
    }

    @Test("Appointments behind a figure are those of the reader's practices, by outcome", arguments: TestDatabases.engines)
    func appointments(engine: Engine) async throws {
        try await Self.withClinic(engine) { scene, probe in
            func seen(_ probe: PageProbe, _ origin: Origin = Self.week, _ own: [(name: String, value: String)] = []) async -> PageSeen {
                await probe.get(origin.path(AppointmentsAddresses.appointmentsFigure, own))
            }
            let board = try probe(.boardMember, nil)
            let all = await seen(board)
            #expect(all.plainText.contains("Appointments 2") && all.plainText.contains("Minutes 30") && all.contains("Old Mill Surgery"))
            #expect(await seen(board, Self.week, [("outcome", "not-attended")]).contains("There are no such appointments."))
            #expect(await seen(board, Self.week, [("outcome", "x")]).status == 400)
            let own = try probe(.practiceManager, Cast.riverside)
            #expect(await seen(own).plainText.contains("Appointments 1"))
            var other = Self.week
            other.practice = Cast.oldMill
            #expect(await seen(own, other).status == 404)
            #expect(try await seen(probe(.receptionist, Cast.riverside)).status == 403)
        }
    }

    @Test("The board hears what was offered and had, and a practice's manager of the practice alone", arguments: TestDatabases.engines)
    func said(engine: Engine) async throws {
        try await Self.withClinic(engine) { scene, _ in
            let feature = AppointmentsFeature(database: scene.database, contracts: Scene.contracts)
            let (said, sections) = try await scene.database.read { connection in
                let span = WeekSpan(from: Scene.monday, through: Scene.monday)
                let frame = try #require(try ReportFrameStore.frame(span, today: Scene.today, now: TestDay.now, in: connection))
                let home = try ReportFrameStore.frame(
                    WeekSpan(from: Scene.monday.adding(days: -7), through: Scene.monday), today: Scene.today, now: TestDay.now, in: connection)
                return (
                    try feature.findings(frame, in: connection),
                    try feature.sections(of: Cast.riverside, try #require(home), in: connection)
                )
            }
            #expect(said.findings.map(\.question).count == 4)
            // 30 of 120 minutes.
            #expect(said.findings[1].sentence == "25% of the time offered was booked.")
            // Eight appointments by 9,000 : 6,000 : 5,000 are 3.6, 2.4 and 2: Riverside 4, Elm 2, Old Mill 2.
            let share = try #require(said.columns().first { $0.name == "share" })
            #expect(share.values.mapValues(\.cell.text) == [Cast.riverside: "4", Cast.elm: "2", Cast.oldMill: "2"])
            #expect(said.tags.isEmpty)
            #expect(sections.map(\.order) == [20, 30])
        }
    }
}
