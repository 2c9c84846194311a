// One balanced entry of the money ledger.

import Kernel
import Store

/// A set of postings that sum to nought. It cannot be made otherwise.
package struct Journal: Hashable, Sendable {
    package let id: ID<Journal>
    package let date: LocalDate
    package let description: String
    /// What made it: "month close", or the rule of all its lines.
    package let rule: PostingRule
    package let lines: [Posting]

    /// Throws a `JournalRefusal` where the lines do not balance or a line's activities do not add up to it.
    package init(id: ID<Journal>, date: LocalDate, description: String, rule: PostingRule, lines: [Posting]) throws(JournalRefusal) {
        guard lines.count >= 2 else { throw .tooFewLines }
        let sum = lines.reduce(Int128(0)) { $0 + Int128($1.amount.pence) }
        guard sum == 0 else { throw .unbalanced(Money(pence: Int(clamping: sum))) }
        for line in lines {
            guard line.amount != .zero else { throw .emptyLine(line.sentence) }
            guard line.shares.isEmpty || line.shares.map(\.amount).sum() == line.amount else { throw .unattributed(line.sentence) }
        }
        self.id = id
        self.date = date
        self.description = description
        self.rule = rule
        self.lines = lines
    }

    package var month: Month { Month(containing: date) }
}

/// One line of a journal: what was debited (above nought) or credited (below) to which account, by which rule and for which work.
package struct Posting: Hashable, Sendable {
    package let id: ID<Posting>
    package let account: LedgerAccount
    package let practice: OrganisationID?
    package let amount: Money
    package let rule: PostingRule
    package let sentence: String
    /// The work behind it with the pence that each piece earned; they sum to `amount`. Empty where no work is behind it, as for a payment.
    package let shares: [ActivityShare]

    package init(
        id: ID<Posting>, account: LedgerAccount, practice: OrganisationID? = nil, amount: Money, rule: PostingRule, sentence: String,
        shares: [ActivityShare] = []
    ) {
        self.id = id
        self.account = account
        self.practice = practice
        self.amount = amount
        self.rule = rule
        self.sentence = sentence
        self.shares = shares
    }
}

/// What one piece of work earned within a posting.
package struct ActivityShare: Hashable, Sendable {
    package let activity: ID<ActivityReference>
    package let amount: Money

    package init(activity: ID<ActivityReference>, amount: Money) {
        self.activity = activity
        self.amount = amount
    }
}

/// Why a journal cannot be made or posted.
package enum JournalRefusal: RuleRefusal, Hashable {
    case tooFewLines
    case unbalanced(Money)
    case emptyLine(String)
    case unattributed(String)
    case monthClosed(Month)
    case earlierMonthOpen(Month)
    case monthNotOver(Month)
    case dateAhead(LocalDate)
    case dateClosed(through: Month)

    package var sentence: String {
        switch self {
        case .tooFewLines: "A journal needs a debit and a credit."
        case .unbalanced(let by): "This journal does not balance: it is out by \(by.exactText). Nothing was posted."
        case .emptyLine(let line): "A line of this journal comes to nothing: \(line)"
        case .unattributed(let line): "The work behind a line does not add up to it: \(line)"
        case .monthClosed(let month): "\(month.title) is closed and does not change. Post the correction in the month that is open."
        case .earlierMonthOpen(let month): "Close \(month.title) first."
        case .monthNotOver(let month): "\(month.title) is not over. It can be closed from \(month.next.first.longText)."
        case .dateAhead(let date): "\(date.longText) is still to come. Enter today or a day before it."
        case .dateClosed(let month): "The ledger is closed up to the end of \(month.title). Enter a day from \(month.next.first.longText) on."
        }
    }

    /// The day on which a form posts is named "day".
    package var field: String {
        switch self {
        case .dateAhead, .dateClosed: "day"
        default: ""
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .monthClosed, .earlierMonthOpen: .conflict
        default: .invalid
        }
    }
}

/// A posting as it stands in the ledger.
package struct PostedLine: Codable, Hashable, Sendable {
    package let id: ID<Posting>
    package let journal: ID<Journal>
    package let date: LocalDate
    package let month: Month
    /// The journal's description: "Enhanced access 2026/27, October 2026".
    package let description: String
    package let account: LedgerAccount
    package let accountTitle: String
    package let accountKind: AccountKind
    package let practice: OrganisationID?
    package let amountPence: Int
    package let rule: PostingRule
    package let purpose: PostingPurpose
    package let sentence: String
    package let postedAt: Instant

    package var amount: Money { Money(pence: amountPence) }
}

/// What one posting says about one piece of work.
package struct PostedShare: Codable, Hashable, Sendable {
    package let posting: ID<Posting>
    package let activity: ID<ActivityReference>
    package let account: LedgerAccount
    package let accountTitle: String
    package let practice: OrganisationID?
    package let amountPence: Int

    package init(
        posting: ID<Posting>, activity: ID<ActivityReference>, account: LedgerAccount, accountTitle: String = "", practice: OrganisationID?,
        amountPence: Int
    ) {
        self.posting = posting
        self.activity = activity
        self.account = account
        self.accountTitle = accountTitle
        self.practice = practice
        self.amountPence = amountPence
    }

    package var amount: Money { Money(pence: amountPence) }
}

/// The sums of one account.
package struct AccountBalance: Codable, Hashable, Sendable {
    package let account: LedgerAccount
    package let title: String
    package let debitPence: Int
    package let creditPence: Int

    package var balance: Money { Money(pence: debitPence - creditPence) }
}
