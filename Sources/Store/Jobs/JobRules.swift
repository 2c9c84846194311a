// When work is due, and due again.

import Kernel

package enum JobRules {
    /// Seconds until the next attempt after `attempt` failed: 15 seconds, doubled each time up to 6 hours, and up to half as much again at random,
    /// so that items which failed together do not come back together.
    package static func pause(after attempt: Int, using random: inout some RandomNumberGenerator) -> Int {
        let seconds = min(15 << min(max(attempt, 1) - 1, 11), 21_600)
        return seconds + Int.random(in: 0...(seconds / 2), using: &random)
    }

    /// The item that a schedule asks for at `now`: a key that is the same for every server that looks, and the moment it is due. Nil where the
    /// day's time has not come.
    package static func occurrence(of schedule: JobSchedule, kind: String, at now: Instant) -> (key: String, due: Instant)? {
        switch schedule {
        case .daily(let time):
            let local = London.local(now)
            guard local.time >= time else { return nil }
            return ("\(kind) \(local.date.stored)", London.instant(LocalDateTime(date: local.date, time: time)))
        case .every(let minutes):
            let length = Int64(max(minutes, 1)) * 60_000
            let start = Instant(milliseconds: now.milliseconds.dividedDown(by: length) * length)
            return ("\(kind) \(start.stored)", start)
        }
    }

    /// What an operator reads about a failure: sentences of our own errors, which hold no patient's details, cut to a readable length.
    static func note(of error: any Error) -> String {
        guard let own = error as? any ErrorInWords else {
            return "A fault that was not foreseen (\(type(of: error))). Report it to whoever maintains the product."
        }
        return String(own.sentence.prefix(500))
    }
}
