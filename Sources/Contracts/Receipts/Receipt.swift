// What commissioners paid.

import Finance
import Kernel

/// A payment that came in under a contract; below nought where it takes another back.
package struct Receipt: Codable, Hashable, Sendable {
    package let id: ID<Receipt>
    package let contract: ContractID
    /// The day on which the bank had it.
    package let receivedOn: LocalDate
    package let amountPence: Int
    /// As on the bank's statement; for one that takes another back, the reason.
    package let reference: String
    package let journal: ID<Journal>
    package let takesBack: ID<Receipt>?

    package var amount: Money { Money(pence: amountPence) }

    /// The rule by which receipts stand in the ledger.
    package static let rule: PostingRule = "receipt"
}

/// How a contract's money stands.
package struct ReceiptStanding: Hashable, Sendable {
    /// The instalments that month closes have posted.
    package let instalments: Money
    package let received: Money
    /// Over the contract's whole term.
    package let value: Money

    package init(instalments: Money, received: Money, value: Money) {
        self.instalments = instalments
        self.received = received
        self.value = value
    }

    /// Owed by the commissioner; below nought where more has come in than is due yet.
    package var outstanding: Money { instalments - received }

    /// Whether `amount` can have come in: it is above nought, and not beyond what the contract is worth.
    package func check(_ amount: Money) throws(ReceiptRefusal) {
        guard amount > .zero else { throw .noAmount }
        guard received + amount <= value else { throw .beyondValue(left: value - received) }
    }
}

/// Why a receipt cannot be recorded or taken back.
package enum ReceiptRefusal: RuleRefusal, Hashable {
    case noAmount
    case beyondValue(left: Money)
    case unknown
    case takenBackAlready
    case takenBackBefore(LocalDate)

    package var sentence: String {
        switch self {
        case .noAmount: "Enter an amount above £0"
        case .beyondValue(let left):
            "Of this contract's value \(left.exactText) has not come in yet, so it cannot be more than that. Check the amount, and which contract it is for."
        case .unknown: "There is no such receipt under this contract. Open the contract again."
        case .takenBackAlready: "This receipt was taken back before. Nothing was done twice."
        case .takenBackBefore(let date): "It came in on \(date.longText). Enter that day or a later one."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .noAmount, .beyondValue, .takenBackBefore: .invalid
        case .takenBackAlready: .conflict
        case .unknown: .absent
        }
    }

    package var field: String {
        switch self {
        case .noAmount, .beyondValue: "amount"
        case .takenBackBefore: "day"
        case .unknown, .takenBackAlready: ""
        }
    }
}
