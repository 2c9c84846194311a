// Interests in the databases.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Meetings

@Suite("Interests kept")
struct InterestStoreTests {
    typealias Scene = MeetingsScene
    static let today = TestDay.today

    private func end(_ id: ID<Interest>, on day: LocalDate = today, by person: PersonID = Cast.lee, _ database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
            try InterestStore.end(id, on: day, by: Scene.principal(person), in: $0)
        }
    }

    @Test("Of two at once who end the same interest one learns of it", arguments: TestDatabases.engines)
    func twoAtOnce(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let interest = Scene.interest()
            try await Scene.declare(interest, in: database)
            let outcomes = try await atOnce(2) { number in
                do {
                    try await end(interest.id, on: Self.today.adding(days: -number), database)
                    return "ended"
                } catch let refusal as InterestRefusal { return refusal.kind == .conflict ? "told" : "refused" }
            }
            #expect(outcomes.sorted() == ["ended", "told"])
            let trail = try await database.read {
                try $0.values(String.self, "SELECT action FROM audit_entries WHERE subject_id = \(interest.id) ORDER BY action")
            }
            #expect(trail == ["interest declared", "interest ended"])
        }
    }

    @Test("What ended stays on the register for six months, and in the record for ever", arguments: TestDatabases.engines)
    func sixMonths(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let since = InterestRules.shownSince(on: Self.today)
            let (shown, gone) = (Scene.interest(1, until: since), Scene.interest(2, until: since.adding(days: -1)))
            try await Scene.declare(shown, gone, Scene.interest(3), in: database)
            let (register, record) = try await database.read { connection in
                (
                    try InterestStore.shown(on: Self.today, in: connection).map(\.id),
                    try connection.rows(InterestStore.listed(of: nil, whole: true, kind: nil, on: Self.today)).count
                )
            }
            #expect(Set(register) == [shown.id, Cast.id(803)] && record == 3)
        }
    }

    @Test(
        "That there is nothing is said once, ends with the next declaration, and is refused while an interest stands",
        arguments: TestDatabases.engines)
    func nothing(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            try await Scene.declare(Scene.interest(1, .nothing, from: Self.today), in: database)
            try await Scene.declare(Scene.interest(2, .nothing, from: Self.today), Scene.interest(3), in: database)
            let standing = try await database.read { try $0.values(ID<Interest>.self, "SELECT id FROM interests WHERE ended_at IS NULL") }
            #expect(standing == [Cast.id(803)])
            await #expect(throws: InterestRefusal.interestsStand(1)) {
                try await Scene.declare(Scene.interest(4, .nothing, from: Self.today), in: database)
            }
            // The database holds it as well.
            await #expect(throws: StoreError.self) {
                try await database.write(by: .test, at: TestDay.now) {
                    try $0.execute("UPDATE interests SET ended_at = NULL WHERE kind = 'nothing'")
                }
            }
        }
    }

    @Test("One's own interest is ended by oneself, and one from a paper form by the federation manager too", arguments: TestDatabases.engines)
    func whose(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let (own, paper) = (Scene.interest(), Scene.interest(2, declaredOn: Cast.date(2026, 11, 2), enteredBy: Cast.fern))
            try await Scene.declare(own, paper, in: database)
            for person in [Cast.fern, Cast.doctor] {
                await #expect(throws: InterestRefusal.unknown) { try await end(own.id, by: person, database) }
            }
            await #expect(throws: InterestRefusal.unknown) { try await end(paper.id, by: Cast.doctor, database) }
            try await end(paper.id, by: Cast.fern, database)
            try await end(own.id, database)
            let told = try await database.read { try $0.values(PersonID.self, "SELECT person FROM notices WHERE template = 'interest entered'") }
            #expect(told == [Cast.lee])
        }
    }

    @Test("The federation manager sees who of the board is late, and each of them is asked", arguments: TestDatabases.engines)
    func late(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let feature = MeetingsFeature(database: database)
            func needs(_ person: PersonID) async throws -> [HomeNeed] {
                try await database.read { try feature.needs(of: Scene.principal(person), at: TestDay.now, in: $0) }
            }
            let since = InterestRules.declaredSince(on: Self.today)
            let all = try #require(try await needs(Cast.fern).first)
            #expect(all.sentence == "2 people have not declared their interests since \(since.longText)." && all.count == 2)
            #expect(all.detail == "Priya Sample, Sam Model")
            let old = since.adding(days: -1)
            try await Scene.declare(
                Scene.interest(1, of: Cast.doctor, .nothing, from: old, declaredOn: old, enteredBy: Cast.fern),
                Scene.interest(2, of: Cast.physiotherapist, .nothing, from: since, declaredOn: since, enteredBy: Cast.fern), in: database)
            #expect(try await needs(Cast.fern).map(\.detail) == ["Priya Sample"])
            #expect(try await needs(Cast.doctor).count == 1)
            #expect(try await needs(Cast.physiotherapist).isEmpty)
            #expect(try await needs(Cast.lee).isEmpty)
        }
    }
}
