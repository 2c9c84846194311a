// The pages of the money ledger.

import Kernel
import Web

/// The trial balance of a month and its journals.
struct LedgerPage: Page {
    static let template = "ledger"

    let title = "Ledger"
    let action = FinanceAddresses.ledger.path()
    let state: Tag
    let month: String
    let choice: ChoiceField
    let balance: TableView
    let journals: TableView

    static var sample: LedgerPage {
        let table = TableView(caption: "A table", columns: [.init("Account")], rows: [TableView.Row([.heading("Bank")])], empty: "Nothing.")
        return LedgerPage(
            state: Tag("Closed"), month: "October 2026", choice: ChoiceField("month", "Month", choices: [("2026-10", "October 2026")]),
            balance: table,
            journals: table)
    }
}

/// One journal, line by line, with the work behind each.
struct JournalPage: Page {
    static let template = "journal"

    struct Line: Encodable, Sendable {
        let sentence: String
        let account: String
        let practice: String
        let rule: String
        let debit: String
        let credit: String
        /// None where no work is behind the line.
        let work: [LinkView]
    }

    let title: String
    let back = BackLink("Ledger", FinanceAddresses.ledger.path())
    let posted: String
    let lines: [Line]
    let debits: String
    let credits: String

    static var sample: JournalPage {
        return JournalPage(
            title: "Enhanced access, October 2026", posted: "Posted",
            lines: [
                Line(
                    sentence: "A line", account: "Bank", practice: "Elm Practice", rule: "payment", debit: "£1.00", credit: "",
                    work: [LinkView("2 entries", "/ledger")])
            ], debits: "£1.00", credits: "£1.00")
    }
}
