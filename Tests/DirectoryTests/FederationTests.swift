// Forming a federation, and its warnings.

import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct FederationTests {
    @Test(
        "A body outside its range of patients gets a warning, at the borders none",
        arguments: [
            (OrganisationKind.network, 29_999, true), (.network, 30_000, false), (.network, 50_000, false), (.network, 50_001, true),
            (.federation, 149_999, true), (.federation, 150_000, false), (.federation, 300_000, false), (.federation, 300_001, true),
            (.hub, 5, false),
        ])
    func ranges(kind: OrganisationKind, count: Int, warns: Bool) {
        #expect((PopulationRange.warning(name: "It", kind: kind, count: count) != nil) == warns)
    }

    @Test("A site whose coordinates are far from all others is left off the map and named")
    func strays() {
        let marks = (0..<6).map {
            PracticeMap.Mark(name: "Site \($0)", isHub: false, latitude: 51.5 + Double($0) / 100, longitude: -0.1, address: "/x")
        }
        // Kendal instead of London.
        let stray = PracticeMap.Mark(name: "Astray", isHub: false, latitude: 54.33, longitude: -2.74, address: "/x")
        #expect(PracticeMap.strays(marks).isEmpty)
        #expect(PracticeMap.strays(marks + [stray]) == [stray])
        #expect(PracticeMapPage(marks + [stray]).strays.count == 1)
        #expect(PracticeMap([]).svg.isEmpty)
        // cos 60 degrees is a half.
        #expect(abs(PracticeMap.cosine(degrees: 60) - 0.5) < 0.000_001)
    }

    @Test("A federation of named practices in networks of its own", arguments: TestDatabases.engines)
    func form(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            for (number, name) in ["Oak", "Elm", "Ash"].enumerated() {
                let practice = try await database.addPractice("A9990\(number + 1)", name)
                guard name != "Ash" else { continue }
                _ = try await database.change {
                    try PopulationStore.record(2_000_000, of: practice, kind: .registered, snapshotDate: day("2026-04-01"), in: $0)
                }
            }
            let draft = FederationDraft(
                name: "Example Federation", on: day("2026-05-01"), practices: [try code("A99903")],
                networks: [FederationDraft.Network(name: "River", practices: [try code("A99901"), try code("A99902")])])
            let formed = try await database.change { try FederationForming.form(draft, in: $0) }
            #expect(formed.federation.practices == 3 && formed.federation.patients == 40_000)
            #expect(formed.networks.map(\.patients) == [40_000])
            #expect(
                formed.warnings == [
                    "Example Federation has 40,000 registered patients, fewer than the 150,000 that a federation should have.",
                    "Ash (A99903) has no registered list. Import patients registered by practice.",
                    "Ash (A99903) is in no network. Import the networks' core partners, or add it to one.",
                ])
            #expect(try await database.read { try OrganisationStore.federation(on: day("2026-05-01"), in: $0)?.name } == "Example Federation")
            await #expect(throws: DirectoryRefusal.federationExists(name: "Example Federation")) {
                _ = try await database.change { try FederationForming.form(draft, in: $0) }
            }
        }
    }

    @Test("An unknown code is refused and nothing is formed", arguments: TestDatabases.engines)
    func unknown(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.addPractice("A99901", "Oak")
            await #expect(throws: DirectoryRefusal.unknownCodes(["A99909", "00X"])) {
                _ = try await database.change {
                    try FederationForming.form(
                        FederationDraft(
                            name: "It", on: day("2026-05-01"), practices: [code("A99901"), code("A99909")], commissioners: [code("00X")]), in: $0)
                }
            }
            #expect(try await database.read { try OrganisationStore.federation(on: day("2026-05-01"), in: $0) } == nil)
        }
    }
}
