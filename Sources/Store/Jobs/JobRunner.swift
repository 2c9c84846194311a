// Works through the queue until stopped.

import Kernel
import Logging
import Metrics
import ServiceLifecycle

/// Runs the jobs of all rooms. Several may run on several servers: an item is leased to one worker at a time, renewed while it runs, and free again
/// when a worker falls silent. On a graceful stop it takes no more items and finishes those under way; cancelled, it gives them back.
package struct JobRunner: Service {
    private let database: any Database
    private let jobs: [String: any Job]
    private let clock: Clock
    private let logger: Logger
    private let name: String
    private let pace: Pace

    /// How fast it works.
    package struct Pace: Hashable, Sendable {
        /// Items at a time.
        package var lanes = 2
        /// How often an idle lane looks.
        package var poll = Duration.seconds(1)
        /// How long a lease holds without being renewed, in seconds.
        package var lease = 60
        /// How often the worker shows that it is alive.
        package var beat = Duration.seconds(20)

        package init() {}
    }

    package init(_ database: any Database, jobs: [any Job], clock: Clock, logger: Logger, name: String = "server", pace: Pace = Pace()) {
        self.database = database
        self.jobs = Dictionary(jobs.map { (type(of: $0).kind, $0) }) { first, _ in first }
        self.clock = clock
        self.logger = logger
        self.name = name
        self.pace = pace
    }

    package func run() async throws {
        let started = clock.now()
        let id = ID<JobWorker>(at: started)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await beat(id, since: started) }
            for lane in 1...max(1, pace.lanes) { group.addTask { await work("\(name) \(id.stored.suffix(6)) lane \(lane)") } }
        }
        // A task of its own, as this one may have been cancelled.
        await Task { await note(id, since: started, isStopping: true) }.value
    }

    // MARK: Lanes

    private func work(_ worker: String) async {
        while !isStopping {
            do {
                guard let lease = try await next(for: worker) else {
                    await rest(pace.poll)
                    continue
                }
                await process(lease)
            } catch {
                logger.warning("The queue could not be read.", metadata: ["error": "\(JobRules.note(of: error))"])
                await rest(pace.poll)
            }
        }
    }

    private func next(for worker: String) async throws -> JobLease? {
        let kinds = jobs.keys.sorted()
        let now = clock.now()
        guard try await database.read({ try JobQueue.isAnythingDue(at: now, kinds: kinds, in: $0) }) else { return nil }
        let until = now.adding(seconds: pace.lease)
        return try await database.maintain { try JobQueue.lease(to: worker, kinds: kinds, at: now, until: until, in: $0) }
    }

    private func process(_ lease: JobLease) async {
        guard let job = jobs[lease.item.kind] else { return }
        let limit = type(of: job).attempts
        let failure: (any Error)?
        if lease.item.attempt > limit {
            // Its worker died with it every time.
            failure = StoreError.statement("its worker stopped before it was done, \(limit) times")
        } else {
            failure = await withLease(lease) { try await job.run(lease.item, in: database, at: clock.now()) }
        }
        await settle(lease, failure, limit: limit)
    }

    /// Runs `body` and keeps the lease meanwhile; a lease that was lost cancels the body.
    private func withLease(_ lease: JobLease, _ body: @escaping @Sendable () async throws -> Void) async -> (any Error)? {
        await withTaskGroup(of: (isDone: Bool, failure: (any Error)?).self) { group in
            group.addTask {
                do {
                    try await body()
                    return (true, nil)
                } catch {
                    return (true, error)
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(Double(pace.lease) / 3))
                    if Task.isCancelled { break }
                    let until = clock.now().adding(seconds: pace.lease)
                    if let isHeld = try? await database.maintain({ try JobQueue.renew(lease, until: until, in: $0) }), !isHeld { break }
                }
                return (false, nil)
            }
            var failure: (any Error)?
            for await result in group {
                if result.isDone { failure = result.failure }
                group.cancelAll()
            }
            return failure
        }
    }

    private func settle(_ lease: JobLease, _ failure: (any Error)?, limit: Int) async {
        let now = clock.now()
        let item = lease.item
        var random = SystemRandomNumberGenerator()
        let due = now.adding(seconds: JobRules.pause(after: item.attempt, using: &random))
        let outcome: String
        do {
            let isHeld: Bool
            if let failure {
                let note = JobRules.note(of: failure)
                if failure is CancellationError {
                    outcome = "given back"
                    isHeld = try await database.maintain { try JobQueue.giveBack(lease, in: $0) }
                } else if item.attempt >= limit {
                    outcome = "dead"
                    isHeld = try await database.maintain { try JobQueue.bury(lease, note: note, at: now, in: $0) }
                    logger.error("A job was given up.", metadata: ["kind": "\(item.kind)", "job": "\(item.id)", "error": "\(note)"])
                } else {
                    outcome = "failed"
                    isHeld = try await database.maintain { try JobQueue.fail(lease, note: note, again: due, in: $0) }
                    logger.warning("A job failed and is tried again.", metadata: ["kind": "\(item.kind)", "job": "\(item.id)", "error": "\(note)"])
                }
            } else {
                outcome = "done"
                isHeld = try await database.maintain { try JobQueue.finish(lease, at: now, in: $0) }
            }
            Counter(label: "commonweal_jobs_total", dimensions: [("kind", item.kind), ("outcome", isHeld ? outcome : "lost")]).increment()
            if !isHeld { logger.warning("A job's lease ran out while it ran.", metadata: ["kind": "\(item.kind)", "job": "\(item.id)"]) }
        } catch {
            // The lease runs out and the item is tried again.
            logger.warning(
                "A job's end could not be noted.", metadata: ["kind": "\(item.kind)", "job": "\(item.id)", "error": "\(JobRules.note(of: error))"])
        }
    }

    // MARK: Signs of life, and what comes round

    private func beat(_ id: ID<JobWorker>, since started: Instant) async {
        var tidied: Instant?
        while !isStopping {
            await note(id, since: started, isStopping: false)
            await addScheduled()
            let now = clock.now()
            if tidied.map({ now.seconds(since: $0) >= 3600 }) ?? true {
                tidied = now
                try? await database.maintain { try JobQueue.tidy(at: now, in: $0) }
            }
            await rest(pace.beat)
        }
    }

    private func note(_ id: ID<JobWorker>, since started: Instant, isStopping: Bool) async {
        let now = clock.now()
        let worker = JobWorker(id: id, name: name, startedAt: started, lastSeen: now, stoppedAt: isStopping ? now : nil)
        do {
            try await database.maintain { try JobQueue.beat(worker, in: $0) }
        } catch {
            logger.warning("The worker's sign of life could not be noted.", metadata: ["error": "\(JobRules.note(of: error))"])
        }
    }

    private func addScheduled() async {
        let now = clock.now()
        for (kind, job) in jobs {
            guard let schedule = type(of: job).schedule, let next = JobRules.occurrence(of: schedule, kind: kind, at: now) else { continue }
            do {
                try await database.maintain { try JobQueue.add(kind: kind, payload: "{}", due: next.due, once: next.key, at: now, in: $0) }
            } catch {
                logger.warning("Work that is due could not be queued.", metadata: ["kind": "\(kind)", "error": "\(JobRules.note(of: error))"])
            }
        }
    }

    // MARK: Stopping

    private var isStopping: Bool { Task.isCancelled || Task.isShuttingDownGracefully }

    /// Sleeps, and wakes early when told to stop.
    private func rest(_ duration: Duration) async {
        try? await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
    }
}
