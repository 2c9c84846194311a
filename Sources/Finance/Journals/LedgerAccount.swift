// The chart of accounts.

import Kernel
import Store

/// An account of the federation's ledger. A debit is above nought, a credit below.
package enum LedgerAccount: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case bank
    case commissionerReceivable = "commissioner-receivable"
    case practicePayable = "practice-payable"
    case contractIncome = "contract-income"
    /// Closes posted the kept share of time not used here and as a cost; now they post what practices are owed, and nothing goes here.
    case unusedCapacityRetained = "unused-capacity-retained"
    case practicePayments = "practice-payments"

    package enum Kind: String, Codable, Hashable, Sendable { case asset, liability, income, expense }

    package var kind: Kind {
        switch self {
        case .bank, .commissionerReceivable: .asset
        case .practicePayable: .liability
        case .contractIncome, .unusedCapacityRetained: .income
        case .practicePayments: .expense
        }
    }

    package var title: String {
        switch self {
        case .bank: "Bank"
        case .commissionerReceivable: "Owed by commissioners"
        case .practicePayable: "Owed to practices"
        case .contractIncome: "Contract income"
        case .unusedCapacityRetained: "Kept share of time not used"
        case .practicePayments: "Cost of clinics that practices host"
        }
    }
}

/// A unit of work in the activity ledger, as this ledger points at it.
package enum ActivityReference: Sendable {}
