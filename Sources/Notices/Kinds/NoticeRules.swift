// When a person is told.

import Kernel

/// The part of each day, in London, in which a person is told only what is urgent. Over midnight where `from` is the later of the two; none where
/// both are the same.
package struct QuietHours: Codable, Hashable, Sendable {
    package let fromTime: LocalTime
    package let untilTime: LocalTime

    package init(from: LocalTime, until: LocalTime) {
        fromTime = from
        untilTime = until
    }

    /// For whoever chose none: from 8pm to 7am.
    package static let standard = QuietHours(from: LocalTime(clamping: 20 * 60), until: LocalTime(clamping: 7 * 60))

    func contains(_ time: LocalTime) -> Bool {
        fromTime <= untilTime ? fromTime <= time && time < untilTime : fromTime <= time || time < untilTime
    }
}

package enum NoticeRules {
    /// When the day's and the week's summaries are sent, in London.
    static let summaryTime = LocalTime(clamping: 7 * 60)

    /// The moment from which something told at `now` may be sent: at once, or with the next summary, and not in quiet hours unless it is urgent.
    package static func due(_ rhythm: Rhythm, isUrgent: Bool, quiet: QuietHours, at now: Instant) -> Instant {
        let today = London.local(now).date
        switch rhythm {
        case .atOnce, .off: return isUrgent ? now : quietEnd(quiet, from: now)
        case .daily: return quietEnd(quiet, from: next(now) { today.adding(days: $0) })
        case .weekly: return quietEnd(quiet, from: next(now) { today.adding(days: 1 - today.weekday.number + 7 * $0) })
        }
    }

    /// The first moment at summary time after `now` among the days that `day` gives.
    private static func next(_ now: Instant, _ day: (Int) -> LocalDate) -> Instant {
        let first = London.instant(LocalDateTime(date: day(0), time: summaryTime))
        return first > now ? first : London.instant(LocalDateTime(date: day(1), time: summaryTime))
    }

    /// `now`, or where it is quiet the end of the quiet hours.
    private static func quietEnd(_ quiet: QuietHours, from now: Instant) -> Instant {
        let local = London.local(now)
        guard quiet.contains(local.time) else { return now }
        let date = local.time < quiet.untilTime ? local.date : local.date.adding(days: 1)
        return London.instant(LocalDateTime(date: date, time: quiet.untilTime))
    }
}
