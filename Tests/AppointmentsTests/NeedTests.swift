// Red flags that two people stand for.

import Appointments
import Directory
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("Needs and red flags")
struct NeedTests {
    static func version(
        _ number: UInt64, _ code: String = "back-pain", title: String = "Back pain", from: LocalDate = Scene.today, review: LocalDate? = nil,
        services: [Service] = [.physiotherapist], state: NeedState = .approved, isOffered: Bool = true
    ) -> NeedVersion {
        NeedVersion(
            id: ID(at: TestDay.now.adding(seconds: Int(number))), need: Need(code, title, services, askFirst: "Numb \(number)?"), position: 10,
            isOffered: isOffered, from: from, reviewOn: review ?? from.adding(days: 100), state: state,
            writtenAt: TestDay.now.adding(seconds: Int(number)))
    }

    @Test("The latest version that is checked counts from its first day; until then the one before, or the example")
    func inForce() {
        let example = Self.version(1, from: Scene.today.adding(days: -30), state: .example)
        let coming = Self.version(2, from: Scene.today.adding(days: 5))
        let proposed = Self.version(3, state: .proposed)
        let all = [example, coming, proposed]
        #expect(NeedRules.inForce(all, on: Scene.today) == [example])
        #expect(NeedRules.inForce(all, on: Scene.today.adding(days: 5)) == [coming])
        #expect(NeedRules.inForce(all, on: Scene.today.adding(days: -31)) == [])
        // One that is offered no more leaves the desk, and is in force as such.
        let ended = Self.version(4, from: Scene.today.adding(days: 6), isOffered: false)
        #expect(NeedRules.table(all + [ended], on: Scene.today.adding(days: 6)).all == [])
        #expect(NeedRules.due(all, on: Scene.today) == [example])
        #expect(NeedRules.due(all, on: Scene.today.adding(days: 104)) == [])
        #expect(NeedRules.due(all, on: Scene.today.adding(days: 105)) == [coming])
    }

    @Test("What cannot be proposed is refused by its field")
    func refused() throws {
        let standing = [Self.version(1, state: .example), Self.version(2, "skin", title: "Skin problem")]
        func refusal(_ version: NeedVersion) -> NeedRefusal? {
            do {
                try NeedRules.check(version, beside: standing, today: Scene.today)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal(Self.version(3)) == nil)
        #expect(refusal(Self.version(3, services: [.nurse, .doctor, .nurse])) == .serviceTwice(.nurse))
        #expect(refusal(Self.version(3, from: Scene.today.adding(days: -1))) == .fromPast)
        #expect(refusal(Self.version(3, review: Scene.today)) == .reviewTooEarly)
        #expect(refusal(Self.version(3, review: Scene.today.adding(days: 366))) == nil)
        #expect(refusal(Self.version(3, review: Scene.today.adding(days: 367))) == .reviewTooLate(Scene.today.adding(days: 366)))
        #expect(refusal(Self.version(3, title: "SKIN  problem")) == .titleTaken("SKIN  problem"))
        #expect(NeedRules.code(for: "Knee pain", taken: []) == "knee-pain")
        #expect(NeedRules.code(for: "Back pain!", taken: ["back-pain", "back-pain-2"]) == "back-pain-3")
        #expect(NeedRules.code(for: "New", taken: []) == "new-2")
    }

    @Test("The desk begins with fifteen examples that nobody has signed, in their order", arguments: TestDatabases.engines)
    func examples(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let table = try await scene.database.read { try NeedStore.table(on: Scene.today, in: $0) }
            #expect(table.all.count == 15 && table.versions.allSatisfy { $0.state == .example && $0.writtenBy == nil && $0.checkedBy == nil })
            #expect(table.all.first?.title == "Back pain" && table.all.last?.code == "something-else")
            #expect(table.need("back-pain")?.services == [.physiotherapist, .doctor])
            #expect(table.need("womens-health")?.title == "Contraception or women's health")
            #expect(table.status(of: "back-pain").hasPrefix("Example for local clinical approval."))
        }
    }

    @Test("A change is used by the desk once somebody other than its writer has checked it", arguments: TestDatabases.engines)
    func checked(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let writer = try PageProbe(features: scene.features, as: scene.principal(.federationManager, person: Cast.fern), at: TestDay.now)
            let clinician = try PageProbe(features: scene.features, as: scene.principal(.hubClinician, person: Cast.doctor), at: TestDay.now)
            let (form, day) = (await writer.get("/needs/back-pain"), Scene.today)
            #expect(form.status == 200 && form.contains("Numbness between the legs"))
            let year = day.adding(days: 365)
            func fields(_ title: String) -> [(String, String)] {
                [
                    ("title", title), ("ask-first", "Cannot stand? Then 999."), ("service-1", "gp"), ("service-2", "physiotherapist"),
                    ("position", "10"), ("offered", "yes"), ("from-day", "\(day.day)"), ("from-month", "\(day.month)"), ("from-year", "\(day.year)"),
                    ("review-day", "\(year.day)"), ("review-month", "\(year.month)"), ("review-year", "\(year.year)"),
                ]
            }
            #expect(await writer.submit(form, to: "/needs/back-pain", pairs: fields("Bad back")).status == 303)
            // Who opened the form before somebody else proposed is told so.
            #expect(await clinician.submit(form, to: "/needs/back-pain", pairs: fields("Sore back")).status != 303)
            func need() async throws -> Need? { try await scene.database.read { try NeedStore.table(on: day, in: $0).need("back-pain") } }
            #expect(try await need()?.title == "Back pain")
            #expect(await writer.get("/needs").contains("A change waits to be checked"))

            let own = await writer.submit(writer.get("/needs/back-pain/decision"), to: "/needs/back-pain/decision", ["decision": "approved"])
            #expect(own.status == 422 || own.status == 403)
            #expect(own.contains("You prepared this, so somebody else has to approve it."))
            #expect(try await need()?.title == "Back pain")

            let page = await clinician.get("/needs/back-pain/decision")
            #expect(page.contains("Cannot stand? Then 999."))
            #expect(await clinician.submit(page, to: "/needs/back-pain/decision", ["decision": "approved"]).status == 303)
            #expect(try await need()?.title == "Bad back")
            #expect(try await need()?.services == [.doctor, .physiotherapist])
            let table = try await scene.database.read { try NeedStore.table(on: day, in: $0) }
            #expect(table.status(of: "back-pain") == "Checked on \(day.longText). Not clinical advice: if in doubt, ask the duty doctor.")
            #expect(table.all.count == 15)
            #expect(await clinician.get("/needs/back-pain/decision").status == 404)
        }
    }

    @Test("The database keeps that nobody approves what they wrote, and that one proposal waits", arguments: TestDatabases.engines)
    func constraints(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            func insert(_ id: String, _ state: String, checker: PersonID?) async throws {
                try await scene.database.maintain { connection in
                    try connection.execute(
                        """
                        INSERT INTO need_versions (id, need, position, title, ask_first, is_offered, from_date, review_on, state, written_by, written_at,
                            checked_by, checked_at)
                        VALUES (\(id), 'x', 1, 'X', '', TRUE, '2026-11-21', '2027-11-21', \(state), \(Cast.doctor), \(TestDay.now), \(checker),
                            \(checker.map { _ in TestDay.now }))
                        """)
                }
            }
            await #expect(throws: StoreError.self) { try await insert("1", "approved", checker: Cast.doctor) }
            await #expect(throws: StoreError.self) { try await insert("1", "approved", checker: nil) }
            try await insert("1", "approved", checker: Cast.fern)
            try await insert("2", "proposed", checker: nil)
            await #expect(throws: StoreError.self) { try await insert("3", "proposed", checker: nil) }
        }
    }
}
