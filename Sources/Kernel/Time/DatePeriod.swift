// From a day until a day.

/// From a day until another, both included, or with no end. A period whose end lies before its start holds no day at all.
package struct DatePeriod: Codable, Hashable, Sendable {
    package let from: LocalDate
    /// The last day; nil where no end is set.
    package let until: LocalDate?

    package init(from: LocalDate, until: LocalDate?) {
        self.from = from
        self.until = until
    }

    package var isEmpty: Bool { until.map { $0 < from } ?? false }

    package func contains(_ date: LocalDate) -> Bool { from <= date && (until.map { date <= $0 } ?? true) }

    package func overlaps(_ other: DatePeriod) -> Bool { intersection(other) != nil }

    /// The days that both periods hold; nil where there is none.
    package func intersection(_ other: DatePeriod) -> DatePeriod? {
        let end: LocalDate? =
            switch (until, other.until) {
            case (let mine?, let theirs?): min(mine, theirs)
            case (let only?, nil), (nil, let only?): only
            case (nil, nil): nil
            }
        let common = DatePeriod(from: max(from, other.from), until: end)
        return common.isEmpty || isEmpty || other.isEmpty ? nil : common
    }

    /// "1 April 2026 to 31 March 2027", "from 1 April 2026".
    package var text: String { until.map { "\(from.longText) to \($0.longText)" } ?? "from \(from.longText)" }
}
