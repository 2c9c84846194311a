// Background work is done once, or seen.

import Foundation
import Kernel
import Logging
import Store
import Synchronization
import TestKit
import Testing

@Suite("Jobs")
struct JobTests {
    /// Notes each run and fails as often as told.
    struct Noting: Job {
        static let kind = "noting"
        static let attempts = 3
        let runs = Runs()

        final class Runs: Sendable {
            let all = Mutex<[String]>([])
            let atOnce = Mutex<[String: Int]>([:])
            let failures: Mutex<Int>
            let most = Mutex(0)
            init(failures: Int = 0) { self.failures = Mutex(failures) }
        }

        func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
            let atOnce = runs.atOnce.withLock { counts in
                counts[item.payload, default: 0] += 1
                return counts[item.payload, default: 0]
            }
            runs.most.withLock { $0 = max($0, atOnce) }
            runs.all.withLock { $0.append(item.payload) }
            try await Task.sleep(for: .milliseconds(2))
            runs.atOnce.withLock { $0[item.payload, default: 1] -= 1 }
            if item.payload == "fails" { throw StoreError.unreachable("the mail server is asleep") }
            if item.payload == "quotes" { throw Refused(why: "Amina Example, 999 000 0018") }
        }
    }

    struct Slow: Job {
        static let kind = "slow"
        let started = Mutex2()
        final class Mutex2: Sendable { let value = Mutex(false) }

        func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
            started.value.withLock { $0 = true }
            try await Task.sleep(for: .seconds(30))
        }
    }

    struct Nightly: Job {
        static let kind = "nightly"
        static let schedule: JobSchedule? = .daily(LocalTime(clamping: 120))
        let runs = Noting.Runs()
        func run(_ item: JobItem, in database: any Database, at now: Instant) async throws { runs.all.withLock { $0.append(item.payload) } }
    }

    /// A clock that a test moves.
    final class Hands: Sendable {
        private let instant = Mutex(TestDay.now)
        var clock: Clock { Clock { self.instant.withLock { $0 } } }
        func advance(seconds: Int) { instant.withLock { $0 = $0.adding(seconds: seconds) } }
    }

    private func runner(_ database: any Database, _ jobs: [any Job], _ clock: Clock, name: String = "test") -> JobRunner {
        var pace = JobRunner.Pace()
        pace.poll = .milliseconds(5)
        pace.beat = .milliseconds(20)
        return JobRunner(database, jobs: jobs, clock: clock, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, name: name, pace: pace)
    }

    private func add(_ payloads: [String], kind: String = Noting.kind, to database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.now) { transaction in
            for payload in payloads { try JobQueue.add(kind: kind, payload: payload, in: transaction) }
            try transaction.audit("work added", AuditSubject("test", "1"))
        }
    }

    /// Waits until `isTrue`, ten seconds at most.
    private func wait(_ what: Comment, until isTrue: () async throws -> Bool) async throws {
        for _ in 0..<1000 {
            if try await isTrue() { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record(what)
    }

    private func counts(_ database: any Database) async throws -> [JobState: Int] { try await database.read { try JobQueue.counts(in: $0) } }

    @Test("Two workers do every item, each once", arguments: TestDatabases.engines)
    func twoWorkers(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let job = Noting()
            let payloads = (0..<30).map { "item \($0)" }
            try await add(payloads, to: database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in ["a", "b"] { group.addTask { try await runner(database, [job], TestDay.clock, name: name).run() } }
                try await wait("all is done") { try await counts(database) == [.done: 30] }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(job.runs.all.withLock { $0.sorted() } == payloads.sorted())
            #expect(job.runs.most.withLock { $0 } == 1)
            let workers = try await database.read { try JobQueue.workers(at: TestDay.now, in: $0) }
            #expect(workers.map(\.name).sorted() == ["a", "b"])
            #expect(workers.allSatisfy { $0.stoppedAt != nil && !$0.isSilent(at: TestDay.later(minutes: 60)) })
        }
    }

    @Test("What fails is tried again later and later, then lies there for an operator, who can send it round again", arguments: TestDatabases.engines)
    func deadLetter(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let (job, hands) = (Noting(), Hands())
            try await add(["fails"], to: database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner(database, [job], hands.clock).run() }
                for attempt in 1...3 {
                    try await wait("attempt \(attempt)") { job.runs.all.withLock { $0.count } == attempt }
                    if attempt < 3 {
                        try await wait("it waits again") { try await counts(database) == [.waiting: 1] }
                        #expect(job.runs.all.withLock { $0.count } == attempt, "it is not tried before its time")
                        hands.advance(seconds: 15 << attempt)
                    }
                }
                try await wait("it is given up") { try await counts(database) == [.dead: 1] }
                let dead = try await database.read { try JobQueue.items(.dead, in: $0) }
                #expect(dead.count == 1)
                #expect(dead[0].lastError?.contains("asleep") == true)
                let isQueued = try await database.write(by: .test, at: TestDay.later(minutes: 1)) { try JobQueue.again(dead[0].id, in: $0) }
                #expect(isQueued)
                hands.advance(seconds: 60)
                try await wait("it runs again") { job.runs.all.withLock { $0.count } == 4 }
                group.cancelAll()
                try await group.waitForAll()
            }
            let again = try await database.write(by: .test, at: TestDay.now) { try JobQueue.again(ID<JobItem>(at: TestDay.now), in: $0) }
            #expect(!again)
        }
    }

    @Test("Of a fault that is not ours only the kind is kept, as its text may quote a patient", arguments: TestDatabases.engines)
    func foreignFault(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let job = Noting()
            try await add(["quotes"], to: database)
            func note() async throws -> String? { try await database.read { try $0.value(String.self, "SELECT last_error FROM jobs") } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner(database, [job], TestDay.clock).run() }
                try await wait("it is noted") { try await note() != nil }
                group.cancelAll()
                try await group.waitForAll()
            }
            #expect(try await note() == "A fault that was not foreseen (Refused). Report it to whoever maintains the product.")
        }
    }

    @Test("A worker that falls silent loses its item, and its late word changes nothing", arguments: TestDatabases.engines)
    func leaseRunsOut(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            try await add(["item"], to: database)
            let now = TestDay.now
            func lease(_ worker: String, at now: Instant) async throws -> JobLease? {
                try await database.maintain { try JobQueue.lease(to: worker, kinds: [Noting.kind], at: now, until: now.adding(seconds: 60), in: $0) }
            }
            let first = try #require(try await lease("first", at: now))
            #expect(try await lease("second", at: now.adding(seconds: 59)) == nil)
            let second = try #require(try await lease("second", at: now.adding(seconds: 61)))
            #expect(second.item.id == first.item.id)
            #expect(second.item.attempt == 2)
            #expect(try await database.maintain { try !JobQueue.finish(first, at: now, in: $0) })
            #expect(try await database.maintain { try !JobQueue.renew(first, until: now.adding(seconds: 600), in: $0) })
            #expect(try await database.maintain { try JobQueue.finish(second, at: now, in: $0) })
            #expect(try await counts(database) == [.done: 1])
        }
    }

    @Test("A worker that is cancelled gives its item back", arguments: TestDatabases.engines)
    func givenBack(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let job = Slow()
            try await add(["item"], kind: Slow.kind, to: database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner(database, [job], TestDay.clock).run() }
                try await wait("it runs") { job.started.value.withLock { $0 } }
                group.cancelAll()
                try await group.waitForAll()
            }
            let items = try await database.read { try JobQueue.items(.waiting, in: $0) }
            #expect(items.count == 1)
            #expect(items.first?.attempt == 0)
        }
    }

    @Test("A worker without a sign of life counts as silent after ninety seconds, one that stopped does not")
    func silence() {
        let id = ID<JobWorker>(at: TestDay.now)
        func worker(stopped: Instant?) -> JobWorker {
            JobWorker(id: id, name: "a", startedAt: TestDay.now, lastSeen: TestDay.now, stoppedAt: stopped)
        }
        #expect(!worker(stopped: nil).isSilent(at: TestDay.now.adding(seconds: 90)))
        #expect(worker(stopped: nil).isSilent(at: TestDay.now.adding(seconds: 91)))
        #expect(!worker(stopped: TestDay.now).isSilent(at: TestDay.later(minutes: 60)))
    }

    @Test("Nightly work is done once a night, however many servers there are", arguments: TestDatabases.engines)
    func schedule(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let (job, hands) = (Nightly(), Hands())
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 { group.addTask { try await runner(database, [job], hands.clock).run() } }
                try await wait("the first night") { try await counts(database) == [.done: 1] }
                try await Task.sleep(for: .milliseconds(80))
                #expect(job.runs.all.withLock { $0.count } == 1)
                hands.advance(seconds: 86_400)
                try await wait("the second night") { try await counts(database) == [.done: 2] }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }

    @Test("Pauses double from 15 seconds to 6 hours, and never more than half as much again")
    func pauses() {
        var random = SeededGenerator(seed: 7)
        for attempt in 1...40 {
            let base = min(15 * (1 << min(attempt - 1, 20)), 21_600)
            for _ in 0..<50 { #expect((base...(base + base / 2)).contains(JobRules.pause(after: attempt, using: &random))) }
        }
    }

    @Test("Daily work falls due at its time in London, on both sides of a clock change")
    func occurrences() throws {
        let time = LocalTime(clamping: 120)
        // 24 October 2026 is summer time, so 2:00 is 01:00 UTC; the 25th's 2:00 comes after the change, at 02:00 UTC.
        let summer = try Instant(parsing: "2026-10-24T01:00:00.000Z")
        #expect(JobRules.occurrence(of: .daily(time), kind: "k", at: summer.adding(seconds: -1))?.key == nil)
        #expect(JobRules.occurrence(of: .daily(time), kind: "k", at: summer)?.key == "k 2026-10-24")
        #expect(JobRules.occurrence(of: .daily(time), kind: "k", at: try Instant(parsing: "2026-10-25T02:00:00.000Z"))?.key == "k 2026-10-25")
        #expect(JobRules.occurrence(of: .every(minutes: 5), kind: "k", at: TestDay.now.adding(seconds: 200))?.due == TestDay.now)
    }
}
