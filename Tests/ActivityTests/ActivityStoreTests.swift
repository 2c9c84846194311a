// The activity ledger on both databases.

import Activity
import Directory
import Kernel
import Store
import TestCast
import TestKit
import Testing

@Suite("Activity store")
struct ActivityStoreTests {
    static let migrations = DirectoryMigrations.all + ActivityFeature.migrations

    static func start(_ database: any Database, _ entries: [ActivityEntry] = []) async throws {
        try await database.write(by: .test, at: TestDay.now) { transaction in
            try Cast.found(in: transaction)
            for entry in entries { try ActivityStore.record(entry, in: transaction) }
        }
    }

    @Test("An entry comes back as it was written", arguments: TestDatabases.engines)
    func roundTrip(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database, [Cast.entry(1)])
            let found = try await database.read { try ActivityStore.entry(Cast.entry(1).id, in: $0) }
            #expect(found == Cast.entry(1))
        }
    }

    @Test("An entry is reversed once, however many try, and can be recorded again after that", arguments: TestDatabases.engines)
    func reversedOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database, [Cast.entry(1)])
            let succeeded = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: TestDay.later(minutes: 1)) {
                                _ = try ActivityStore.reverse(Cast.entry(1).id, reason: .wrongAppointment, in: $0)
                            }
                            return true
                        } catch { return (error as? ActivityRefusal) != .alreadyReversed }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(succeeded.filter { $0 }.count == 1)
            try await database.write(by: .test, at: TestDay.later(minutes: 2)) { try ActivityStore.record(Cast.entry(2), in: $0) }
            let all = try await database.read { try ActivityStore.entries(evidence: Cast.entry(1).evidence, in: $0) }
            #expect(all.map(\.minutes).sorted() == [-15, 15, 15])
            #expect(try await database.read { try ActivityStore.verify(in: $0) } == [])
        }
    }

    @Test("Of two who record the same work at once, one entry stands", arguments: TestDatabases.engines)
    func recordedOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database)
            let stood = await withTaskGroup(of: Bool.self) { group in
                for number in UInt64(1)...4 {
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: TestDay.now) { try ActivityStore.record(Cast.entry(number), in: $0) }
                            return true
                        } catch { return (error as? ActivityRefusal) != .alreadyRecorded(Cast.entry(1).evidence) }
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(stood.filter { $0 }.count == 1)
            #expect(try await database.read { try ActivityStore.entries(evidence: Cast.entry(1).evidence, in: $0).count } == 1)
        }
    }

    @Test("A practice sees its patients' work and what it hosted, a hub what was done there", arguments: TestDatabases.engines)
    func scopes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(
                database,
                [
                    Cast.entry(1, practice: Cast.riverside, evidence: "a"), Cast.entry(2, practice: Cast.oldMill, evidence: "b"),
                    Cast.entry(3, practice: Cast.elm, evidence: "c", on: TestDay.today.adding(days: -40)),
                ])
            let scopes: [Scope] = [
                .federation, .practice(Cast.riverside), .practice(Cast.elm), .practice(Cast.oldMill), .hub(Cast.hub), .hub(Cast.federation),
            ]
            let counts = try await database.read { connection in
                try scopes.map {
                    try ActivityStore.entries(
                        scheme: Cast.scheme, from: TestDay.today.adding(days: -50), through: TestDay.today, scope: $0, in: connection
                    ).count
                }
            }
            #expect(counts == [3, 1, 3, 1, 3, 0])
            let outside = try await database.read { try ActivityStore.entry(Cast.entry(1, evidence: "a").id, scope: .practice(Cast.oldMill), in: $0) }
            #expect(outside == nil)
            let month = try await database.read {
                try ActivityStore.entries(scheme: nil, from: TestDay.today, through: TestDay.today, scope: .federation, in: $0).count
            }
            #expect(month == 2)
        }
    }

    @Test("A reason that was typed before reasons were coded is not shown any more", arguments: TestDatabases.engines)
    func typedReason(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database, [Cast.entry(1)])
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ActivityStore.reverse(Cast.entry(1).id, reason: .patientCame, in: $0)
            }
            let coded = try await database.read { try ActivityStore.reversal(of: Cast.entry(1).id, in: $0) }
            #expect(coded?.reversalReason == .patientCame)
            _ = try await database.maintain {
                try $0.execute("UPDATE activity_entries SET reversal_reason = 'Amina Example came late' WHERE reverses IS NOT NULL")
            }
            let typed = try await database.read { try ActivityStore.reversal(of: Cast.entry(1).id, in: $0) }
            #expect(typed?.reversalReason == .other)
        }
    }

    @Test("A reversal that was tampered with is found", arguments: TestDatabases.engines)
    func tampering(engine: Engine) async throws {
        try await withDatabase(engine, migrations: Self.migrations) { database in
            try await Self.start(database, [Cast.entry(1)])
            try await database.write(by: .test, at: TestDay.now) {
                _ = try ActivityStore.reverse(Cast.entry(1).id, reason: .wrongAppointment, in: $0)
            }
            _ = try await database.maintain { try $0.execute("UPDATE activity_entries SET minutes = -5 WHERE reverses IS NOT NULL") }
            let problems = try await database.read { try ActivityStore.verify(in: $0) }
            #expect(problems.count == 1)
            #expect(problems.first?.contains("minutes do not negate") == true)
        }
    }
}
