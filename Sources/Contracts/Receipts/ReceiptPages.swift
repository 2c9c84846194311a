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
    init(_ contract: Contract, _ standing: ReceiptStanding, _ table: TableView, form: FormView?) {
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
            table: table, form: form.map { [$0] } ?? [])
    }

    static func list(_ contract: Contract, _ receipts: [Receipt], mayTakeBack: Bool, _ visit: Visit) -> RecordList<Receipt> {
        let takenBack = Set(receipts.compactMap(\.takesBack))
        return RecordList(
            "Receipts", visit, of: receipts,
            columns: [
                .init("Day", sort: "day") { .heading($0.receivedOn, address: FinanceAddresses.journal.path($0.journal)) },
                .init("Reference", sort: "reference") { .init($0.reference) },
                .init("Amount", sort: "amount", isNumeric: true) { .money($0.amount) },
                .init("State") { receipt in
                    guard receipt.takesBack == nil else { return .tag("Takes back another", .warning) }
                    return takenBack.contains(receipt.id) ? .tag("Taken back", .warning) : .init("")
                },
            ]
                + (mayTakeBack
                    ? [
                        .init("", isInFile: false) { receipt in
                            let isOpen = receipt.takesBack == nil && !takenBack.contains(receipt.id)
                            return isOpen
                                ? .init("Take back", address: ContractsAddresses.receiptReturn.path(contract.id.stored, receipt.id.stored))
                                : .init("")
                        }
                    ] : []),
            order: "day", startsDescending: true, empty: "Nothing has come in yet.")
    }
}
