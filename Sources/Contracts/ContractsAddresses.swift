// Where the pages of this room live.

import Kernel
import Web

package enum ContractsAddresses {
    package static let contracts = Address("/contracts")
    package static let contract = Address("/contracts/{contract}")
    package static let newContract = Address("/contracts/new")
    package static let correction = Address("/contracts/{contract}/correction")
    package static let variation = Address("/contracts/{contract}/variations/new")
    package static let ending = Address("/contracts/{contract}/ending")
    package static let receipts = Address("/contracts/{contract}/receipts")
    package static let receiptReturn = Address("/contracts/{contract}/receipts/{receipt}/taking-back")
    package static let newScheme = Address("/contracts/{contract}/schemes/new")
    package static let requirement = Address("/contracts/schemes/{scheme}/requirement")
    package static let lastDay = Address("/contracts/schemes/{scheme}/last-day")
    package static let price = Address("/contracts/schemes/{scheme}/price")
    package static let unusedShare = Address("/contracts/schemes/{scheme}/unused-share")
    package static let priceCorrection = Address("/contracts/schemes/{scheme}/price/{from}/correction")
    package static let shareCorrection = Address("/contracts/schemes/{scheme}/unused-share/{from}/correction")
    package static let closes = Address("/month-closes")
    package static let close = Address("/month-closes/{scheme}/{month}")
    package static let statements = Address("/statements")
    package static let statement = Address("/statements/{statement}")
    package static let line = Address("/statements/{statement}/lines/{posting}")
    package static let questions = Address("/statements/{statement}/questions")
    package static let answer = Address("/statements/{statement}/questions/{question}/answer")
    package static let askingAgain = Address("/statements/{statement}/questions/{question}/asking-again")
    package static let payments = Address("/payments")
    package static let payment = Address("/payments/{month}")
    package static let paymentList = Address("/payments/{month}/list")
    package static let paymentReturn = Address("/payments/{month}/returns")
    package static let postings = Address("/figures/postings")
    package static let posting = Address("/figures/postings/{posting}")
}

enum ContractsPermissions {
    static let see = Permission("contracts see", [.practiceManager, .financeLead, .federationManager, .boardMember])
    static let make = Permission("contracts make", [.financeLead, .federationManager])
    static let price = Permission("prices set", [.financeLead])
    static let close = Permission("months close", [.financeLead])
    static let statements = Permission("statements see", [.practiceManager, .financeLead, .federationManager])
    static let ask = Permission("statement questions ask", [.practiceManager])
    static let answer = Permission("statement questions answer", [.financeLead])
    static let payments = Permission("payments see", [.financeLead, .federationManager])
    static let pay = Permission("payments make", [.financeLead])
}

extension Visit {
    /// The month in a gap of the address.
    func month(_ gap: String) throws -> Month {
        guard let text = gaps[gap], let month = try? Month(parsing: text) else { throw Refusal.notFound }
        return month
    }
}
