// Figures as known then and as known now.

import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct PopulationStoreTests {
    @Test("A restated list leaves what was known before as it was", arguments: TestDatabases.engines)
    func restated(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let date = day("2026-01-01")
            #expect(try await database.change { try PopulationStore.record(883_875, of: practice, kind: .weighted, snapshotDate: date, in: $0) })
            // Told again the same: nothing to write.
            #expect(
                try await !database.change(minutes: 5) { tx in
                    let written = try PopulationStore.record(883_875, of: practice, kind: .weighted, snapshotDate: date, in: tx)
                    return written
                })
            #expect(
                try await database.change(minutes: 10) {
                    try PopulationStore.record(880_000, of: practice, kind: .weighted, snapshotDate: date, in: $0)
                })
            try await database.read { (connection: any Connection) throws in
                func figure(_ minutes: Int, _ on: String = "2026-06-01", kind: PopulationKind = .weighted) throws -> Int? {
                    try PopulationStore.population(of: practice, kind: kind, on: day(on), knownAt: TestDay.later(minutes: minutes), in: connection)?
                        .hundredths
                }
                #expect(try figure(-1) == nil)
                #expect(try figure(0) == 883_875)
                #expect(try figure(9) == 883_875)
                #expect(try figure(10) == 880_000)
                #expect(try figure(10, "2025-12-31") == nil)
                #expect(try figure(10, kind: .registered) == nil)
                #expect(try PopulationStore.history(of: practice, in: connection).map(\.hundredths) == [880_000, 883_875])
            }
        }
    }

    @Test("Totals count a merged practice once and use the latest snapshot on the date", arguments: TestDatabases.engines)
    func totals(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            let c = try await database.addPractice("A99903", "C")
            try await database.change {
                for (practice, count, date) in [(a, 4000, "2026-04-01"), (b, 10_000, "2026-04-01"), (c, 7000, "2026-01-01"), (c, 7100, "2026-05-01")]
                {
                    try PopulationStore.record(count * 100, of: practice, kind: .registered, snapshotDate: day(date), in: $0)
                }
                try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0)
            }
            try await database.read { (connection: any Connection) throws in
                func total(_ practices: [OrganisationID], _ date: String) throws -> Int {
                    try PopulationStore.total(of: practices, kind: .registered, on: day(date), knownAt: TestDay.now, in: connection) / 100
                }
                #expect(try total([a, b, c], "2026-04-01") == 21_000)
                #expect(try total([a, b, c], "2026-05-01") == 21_100)
                // 4,000 + 10,000 + 7,100, whichever of the merged practices is asked for.
                #expect(try total([a, b, c], "2026-07-01") == 21_100)
                #expect(try total([a, c], "2026-07-01") == 21_100)
                #expect(try total([a], "2026-07-01") == 14_000)
                #expect(try total([], "2026-07-01") == 0)
            }
        }
    }

    @Test("A merger that was recorded late leaves what was known before as it was", arguments: TestDatabases.engines)
    func lateMerger(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let a = try await database.addPractice("A99901", "A")
            let b = try await database.addPractice("A99902", "B")
            try await database.change {
                try PopulationStore.record(400_000, of: a, kind: .registered, snapshotDate: day("2026-04-01"), in: $0)
                try PopulationStore.record(1_000_000, of: b, kind: .registered, snapshotDate: day("2026-04-01"), in: $0)
            }
            try await database.change(minutes: 10) { try OrganisationStore.succeed(a, by: b, from: day("2026-07-01"), reason: nil, in: $0) }
            try await database.read { (connection: any Connection) throws in
                func count(_ practice: OrganisationID, _ minutes: Int) throws -> Int? {
                    try PopulationStore.population(
                        of: practice, kind: .registered, on: day("2026-08-01"), knownAt: TestDay.later(minutes: minutes), in: connection)?.count
                }
                #expect(try count(a, 5) == 4000)
                #expect(try count(b, 5) == 10_000)
                #expect(try count(a, 10) == 14_000)
                #expect(try count(b, 10) == 14_000)
            }
        }
    }

    @Test("A population below nought is refused", arguments: TestDatabases.engines)
    func negative(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "A")
            await #expect(throws: DirectoryRefusal.figureNegative) {
                _ = try await database.change {
                    try PopulationStore.record(-1, of: practice, kind: .adjusted, snapshotDate: day("2026-04-01"), in: $0)
                }
            }
        }
    }
}
