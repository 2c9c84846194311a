// The weeks and months that a report covers.

/// Whole weeks up to the last that is over, and the months that they touch.
package struct WeekSpan: Hashable, Sendable {
    /// Mondays, in order.
    package let weeks: [LocalDate]

    /// The choices of length, in weeks; the first is the usual one.
    package static let lengths = [8, 13, 26]

    /// The last `count` weeks before that of `today`, 1 to 53.
    package init(weeks count: Int, before today: LocalDate) {
        let count = min(max(count, 1), 53)
        weeks = (1...count).reversed().map { today.monday.adding(days: -7 * $0) }
    }

    package var from: LocalDate { weeks.first ?? LocalDate(daysSince1970: 0) }
    package var through: LocalDate { (weeks.last ?? LocalDate(daysSince1970: 0)).adding(days: 6) }

    /// The weeks of the days from `from` to `through`, at most 53.
    package init(from: LocalDate, through: LocalDate) {
        let count = min(max(through.monday.days(since: from.monday) / 7, 0), 52)
        weeks = (0...count).map { from.monday.adding(days: 7 * $0) }
    }

    /// From the month of the first day to that of `today`, where the money of the weeks can have been posted.
    package func months(until today: LocalDate) -> [Month] {
        var months = [Month(containing: from)]
        while let last = months.last, last < Month(containing: today) { months.append(last.next) }
        return months
    }

    /// "8 weeks from 28 September to 22 November 2026"
    package var text: String { "\(weeks.count) weeks from \(from.longText) to \(through.longText)" }
}

extension LocalDate {
    /// "28 Sep", for axes.
    package var axisText: String { shortText.split(separator: " ").prefix(2).joined(separator: " ") }
}
