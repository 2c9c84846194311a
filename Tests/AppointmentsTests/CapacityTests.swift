// Shares, and minutes offered and used.

import Appointments
import Governance
import Kernel
import Store
import TestKit
import Testing

@Suite("Capacity")
struct CapacityTests {
    @Test("Shares of a week add up to the week, by largest remainder")
    func shares() {
        let practices = (0..<3).map { OrganisationID(at: TestDay.now.adding(seconds: $0)) }
        // 10 by 9,000 : 6,000 : 5,000 is 4.5, 3, 2.5: the first of the equal remainders gets the one left over.
        let shares = FairShare.shares(of: 10, by: [practices[0]: 9_000, practices[1]: 6_000, practices[2]: 5_000])
        #expect(practices.map { shares[$0] ?? 0 } == [5, 3, 2])
        #expect(FairShare.shares(of: 10, by: [:]).isEmpty)
        #expect(FairShare.shares(of: 0, by: [practices[0]: 1]).isEmpty)
        var random = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            let total = Int.random(in: 1...500, using: &random)
            let weights = Dictionary(
                uniqueKeysWithValues: (0..<Int.random(in: 1...40, using: &random)).map {
                    (OrganisationID(at: TestDay.now.adding(seconds: $0)), Int.random(in: 1...2_000_000, using: &random))
                })
            #expect(FairShare.shares(of: total, by: weights).values.reduce(0, +) == total)
        }
    }

    @Test("A practice's share counts only practices that have agreed, and what its patients have of it", arguments: TestDatabases.engines)
    func shareOfWeek(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern(minutes: 5)
            try await scene.publish(pattern)
            func share(_ practice: OrganisationID) async throws -> FairShare? {
                try await scene.database.read { try CapacityStore.share(of: practice, weekOf: Scene.monday, knownAt: TestDay.now, in: $0) }
            }
            // 18 appointments by 9,000 : 6,000 : 5,000 is 8.1, 5.4, 4.5: the one left over goes to the largest remainder.
            #expect(try await share(Cast.riverside) == FairShare(share: 8, used: 0))
            #expect(try await share(Cast.oldMill) == FairShare(share: 5, used: 0))
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            _ = try await scene.book(slots[0].id, for: scene.patient(1))
            #expect(try await share(Cast.riverside)?.left == 7)
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                _ = try ConsentStore.withdraw(
                    practice: Cast.oldMill, undertaking: Scene.scheme, lastDay: Scene.today, by: Cast.pat, reason: "Leaving", in: tx)
            }
            // 18 by 9,000 : 6,000 is 10.8, 7.2.
            #expect(try await share(Cast.riverside) == FairShare(share: 11, used: 1))
            #expect(try await share(Cast.oldMill) == nil)
        }
    }

    @Test("A clinic for one network is shared among that network's practices alone", arguments: TestDatabases.engines)
    func shareOfNetwork(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            try await scene.publish(scene.pattern(network: Cast.north))
            func share(_ practice: OrganisationID) async throws -> Int? {
                try await scene.database.read { try CapacityStore.share(of: practice, weekOf: Scene.monday, knownAt: TestDay.now, in: $0)?.share }
            }
            // 6 appointments by 9,000 : 6,000 is 3.6, 2.4.
            #expect(try await share(Cast.riverside) == 4)
            #expect(try await share(Cast.elm) == 2)
            #expect(try await share(Cast.oldMill) == nil)
        }
    }

    @Test("What nobody marked or closed stands by day and hub, up to a day", arguments: TestDatabases.engines)
    func unfinished(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            _ = try await scene.book(slots[0].id, for: scene.patient(1))
            let cancelled = try await scene.book(slots[1].id, for: scene.patient(2, at: Cast.elm))
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(cancelled.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            func unfinished(_ day: LocalDate, _ scheme: SchemeID) async throws -> [UnfinishedWork] {
                try await scene.database.read { try CapacityStore.unfinished(scheme: scheme, through: day, in: $0) }
            }
            let monday = try #require(try await unfinished(Scene.monday, Scene.scheme).first)
            #expect(monday.hub == Cast.hub && monday.date == Scene.monday)
            #expect([monday.appointments, monday.minutes, monday.clinics] == [1, 15, 1])
            #expect(try await unfinished(Scene.monday.adding(days: -1), Scene.scheme).isEmpty)
            #expect(try await unfinished(Scene.monday, SchemeID(at: TestDay.now)).isEmpty)
            #expect(try await unfinished(Scene.monday.adding(days: 60), Scene.scheme).count > 1)
        }
    }

    @Test("Minutes offered, booked and cancelled by week; a practice sees its own use only", arguments: TestDatabases.engines)
    func minutes(engine: Engine) async throws {
        try await Scene.run(engine) { scene in
            let pattern = try scene.pattern()
            try await scene.publish(pattern)
            let slots = try await scene.slots(of: pattern, on: Scene.monday)
            let booking = try await scene.book(slots[0].id, for: scene.patient(1))
            _ = try await scene.book(slots[1].id, for: scene.patient(2, at: Cast.elm))
            try await scene.database.write(by: .test, at: TestDay.now) {
                try BookingStore.cancel(booking.id, reason: .patientAsked, note: "", scope: .federation, in: $0)
            }
            let (from, through) = (Scene.monday, Scene.monday.adding(days: 6))
            let offered = try await scene.database.read { try CapacityStore.offered(from: from, through: through, in: $0) }
            #expect(offered.map(\.minutes) == [90])
            #expect(offered.map(\.week) == [Scene.monday])
            #expect(offered.map(\.host) == [Cast.elm])
            func used(_ scope: Scope) async throws -> [BookingStatus: Int] {
                let rows = try await scene.database.read { try CapacityStore.used(weeks: [Scene.monday], scope: scope, in: $0) }
                return Dictionary(rows.map { ($0.status, $0.minutes) }, uniquingKeysWith: +)
            }
            #expect(try await used(.federation) == [.cancelled: 15, .booked: 15])
            #expect(try await used(.practice(Cast.riverside)) == [.cancelled: 15])
            let behind = try await scene.database.read {
                try CapacityStore.appointments(from: from, through: through, statuses: [.booked], scope: .practice(Cast.riverside), in: $0)
            }
            #expect(behind.isEmpty)
        }
    }
}
