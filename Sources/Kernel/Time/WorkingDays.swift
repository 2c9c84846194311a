// Days on which offices work.

/// Monday to Friday without the holidays of a place, which are data and come in from outside.
package struct WorkingDays: Sendable {
    private let isHoliday: @Sendable (LocalDate) -> Bool

    package init(without isHoliday: @escaping @Sendable (LocalDate) -> Bool) { self.isHoliday = isHoliday }

    package func contains(_ day: LocalDate) -> Bool { day.weekday != .saturday && day.weekday != .sunday && !isHoliday(day) }

    /// `day` where it is a working day, else the next that is one.
    package func first(from day: LocalDate) -> LocalDate { (0..<366).lazy.map { day.adding(days: $0) }.first(where: contains) ?? day }

    /// The working day that comes `count` working days after `day`, which itself is not counted.
    package func day(_ count: Int, after day: LocalDate) -> LocalDate {
        (0..<max(count, 0)).reduce(day) { day, _ in first(from: day.adding(days: 1)) }
    }
}
