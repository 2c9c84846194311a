// When an answer is due.

/// Deadlines, reckoned from the day or moment at which something came. Where a rule moves a day that is no working day on, ask `WorkingDays.first(from:)`.
package enum Deadline {
    /// The day from which a month is counted.
    package enum FirstDay: Hashable, Sendable {
        /// The day on which it came: from 3 September to 3 October (Information Commissioner, "Right of access").
        case ofReceipt
        /// The day after: from 3 September to 4 October.
        case afterReceipt
    }

    /// A calendar month on, or more where the time is extended, reckoned from the first start; the last day of a month that has no such day.
    /// - Parameter daysNotCounted: days on which the clock stood still, such as those from a question about the request to its answer, both included
    ///   (UK GDPR article 12A).
    package static func month(
        from received: LocalDate, counting first: FirstDay = .ofReceipt, extendedByMonths: Int = 0, daysNotCounted: Int = 0
    ) -> LocalDate {
        let start = first == .ofReceipt ? received : received.adding(days: 1)
        return start.adding(months: 1 + extendedByMonths).adding(days: daysNotCounted)
    }

    /// `count` days, the first of them the day after `received`.
    package static func days(_ count: Int, after received: LocalDate) -> LocalDate { received.adding(days: count) }

    /// `count` hours later as they pass, weekends, holidays and both clock changes included.
    package static func hours(_ count: Int, after moment: Instant) -> Instant { moment.adding(minutes: count * 60) }
}

extension LocalDate {
    /// The same day of the month `months` on; the last day of that month where it has no such day.
    package func adding(months: Int) -> LocalDate {
        let month = Month(containing: self).adding(months: months)
        return month.first.adding(days: min(day, LocalDate.days(inMonth: month.month, of: month.year)) - 1)
    }
}
