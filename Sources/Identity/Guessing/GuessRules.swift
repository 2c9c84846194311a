// Slows guessing without shutting people out.

import Kernel

/// Whose failures are counted together.
package enum GuessKind: String, CaseIterable, Codable, Hashable, Sendable {
    /// One email address from one remote address, on a device that is not known.
    case pair
    /// One account on a device that has signed in to it before.
    case device
    /// One email address from anywhere, on devices that are not known.
    case account
    /// One remote address, whoever is tried.
    case address
    case passcodePair = "passcode-pair"
    case passcodeDevice = "passcode-device"
    case passcodeAccount = "passcode-account"
    /// Links asked for by email: so that nobody's inbox is filled.
    case linkAccount = "link-account"
    case linkAddress = "link-address"

    package var limit: GuessLimit {
        switch self {
        case .pair, .passcodePair: GuessLimit(free: 5, longestWait: 900, forgottenAfter: 86_400)
        case .device, .passcodeDevice: GuessLimit(free: 5, longestWait: 300, forgottenAfter: 3600)
        case .account, .passcodeAccount: GuessLimit(free: 10, longestWait: 900, forgottenAfter: 3600)
        // A whole practice, or all of the health network, may share one address.
        case .address: GuessLimit(free: 100, longestWait: 30, forgottenAfter: 3600)
        case .linkAccount: GuessLimit(free: 3, longestWait: 3600, forgottenAfter: 86_400)
        case .linkAddress: GuessLimit(free: 30, longestWait: 900, forgottenAfter: 3600)
        }
    }
}

/// How many failures are free, how the waits grow after them, and when all is forgotten. Times in seconds.
package struct GuessLimit: Hashable, Sendable {
    package let free: Int
    package let longestWait: Int
    package let forgottenAfter: Int

    package init(free: Int, longestWait: Int, forgottenAfter: Int) {
        self.free = free
        self.longestWait = longestWait
        self.forgottenAfter = forgottenAfter
    }
}

/// What is remembered of one kind of failure.
package struct GuessCount: Decodable, Hashable, Sendable {
    package let failures: Int
    package let lastFailedAt: Instant
    package let blockedUntil: Instant?

    package init(failures: Int, lastFailedAt: Instant, blockedUntil: Instant?) {
        self.failures = failures
        self.lastFailedAt = lastFailedAt
        self.blockedUntil = blockedUntil
    }
}

/// There is no lock, only waits that double, because a lock is a weapon for whoever wants somebody else shut out. A known device answers only for
/// its own failures, so its owner gets in however hard others try; the owner on a new device can always ask for a link by email, which makes the
/// device known. Below 100 guesses a day at one account from outside (NIST SP 800-63B-4, 3.2.2).
package enum GuessRules {
    /// Seconds to wait before this try is looked at; 0 to go on.
    package static func wait(_ count: GuessCount?, now: Instant) -> Int {
        guard let until = count?.blockedUntil, until > now else { return 0 }
        return Int((until.milliseconds - now.milliseconds + 999) / 1000)
    }

    /// The count with one more failure. Waits after the free ones are 1, 2, 4, 8 … seconds.
    package static func afterFailure(_ count: GuessCount?, limit: GuessLimit, now: Instant) -> GuessCount {
        let remembered = count.flatMap { now.seconds(since: $0.lastFailedAt) < limit.forgottenAfter ? $0.failures : nil } ?? 0
        let failures = remembered + 1
        guard failures >= limit.free else { return GuessCount(failures: failures, lastFailedAt: now, blockedUntil: nil) }
        let doubled = 1 << min(failures - limit.free, 30)
        return GuessCount(failures: failures, lastFailedAt: now, blockedUntil: now.adding(seconds: min(doubled, limit.longestWait)))
    }

    /// What counts for a try at a password.
    package static func subjects(email: String, remoteAddress: String, device: String?) -> [GuessSubject] {
        if let device { return [GuessSubject(.device, device + " " + email)] }
        return [GuessSubject(.pair, email + " " + remoteAddress), GuessSubject(.account, email), GuessSubject(.address, remoteAddress)]
    }

    /// What counts for a try at a passcode by somebody who gave the right password.
    package static func passcodeSubjects(account: AccountID, remoteAddress: String, device: String?) -> [GuessSubject] {
        if let device { return [GuessSubject(.passcodeDevice, device + " " + account.stored)] }
        return [GuessSubject(.passcodePair, account.stored + " " + remoteAddress), GuessSubject(.passcodeAccount, account.stored)]
    }

    package static func linkSubjects(email: String, remoteAddress: String) -> [GuessSubject] {
        [GuessSubject(.linkAccount, email), GuessSubject(.linkAddress, remoteAddress)]
    }

    /// "1 minute", "15 minutes", "20 seconds".
    package static func words(seconds: Int) -> String {
        if seconds < 60 { return seconds == 1 ? "1 second" : "\(seconds) seconds" }
        let minutes = (seconds + 59) / 60
        return minutes == 1 ? "1 minute" : "\(minutes) minutes"
    }
}
