// The chart of accounts.

import Kernel
import Store

/// An account of the federation's ledger, by the name of its row in `ledger_accounts`. A debit is above nought, a credit below. A room that keeps
/// another account names it in an extension and adds its row by a migration.
package struct LedgerAccount: OpenName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let bank: LedgerAccount = "bank"
    package static let commissionerReceivable: LedgerAccount = "commissioner-receivable"
    package static let practicePayable: LedgerAccount = "practice-payable"
    package static let contractIncome: LedgerAccount = "contract-income"
    package static let practicePayments: LedgerAccount = "practice-payments"
}

/// On which side of the books an account stands. Closed: double entry knows no sixth.
package enum AccountKind: String, Codable, Hashable, Sendable {
    case asset, liability, reserves, income, expense

    package var isDebitAbove: Bool { self == .asset || self == .expense }
}

/// A unit of work in the activity ledger, as this ledger points at it.
package enum ActivityReference: Sendable {}
