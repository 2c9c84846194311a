// The year that the NHS budgets by.

/// A financial year, 1 April to 31 March. Stored as "2026/27".
package struct FinancialYear: TextValue, Comparable {
    /// The calendar year in which it begins.
    package let startYear: Int

    /// Nil where the year lies outside 1 to 9998.
    package init?(startYear: Int) {
        guard (1...9998).contains(startYear) else { return nil }
        self.startYear = startYear
    }

    package init(containing date: LocalDate) {
        let (year, month, _) = date.parts
        startYear = min(max(month >= 4 ? year : year - 1, 1), 9998)
    }

    /// "2026/27"; "2026-27" and "2026/2027" are read as well.
    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter a financial year, for example 2026/27.")
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "-" }
        guard parts.count == 2, parts.allSatisfy(\.isDigits), parts[0].utf8.count == 4, let start = Int(parts[0]), let end = Int(parts[1]),
            let year = FinancialYear(startYear: start)
        else { throw problem }
        guard parts[1].utf8.count == 4 && end == start + 1 || parts[1].utf8.count == 2 && end == (start + 1) % 100 else { throw problem }
        self = year
    }

    package var stored: String { "\(startYear.padded(4))/\(((startYear + 1) % 100).padded(2))" }
    package var title: String { stored }
    package var first: LocalDate { LocalDate(clampingYear: startYear, month: 4, day: 1) }
    package var last: LocalDate { LocalDate(clampingYear: startYear + 1, month: 3, day: 31) }
    package var next: FinancialYear { FinancialYear(startYear: startYear + 1) ?? self }
    package var previous: FinancialYear { FinancialYear(startYear: startYear - 1) ?? self }
    package var period: DatePeriod { DatePeriod(from: first, until: last) }
    package func contains(_ date: LocalDate) -> Bool { FinancialYear(containing: date) == self }

    /// April to March.
    package var months: [Month] { (0..<12).map { Month(containing: first).adding(months: $0) } }

    package static func < (left: FinancialYear, right: FinancialYear) -> Bool { left.startYear < right.startYear }
}
