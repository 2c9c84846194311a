// How many minutes a network owes in a week.

import Kernel

/// Minutes owed, exactly, and as the scheme rounds them.
package struct MinutesOwed: Hashable, Sendable {
    private let numerator: Int
    private let denominator: Int
    package let rounding: Requirement.Rounding

    fileprivate init(_ numerator: Int, over denominator: Int, rounding: Requirement.Rounding) {
        self.numerator = numerator
        self.denominator = max(denominator, 1)
        self.rounding = rounding
    }

    /// Rounded as the scheme says: to the nearest quarter of an hour, a half up, or to the nearest whole minute where the exact figure counts.
    package var minutes: Int {
        switch rounding {
        case .exact: nearest(1)
        case .nearestQuarterHour: nearest(15)
        }
    }

    /// The minutes before rounding, with at least two decimal places: "1991.16"; what does not end after five places is given to two.
    package var exactText: String {
        let (parts, rest) = (numerator * 100_000).quotientAndRemainder(dividingBy: denominator)
        guard rest == 0 else {
            let hundredths = (numerator * 200 + denominator) / (2 * denominator)
            return "\(hundredths / 100).\((hundredths % 100).padded(2))"
        }
        var places = (parts % 100_000).padded(5)
        while places.count > 2, places.hasSuffix("0") { places.removeLast() }
        return "\(parts / 100_000).\(places)"
    }

    private func nearest(_ unit: Int) -> Int { (2 * numerator + denominator * unit) / (2 * denominator * unit) * unit }
}

package enum RequirementRules {
    /// The minutes of appointments that a network owes in the week of `week`: minutes per 1,000 of its adjusted population, given in hundredths of a
    /// patient (NHS England, Network Contract DES, enhanced access: 60 minutes per 1,000 a week).
    package static func owed(
        adjustedHundredths: Int, requirement: Requirement, week: LocalDate, isBankHoliday: (LocalDate) -> Bool
    ) -> MinutesOwed {
        let exact = adjustedHundredths * requirement.minutesPerThousand
        switch requirement.bankHolidays {
        case .owedInFull: return MinutesOwed(exact, over: 100_000, rounding: requirement.rounding)
        case .hoursNotOwed:
            let all = requirement.standardHours.map(\.minutes).reduce(0, +)
            let open = requirement.standardHours
                .filter { !isBankHoliday(week.monday.adding(days: $0.weekday.number - 1)) }
                .map(\.minutes).reduce(0, +)
            guard all > 0 else { return MinutesOwed(exact, over: 100_000, rounding: requirement.rounding) }
            return MinutesOwed(exact * open, over: 100_000 * all, rounding: requirement.rounding)
        }
    }

    /// Whether a scheme owes the week of `week`: whole, where the week's Monday lies in its term, and else not at all, so that a week on the border of two
    /// schemes is owed once. The Network Contract DES counts minutes by the week and says nothing of a broken one; this is Commonweal's reading.
    package static func owes(_ scheme: Scheme, week: LocalDate) -> Bool { scheme.isInForce(on: week.monday) }

    /// The requirement in force on `date`: the latest that has begun.
    package static func inForce(_ requirements: [Requirement], on date: LocalDate) -> Requirement? {
        requirements.latest(on: date, from: \.from)
    }

    /// When a GP has to be on site on `date`: the standard hours of the requirements that ask for one and are in force that day. A bank holiday asks for
    /// none, whichever rule there is for its minutes.
    package static func doctorHours(
        _ schemes: [(Scheme, [Requirement])], on date: LocalDate, isBankHoliday: (LocalDate) -> Bool
    ) -> [Requirement.Hours] {
        guard !isBankHoliday(date) else { return [] }
        return schemes.filter { $0.0.isInForce(on: date) }.compactMap { inForce($0.1, on: date) }
            .filter(\.gpOnSite).flatMap(\.standardHours).filter { $0.weekday == date.weekday }
    }

    /// The requirement as sentences that a practice can read.
    package static func sentences(_ requirement: Requirement) -> [String] {
        var sentences = [
            "\(requirement.minutesPerThousand) minutes of appointments a week for each 1,000 patients of the network's adjusted population"
                + (requirement.rounding == .nearestQuarterHour ? ", rounded to the nearest quarter of an hour." : ", not rounded.")
        ]
        let spans = Dictionary(grouping: requirement.standardHours) { "\($0.from.text) to \($0.until.text)" }
        for (span, hours) in spans.sorted(by: { ($0.value.first?.weekday.number ?? 0) < ($1.value.first?.weekday.number ?? 0) }) {
            let days = hours.map(\.weekday).sorted { $0.number < $1.number }
            guard let first = days.first, let last = days.last else { continue }
            let isRun = days.count > 2 && last.number - first.number == days.count - 1
            sentences.append("Standard hours: \(span) \(isRun ? "\(first.title) to \(last.title)" : days.map(\.title).joined(separator: ", ")).")
        }
        if requirement.gpOnSite { sentences.append("A GP is on site throughout.") }
        if requirement.daysAhead > 0 { sentences.append("Appointments can be booked \(requirement.daysAhead) days ahead.") }
        if requirement.sameDay { sentences.append("Appointments can be booked on the day.") }
        if requirement.wholeNetwork { sentences.append("Open to all patients of the network's practices.") }
        switch requirement.bankHolidays {
        case .owedInFull: sentences.append("In a week with a bank holiday the minutes are owed in full and may be given on the week's other days.")
        case .hoursNotOwed: sentences.append("In a week with a bank holiday the share of the standard hours that falls on it is not owed.")
        }
        return sentences
    }
}
