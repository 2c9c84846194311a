// A promise to a commissioner.

import Kernel

/// What a contract is worth over its term, and its last day, from a month on. Months before it keep their instalments.
package struct ContractVariation: Codable, Hashable, Sendable {
    /// 1, 2, 3 …
    package let number: Int
    package let fromMonth: Month
    package let valuePence: Int
    package let untilDate: LocalDate
    /// Where it is written down.
    package let source: String
    package let recordedAt: Instant

    package init(number: Int, from month: Month, value: Money, until: LocalDate, source: String, recordedAt: Instant) {
        self.number = number
        self.fromMonth = month
        self.valuePence = value.pence
        self.untilDate = until
        self.source = source
        self.recordedAt = recordedAt
    }

    package var value: Money { Money(pence: valuePence) }
}

/// A contract with a commissioner: what it is worth over its term. Both dates are included.
package struct Contract: Codable, Hashable, Sendable {
    /// A month's part of the value.
    package struct Instalment: Hashable, Sendable {
        package let month: Month
        package let amount: Money
    }

    package let id: ContractID
    /// The commissioner's own reference.
    package let reference: String
    package let title: String
    package let commissioner: OrganisationID
    /// As signed.
    package let firstValuePence: Int
    package let from: LocalDate
    /// As signed.
    package let firstUntil: LocalDate
    /// Whether the figures are made up for a demonstration.
    package let isExample: Bool
    /// Grows with each change, so that two people at once do not undo each other.
    package let revision: Int
    package private(set) var variations: [ContractVariation] = []

    package init(
        id: ContractID, reference: String, title: String, commissioner: OrganisationID, value: Money, from: LocalDate, until: LocalDate,
        isExample: Bool, revision: Int = 0, variations: [ContractVariation] = []
    ) {
        self.id = id
        self.reference = reference
        self.title = title
        self.commissioner = commissioner
        self.firstValuePence = value.pence
        self.from = from
        self.firstUntil = until
        self.isExample = isExample
        self.revision = revision
        self.variations = variations
    }

    private enum CodingKeys: String, CodingKey {
        case id, reference, title, commissioner, isExample, revision
        case firstValuePence = "valuePence"
        case from = "fromDate"
        case firstUntil = "untilDate"
    }

    package func varied(by variations: [ContractVariation]) -> Contract {
        var contract = self
        contract.variations = variations.sorted { $0.number < $1.number }
        return contract
    }

    package var firstValue: Money { Money(pence: firstValuePence) }
    /// Over the whole term, as it stands now.
    package var value: Money { variations.last?.value ?? firstValue }
    /// The last day, as it stands now.
    package var until: LocalDate { variations.last?.untilDate ?? firstUntil }

    /// The months that the contract touches, in order.
    package var months: [Month] { Contract.months(Month(containing: from), Month(containing: until)) }

    /// Each month's part: equal parts by largest remainder, so that all months add up to the value to the penny. A variation shares what is left of its
    /// value equally among the months from its first on.
    package var instalments: [Instalment] {
        var parts = Contract.share(firstValue, Contract.months(Month(containing: from), Month(containing: firstUntil)))
        for variation in variations {
            let last = Month(containing: variation.untilDate)
            let kept = parts.filter { $0.month < variation.fromMonth && $0.month <= last }
            let first = max(variation.fromMonth, Month(containing: from))
            // Months between an end that had passed and a variation that carries on later have no part of it.
            let idle = Contract.months(kept.last?.month.next ?? Month(containing: from), min(first.previous, last))
            parts =
                kept + idle.map { Instalment(month: $0, amount: .zero) }
                + Contract.share(variation.value - kept.map(\.amount).sum(), Contract.months(first, last))
        }
        return parts
    }

    /// The month's part of the value. Nil outside the term.
    package func instalment(for month: Month) -> Money? { instalments.first { $0.month == month }?.amount }

    private static func months(_ first: Month, _ last: Month) -> [Month] {
        guard first <= last else { return [] }
        var months = [first]
        while let latest = months.last, latest < last { months.append(latest.next) }
        return months
    }

    private static func share(_ value: Money, _ months: [Month]) -> [Instalment] {
        zip(months, value.shared(by: months.map { _ in 1 })).map { Instalment(month: $0, amount: $1) }
    }
}
