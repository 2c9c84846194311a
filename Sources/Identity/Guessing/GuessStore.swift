// Counts of failures to sign in.

import Kernel
import Store

extension GuessKind: SQLBindable {}

enum GuessStore {
    /// Counts a try as failed before it is looked at, so that many at once get no more than one after another; `forgive` takes it back.
    /// Returns the seconds to wait, in which case nothing was counted, or 0.
    static func reserve(_ subjects: [GuessSubject], now: Instant, in connection: any Connection) throws -> Int {
        let counts = try subjects.map { try count($0, in: connection) }
        let wait = counts.map { GuessRules.wait($0, now: now) }.max() ?? 0
        guard wait == 0 else { return wait }
        for (subject, count) in zip(subjects, counts) {
            try keep(GuessRules.afterFailure(count, limit: subject.kind.limit, now: now), of: subject, in: connection)
        }
        return 0
    }

    /// Takes back the try that `reserve` counted, after it was right: what concerns this person alone is forgotten, what others share is one less.
    static func forgive(_ subjects: [GuessSubject], in connection: any Connection) throws {
        for subject in subjects {
            switch subject.kind {
            case .pair, .device, .passcodePair, .passcodeDevice:
                try connection.execute("DELETE FROM guesses WHERE kind = \(subject.kind) AND subject = \(subject.subject)")
            case .account, .address, .passcodeAccount, .linkAccount, .linkAddress:
                try connection.execute(
                    """
                    UPDATE guesses
                    SET failures = failures - 1, blocked_until = NULL
                    WHERE kind = \(subject.kind) AND subject = \(subject.subject) AND failures > 0
                    """)
            }
        }
    }

    /// Forgets what no rule looks at any more.
    static func sweep(now: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM guesses WHERE last_failed_at < \(now.adding(minutes: -24 * 60))")
    }

    private static func count(_ subject: GuessSubject, in connection: any Connection) throws -> GuessCount? {
        try connection.first(
            GuessCount.self,
            "SELECT failures, last_failed_at, blocked_until FROM guesses WHERE kind = \(subject.kind) AND subject = \(subject.subject)")
    }

    private static func keep(_ count: GuessCount, of subject: GuessSubject, in connection: any Connection) throws {
        try connection.execute(
            """
            INSERT INTO guesses (kind, subject, failures, last_failed_at, blocked_until)
            VALUES (\(subject.kind), \(subject.subject), \(count.failures), \(count.lastFailedAt), \(count.blockedUntil))
            ON CONFLICT (kind, subject)
            DO UPDATE SET failures = excluded.failures, last_failed_at = excluded.last_failed_at, blocked_until = excluded.blocked_until
            """)
    }
}
