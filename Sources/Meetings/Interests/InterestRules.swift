// When a declaration is taken, ended and shown.

import Kernel

package enum InterestRules {
    /// How many days ahead an interest may begin: long enough for a post that has been accepted, too short for a wrong year.
    static let daysAhead = 90

    /// An interest is on the register while its last day is this one or later: for six months after it ended.
    package static func shownSince(on today: LocalDate) -> LocalDate { today.adding(months: -6) }

    /// Whoever declared on this day or later has declared within a year.
    package static func declaredSince(on today: LocalDate) -> LocalDate { today.adding(months: -12) }

    /// - Parameter held: what the person declared before.
    package static func refusal(of interest: Interest, held: [Interest], today: LocalDate) -> InterestRefusal? {
        if interest.period.isEmpty { return .endsBeforeBeginning }
        if interest.fromDate > today.adding(days: daysAhead) { return .beginsTooLate(today.adding(days: daysAhead)) }
        if interest.declaredOn > today { return .signedLater }
        let standing = held.count { $0.kind != .nothing && !$0.period.isOver(on: today) }
        return interest.kind == .nothing && standing > 0 ? .interestsStand(standing) : nil
    }

    /// An interest that has begun ends today at the latest: before that nobody knows.
    package static func refusal(toEnd interest: Interest, on day: LocalDate, today: LocalDate) -> InterestRefusal? {
        if let last = interest.untilDate, interest.endedAt != nil || last < today { return .endedAlready(last) }
        if day < interest.fromDate { return .endsBeforeBeginning }
        let latest = max(today, interest.fromDate)
        return day > latest ? .endsLater(latest) : nil
    }
}
