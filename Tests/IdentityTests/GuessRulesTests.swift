// The slow-down of guessing, event by event.

import Kernel
import Store
import TestKit
import Testing

@testable import Identity

@Suite("Guessing")
struct GuessRulesTests {
    @Test("The first four failures are free; then waits double up to fifteen minutes")
    func waits() {
        var count: GuessCount?
        var now = TestDay.now
        var waits: [Int] = []
        for _ in 0..<18 {
            count = GuessRules.afterFailure(count, limit: GuessKind.pair.limit, now: now)
            let wait = GuessRules.wait(count, now: now)
            waits.append(wait)
            now = now.adding(seconds: wait)
        }
        #expect(waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900])
    }

    @Test("After a day without a failure all is forgotten")
    func forgotten() {
        let old = GuessCount(failures: 12, lastFailedAt: TestDay.now, blockedUntil: TestDay.now.adding(seconds: 128))
        let next = GuessRules.afterFailure(old, limit: GuessKind.pair.limit, now: TestDay.later(minutes: 24 * 60))
        #expect(next.failures == 1)
        #expect(next.blockedUntil == nil)
    }

    @Test("A try that must wait is told the seconds that are left, rounded up")
    func left() {
        let count = GuessCount(failures: 8, lastFailedAt: TestDay.now, blockedUntil: TestDay.now.adding(seconds: 8))
        #expect(GuessRules.wait(count, now: Instant(milliseconds: TestDay.now.milliseconds + 1)) == 8)
        #expect(GuessRules.wait(count, now: TestDay.now.adding(seconds: 7)) == 1)
        #expect(GuessRules.wait(count, now: TestDay.now.adding(seconds: 8)) == 0)
        #expect(GuessRules.words(seconds: 1) == "1 second")
        #expect(GuessRules.words(seconds: 59) == "59 seconds")
        #expect(GuessRules.words(seconds: 61) == "2 minutes")
    }

    private enum Event: Sendable {
        case wrong(String, device: String?)
        case right(String, device: String?)
        case pass(minutes: Int)
    }

    // Plays events against one account on a fixed clock; returns the wait that each try met.
    private func play(_ events: [Event], _ database: any Database) async throws -> [Int] {
        var now = TestDay.now
        var waits: [Int] = []
        for event in events {
            let (address, device, isRight): (String, String?, Bool)
            switch event {
            case .pass(let minutes):
                now = now.adding(minutes: minutes)
                continue
            case .wrong(let from, let on): (address, device, isRight) = (from, on, false)
            case .right(let from, let on): (address, device, isRight) = (from, on, true)
            }
            let subjects = GuessRules.subjects(email: "amina@example.nhs.uk", remoteAddress: address, device: device)
            let moment = now
            let wait = try await database.maintain { try GuessStore.reserve(subjects, now: moment, in: $0) }
            if wait == 0, isRight { try await database.maintain { try GuessStore.forgive(subjects, in: $0) } }
            waits.append(wait)
        }
        return waits
    }

    @Test("Guessing from one address slows that address and not the owner at another", arguments: TestDatabases.engines)
    func otherAddress(engine: Engine) async throws {
        let waits = try await withDatabase(engine, migrations: IdentityFeature.migrations) { database in
            try await play(
                [
                    .wrong("203.0.113.9", device: nil), .wrong("203.0.113.9", device: nil), .wrong("203.0.113.9", device: nil),
                    .wrong("203.0.113.9", device: nil), .wrong("203.0.113.9", device: nil), .wrong("203.0.113.9", device: nil),
                    .right("198.51.100.1", device: nil), .wrong("203.0.113.9", device: nil),
                ], database)
        }
        // The fifth failure blocks for a second; the owner's own pair has no failures.
        #expect(waits == [0, 0, 0, 0, 0, 1, 0, 1])
    }

    @Test("Guessing from everywhere slows new devices and never the device that the owner has signed in on", arguments: TestDatabases.engines)
    func knownDevice(engine: Engine) async throws {
        let waits = try await withDatabase(engine, migrations: IdentityFeature.migrations) { database in
            try await play(
                (1...12).flatMap { [Event.wrong("203.0.113.\($0)", device: nil), .pass(minutes: 16)].dropLast($0 < 12 ? 1 : 0) }
                    + [.wrong("203.0.113.77", device: nil), .right("198.51.100.1", device: "owner's"), .right("203.0.113.1", device: "owner's")],
                database)
        }
        // Ten failures are free over all addresses; the tenth blocks for one second, which the eleventh and twelfth meet; after sixteen minutes
        // the next stranger is looked at, and the owner's device meets no wait at any time.
        #expect(waits == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0])
    }

    @Test("Twenty tries at the same moment get no more than the free ones looked at", arguments: TestDatabases.engines)
    func atOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: IdentityFeature.migrations) { database in
            let subjects = GuessRules.subjects(email: "amina@example.nhs.uk", remoteAddress: "203.0.113.9", device: nil)
            let waits = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await database.maintain { try GuessStore.reserve(subjects, now: TestDay.now, in: $0) } }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(waits.filter { $0 == 0 }.count == 5)
        }
    }
}
