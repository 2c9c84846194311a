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

    /// How many days it holds; nil where no end is set.
    package var days: Int? { until.map { max($0.days(since: from) + 1, 0) } }

    package var isEmpty: Bool { until.map { $0 < from } ?? false }

    package func contains(_ date: LocalDate) -> Bool { from <= date && !isOver(on: date) }

    /// Whether its last day lies before `date`.
    package func isOver(on date: LocalDate) -> Bool { until.map { $0 < date } ?? false }

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

/// What holds for a period: a post, a membership, a consent. In a table, the columns `from_date` and `until_date`, asked by `SQL.inForce`.
package protocol Dated {
    var period: DatePeriod { get }
}

extension Dated {
    package func isInForce(on date: LocalDate) -> Bool { period.contains(date) }
}

extension Sequence {
    /// The one in force on `date` among values that each hold from a day until the next begins, such as prices: the latest that has begun.
    package func latest(on date: LocalDate, from day: (Element) -> LocalDate) -> Element? {
        self.filter { day($0) <= date }.max { day($0) < day($1) }
    }
}
