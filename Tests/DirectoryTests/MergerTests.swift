// Mergers: who follows, and taking one back.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

@Suite("Mergers")
struct MergerTests {
    private func lineage(_ practice: OrganisationID, _ date: String, _ database: any Database) async throws -> Lineage {
        try await database.read { try OrganisationStore.lineage(of: practice, on: day(date), in: $0) }
    }

    @Test("Who carries on is followed at any remove from its first day, and not before", arguments: TestDatabases.engines)
    func chain(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            let c = try await database.addPractice("A99903", "C")
            let d = try await database.addPractice("A99904", "D")
            try await database.change {
                try OrganisationStore.succeed(a, by: b, from: day("2025-04-01"), reason: nil, in: $0)
                try OrganisationStore.succeed(b, by: c, from: day("2026-07-01"), reason: nil, in: $0)
                try OrganisationStore.succeed(d, by: c, from: day("2027-01-01"), reason: nil, in: $0)
            }
            #expect(try await lineage(a, "2025-03-31", database) == Lineage(heir: a))
            #expect(try await lineage(b, "2025-03-31", database) == Lineage(heir: b))
            #expect(try await lineage(a, "2025-04-01", database) == Lineage(heir: b, predecessors: [a]))
            #expect(try await lineage(c, "2026-06-30", database) == Lineage(heir: c))
            for practice in [a, b, c] { #expect(try await lineage(practice, "2026-07-01", database) == Lineage(heir: c, predecessors: [a, b])) }
            #expect(try await lineage(a, "2027-01-01", database) == Lineage(heir: c, predecessors: [a, b, d]))
        }
    }

    @Test(
        "A merger that is taken back is as if it had never been, but what was known while it stood can be asked for", arguments: TestDatabases.engines
    )
    func takenBack(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            try await database.change {
                try PopulationStore.record(400_000, of: a, kind: .registered, snapshotDate: day("2026-04-01"), in: $0)
                try PopulationStore.record(1_000_000, of: b, kind: .registered, snapshotDate: day("2026-04-01"), in: $0)
            }
            try await database.change(minutes: 10) { try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0) }
            try await database.change(minutes: 20) { try OrganisationStore.takeBackMerger(of: a, reopens: true, reason: "Wrong code", in: $0) }
            #expect(try await lineage(a, "2026-08-01", database) == Lineage(heir: a))
            #expect(try await lineage(b, "2026-08-01", database) == Lineage(heir: b))
            let practice = try await database.read { try OrganisationStore.organisation(a, on: day("2026-08-01"), in: $0) }
            #expect(practice?.isOpen == true && practice?.closedOn == nil)
            func count(_ practice: OrganisationID, _ minutes: Int) async throws -> Int? {
                try await database.read {
                    try PopulationStore.population(
                        of: practice, kind: .registered, on: day("2026-08-01"), knownAt: TestDay.later(minutes: minutes), in: $0)?.count
                }
            }
            #expect(try await [count(b, 5), count(b, 15), count(b, 25)] == [10_000, 14_000, 10_000])
            #expect(try await [count(a, 5), count(a, 15), count(a, 25)] == [4000, 14_000, 4000])
            await #expect(throws: DirectoryRefusal.noMerger) {
                try await database.change { try OrganisationStore.takeBackMerger(of: a, reopens: true, reason: "Again", in: $0) }
            }
            // Corrected: the same day, another practice.
            let c = try await database.addPractice("A99903", "C")
            try await database.change(minutes: 30) { try OrganisationStore.succeed(a, by: c, from: day("2026-07-01"), reason: nil, in: $0) }
            #expect(try await lineage(a, "2026-07-01", database) == Lineage(heir: c, predecessors: [a]))
            let closed = try await database.read { try OrganisationStore.organisation(a, on: day("2026-07-01"), in: $0) }
            #expect(closed?.status == .closed && closed?.closedOn == day("2026-06-30"))
        }
    }

    @Test("A practice that stays closed is not opened by taking its merger back", arguments: TestDatabases.engines)
    func staysClosed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            try await database.change {
                try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0)
                try OrganisationStore.takeBackMerger(of: a, reopens: false, reason: "Its patients were shared out", in: $0)
            }
            let practice = try await database.read { try OrganisationStore.organisation(a, on: day("2026-07-01"), in: $0) }
            #expect(practice?.status == .closed && practice?.closedOn == day("2026-06-30"))
            #expect(try await lineage(a, "2026-07-01", database) == Lineage(heir: a))
        }
    }

    @Test("Each request's question after mergers reads by indexes, however many memberships there are")
    func plan() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let ids = [OrganisationID(at: TestDay.now)]
            let plan = try await database.read { connection in
                try connection.rows("EXPLAIN QUERY PLAN " + OrganisationStore.mergers(around: ids, on: TestDay.today)).map { "\($0.values)" }
            }
            #expect(plan.contains { $0.contains("SEARCH organisation_relationships USING") })
            #expect(!plan.contains { $0.contains("SCAN organisation_relationships") }, "\(plan)")
        }
    }

    @Test("Of two who take back one merger, one does", arguments: TestDatabases.engines)
    func twoWriters(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            try await database.change { try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0) }
            let done = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        do {
                            try await database.change { try OrganisationStore.takeBackMerger(of: a, reopens: true, reason: "Wrong", in: $0) }
                            return true
                        } catch { return false }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM mergers_taken_back") } == 1)
        }
    }

    @Test("A merger is taken back on its page, once, by who may edit the directory", arguments: TestDatabases.engines)
    func page(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "Riverside Surgery")
            let b = try await database.addPractice("A99902", "Oak Surgery")
            let sam = Person(id: ID(at: TestDay.now), givenName: "Sam", familyName: "Sample")
            try await database.change { try PersonStore.add(sam, in: $0) }
            func probe(_ role: Role) throws -> PageProbe {
                let principal = Principal(
                    account: AccountID(at: TestDay.now), person: sam.id, name: "Sam Sample", role: role,
                    organisation: OrganisationID(at: TestDay.now), organisationName: "Somewhere", holdsOtherRoles: false, scope: .federation)
                return try PageProbe(features: [DirectoryFeature(database: database, files: .test(database))], as: principal, at: TestDay.now)
            }
            let path = "/directory/organisations/\(a)/merger/taking-back"
            let manager = try probe(.federationManager)
            #expect(await manager.get(path).status == 404)
            try await database.change { try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0) }
            #expect(await manager.get("/directory/organisations/\(a)").contains(path))
            #expect(try await probe(.financeLead).get(path).status == 403)
            let form = await manager.get(path)
            #expect(form.contains("carried on by Oak Surgery from 1 July 2026"))
            let bare = await manager.submit(form, to: path, ["opening": "open", "reason": ""])
            #expect(bare.status == 422 && bare.contains("why you make this change"))
            for _ in 0..<2 {
                let done = await manager.submit(form, to: path, ["opening": "open", "reason": "Wrong code"])
                #expect(done.status == 303)
            }
            let after = await manager.get("/directory/organisations/\(a)")
            #expect(!after.contains("Carried on by") && after.contains("Record a merger"))
            let entries = try await database.read {
                try $0.values(
                    String.self, "SELECT action FROM audit_entries WHERE action IN ('merger taken back', 'organisation reopened') ORDER BY action")
            }
            #expect(entries == ["merger taken back", "organisation reopened"])
        }
    }

    /// The fixture is written by hand in the layout of succ.csv as the Organisation Data Service publishes it; every code is made up.
    @Test("The published file of successors goes in; what it gainsays is listed line by line and left", arguments: TestDatabases.engines)
    func published(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            var ids: [Int: OrganisationID] = [:]
            for number in 1...16 {
                let text = "A999" + (number < 10 ? "0\(number)" : "\(number)")
                ids[number] = try await database.addPractice(text, "Practice \(number)")
            }
            _ = try await database.addPractice("U99901", "River network", kind: .network)
            // 15 was merged into 14 by hand, where the file says 16.
            let (fourteen, fifteen) = (try #require(ids[14]), try #require(ids[15]))
            try await database.change { try OrganisationStore.succeed(fifteen, by: fourteen, from: day("2025-04-01"), reason: nil, in: $0) }
            let result = try await database.importing(.successors, path: Fixture.path("succ_made_up.csv"), minutes: 1)
            #expect(result.rows == 15)
            #expect(result.changes.map(\.code).sorted() == ["A99901", "A99903", "A99904", "A99909", "A99912"])
            #expect(result.changes.contains { $0.sentence.hasSuffix("from 1 September 2022 (change of code).") })
            // Two successors of A99906 (4, 5), its own (7), a circle (10), another kind (11), and one that the directory gainsays (15).
            #expect(result.contradictions.map(\.line) == [4, 5, 7, 10, 11, 15])
            #expect(result.contradictions.first?.column == "B4")
            #expect(result.contradictions.first?.reason.contains("line 5 says A99908 from 1 October 2022") == true)
            // A successor that is not in the directory, and a date that is none.
            #expect(result.rejected.map(\.line) == [8, 12])
            // Whose successor's successor is missing (3), an unknown reason (9), a row repeated, a row about others.
            #expect(result.notes.map(\.line) == [0, 0, 3, 9])
            let again = try await database.importing(.successors, path: Fixture.path("succ_made_up.csv"), minutes: 2)
            #expect(again.changes.isEmpty)
            let one = try #require(ids[1])
            let two = try #require(ids[2])
            let three = try #require(ids[3])
            #expect(try await lineage(one, "2022-03-31", database) == Lineage(heir: one))
            #expect(try await lineage(two, "2022-07-01", database) == Lineage(heir: two, predecessors: [one, three]))
            let six = try #require(ids[6])
            #expect(try await lineage(six, "2026-01-01", database) == Lineage(heir: six))
        }
    }

    @Test(
        "A merger that was taken back by hand does not come in again by file, nor one into a practice that had closed",
        arguments: TestDatabases.engines)
    func notAgain(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods,
                practiceFile(
                    practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM"), practiceRow("A99903", "ASH"),
                    practiceRow("A99904", "FIR", closed: "20200331", status: "C")), name: "epraccur_2021-06.csv")
            let file = "A99901,A99902,R,20220401,\nA99903,A99904,R,20220401,\n"
            let first = try await database.importing(.successors, file, name: "succ.csv", minutes: 1)
            #expect(first.changes.map(\.code) == ["A99901"] && first.contradictions.map(\.line) == [2])
            #expect(first.contradictions.first?.reason.contains("closed on 31 March 2020") == true)
            try await database.change(minutes: 2) { transaction in
                guard let oak = try find("A99901", on: "2022-01-01", in: transaction) else { return }
                try OrganisationStore.takeBackMerger(of: oak.id, reopens: true, reason: "Not so", in: transaction)
            }
            let second = try await database.importing(.successors, file, name: "succ.csv", minutes: 3)
            #expect(second.changes.isEmpty && second.contradictions.map(\.line) == [1, 2])
            #expect(second.contradictions.first?.reason.contains("was taken back by hand") == true)
        }
    }

    @Test("A file whose first row has no indicator is read to its end all the same, and so is one of four columns")
    func widths() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM"), practiceRow("A99903", "ASH")),
                name: "epraccur_2021-06.csv")
            let five = try await database.importing(
                .successors, "A99901,A99902,R,20220401,\nA99903,A99902,R,20220401,X\n", name: "succ.csv", minutes: 1)
            #expect(five.changes.count == 2 && five.rejected.isEmpty)
            let four = try await database.importing(.successors, "A99901,A99902,R,20220401\n", name: "succ.csv", minutes: 2)
            #expect(four.changes.isEmpty && four.rejected.isEmpty && four.contradictions.isEmpty)
        }
    }
}
