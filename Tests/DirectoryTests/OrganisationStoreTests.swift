// Who belonged where on which day.

import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct OrganisationStoreTests {
    @Test("A membership counts on its last day and not on the day after", arguments: TestDatabases.engines)
    func membershipEnds(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let network = try await database.addPractice("U99901", "River network", kind: .network)
            try await database.change {
                try OrganisationStore.relate(practice, .memberOfNetwork, network, from: day("2024-04-01"), until: day("2026-03-31"), in: $0)
            }
            #expect(try await database.members(of: "U99901", on: "2024-03-31") == [])
            #expect(try await database.members(of: "U99901", on: "2024-04-01") == ["A99901"])
            #expect(try await database.members(of: "U99901", on: "2026-03-31") == ["A99901"])
            #expect(try await database.members(of: "U99901", on: "2026-04-01") == [])
            let name = try await database.read { try OrganisationStore.network(of: practice, on: day("2025-01-01"), in: $0)?.name }
            #expect(name == "River network")
        }
    }

    @Test("A member that merged is replaced by its successor, counted once", arguments: TestDatabases.engines)
    func successorIsMember(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let old = try await database.addPractice("A99901", "Riverside Surgery")
            let new = try await database.addPractice("A99902", "Oak Surgery")
            let other = try await database.addPractice("A99903", "Elm Surgery")
            let federation = try await database.addPractice("F9999", "The federation", kind: .federation)
            let riverNetwork = try await database.addPractice("U99901", "River network", kind: .network)
            let oakNetwork = try await database.addPractice("U99902", "Oak network", kind: .network)
            try await database.change {
                try OrganisationStore.serve(federation, in: $0)
                for practice in [old, other] {
                    try OrganisationStore.relate(practice, .memberOfFederation, federation, from: day("2020-01-01"), in: $0)
                }
                try OrganisationStore.relate(old, .memberOfNetwork, riverNetwork, from: day("2020-01-01"), in: $0)
                try OrganisationStore.relate(other, .memberOfNetwork, riverNetwork, from: day("2020-01-01"), in: $0)
                try OrganisationStore.relate(new, .memberOfNetwork, oakNetwork, from: day("2020-01-01"), in: $0)
                try OrganisationStore.succeed(old, by: new, from: day("2026-07-01"), reason: "Merger", in: $0)
            }
            #expect(try await database.members(of: "F9999", on: "2026-06-30") == ["A99901", "A99903"])
            #expect(try await database.members(of: "F9999", on: "2026-07-01") == ["A99902", "A99903"])
            // The successor has a network of its own, so it does not stand in the old one's.
            #expect(try await database.members(of: "U99901", on: "2026-07-01") == ["A99903"])
            #expect(try await database.members(of: "U99902", on: "2026-07-01") == ["A99902"])
            try await database.read { (connection: any Connection) throws in
                #expect(try OrganisationStore.network(of: old, on: day("2026-06-30"), in: connection)?.id == riverNetwork)
                #expect(try OrganisationStore.network(of: old, on: day("2026-07-01"), in: connection)?.id == oakNetwork)
                #expect(try OrganisationStore.successor(of: old, on: day("2026-07-01"), in: connection) == new)
                #expect(
                    try OrganisationStore.networks(of: federation, on: day("2026-07-01"), in: connection).map(\.id).sorted()
                        == [riverNetwork, oakNetwork].sorted())
                #expect(
                    try OrganisationStore.practices(in: .federation, on: day("2026-07-01"), in: connection).map(\.name) == [
                        "Elm Surgery", "Oak Surgery",
                    ])
                #expect(try OrganisationStore.practices(in: .practice(old), on: day("2026-07-01"), in: connection).map(\.id) == [new])
                #expect(try OrganisationStore.organisation(old, on: day("2026-07-01"), in: connection)?.status == .closed)
                #expect(try OrganisationStore.organisation(old, on: day("2026-06-30"), in: connection)?.status == .active)
            }
        }
    }

    @Test("A successor without a network keeps the one that it inherits", arguments: TestDatabases.engines)
    func inheritedNetwork(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let old = try await database.addPractice("A99901", "Riverside Surgery")
            let new = try await database.addPractice("A99902", "Oak Surgery")
            let network = try await database.addPractice("U99901", "River network", kind: .network)
            let wider = try await database.addPractice("U99902", "Wider network", kind: .network)
            try await database.change {
                try OrganisationStore.relate(old, .memberOfNetwork, network, from: day("2020-01-01"), in: $0)
                try OrganisationStore.succeed(old, by: new, from: day("2026-07-01"), reason: nil, in: $0)
            }
            #expect(try await database.members(of: "U99901", on: "2026-07-01") == ["A99902"])
            // A network that was itself succeeded hands its members on.
            try await database.change { try OrganisationStore.succeed(network, by: wider, from: day("2026-09-01"), reason: nil, in: $0) }
            #expect(try await database.members(of: "U99901", on: "2026-09-01") == [])
            #expect(try await database.members(of: "U99902", on: "2026-09-01") == ["A99902"])
            let name = try await database.read { try OrganisationStore.network(of: new, on: day("2026-09-01"), in: $0)?.name }
            #expect(name == "Wider network")
        }
    }

    @Test("Names and codes are those of the day that is asked for", arguments: TestDatabases.engines)
    func namesAndCodes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Dr Old and partners")
            try await database.change {
                try OrganisationStore.rename(practice, to: "Riverside Surgery", from: day("2025-01-01"), reason: nil, in: $0)
                try OrganisationStore.recode(practice, to: try ODSCode(parsing: "A99909"), from: day("2025-06-01"), reason: nil, in: $0)
            }
            try await database.read { (connection: any Connection) throws in
                #expect(try OrganisationStore.organisation(practice, on: day("2024-12-31"), in: connection)?.name == "Dr Old and partners")
                #expect(try OrganisationStore.organisation(practice, on: day("2025-01-01"), in: connection)?.name == "Riverside Surgery")
                #expect(try find("A99901", on: "2025-05-31", in: connection)?.id == practice)
                #expect(try find("A99901", on: "2025-06-01", in: connection) == nil)
                #expect(try find("A99909", on: "2025-06-01", in: connection)?.id == practice)
                let history = try OrganisationStore.history(of: practice, in: connection)
                #expect(history.names.map(\.text) == ["Riverside Surgery", "Dr Old and partners"])
                #expect(history.codes.count == 2)
            }
        }
    }

    @Test("A second membership of the same kind in one period is refused with the one in the way", arguments: TestDatabases.engines)
    func overlap(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let one = try await database.addPractice("U99901", "One", kind: .network)
            let two = try await database.addPractice("U99902", "Two", kind: .network)
            try await database.change {
                try OrganisationStore.relate(practice, .memberOfNetwork, one, from: day("2020-01-01"), until: day("2025-12-31"), in: $0)
            }
            await #expect(
                throws: DirectoryRefusal.relationshipOverlaps(kind: .memberOfNetwork, name: "One", from: day("2020-01-01"), until: day("2025-12-31"))
            ) {
                try await database.change { try OrganisationStore.relate(practice, .memberOfNetwork, two, from: day("2025-12-31"), in: $0) }
            }
            try await database.change { try OrganisationStore.relate(practice, .memberOfNetwork, two, from: day("2026-01-01"), in: $0) }
            await #expect(throws: DirectoryRefusal.untilBeforeFrom) {
                try await database.change {
                    try OrganisationStore.relate(practice, .hostedBy, two, from: day("2026-01-01"), until: day("2025-01-01"), in: $0)
                }
            }
        }
    }

    @Test("Of two who put a practice into networks at once, one is refused", arguments: TestDatabases.engines)
    func twoWriters(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let one = try await database.addPractice("U99901", "One", kind: .network)
            let two = try await database.addPractice("U99902", "Two", kind: .network)
            let succeeded = await withTaskGroup(of: Bool.self) { group in
                for network in [one, two] {
                    group.addTask {
                        do {
                            try await database.change {
                                try OrganisationStore.relate(practice, .memberOfNetwork, network, from: day("2026-01-01"), in: $0)
                            }
                            return true
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(succeeded == 1)
            let count = try await database.read { try OrganisationStore.relationships(of: practice, in: $0).count }
            #expect(count == 1)
        }
    }

    @Test("The database itself refuses a second open membership of one kind", arguments: TestDatabases.engines)
    func constraint(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let network = try await database.addPractice("U99901", "One", kind: .network)
            try await database.change { try OrganisationStore.relate(practice, .memberOfNetwork, network, from: day("2026-01-01"), in: $0) }
            await #expect(throws: StoreError.self) {
                try await database.change { transaction in
                    try transaction.execute(
                        """
                        INSERT INTO organisation_relationships (id, organisation_id, kind, other_id, from_date, source, recorded_at)
                        VALUES ('x', \(practice), 'member-of-network', \(network), '2026-05-01', 'test', \(transaction.instant))
                        """)
                    try transaction.audit("test", AuditSubject("test", "x"))
                }
            }
        }
    }

    @Test("A practice is not its own successor, not in a circle either", arguments: TestDatabases.engines)
    func circles(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            let c = try await database.addPractice("A99903", "C")
            await #expect(throws: DirectoryRefusal.successorOfItself) {
                try await database.change { try OrganisationStore.succeed(a, by: a, from: day("2026-01-01"), reason: nil, in: $0) }
            }
            try await database.change {
                try OrganisationStore.succeed(a, by: b, from: day("2026-01-01"), reason: nil, in: $0)
                try OrganisationStore.succeed(b, by: c, from: day("2026-02-01"), reason: nil, in: $0)
            }
            await #expect(throws: DirectoryRefusal.circleOfSuccessors) {
                try await database.change { try OrganisationStore.succeed(c, by: a, from: day("2026-03-01"), reason: nil, in: $0) }
            }
        }
    }

    @Test("A code belongs to one organisation, and a database serves one federation", arguments: TestDatabases.engines)
    func uniqueness(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.addPractice("A99901", "A")
            await #expect(throws: DirectoryRefusal.codeTaken(code: "A99901", name: "A")) { _ = try await database.addPractice("A99901", "B") }
            let one = try await database.addPractice("F9991", "First", kind: .federation)
            let two = try await database.addPractice("F9992", "Second", kind: .federation)
            try await database.change { try OrganisationStore.serve(one, in: $0) }
            await #expect(throws: DirectoryRefusal.federationExists(name: "First")) {
                try await database.change { try OrganisationStore.serve(two, in: $0) }
            }
        }
    }
}
