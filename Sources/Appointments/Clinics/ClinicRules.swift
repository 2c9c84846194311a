// From a weekly pattern to dated clinics.

import Directory
import Kernel

/// Why a pattern cannot be kept or published, in the order in which it is said.
package enum ClinicRefusal: RuleRefusal, Hashable {
    case endsBeforeStart
    case offTheFiveMinutes
    case tooShortForASlot(minutes: Int)
    case untilBeforeFrom
    case tooLong(days: Int)
    case noDates(Weekday)
    case sameDayMoreThanSlots(slots: Int)
    case noHost(site: String)
    /// Dates on which no contract covers the scheme.
    case noContract(scheme: String, dates: [LocalDate])
    /// Dates on which the practice that hosts the site does not take part in the scheme.
    case hostHasNotAgreed(practice: String, scheme: String, dates: [LocalDate])
    case published
    case clashes([DiaryClash])
    case localTimeMissing(date: LocalDate, time: LocalTime)

    package var sentence: String {
        switch self {
        case .endsBeforeStart: "The clinic must end after it starts. Check the two times."
        case .offTheFiveMinutes: "Start, end and length must be multiples of 5 minutes, for example 6:30pm to 8pm in appointments of 15 minutes."
        case .tooShortForASlot(let minutes):
            "The clinic is too short for an appointment of \(minutes) minutes. Make it longer, or the appointments shorter."
        case .untilBeforeFrom: "The last date must be the first date or later."
        case .tooLong(let days): "Publish at most \(days) days at a time, so that a change of the rota does not reach too far."
        case .noDates(let weekday): "There is no \(weekday.title) to publish between these dates. Choose other dates."
        case .sameDayMoreThanSlots(let slots): "The clinic has \(slots) appointments, so at most \(slots) can be kept for the day itself."
        case .noHost(let site):
            "No practice hosts \(site) on these dates, so nobody could be paid for it. Ask the federation manager to record its host."
        case .noContract(let scheme, let dates):
            "No contract covers \(scheme) on \(ClinicRefusal.words(dates)), so nobody could be paid for the clinic. Choose another scheme or other dates, "
                + "or ask the federation manager to record the contract."
        case .hostHasNotAgreed(let practice, let scheme, let dates):
            "\(practice), which hosts this hub, has not agreed to \(scheme) for \(ClinicRefusal.words(dates)). Its practice manager can agree to it on the "
                + "Schemes page; until then leave these dates out, or plan the clinic at another hub."
        case .published: "This clinic has been published. Withdraw single dates, or withdraw it whole and make a new one."
        case .clashes(let clashes): clashes.map(\.sentence).joined(separator: " ")
        case .localTimeMissing(let date, let time):
            "The clocks go forward on \(date.longText), so \(time.text) does not exist that day. Choose another time, or leave that date out."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .noHost, .noContract, .hostHasNotAgreed, .published, .clashes, .localTimeMissing: .conflict
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .endsBeforeStart: "ends"
        case .offTheFiveMinutes: "starts"
        case .tooShortForASlot: "minutes"
        case .untilBeforeFrom, .tooLong: "until"
        case .noDates: "weekday"
        case .sameDayMoreThanSlots: "same-day"
        case .noHost, .noContract, .hostHasNotAgreed, .published, .clashes, .localTimeMissing: ""
        }
    }
}

extension ClinicRefusal {
    /// "5 April 2027", or "17 dates from 5 April 2027 to 26 July 2027".
    static func words(_ dates: [LocalDate]) -> String {
        guard let first = dates.min(), let last = dates.max() else { return "these dates" }
        return first == last ? first.longText : "\(dates.count) dates from \(first.longText) to \(last.longText)"
    }
}

/// Why a clinic cannot be taken off.
package enum WithdrawalRefusal: RuleRefusal, Hashable {
    case notPublished
    case started
    /// Somebody else was first to stop its bookings.
    case stopped
    /// Somebody else was first to offer it again.
    case offered
    case booked(Int)

    package var sentence: String {
        switch self {
        case .notPublished: "This clinic is not published any more, so there is nothing to withdraw."
        case .started: "This clinic has begun. Record who came and who did not; it closes at the end of the day."
        case .stopped: "This clinic is stopped already; its reason stands on this page."
        case .offered: "This clinic is offered again already."
        case .booked(1): "1 patient is booked into this clinic. Move or cancel the appointment first, then withdraw the clinic."
        case .booked(let count): "\(count) patients are booked into this clinic. Move or cancel their appointments first, then withdraw the clinic."
        }
    }

    package var kind: RefusalKind { .conflict }
}

/// What a date of a pattern comes to.
package struct PlannedDate: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case runs(startsAt: Instant, endsAt: Instant)
        case bankHoliday(String)
        case exception(String)
        /// The clocks go forward and the time is skipped.
        case missingTime(LocalTime)
    }

    package let date: LocalDate
    package let outcome: Outcome
    /// Something to know about a date that runs: a bank holiday, the night on which the clocks change.
    package let note: String
}

/// A slot before it is written.
package struct PlannedSlot: Hashable, Sendable {
    package let startsAt: Instant
    package let endsAt: Instant
    package let local: LocalDateTime
    package let bookableFrom: Instant
}

/// Weekly patterns, made into dates and slots.
package enum ClinicRules {
    /// How far one publication may reach.
    package static let longestDays = 184
    /// When the slots kept for the day are released.
    package static let sameDayRelease = LocalTime(clamping: 8 * 60)

    /// The first thing that is wrong with a pattern in itself.
    package static func refusal(of pattern: ClinicPattern) -> ClinicRefusal? {
        guard pattern.ends > pattern.starts else { return .endsBeforeStart }
        let times = [pattern.starts.minutes, pattern.ends.minutes, pattern.slotMinutes]
        guard times.allSatisfy({ $0 % 5 == 0 }) else { return .offTheFiveMinutes }
        let slots = (pattern.ends.minutes - pattern.starts.minutes) / max(pattern.slotMinutes, 1)
        guard pattern.slotMinutes >= 5, slots >= 1 else { return .tooShortForASlot(minutes: pattern.slotMinutes) }
        guard pattern.untilDate >= pattern.fromDate else { return .untilBeforeFrom }
        guard pattern.untilDate.days(since: pattern.fromDate) < longestDays else { return .tooLong(days: longestDays) }
        guard !dates(of: pattern).isEmpty else { return .noDates(pattern.weekday) }
        guard pattern.sameDaySlots <= slots else { return .sameDayMoreThanSlots(slots: slots) }
        return nil
    }

    /// The pattern's weekday, from its first date to its last.
    package static func dates(of pattern: ClinicPattern) -> [LocalDate] {
        let first = pattern.fromDate.adding(days: (pattern.weekday.number - pattern.fromDate.weekday.number + 7) % 7)
        return Array(stride(from: first.daysSince1970, through: pattern.untilDate.daysSince1970, by: 7)).map(LocalDate.init(daysSince1970:))
    }

    /// What each date of the pattern comes to: exceptions first, then bank holidays, then the clock.
    package static func plan(_ pattern: ClinicPattern, exceptions: [LocalDate: String]) -> [PlannedDate] {
        dates(of: pattern).map { date in
            if let reason = exceptions[date] { return PlannedDate(date: date, outcome: .exception(reason), note: "") }
            if let holiday = BankHolidays.name(of: date), !pattern.onBankHolidays {
                return PlannedDate(date: date, outcome: .bankHoliday(holiday), note: "")
            }
            let note = BankHolidays.name(of: date) ?? ""
            let (starts, ends) = (reading(date, pattern.starts), reading(date, pattern.ends))
            guard let startsAt = starts.first else { return PlannedDate(date: date, outcome: .missingTime(pattern.starts), note: note) }
            guard let endsAt = ends.last else { return PlannedDate(date: date, outcome: .missingTime(pattern.ends), note: note) }
            return PlannedDate(date: date, outcome: .runs(startsAt: startsAt, endsAt: endsAt), note: clockNote(startsAt, endsAt, pattern) ?? note)
        }
    }

    /// The clinic's time cut into slots by elapsed minutes: over the clock change none falls on a time that does not exist, and an hour that comes
    /// twice is filled twice. What is left at the end is not offered.
    package static func slots(of pattern: ClinicPattern, startsAt: Instant, endsAt: Instant, date: LocalDate) -> [PlannedSlot] {
        let count = endsAt.seconds(since: startsAt) / 60 / pattern.slotMinutes
        let ahead = London.instant(LocalDateTime(date: date.adding(days: -pattern.daysAhead), time: .midnight))
        let onTheDay = London.instant(LocalDateTime(date: date, time: min(sameDayRelease, pattern.starts)))
        return (0..<max(count, 0)).map { index in
            let start = startsAt.adding(minutes: index * pattern.slotMinutes)
            return PlannedSlot(
                startsAt: start, endsAt: start.adding(minutes: pattern.slotMinutes), local: London.local(start),
                bookableFrom: index >= count - pattern.sameDaySlots ? max(ahead, onTheDay) : ahead)
        }
    }

    private static func reading(_ date: LocalDate, _ time: LocalTime) -> [Instant] {
        switch London.reading(LocalDateTime(date: date, time: time)) {
        case .never: []
        case .once(let instant): [instant]
        // A clinic that starts or ends within the repeated hour takes the first of the two, and so does not overlap what follows it.
        case .twice(let first, _): [first]
        }
    }

    private static func clockNote(_ startsAt: Instant, _ endsAt: Instant, _ pattern: ClinicPattern) -> String? {
        let elapsed = endsAt.seconds(since: startsAt) / 60
        let shown = pattern.ends.minutes - pattern.starts.minutes
        guard elapsed != shown else { return nil }
        return elapsed < shown
            ? "The clocks go forward: this clinic lasts \(elapsed) minutes, not \(shown)."
            : "The clocks go back: this clinic lasts \(elapsed) minutes, not \(shown)."
    }
}
