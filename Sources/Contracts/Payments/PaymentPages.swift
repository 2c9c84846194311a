// The pages of payment runs.

import Kernel
import Web

/// What is to be paid for a month, and what was.
struct PaymentPage: Page {
    static let template = "payment"

    /// One recorded run.
    struct Run: Encodable, Sendable {
        let title: String
        let table: TableView
        let links: [LinkView]
    }

    let title: String
    let back = BackLink("Payments", ContractsAddresses.payments.path())
    let errors: ErrorSummary
    let waits: [WarningCallout]
    let lead: String
    /// None where nothing is to be paid, or another month comes first.
    let due: [TableView]
    let links: [LinkView]
    /// None where this person does not pay, too.
    let confirm: [FormView]
    let runs: [Run]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: PaymentPage {
        let table = TableView(caption: "Payments", columns: [.init("Practice")], rows: [TableView.Row([.heading("Elm Practice")])], empty: "None.")
        return PaymentPage(
            title: "Pay October 2026", errors: .none, waits: [WarningCallout("September 2026 comes first", ["Pay it."])],
            lead: "What is owed.", due: [table], links: [LinkView("Download", "/payments")],
            confirm: [FormView("Record as paid", action: "/payments", form: FormReader(), [.date("day", "When did the bank pay?")])],
            runs: [Run(title: "Paid on 28 October 2026", table: table, links: [LinkView("The journal", "/ledger")])])
    }
}
