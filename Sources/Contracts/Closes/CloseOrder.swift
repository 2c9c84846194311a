// In which order months are closed.

import Kernel

/// How far a scheme is closed.
package struct CloseStanding: Hashable, Sendable {
    package let scheme: Scheme
    /// The last month for which it was closed.
    package let last: Month?
    /// The month of the earliest work that no close has settled.
    package let waiting: Month?
    /// The latest month that the ledger has closed for good, by whichever scheme.
    package let ledger: Month?

    package init(scheme: Scheme, last: Month?, waiting: Month?, ledger: Month?) {
        self.scheme = scheme
        self.last = last
        self.waiting = waiting
        self.ledger = ledger
    }

    /// Whether only work that came late is left: the scheme's last month is closed, or can no longer be.
    package var isLate: Bool { CloseRules.next(self).map { !scheme.runs(in: $0) } ?? false }

    fileprivate var first: Month { min(Month(containing: scheme.from), waiting ?? Month(containing: scheme.from)) }
    fileprivate var closed: Month? { [last, ledger].compactMap(\.self).max() }
}

extension CloseRules {
    /// The month that a scheme closes next: its first, or that of earlier work, then one after another, and never one that the ledger has closed. After
    /// the scheme's term there is one only while work waits. Nil where nothing is left to close.
    package static func next(_ standing: CloseStanding) -> Month? {
        let month = max(standing.last?.next ?? standing.first, standing.ledger?.next ?? standing.first)
        if month <= Month(containing: standing.scheme.until) { return month }
        return standing.waiting.map { max($0, month) }
    }

    /// Whether the ledger's `month` waits for this scheme.
    package static func awaits(_ standing: CloseStanding, in month: Month) -> Bool {
        if let last = standing.last, last >= month { return false }
        return standing.scheme.runs(in: month) || standing.waiting.map { $0 <= month } ?? false
    }

    /// Whether `month` may be closed: over, and the next of the scheme. The first may be a later one where no work is from before it.
    package static func check(_ month: Month, _ standing: CloseStanding, today: LocalDate) throws(CloseRefusal) {
        guard month >= standing.first, let next = next(standing) else { throw .outsideScheme(month) }
        if let closed = standing.closed, month <= closed { throw .monthClosed(month, next: next) }
        let isLater = month > next && standing.scheme.runs(in: month)
        if month != next && !isLater { throw .outsideScheme(month) }
        guard today > month.last else { throw .monthNotOver(month) }
        if isLater, standing.last != nil || standing.waiting.map({ $0 < month }) ?? false { throw .earlierMonthOpen(next) }
    }
}
