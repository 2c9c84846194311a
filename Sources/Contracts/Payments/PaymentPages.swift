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

/// What a month's run will pay, or paid.
struct PaymentPage: Page {
    static let template = "payment"

    struct Confirm: Encodable, Sendable {
        let action: String
        let label: String
    }

    let title: String
    let back = BackLink("Payments", ContractsAddresses.payments.path())
    let notices: [Notice]
    let lead: String
    let table: TableView
    /// None where the month is paid, or where this person does not pay.
    let confirm: [Confirm]
    let links: [LinkView]

    static var sample: PaymentPage {
        PaymentPage(
            title: "Pay October 2026", notices: [Notice("Paid")], lead: "What is owed.",
            table: TableView(caption: "Payments", columns: [.init("Practice")], rows: [TableView.Row([.heading("Elm Practice")])], empty: "None."),
            confirm: [Confirm(action: "/payments", label: "Record as paid")], links: [LinkView("Download", "/payments")])
    }
}
