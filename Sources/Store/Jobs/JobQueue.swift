// Work that waits, in the database.

import Kernel

/// Where an item stands.
package enum JobState: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case waiting, running, done, dead

    package var title: String {
        switch self {
        case .waiting: "Waiting"
        case .running: "Running"
        case .done: "Done"
        case .dead: "Given up"
        }
    }
}

/// An item as an operator sees it.
package struct JobStanding: Codable, Hashable, Sendable {
    package let id: ID<JobItem>
    package let kind: String
    package let state: JobState
    package let dueAt: Instant
    /// How often it has been tried.
    package let attempt: Int
    package let leasedBy: String?
    package let leasedUntil: Instant?
    package let lastError: String?
    package let addedAt: Instant
    package let finishedAt: Instant?
}

/// A program that works through the queue.
package struct JobWorker: Codable, Hashable, Sendable {
    package let id: ID<JobWorker>
    package let name: String
    package let startedAt: Instant
    package let lastSeen: Instant
    package let stoppedAt: Instant?

    package init(id: ID<JobWorker>, name: String, startedAt: Instant, lastSeen: Instant, stoppedAt: Instant?) {
        self.id = id
        self.name = name
        self.startedAt = startedAt
        self.lastSeen = lastSeen
        self.stoppedAt = stoppedAt
    }

    /// Seconds without a sign of life after which a worker that did not stop counts as silent.
    package static let patience = 90

    package func isSilent(at now: Instant) -> Bool { stoppedAt == nil && now.seconds(since: lastSeen) > JobWorker.patience }
}

package enum JobQueue {
    /// Adds an item, in the transaction that gives reason for it. `due` is the transaction's moment unless given. With `once`, a second item of the
    /// same key is not added.
    package static func add(kind: String, payload: String, due: Instant? = nil, once: String? = nil, in tx: Transaction) throws {
        try add(kind: kind, payload: payload, due: due ?? tx.instant, once: once, at: tx.instant, in: tx)
    }

    static func add(kind: String, payload: String, due: Instant, once: String?, at now: Instant, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO jobs (id, kind, payload, once_key, state, due_at, attempt, added_at)
            VALUES (\(ID<JobItem>(at: now)), \(kind), \(payload), \(once), 'waiting', \(due), 0, \(now))
            ON CONFLICT (once_key) DO NOTHING
            """)
    }

    /// How many items there are of each state.
    package static func counts(in connection: any Connection) throws -> [JobState: Int] {
        struct Count: Decodable {
            let state: JobState
            let items: Int
        }
        let counts = try connection.all(Count.self, "SELECT state, COUNT(*) AS items FROM jobs GROUP BY state")
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.state, $0.items) })
    }

    /// Items of one state, newest first, from the one before `before` on.
    package static func items(_ state: JobState, before: ID<JobItem>? = nil, limit: Int = 50, in connection: any Connection) throws -> [JobStanding] {
        let from: SQL = before.map { "AND id < \($0)" } ?? ""
        return try connection.all(
            """
            SELECT id, kind, state, due_at, attempt, leased_by, leased_until, last_error, added_at, finished_at
            FROM jobs
            WHERE state = \(state) \(from)
            ORDER BY id DESC
            LIMIT \(limit)
            """)
    }

    /// Gives a dead letter all its attempts again. False where it is not one (any more).
    package static func again(_ item: ID<JobItem>, in tx: Transaction) throws -> Bool {
        let changed = try tx.execute(
            """
            UPDATE jobs
            SET state = 'waiting', attempt = 0, due_at = \(tx.instant), finished_at = NULL
            WHERE id = \(item) AND state = 'dead'
            """)
        guard changed > 0 else { return false }
        try tx.audit("job queued again", AuditSubject("job", item))
        return true
    }

    /// Workers that are at work, silent, or stopped less than a day ago.
    package static func workers(at now: Instant, in connection: any Connection) throws -> [JobWorker] {
        try connection.all(
            """
            SELECT id, name, started_at, last_seen, stopped_at
            FROM job_workers
            WHERE last_seen > \(now.adding(minutes: -1440))
            ORDER BY started_at, id
            """)
    }
}

/// An item that one worker alone may work on until `until`.
package struct JobLease: Sendable {
    package let item: JobItem
    package let token: String
}

// What a worker does with the queue. Each is guarded by the lease's token: a worker that was silent too long has lost its item and changes nothing.
extension JobQueue {
    /// Whether anything is due; asked often, so it only reads.
    static func isAnythingDue(at now: Instant, kinds: [String], in connection: any Connection) throws -> Bool {
        try connection.value(Int.self, "SELECT 1 FROM jobs WHERE \(due(at: now, kinds: kinds)) LIMIT 1") != nil
    }

    /// Takes the item that has been due longest, also one whose worker let its lease run out.
    package static func lease(to worker: String, kinds: [String], at now: Instant, until: Instant, in connection: any Connection) throws -> JobLease?
    {
        struct Candidate: Decodable {
            let id: ID<JobItem>
            let kind: String
            let payload: String
            let attempt: Int
        }
        let candidate = try connection.first(
            Candidate.self, "SELECT id, kind, payload, attempt FROM jobs WHERE \(due(at: now, kinds: kinds)) ORDER BY due_at, id LIMIT 1")
        guard let candidate else { return nil }
        let token = ID<JobLease>(at: now).stored
        try connection.execute(
            """
            UPDATE jobs
            SET state = 'running', attempt = attempt + 1, lease = \(token), leased_by = \(worker), leased_until = \(until)
            WHERE id = \(candidate.id)
            """)
        return JobLease(
            item: JobItem(id: candidate.id, kind: candidate.kind, payload: candidate.payload, attempt: candidate.attempt + 1), token: token)
    }

    private static func due(at now: Instant, kinds: [String]) -> SQL {
        """
        kind IN \(kinds) AND state IN ('waiting', 'running') AND due_at <= \(now) AND (state = 'waiting' OR leased_until < \(now))
        """
    }

    package static func renew(_ lease: JobLease, until: Instant, in connection: any Connection) throws -> Bool {
        try connection.execute("UPDATE jobs SET leased_until = \(until) WHERE id = \(lease.item.id) AND lease = \(lease.token)") > 0
    }

    package static func finish(_ lease: JobLease, at now: Instant, in connection: any Connection) throws -> Bool {
        try close(lease, "state = 'done', finished_at = \(now), last_error = NULL", in: connection)
    }

    static func fail(_ lease: JobLease, note: String, again due: Instant, in connection: any Connection) throws -> Bool {
        try close(lease, "state = 'waiting', due_at = \(due), last_error = \(note)", in: connection)
    }

    static func bury(_ lease: JobLease, note: String, at now: Instant, in connection: any Connection) throws -> Bool {
        try close(lease, "state = 'dead', finished_at = \(now), last_error = \(note)", in: connection)
    }

    /// Puts an item back that a stopping worker could not finish; the attempt does not count.
    static func giveBack(_ lease: JobLease, in connection: any Connection) throws -> Bool {
        try close(lease, "state = 'waiting', attempt = attempt - 1", in: connection)
    }

    private static func close(_ lease: JobLease, _ change: SQL, in connection: any Connection) throws -> Bool {
        try connection.execute(
            "UPDATE jobs SET lease = NULL, leased_by = NULL, leased_until = NULL, \(change) WHERE id = \(lease.item.id) AND lease = \(lease.token)")
            > 0
    }

    static func beat(_ worker: JobWorker, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO job_workers (id, name, started_at, last_seen, stopped_at)
            VALUES (\(worker.id), \(worker.name), \(worker.startedAt), \(worker.lastSeen), \(worker.stoppedAt))
            ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen, stopped_at = excluded.stopped_at
            """)
    }

    /// Forgets what nobody asks for any more: done items after 30 days, settled forms after 7, workers after 30.
    static func tidy(at now: Instant, in connection: any Connection) throws {
        let month = now.adding(minutes: -30 * 1440)
        try connection.execute("DELETE FROM jobs WHERE state = 'done' AND finished_at < \(month)")
        let week = now.adding(minutes: -7 * 1440)
        try connection.execute("DELETE FROM settled_forms WHERE settled_at < \(week)")
        try connection.execute("DELETE FROM form_claims WHERE claimed_at < \(week)")
        try connection.execute("DELETE FROM job_workers WHERE last_seen < \(month)")
    }
}
