// What of a contract may change, and from when.

import Kernel

package enum ContractRules {
    /// What a yearly value comes to over a term, by its months, to the nearest penny.
    package static func whole(ofYearly yearly: Money, from: LocalDate, until: LocalDate) -> Money {
        let (first, last) = (Month(containing: from), Month(containing: until))
        let months = (last.year - first.year) * 12 + last.month - first.month + 1
        return Money(pence: (yearly * months * 2 + Money(pence: 12)).pence / 24)
    }

    /// Another value or last day from `month` on. What a closed month was computed from never changes: the variation begins in an open month, the term
    /// still holds every closed one, and the value covers what months before `month` come to.
    ///
    /// - Parameter firstOpen: the first month for which nothing is closed.
    package static func variation(
        of contract: Contract, value: Money, until: LocalDate, from month: Month, firstOpen: Month, source: String, at instant: Instant
    ) throws(ContractRefusal) -> ContractVariation {
        guard until >= contract.from else { throw .datesReversed }
        guard month >= firstOpen else { throw .variationInClosedMonth(firstOpen) }
        if firstOpen > Month(containing: contract.from), until < firstOpen.previous.last { throw .endsInClosedMonth(firstOpen.previous.last) }
        guard value != contract.value || until != contract.until else { throw .nothingChanged }
        let last = Month(containing: until)
        let kept = contract.instalments.filter { $0.month < month && $0.month <= last }.map(\.amount).sum()
        guard value >= kept else { throw .valueBelowInstalments(kept) }
        if month > last, value != kept { throw .noMonthLeft(kept) }
        return ContractVariation(
            number: contract.variations.count + 1, from: month, value: value, until: until, source: source, recordedAt: instant)
    }

    /// An earlier last day. Unless another value is agreed, the months until then keep their instalments, the last one its whole.
    package static func ending(
        of contract: Contract, lastDay: LocalDate, agreed: Money?, firstOpen: Month, source: String, at instant: Instant
    ) throws(ContractRefusal) -> ContractVariation {
        guard lastDay < contract.until else { throw .notEarlier(contract.until) }
        let last = Month(containing: lastDay)
        let value = agreed ?? contract.instalments.filter { $0.month <= last }.map(\.amount).sum()
        return try variation(
            of: contract, value: value, until: lastDay, from: agreed == nil ? max(firstOpen, last.next) : firstOpen, firstOpen: firstOpen,
            source: source, at: instant)
    }
}
