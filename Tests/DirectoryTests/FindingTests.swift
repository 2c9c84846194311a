// Organisations and people, found anywhere.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

@Suite("Finding organisations and people")
struct FindingTests {
    /// The federation's two practices, its hub and network, and two practices of elsewhere.
    private func start(_ database: any Database) async throws {
        let river = try await database.addPractice("A99901", "Riverside Surgery")
        let elm = try await database.addPractice("A99902", "Élm Tree Practice")
        _ = try await database.addPractice("A99903", "RIVER MEADOW SURGERY")
        _ = try await database.addPractice("A99904", "OAK SURGERY")
        let network = try await database.addPractice("U99901", "River network", kind: .network)
        let hub = try await database.addPractice("V99901", "Oak Hub", kind: .hub)
        let federation = try await database.addPractice("F9999", "The federation", kind: .federation)
        try await database.change {
            try OrganisationStore.serve(federation, in: $0)
            for practice in [river, elm] {
                try OrganisationStore.relate(practice, .memberOfFederation, federation, from: day("2020-01-01"), in: $0)
                try OrganisationStore.relate(practice, .memberOfNetwork, network, from: day("2020-01-01"), in: $0)
            }
            for (name, organisation, kind) in [("Zoë", river, PostKind.practiceManager), ("Sam", hub, .staff), ("Zoe", elm, .namedLead)] {
                let person = Person(id: ID(at: TestDay.now), givenName: name, familyName: "O’Brien")
                try PersonStore.add(person, in: $0)
                try PersonStore.appoint(
                    Post(id: ID(at: TestDay.now), personId: person.id, organisationId: organisation, kind: kind, fromDate: day("2020-01-01")), in: $0)
            }
        }
    }

    private func find(_ typed: String, _ database: any Database) async throws -> [String] {
        let query = try #require(FindQuery(typed: typed))
        let found = try await database.read {
            try OrganisationFinding.find(query, on: TestDay.today, in: $0) + PersonFinding.find(query, on: TestDay.today, in: $0)
        }
        return FindRules.sections(found, limit: 5).flatMap { section in section.found.map { "\(section.kind): \($0.title), \($0.detail)" } }
    }

    @Test("Both databases give the same answers in the same order, whatever the accents and slips", arguments: TestDatabases.engines)
    func answers(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            try await start(database)
            #expect(
                try await find("river", database) == [
                    "organisation: River network, Primary care network, U99901", "practice: Riverside Surgery, A99901",
                    "practice: RIVER MEADOW SURGERY, A99903, outside the federation", "person: Zoë O’Brien, Practice manager, Riverside Surgery",
                ])
            // One letter wrong: the federation's own are found, the rest of the country's only as they are written.
            #expect(try await find("rivrside", database).first == "practice: Riverside Surgery, A99901")
            #expect(try await find("medow", database) == [])
            #expect(try await find("elm tre", database).first == "practice: Élm Tree Practice, A99902")
            #expect(
                try await find("zoe obrien", database) == [
                    "person: Zoe O’Brien, Named lead, Élm Tree Practice", "person: Zoë O’Brien, Practice manager, Riverside Surgery",
                ])
            #expect(try await find("obrien oak", database) == ["person: Sam O’Brien, Member of staff, Oak Hub"])
            #expect(try await find("a99904", database) == ["practice: OAK SURGERY, A99904, outside the federation"])
            #expect(
                try await find("oak", database) == [
                    "hub: Oak Hub, V99901", "person: Sam O’Brien, Member of staff, Oak Hub", "practice: OAK SURGERY, A99904, outside the federation",
                ])
        }
    }
}
