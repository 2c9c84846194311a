// A month of the calendar.

/// A calendar month. Stored as "2026-11".
package struct Month: TextValue, Comparable {
    /// Months since January of year 1, which is 0.
    private let index: Int

    private init(index: Int) { self.index = min(max(index, 0), 9999 * 12 - 1) }

    /// Nil where there is no such month. Years 1 to 9999.
    package init?(year: Int, month: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        self.init(index: (year - 1) * 12 + month - 1)
    }

    package init(containing date: LocalDate) {
        let (year, month, _) = date.parts
        self.init(index: (year - 1) * 12 + month - 1)
    }

    /// The stored form, "2026-11".
    package init(parsing text: String) throws {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts.allSatisfy(\.isDigits), let year = Int(parts[0]),
            let number = Int(parts[1]), let month = Month(year: year, month: number)
        else { throw ParseProblem(input: text, expected: "Enter a month, for example 2026-11.") }
        self = month
    }

    package var stored: String { "\(year.padded(4))-\(month.padded(2))" }
    package var year: Int { index / 12 + 1 }
    /// 1 for January to 12 for December.
    package var month: Int { index % 12 + 1 }

    package var first: LocalDate { LocalDate(clampingYear: year, month: month, day: 1) }
    package var last: LocalDate { LocalDate(clampingYear: year, month: month, day: LocalDate.days(inMonth: month, of: year)) }
    package var next: Month { Month(index: index + 1) }
    package var previous: Month { Month(index: index - 1) }
    package func adding(months: Int) -> Month { Month(index: index.addingWithinBounds(months)) }
    package var dates: [LocalDate] { (0..<LocalDate.days(inMonth: month, of: year)).map { first.adding(days: $0) } }
    package func contains(_ date: LocalDate) -> Bool { Month(containing: date) == self }

    /// "November 2026"
    package var title: String { "\(Month.names[month - 1]) \(year)" }
    /// "Nov 2026", for axes and narrow tables.
    package var shortTitle: String { "\(Month.names[month - 1].prefix(3)) \(year)" }

    package static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    package static func < (left: Month, right: Month) -> Bool { left.index < right.index }
}
