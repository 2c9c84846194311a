// What waits for a practice's word.

import Directory
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Consents on home pages")
struct ConsentNeedsTests {
    private func needs(
        _ database: any Database, _ role: Role, at organisation: OrganisationID, ended: Set<SchemeID> = [], on instant: Instant = TestDay.now
    ) async throws -> [HomeNeed] {
        let ports = GovernancePorts(commitments: .none, endedSchemes: { _, _ in ended })
        let feature = GovernanceFeature(database: database, ports: ports)
        let principal = Cast.principal(role, at: organisation)
        return try await database.read { try feature.needs(of: principal, at: instant, in: $0) }
    }

    @Test(
        "A scheme needs a practice's manager until the practice answers, and again when there are newer terms, by the day that the older ones end",
        arguments: TestDatabases.engines)
    func practice(engine: Engine) async throws {
        try await withDatabase(engine, migrations: ConsentStoreTests.migrations) { database in
            try await ConsentStoreTests.start(database)
            let asked = try await needs(database, .practiceManager, at: Cast.riverside)
            #expect(asked.map(\.sentence) == ["Enhanced access 2026/27 waits for your answer."])
            #expect(asked.first?.address == "/schemes/\(ConsentStoreTests.scheme)")
            #expect(try await needs(database, .receptionist, at: Cast.riverside) == [])
            #expect(try await needs(database, .practiceManager, at: Cast.riverside, ended: [ConsentStoreTests.scheme]) == [])
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(ConsentStoreTests.draft(), in: $0) }
            #expect(try await needs(database, .practiceManager, at: Cast.riverside) == [])
            let end = TestDay.today.adding(days: 30)
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                try UndertakingStore.publish("New terms.", for: ConsentStoreTests.scheme, olderUntil: end, on: TestDay.today, in: $0)
            }
            let again = try await needs(database, .practiceManager, at: Cast.riverside)
            #expect(again.map(\.sentence) == ["Enhanced access 2026/27 has new terms."])
            #expect(again.map(\.due) == [end])
        }
    }

    @Test("A consent that ended with older terms waits for an answer again, at the practice and at the federation", arguments: TestDatabases.engines)
    func lapsed(engine: Engine) async throws {
        try await withDatabase(engine, migrations: ConsentStoreTests.migrations) { database in
            try await ConsentStoreTests.start(database)
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ConsentStore.give(ConsentStoreTests.draft(), in: $0)
                _ = try ConsentStore.give(ConsentStoreTests.draft(Cast.elm), in: $0)
            }
            let end = TestDay.today.adding(days: 30)
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) { transaction in
                try UndertakingStore.publish("New terms.", for: ConsentStoreTests.scheme, olderUntil: end, on: TestDay.today, in: transaction)
                // Elm answers: it leaves.
                try ConsentStore.withdraw(
                    practice: Cast.elm, undertaking: ConsentStoreTests.scheme, lastDay: TestDay.today, by: Cast.pat, reason: "Too far",
                    in: transaction)
            }
            let after = TestDay.later(minutes: 31 * 1440)
            let asked = try await needs(database, .practiceManager, at: Cast.riverside, on: after)
            #expect(asked.map(\.sentence) == ["Enhanced access 2026/27 has new terms."])
            #expect(asked.first?.detail.contains("which ended on \(end.longText). It does not cover your practice") == true)
            #expect(try await needs(database, .practiceManager, at: Cast.elm, on: after) == [])
            // Riverside and Old Mill; on the last day of the older terms it was Old Mill alone.
            for (instant, count) in [(TestDay.later(minutes: 30 * 1440), "1 practice has"), (after, "2 practices have")] {
                let news = try await needs(database, .federationManager, at: Cast.federation, on: instant)
                #expect(news.map(\.sentence) == ["Enhanced access 2026/27: \(count) not answered."])
            }
        }
    }

    @Test("The federation's manager is told, without counting it, how many practices have not answered", arguments: TestDatabases.engines)
    func federation(engine: Engine) async throws {
        try await withDatabase(engine, migrations: ConsentStoreTests.migrations) { database in
            try await ConsentStoreTests.start(database)
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(ConsentStoreTests.draft(), in: $0) }
            let news = try await needs(database, .federationManager, at: Cast.federation)
            #expect(news.map(\.sentence) == ["Enhanced access 2026/27: 2 practices have not answered."])
            #expect(NeedCount(news, on: TestDay.today) == .none)
        }
    }

    @Test("A scheme is found by a part of its title, misspelt too, by those who may read it")
    func finding() async throws {
        try await withDatabase(.sqlite, migrations: ConsentStoreTests.migrations) { database in
            try await ConsentStoreTests.start(database)
            let feature = GovernanceFeature(database: database)
            let query = try #require(FindQuery(typed: "enhansed acc"))
            for (role, count) in [(Role.practiceManager, 1), (.hubClinician, 0)] {
                let principal = Cast.principal(role, at: Cast.riverside)
                #expect(try await database.read { try feature.find(query, for: principal, at: TestDay.now, in: $0) }.count == count)
            }
        }
    }
}
