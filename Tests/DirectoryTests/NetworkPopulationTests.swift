// Each week by the figures of its Monday.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

struct NetworkPopulationTests {
    @Test("Minutes for everybody are shared out whole, by population, and a network without patients has none")
    func parts() throws {
        let random = (0..<4).map { number -> OrganisationID in
            var random = SeededGenerator(seed: UInt64(number))
            return ID(at: TestDay.now, using: &random)
        }
        let (north, south, east) = (random[0], random[1], random[2])
        var populations = NetworkPopulations(
            networkOf: [random[3]: north, south: south, east: east], hundredths: [random[3]: 5_049_050, south: 2_000_000, east: 0])
        // 10,000 minutes by 50,490.50 : 20,000 are 7,162.74 and 2,837.26.
        #expect(populations.parts(of: 10_000) == [north: 7_163, south: 2_837])
        #expect(populations.parts(of: 0) == [north: 0, south: 0])
        populations = NetworkPopulations(networkOf: [south: south])
        #expect(populations.parts(of: 100) == [:])
    }

    @Test("Each Monday has the members, networks and figures of its day, and of what was known then", arguments: TestDatabases.engines)
    func weeks(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            let c = try await database.addPractice("A99903", "C")
            let ids = (0..<3).map { number -> OrganisationID in
                var random = SeededGenerator(seed: 900 + UInt64(number))
                return ID(at: TestDay.now, using: &random)
            }
            let (federation, north, south) = (ids[0], ids[1], ids[2])
            let founded = day("2026-01-01")
            try await database.change {
                for (id, kind, name) in [
                    (federation, OrganisationKind.federation, "Federation"), (north, .network, "North"), (south, .network, "South"),
                ] { try OrganisationStore.add(Organisation(id: id, kind: kind, name: name), in: $0) }
                try OrganisationStore.serve(federation, in: $0)
                for practice in [a, b, c] {
                    try OrganisationStore.relate(
                        practice, .memberOfFederation, federation, from: founded, until: practice == c ? day("2026-10-20") : nil, in: $0)
                    try PopulationStore.record(1_000_000, of: practice, kind: .adjusted, snapshotDate: founded, in: $0)
                }
                try OrganisationStore.relate(a, .memberOfNetwork, north, from: founded, until: day("2026-10-12"), in: $0)
                try OrganisationStore.relate(a, .memberOfNetwork, south, from: day("2026-10-13"), in: $0)
                try OrganisationStore.relate(b, .memberOfNetwork, north, from: founded, in: $0)
                try OrganisationStore.relate(c, .memberOfNetwork, south, from: founded, in: $0)
                try PopulationStore.record(1_200_000, of: b, kind: .adjusted, snapshotDate: day("2026-10-28"), in: $0)
            }
            // Restated an hour later.
            try await database.change(minutes: 60) {
                try PopulationStore.record(1_300_000, of: b, kind: .adjusted, snapshotDate: day("2026-10-28"), in: $0)
            }
            let mondays = ["2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26", "2026-11-02", "2026-11-09", "2026-10-12"].map(day)
            func totals(_ knownAt: Instant) async throws -> [[Int?]] {
                try await database.read { connection in
                    let weeks = try NetworkPopulationStore.populations(on: mondays, knownAt: knownAt, in: connection)
                    // Asked one by one they are the same: what is not read again has not changed.
                    for (monday, week) in zip(mondays, weeks) {
                        #expect(try NetworkPopulationStore.populations(on: [monday], knownAt: knownAt, in: connection) == [week])
                    }
                    return weeks.map { [$0.totals[north], $0.totals[south]] }
                }
            }
            // a moves to South on the 13th, c leaves after the 20th, b has a new figure from the 28th.
            let figures = [[2_000_000, 1_000_000], [2_000_000, 1_000_000], [1_000_000, 2_000_000], [1_000_000, 1_000_000]]
            #expect(try await totals(TestDay.later(minutes: 59)) == figures + [[1_200_000, 1_000_000], [1_200_000, 1_000_000], figures[1]])
            #expect(try await totals(TestDay.later(minutes: 60)) == figures + [[1_300_000, 1_000_000], [1_300_000, 1_000_000], figures[1]])
            #expect(try await totals(TestDay.later(minutes: -1)).allSatisfy { $0.compactMap { $0 }.allSatisfy { $0 == 0 } })
        }
    }

    @Test(
        "A report speaks of the members, those who left and whom each merged with, and of no network that is not the federation's",
        arguments: TestDatabases.engines)
    func frame(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let (a, b, c) = (
                try await database.addPractice("A99901", "A"), try await database.addPractice("A99902", "B"),
                try await database.addPractice("A99903", "C")
            )
            let (federation, north) = (OrganisationID(at: TestDay.now), OrganisationID(at: TestDay.later(minutes: 1)))
            func frame(_ network: OrganisationID? = nil) async throws -> ReportFrame {
                let origin = Origin(from: day("2026-11-02"), through: day("2026-11-15"), network: network)
                return try await database.read {
                    try ReportFrameStore.frame(of: origin, today: TestDay.today, now: TestDay.later(minutes: 9), in: $0)
                }
            }
            await #expect(throws: Refusal.self) { _ = try await frame() }
            try await database.change {
                try OrganisationStore.add(Organisation(id: federation, kind: .federation, name: "Federation"), in: $0)
                try OrganisationStore.add(Organisation(id: north, kind: .network, name: "North"), in: $0)
                try OrganisationStore.serve(federation, in: $0)
                for practice in [a, b, c] {
                    try OrganisationStore.relate(
                        practice, .memberOfFederation, federation, from: day("2026-01-01"), until: practice == c ? day("2026-10-20") : nil, in: $0)
                }
                try OrganisationStore.relate(a, .memberOfNetwork, north, from: day("2026-01-01"), in: $0)
                try OrganisationStore.succeed(b, by: a, from: TestDay.today, reason: "merger", in: $0)
            }
            let whole = try await frame()
            #expect(whole.practices.map(\.name) == ["A"] && whole.former.map(\.name) == ["C"] && whole.networks.map(\.name) == ["North"])
            #expect(whole.heir(of: b) == a && whole.span.weeks == [day("2026-11-02"), day("2026-11-09")])
            #expect(try await frame(north).each.map(\.body.id) == [a])
            await #expect(throws: Refusal.self) { _ = try await frame(c) }
        }
    }
}
