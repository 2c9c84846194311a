// Paying what the statements say.

import Finance
import Kernel

/// One payment of a month's statements through the bank. A month has one; a statement is paid once.
package struct PaymentRun: Codable, Hashable, Sendable {
    package let id: ID<PaymentRun>
    package let month: Month
    package let paidOn: LocalDate
    /// Nil where nothing was owed.
    package let journal: ID<Journal>?
    package let madeAt: Instant
    package let madeBy: PersonID?

    /// The rule by which payments stand in the ledger.
    package static let rule = "payment"
}

/// What one practice is paid in a run.
package struct Payment: Codable, Hashable, Sendable {
    package let id: ID<Payment>
    package let statement: ID<Statement>
    package let practice: OrganisationID
    package let amountPence: Int
    /// What stands on the practice's bank statement; at most 18 characters, as BACS takes no more.
    package let reference: String

    package var amount: Money { Money(pence: amountPence) }
}

/// A statement with what is still owed on it.
package struct AmountDue: Hashable, Sendable {
    package let statement: Statement
    package let due: Money

    package init(statement: Statement, due: Money) {
        self.statement = statement
        self.due = due
    }
}

/// Why a payment run cannot be made.
package enum PaymentProblem: Error, Hashable, Sendable {
    case monthNotClosed(Month)

    package var sentence: String {
        switch self {
        case .monthNotClosed(let month): "\(month.title) has no statements yet. Close the month first."
        }
    }
}

package enum PaymentRules {
    /// The payments of a run: what is owed on each statement. A practice that is owed nothing, or that owes, is left for the next month.
    package static func payments(
        _ due: [AmountDue], month: Month, codes: [OrganisationID: String], at instant: Instant
    ) -> [Payment] {
        due.filter { $0.due > .zero }.enumerated().map { index, item in
            let code = codes[item.statement.practice] ?? "P\((index + 1).padded(4))"
            return Payment(
                id: ID(at: instant), statement: item.statement.id, practice: item.statement.practice, amountPence: item.due.pence,
                reference: String("CW\(month.year.padded(4))\(month.month.padded(2)) \(code)".prefix(18)))
        }
    }

    /// The postings of a run: what is owed to each practice goes down, and so does the bank. Nil where nothing is paid.
    package static func journal(
        of payments: [Payment], month: Month, on date: LocalDate, at instant: Instant
    ) throws(JournalProblem) -> Journal? {
        guard !payments.isEmpty else { return nil }
        let lines = payments.map {
            Posting(
                id: ID(at: instant), account: .practicePayable, practice: $0.practice, amount: $0.amount, rule: PaymentRun.rule,
                sentence: "Paid on \(date.longText) for \(month.title), reference \($0.reference)")
        }
        let bank = Posting(
            id: ID(at: instant), account: .bank, amount: -payments.map(\.amount).sum(), rule: PaymentRun.rule,
            sentence: "Payments to \(payments.count == 1 ? "1 practice" : "\(payments.count) practices") for \(month.title)")
        return try Journal(
            id: ID(at: instant), date: date, description: "Payment run for \(month.title)", rule: PaymentRun.rule, lines: lines + [bank])
    }
}
