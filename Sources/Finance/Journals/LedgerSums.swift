// The money ledger, added up by month.

import Kernel
import Store

/// What the postings of one rule to one account came to for one practice in one month.
package struct LedgerSum: Codable, Hashable, Sendable {
    package let month: Month
    package let account: LedgerAccount
    package let practice: OrganisationID?
    package let rule: PostingRule
    package let purpose: PostingPurpose
    package let amountPence: Int

    package init(month: Month, account: LedgerAccount, practice: OrganisationID?, rule: PostingRule, purpose: PostingPurpose, amount: Money) {
        self.month = month
        self.account = account
        self.practice = practice
        self.rule = rule
        self.purpose = purpose
        self.amountPence = amount.pence
    }

    package var amount: Money { Money(pence: amountPence) }
}

extension FinanceStore {
    /// Sums of one account for each practice, of all months.
    package static func sums(_ account: LedgerAccount, scope: Scope, in connection: any Connection) throws -> [LedgerSum] {
        try connection.all(
            """
            SELECT month, account, practice, postings.rule, posting_rules.purpose, CAST(SUM(amount_pence) AS BIGINT) AS amount_pence
            FROM postings
            JOIN posting_rules ON posting_rules.rule = postings.rule
            WHERE account = \(account) AND practice IS NOT NULL AND \(scope.condition(practice: "practice"))
            GROUP BY month, account, practice, postings.rule, posting_rules.purpose
            ORDER BY month, practice, postings.rule
            """)
    }

    /// Sums of the months from `first` to `last`, both included.
    package static func sums(from first: Month, through last: Month, scope: Scope, in connection: any Connection) throws -> [LedgerSum] {
        try connection.all(
            """
            SELECT month, account, practice, postings.rule, posting_rules.purpose, CAST(SUM(amount_pence) AS BIGINT) AS amount_pence
            FROM postings
            JOIN posting_rules ON posting_rules.rule = postings.rule
            WHERE month >= \(first)
            AND month <= \(last)
            AND \(scope.condition(practice: "practice"))
            GROUP BY month, account, practice, postings.rule, posting_rules.purpose
            ORDER BY month, account, practice, postings.rule
            """)
    }
}
