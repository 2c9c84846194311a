// A time of day.

/// A time of day to the minute, without a zone. Stored as "18:30".
package struct LocalTime: TextValue, Comparable {
    /// Minutes since midnight, 0 to 1439.
    package let minutes: Int

    package init?(hour: Int, minute: Int) {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        minutes = hour * 60 + minute
    }

    /// Nil beyond the day: minutes since midnight, 0 to 1439.
    package init?(minutes: Int) {
        guard (0..<1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// The stored form, "18:30".
    package init(parsing text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 2, parts[1].utf8.count == 2, parts.allSatisfy(\.isDigits), let hour = Int(parts[0]),
            let minute = Int(parts[1]),
            let time = LocalTime(hour: hour, minute: minute)
        else { throw ParseProblem(input: text, expected: "Enter a time on the 24-hour clock, for example 18:30.") }
        self = time
    }

    package var stored: String { "\(hour.padded(2)):\(minute.padded(2))" }
    package var hour: Int { minutes / 60 }
    package var minute: Int { minutes % 60 }

    package static func < (left: LocalTime, right: LocalTime) -> Bool { left.minutes < right.minutes }
}

/// A day and a time of day as a clock on the wall shows them.
package struct LocalDateTime: Hashable, Comparable, Sendable {
    package let date: LocalDate
    package let time: LocalTime

    package init(date: LocalDate, time: LocalTime) {
        self.date = date
        self.time = time
    }

    package static func < (left: LocalDateTime, right: LocalDateTime) -> Bool {
        left.date != right.date ? left.date < right.date : left.time < right.time
    }
}
