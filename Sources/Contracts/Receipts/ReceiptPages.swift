// The pages of what commissioners paid.

import Kernel
import Web

/// What came in under a contract, and the form for what comes in next.
struct ReceiptsPage: Page {
    static let template = "receipts"

    struct Form: Encodable, Sendable {
        let action: String
        let date: DateField
        let texts: [TextField]
    }

    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let notices: [Notice]
    let figures: [Figure]
    let table: TableView
    /// None for who only reads.
    let form: [Form]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: ReceiptsPage {
        ReceiptsPage(
            title: "Received", back: BackLink("Contract", "/contracts"), errors: .none, notices: [Notice("Recorded")],
            figures: [Figure("Received", "£1.00")],
            table: TableView(caption: "Receipts", columns: [.init("Day")], rows: [TableView.Row([.heading("1 October 2026")])], empty: "None."),
            form: [Form(action: "/contracts", date: DateField("received", "When?"), texts: [TextField("amount", "Amount")])])
    }
}

/// Takes a receipt back.
struct ReceiptReturnPage: Page {
    static let template = "receipt-return"

    let title: String
    let lead: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let date: DateField
    let reason: TextField
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: ReceiptReturnPage {
        ReceiptReturnPage(
            title: "Take a receipt back", lead: "It was recorded.", back: BackLink("Received", "/contracts"), errors: .none, action: "/contracts",
            date: DateField("day", "When?"), reason: TextField("reason", "Reason"))
    }
}
