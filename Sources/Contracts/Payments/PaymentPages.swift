// The pages of payment runs.

import Kernel
import Web

struct PaymentsPage: Page {
    static let template = "payments"

    let title = "Payments"
    let table: TableView

    static var sample: PaymentsPage {
        PaymentsPage(
            table: TableView(caption: "Payments", columns: [.init("Month")], rows: [TableView.Row([.heading("October 2026")])], empty: "None."))
    }
}

/// What is to be paid for a month, and what was.
struct PaymentPage: Page {
    static let template = "payment"

    struct Confirm: Encodable, Sendable {
        let action: String
        let label: String
        /// What this page shows, in pence, so that nothing else is recorded.
        let total: String
        let date: DateField
    }

    /// One recorded run.
    struct Run: Encodable, Sendable {
        let title: String
        let table: TableView
        let links: [LinkView]
    }

    let title: String
    let back = BackLink("Payments", ContractsAddresses.payments.path())
    let errors: ErrorSummary
    let notices: [Notice]
    let waits: [WarningCallout]
    let lead: String
    /// None where nothing is to be paid, or another month comes first.
    let due: [TableView]
    let links: [LinkView]
    /// None where this person does not pay, too.
    let confirm: [Confirm]
    let runs: [Run]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: PaymentPage {
        let table = TableView(caption: "Payments", columns: [.init("Practice")], rows: [TableView.Row([.heading("Elm Practice")])], empty: "None.")
        return PaymentPage(
            title: "Pay October 2026", errors: .none, notices: [Notice("Paid")], waits: [WarningCallout("September 2026 comes first", ["Pay it."])],
            lead: "What is owed.", due: [table], links: [LinkView("Download", "/payments")],
            confirm: [Confirm(action: "/payments", label: "Record as paid", total: "100", date: DateField("paid", "When did the bank pay?"))],
            runs: [Run(title: "Paid on 28 October 2026", table: table, links: [LinkView("The journal", "/ledger")])])
    }
}

/// Payments that came back, or never went out.
struct PaymentReturnPage: Page {
    static let template = "payment-return"

    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let payments: ChoiceField
    let cause: ChoiceField
    let date: DateField
    let reason: TextField
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: PaymentReturnPage {
        PaymentReturnPage(
            title: "Take payments back", back: BackLink("Paid: October 2026", "/payments"), errors: .none, action: "/payments",
            payments: ChoiceField("payments", "Payments", options: [("1", "Elm Practice, £1.00", "CW202610")]),
            cause: ChoiceField("cause", "What happened?", choices: [("returned", "The bank returned it")]), date: DateField("day", "When?"),
            reason: TextField("reason", "Reason"))
    }
}
