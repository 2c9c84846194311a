// A day in the calendar.

/// A day of the Gregorian calendar, from 1 January of year 1 to 31 December 9999. Stored as "2026-11-21".
package struct LocalDate: TextValue, Comparable {
    package let daysSince1970: Int

    /// The day nearest to `daysSince1970` that has four digits for its year, so that arithmetic never leaves the calendar.
    package init(daysSince1970: Int) { self.daysSince1970 = min(max(daysSince1970, LocalDate.firstDay), LocalDate.lastDay) }

    /// Nil where there is no such day, for example 30 February. Years 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), (1...LocalDate.days(inMonth: month, of: year)).contains(day) else { return nil }
        self.init(daysSince1970: LocalDate.days(toYear: year, month: month, day: day))
    }

    /// The stored form, "2026-11-21".
    package init(parsing text: String) throws {
        var digits: (year: Int, month: Int, day: Int) = (0, 0, 0)
        var index = 0
        var isSound = true
        for byte in text.utf8 {
            let digit = Int(byte) - 48
            switch index {
            case 4, 7: isSound = isSound && byte == UInt8(ascii: "-")
            case 0..<4: digits.year = digits.year * 10 + digit
            case 5..<7: digits.month = digits.month * 10 + digit
            case 8..<10: digits.day = digits.day * 10 + digit
            default: isSound = false
            }
            if index != 4, index != 7, !(0...9).contains(digit) { isSound = false }
            guard isSound else { break }
            index += 1
        }
        guard isSound, index == 10, let date = LocalDate(year: digits.year, month: digits.month, day: digits.day) else {
            throw ParseProblem(input: text, expected: "Enter a date, for example 2026-11-21.")
        }
        self = date
    }

    package var stored: String {
        let (year, month, day) = parts
        return "\(year.padded(4))-\(month.padded(2))-\(day.padded(2))"
    }

    package var year: Int { parts.year }
    package var month: Int { parts.month }
    package var day: Int { parts.day }
    package var weekday: Weekday { Weekday.allCases[(daysSince1970 + 3) - (daysSince1970 + 3).dividedDown(by: 7) * 7] }

    package func adding(days: Int) -> LocalDate { LocalDate(daysSince1970: daysSince1970.addingWithinBounds(days)) }
    package func days(since earlier: LocalDate) -> Int { daysSince1970 - earlier.daysSince1970 }
    /// The Monday of this day's week.
    package var monday: LocalDate { adding(days: -(weekday.number - 1)) }

    package static func < (left: LocalDate, right: LocalDate) -> Bool { left.daysSince1970 < right.daysSince1970 }

    package static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static let firstDay = days(toYear: 1, month: 1, day: 1)
    private static let lastDay = days(toYear: 9999, month: 12, day: 31)

    /// For days that are known to be in the calendar.
    init(clampingYear year: Int, month: Int, day: Int) { self.init(daysSince1970: LocalDate.days(toYear: year, month: month, day: day)) }

    // Days are counted from 1 March of year 0 in eras of 400 years, so that the leap day comes last.
    private static func days(toYear year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted.dividedDown(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    var parts: (year: Int, month: Int, day: Int) {
        let shifted = daysSince1970 + 719_468
        let era = shifted.dividedDown(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}

package enum Weekday: String, CaseIterable, Codable, Hashable, Sendable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    package var number: Int {
        switch self {
        case .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        case .sunday: 7
        }
    }

    package var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
