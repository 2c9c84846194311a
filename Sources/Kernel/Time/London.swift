// Where care happens: Europe/London.

/// Europe/London: Greenwich Mean Time, and an hour ahead from the last Sunday of March to the last Sunday of October, both at 01:00 UTC
/// (Summer Time Order 2002, SI 2002/262). Good for dates from 2002 on.
package enum London {
    /// What a clock on the wall can mean: one moment, none (the hour skipped in March), or two (the hour repeated in October).
    package enum Reading: Hashable, Sendable {
        case once(Instant)
        case never
        case twice(Instant, Instant)
    }

    /// The wall clock at `instant`, to the minute below.
    package static func local(_ instant: Instant) -> LocalDateTime {
        let shifted = instant.milliseconds + Int64(offsetMinutes(at: instant)) * 60_000
        let days = shifted.dividedDown(by: 86_400_000)
        let minutes = Int((shifted - days * 86_400_000) / 60_000)
        return LocalDateTime(date: LocalDate(daysSince1970: Int(days)), time: LocalTime(minutes: minutes) ?? .midnight)
    }

    /// 60 in summer, otherwise 0.
    package static func offsetMinutes(at instant: Instant) -> Int {
        let year = LocalDate(daysSince1970: Int(instant.milliseconds.dividedDown(by: 86_400_000))).year
        return instant >= change(in: 3, of: year) && instant < change(in: 10, of: year) ? 60 : 0
    }

    package static func reading(_ local: LocalDateTime) -> Reading {
        let asUTC = Instant(milliseconds: (Int64(local.date.daysSince1970) * 1440 + Int64(local.time.minutes)) * 60_000)
        let candidates = [asUTC.adding(minutes: -60), asUTC].filter { London.local($0) == local }
        switch candidates.count {
        case 0: return .never
        case 1: return .once(candidates[0])
        default: return .twice(candidates[0], candidates[1])
        }
    }

    /// The moment that `local` means: the first of two, and for a skipped time the moment at which the clocks change.
    package static func instant(_ local: LocalDateTime) -> Instant {
        switch reading(local) {
        case .once(let instant), .twice(let instant, _): instant
        case .never: change(in: 3, of: local.date.year)
        }
    }

    // Both clock changes fall on the last Sunday of their month at 01:00 UTC.
    private static func change(in month: Int, of year: Int) -> Instant {
        let last = LocalDate(year: year, month: month, day: 31) ?? LocalDate(daysSince1970: 0)
        let sunday = last.adding(days: -(last.weekday.number % 7))
        return Instant(milliseconds: Int64(sunday.daysSince1970) * 86_400_000 + 3_600_000)
    }
}

extension LocalTime {
    package static let midnight = LocalTime(clamping: 0)

    /// The time of day nearest to `minutes` since midnight.
    package init(clamping minutes: Int) { self = LocalTime(minutes: min(max(minutes, 0), 1439)) ?? .midnight }
}
