// Months that are open or closed for good.

import Kernel
import Store

/// A month of the ledger. A closed month never changes: what turns out wrong is put right in the month that is open.
package struct AccountingMonth: Codable, Hashable, Sendable {
    package enum State: String, Codable, Hashable, Sendable { case open, closed }

    package let month: Month
    package let state: State
    package let closedAt: Instant?
    package let closedBy: PersonID?

    package init(month: Month, state: State, closedAt: Instant?, closedBy: PersonID?) {
        self.month = month
        self.state = state
        self.closedAt = closedAt
        self.closedBy = closedBy
    }

    /// Whether `month` may be closed: it is over, and none before it is still open.
    package static func close(
        _ month: Month, among months: [AccountingMonth], today: LocalDate
    ) throws(JournalRefusal) {
        guard today > month.last else { throw .monthNotOver(month) }
        if months.contains(where: { $0.month == month && $0.state == .closed }) { throw .monthClosed(month) }
        let earlier = months.filter { $0.state == .open && $0.month < month }.map(\.month).min()
        if let earlier { throw .earlierMonthOpen(earlier) }
    }
}

extension AccountingMonth {
    /// Whether what happened on `date`, such as a payment, can still be posted: it is over, and the ledger is not closed so far.
    package static func check(_ date: LocalDate, today: LocalDate, lastClosed: Month?) throws(JournalRefusal) {
        guard date <= today else { throw .dateAhead(date) }
        if let lastClosed, date <= lastClosed.last { throw .dateClosed(through: lastClosed) }
    }
}

package enum AccountingMonthStore {
    /// Every month that has postings or has been closed, latest first.
    package static func months(in connection: any Connection) throws -> [AccountingMonth] {
        try connection.all("SELECT month, state, closed_at, closed_by FROM accounting_months ORDER BY month DESC")
    }

    /// The latest month that is closed: neither it nor any before it takes another posting.
    package static func lastClosed(in connection: any Connection) throws -> Month? {
        try connection.value("SELECT MAX(month) FROM accounting_months WHERE state = 'closed'")
    }

    /// Throws a `JournalRefusal` where nothing can be posted on `date`.
    package static func check(_ date: LocalDate, in transaction: Transaction) throws {
        try AccountingMonth.check(date, today: London.local(transaction.instant).date, lastClosed: lastClosed(in: transaction))
    }

    /// Months that are open for postings, earliest first.
    package static func open(in connection: any Connection) throws -> [Month] {
        try connection.values("SELECT month FROM accounting_months WHERE state = 'open' ORDER BY month")
    }

    /// Opens a month, where it has not been opened or closed before.
    package static func open(_ month: Month, in transaction: Transaction) throws {
        try transaction.execute("INSERT INTO accounting_months (month, state) VALUES (\(month.stored), 'open') ON CONFLICT (month) DO NOTHING")
    }

    /// Closes a month for good.
    package static func close(_ month: Month, in transaction: Transaction) throws {
        try AccountingMonth.close(month, among: months(in: transaction), today: London.local(transaction.instant).date)
        try transaction.execute(
            """
            INSERT INTO accounting_months (month, state, closed_at, closed_by)
            VALUES (\(month.stored), 'closed', \(transaction.instant), \(transaction.actor.person))
            ON CONFLICT (month) DO UPDATE SET state = 'closed', closed_at = \(transaction.instant), closed_by = \(transaction.actor.person)
            """)
        try transaction.audit("month closed", AuditSubject("month", month.stored))
    }
}
