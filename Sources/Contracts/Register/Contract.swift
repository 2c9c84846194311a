// A promise to a commissioner.

import Kernel

/// A contract with a commissioner: what it is worth over its term. Both dates are included.
package struct Contract: Codable, Hashable, Sendable {
    package let id: ContractID
    /// The commissioner's own reference.
    package let reference: String
    package let title: String
    package let commissioner: OrganisationID
    package let valuePence: Int
    package let from: LocalDate
    package let until: LocalDate
    /// Whether the figures are made up for a demonstration.
    package let isExample: Bool

    package init(
        id: ContractID, reference: String, title: String, commissioner: OrganisationID, value: Money, from: LocalDate, until: LocalDate,
        isExample: Bool
    ) {
        self.id = id
        self.reference = reference
        self.title = title
        self.commissioner = commissioner
        self.valuePence = value.pence
        self.from = from
        self.until = until
        self.isExample = isExample
    }

    private enum CodingKeys: String, CodingKey {
        case id, reference, title, commissioner, valuePence
        case from = "fromDate"
        case until = "untilDate"
        case isExample
    }

    package var value: Money { Money(pence: valuePence) }

    /// The months that the contract touches, in order.
    package var months: [Month] {
        var months = [Month(containing: from)]
        while let last = months.last, last < Month(containing: until) { months.append(last.next) }
        return months
    }

    /// The month's part of the value: equal parts by largest remainder, so that all months add up to the value to the penny. Nil outside the term.
    package func instalment(for month: Month) -> Money? {
        let months = months
        guard let index = months.firstIndex(of: month) else { return nil }
        return value.shared(by: months.map { _ in 1 })[index]
    }
}
