// The page of what commissioners paid.

import Finance
import Kernel
import Web

/// What came in under a contract, and the form for what comes in next.
struct ReceiptsPage: Page {
    static let template = "receipts"

    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let figures: [Figure]
    let table: TableView
    /// None for who only reads.
    let form: [FormView]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: ReceiptsPage {
        let form = FormView("Record", action: "/contracts", form: FormReader(), [.text("amount", "Amount")])
        return ReceiptsPage(
            title: "Received", back: BackLink("Contract", "/contracts"), errors: .none, figures: [Figure("Received", "£1.00")],
            table: TableView(caption: "Receipts", columns: [.init("Day")], rows: [TableView.Row([.heading("1 October 2026")])], empty: "None."),
            form: [form])
    }
}

extension ReceiptsPage {
    init(_ contract: Contract, _ standing: ReceiptStanding, _ receipts: [Receipt], form: FormView?) {
        let takenBack = Set(receipts.compactMap(\.takesBack))
        self.init(
            title: "Received under \(contract.title)", back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)),
            errors: form?.errors ?? .none,
            figures: [
                Figure("Instalments so far", standing.instalments.exactText, detail: "of the months closed"),
                Figure("Received", standing.received.exactText),
                standing.outstanding < .zero
                    ? Figure("Received ahead", (-standing.outstanding).exactText, detail: "of the months closed")
                    : Figure("Owed by the commissioner", standing.outstanding.exactText),
            ],
            table: TableView(
                caption: "Receipts", columns: [.init("Day"), .init("Reference"), .init("Amount", isNumeric: true), .init("State")],
                rows: receipts.map { receipt in
                    let isOpen = receipt.takesBack == nil && !takenBack.contains(receipt.id)
                    let state: TableView.Cell =
                        isOpen
                        ? (form == nil
                            ? .init("")
                            : .init("Take back", address: ContractsAddresses.receiptReturn.path(contract.id.stored, receipt.id.stored)))
                        : .tag(receipt.takesBack == nil ? "Taken back" : "Takes back another", .warning)
                    return TableView.Row([
                        .heading(receipt.receivedOn.longText, address: FinanceAddresses.journal.path(receipt.journal)),
                        TableView.Cell(receipt.reference), .number(receipt.amount.exactText), state,
                    ])
                }, empty: "Nothing has come in yet."), form: form.map { [$0] } ?? [])
    }
}
