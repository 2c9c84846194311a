// Posts, named leads, rooms and hosts.

import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct PeopleAndSitesTests {
    @Test("A new named lead takes over the day after the old one ends", arguments: TestDatabases.engines)
    func namedLead(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let first = Person(
                id: ID(at: TestDay.now), givenName: "Amina", familyName: "Example", title: "Dr",
                registration: try ProfessionalRegistration(parsing: "GMC 1234567"),
                profession: "GP")
            let second = Person(id: ID(at: TestDay.now), givenName: "Sam", familyName: "Sample", profession: "Practice manager")
            try await database.change {
                try PersonStore.add(first, in: $0)
                try PersonStore.add(second, in: $0)
                try PersonStore.lead(practice, by: first.id, from: day("2025-01-01"), reason: nil, in: $0)
                try PersonStore.lead(practice, by: second.id, from: day("2026-04-01"), reason: "Dr Example retired", in: $0)
            }
            try await database.read { (connection: any Connection) throws in
                #expect(try PersonStore.person(first.id, in: connection) == first)
                #expect(try PersonStore.namedLead(of: practice, on: day("2024-12-31"), in: connection) == nil)
                #expect(try PersonStore.namedLead(of: practice, on: day("2026-03-31"), in: connection)?.fullName == "Dr Amina Example")
                #expect(try PersonStore.namedLead(of: practice, on: day("2026-04-01"), in: connection)?.fullName == "Sam Sample")
                #expect(try PersonStore.people(at: practice, on: day("2026-04-01"), in: connection) == [second])
            }
            await #expect(throws: DirectoryRefusal.postHeld(title: "Named lead")) {
                try await database.change {
                    try PersonStore.appoint(
                        Post(id: ID(at: TestDay.now), personId: first.id, organisationId: practice, kind: .namedLead, fromDate: day("2026-05-01")),
                        in: $0)
                }
            }
        }
    }

    @Test("A person's post ends once, and not before it began", arguments: TestDatabases.engines)
    func postEnds(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let person = Person(id: ID(at: TestDay.now), givenName: "Sam", familyName: "Sample")
            let post = Post(id: ID(at: TestDay.now), personId: person.id, organisationId: practice, kind: .partner, fromDate: day("2026-01-01"))
            try await database.change {
                try PersonStore.add(person, in: $0)
                try PersonStore.appoint(post, in: $0)
            }
            await #expect(throws: DirectoryRefusal.untilBeforeFrom) {
                try await database.change { try PersonStore.end(post, lastDay: day("2025-12-31"), reason: nil, in: $0) }
            }
            try await database.change { try PersonStore.end(post, lastDay: day("2026-06-30"), reason: nil, in: $0) }
            // Whoever is second learns when it ended.
            await #expect(throws: DirectoryRefusal.endedAlready(day("2026-06-30"))) {
                try await database.change { try PersonStore.end(post, lastDay: day("2026-07-31"), reason: nil, in: $0) }
            }
        }
    }

    @Test("A hub's site has a host on each day, and follows the host's successor", arguments: TestDatabases.engines)
    func hosts(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let oak = try await database.addPractice("A99901", "Oak")
            let elm = try await database.addPractice("A99902", "Elm")
            let ash = try await database.addPractice("A99903", "Ash")
            let site = try await database.change {
                try FederationForming.open(
                    HubDraft(name: "Oak hub", siteName: "Oak House", rooms: ["Room 1", "Room 2"], host: oak, on: day("2026-01-01")), in: $0
                ).site
            }
            try await database.change {
                try SiteStore.host(site.id, by: elm, from: day("2026-07-01"), reason: "Oak has no room", in: $0)
                try OrganisationStore.succeed(elm, by: ash, from: day("2026-10-01"), reason: nil, in: $0)
            }
            try await database.read { (connection: any Connection) throws in
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2025-12-31"), in: connection) == nil)
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-06-30"), in: connection) == oak)
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-07-01"), in: connection) == elm)
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-10-01"), in: connection) == ash)
                #expect(try SiteStore.hubSites(on: day("2026-06-30"), in: connection).map(\.name) == ["Oak House"])
                #expect(try SiteStore.hubSites(on: day("2025-12-31"), in: connection).isEmpty)
                #expect(try SiteStore.rooms(at: site.id, in: connection).map(\.name) == ["Room 1", "Room 2"])
            }
        }
    }

    @Test("Two rooms of one name at a site are refused until the first is out of use", arguments: TestDatabases.engines)
    func rooms(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Oak")
            let site = Site(id: ID(at: TestDay.now), organisation: practice, name: "Main", latitude: 51.5, longitude: -0.1)
            let room = Room(id: ID(at: TestDay.now), site: site.id, name: "Room 1")
            try await database.change {
                try SiteStore.add(site, in: $0)
                try SiteStore.add(room, in: $0)
            }
            await #expect(throws: DirectoryRefusal.roomTaken(name: "room 1")) {
                try await database.change { try SiteStore.add(Room(id: ID(at: TestDay.now), site: site.id, name: "room 1"), in: $0) }
            }
            try await database.change { try SiteStore.close(room.id, lastDay: day("2026-06-30"), reason: nil, in: $0) }
            await #expect(throws: DirectoryRefusal.endedAlready(day("2026-06-30"))) {
                try await database.change { try SiteStore.close(room.id, lastDay: day("2026-07-31"), reason: nil, in: $0) }
            }
            let next = Room(id: ID(at: TestDay.now), site: site.id, name: "Room 1")
            try await database.change { try SiteStore.add(next, from: day("2026-07-01"), in: $0) }
            await #expect(throws: DirectoryRefusal.untilBeforeFrom) {
                try await database.change { try SiteStore.close(next.id, lastDay: day("2026-06-30"), reason: nil, in: $0) }
            }
            try await database.read { (connection: any Connection) throws in
                #expect(try SiteStore.rooms(at: site.id, in: connection).count == 1)
                #expect(try SiteStore.rooms(at: site.id, on: day("2026-06-30"), in: connection) == [room])
                #expect(try SiteStore.site(site.id, in: connection) == site)
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-06-30"), in: connection) == practice)
            }
        }
    }
}
