// Paying what the statements say.

import Finance
import Kernel
import Store

/// One payment of a month's statements through the bank. A month has another one only where a payment came back.
package struct PaymentRun: Codable, Hashable, Sendable {
    package let id: ID<PaymentRun>
    package let month: Month
    /// 1, and 2 for the first that is made again.
    package let number: Int
    /// The day on which the bank paid.
    package let paidOn: LocalDate
    /// Nil where nothing was owed.
    package let journal: ID<Journal>?
    package let madeAt: Instant
    package let madeBy: PersonID?

    /// The rule by which payments, and those that came back, stand in the ledger.
    package static let rule: PostingRule = "payment"
    /// The rule by which what is owed to a merged practice becomes what is owed to the one that carries on.
    package static let carryingRule: PostingRule = "carried over after a merger"
    /// The rules whose postings settle what work earned.
    package static let settlingRules = [rule, carryingRule]
}

/// What is paid for one statement in a run.
package struct Payment: Codable, Hashable, Sendable {
    package let id: ID<Payment>
    package let statement: ID<Statement>
    /// Who is paid: the practice of the statement, or the one that carries on for it on the day of the payment.
    package let practice: OrganisationID
    package let amountPence: Int
    /// What stands on the practice's bank statement, with the code of the statement's practice; at most 18 characters, as BACS takes no more.
    package let reference: String

    package var amount: Money { Money(pence: amountPence) }
}

/// A payment that was recorded and is taken back, so that its statement is owed again.
package struct PaymentReturn: Codable, Hashable, Sendable {
    package enum Cause: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
        /// The bank sent it back: the account was closed, or its number wrong.
        case returned
        /// It never went out.
        case mistake

        package var title: String {
            switch self {
            case .returned: "The bank returned it"
            case .mistake: "It was recorded by mistake and never went out"
            }
        }
    }

    package let payment: ID<Payment>
    package let returnedOn: LocalDate
    package let cause: Cause
    package let reason: String
}

/// A payment as the statements' standing counts it.
package struct PaidAmount: Codable, Hashable, Sendable {
    /// The practice of the statement.
    package let owner: OrganisationID
    package let payee: OrganisationID
    package let paidOn: LocalDate
    package let amountPence: Int
    /// Nil where it arrived.
    package let returnedOn: LocalDate?

    package init(owner: OrganisationID, payee: OrganisationID, paidOn: LocalDate, amount: Money, returnedOn: LocalDate? = nil) {
        self.owner = owner
        self.payee = payee
        self.paidOn = paidOn
        self.amountPence = amount.pence
        self.returnedOn = returnedOn
    }
}

/// A statement with what is still owed up to it.
package struct AmountDue: Hashable, Sendable {
    package let statement: Statement
    package let due: Money

    package init(statement: Statement, due: Money) {
        self.statement = statement
        self.due = due
    }
}

extension PaymentDraft {
    /// Changes whenever who is paid, how much or under which reference does, so that what was shown is what is recorded.
    package var revision: Revision {
        var content = RunningFingerprint()
        for payment in payments {
            content.update(Array("\(payment.statement) \(payment.practice) \(payment.amountPence) \(payment.reference)\n".utf8))
        }
        for item in setOver { content.update(Array("\(item.from) \(item.to) \(item.amountPence)\n".utf8)) }
        return Revision(stored: content.finish().mark)
    }
}

/// Why a payment run, or a payment that came back, cannot be recorded.
package enum PaymentRefusal: RuleRefusal, Hashable {
    case monthNotClosed(Month)
    case earlierMonthUnpaid(Month)
    case nothingDue(Month)
    case amountChanged(seen: Money, now: Money)
    /// Other payees, references or amounts set against it than the person saw, of the same total.
    case paymentsChanged(on: LocalDate)
    case unknownPayment
    case nonePicked
    case returnedAlready(reference: String)
    case returnedBeforePaid(LocalDate)

    package var sentence: String {
        switch self {
        case .monthNotClosed(let month): "\(month.title) has no statements yet. Close the month first."
        case .earlierMonthUnpaid(let month):
            "\(month.title) is not paid yet, and what is owed for it is part of every later statement. Pay or record \(month.title) first."
        case .nothingDue(let month): "Nothing is owed for \(month.title)."
        case .amountChanged(let seen, let now):
            "What is owed has changed since you opened this page: it was \(seen.exactText), it is \(now.exactText) now. Nothing was recorded. Compare with what the bank paid, then record it."
        case .paymentsChanged(let date):
            "The total is the same, but who is paid, under which reference, or what is set against it, is not what this page showed. Nothing was recorded. What stands here now holds for \(date.longText): compare it with what the bank paid, then record it."
        case .unknownPayment: "There is no such payment in this month. Go back and choose from its list."
        case .nonePicked: "Choose the payments that came back"
        case .returnedAlready(let reference): "The payment with the reference \(reference) was taken back before."
        case .returnedBeforePaid(let date): "It was paid on \(date.longText). Enter that day or a later one."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .monthNotClosed: .absent
        case .nonePicked, .returnedBeforePaid: .invalid
        case .earlierMonthUnpaid, .nothingDue, .amountChanged, .paymentsChanged, .unknownPayment, .returnedAlready: .conflict
        }
    }

    package var field: String {
        switch self {
        case .nonePicked, .unknownPayment, .returnedAlready: "payments"
        case .returnedBeforePaid: "day"
        case .monthNotClosed, .earlierMonthUnpaid, .nothingDue, .amountChanged, .paymentsChanged: ""
        }
    }
}
