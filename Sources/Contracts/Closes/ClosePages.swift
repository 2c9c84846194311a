// The pages of the month close.

import Kernel
import Web

struct ClosesPage: Page {
    static let template = "month-closes"

    let title = "Month close"
    let open: TableView
    let closed: TableView

    static var sample: ClosesPage {
        let table = TableView(caption: "Months", columns: [.init("Month")], rows: [TableView.Row([.heading("October 2026")])], empty: "None.")
        return ClosesPage(open: table, closed: table)
    }
}

/// What closing a month will come to, or came to.
struct ClosePage: Page {
    static let template = "month-close"

    let title: String
    let back = BackLink("Month close", ContractsAddresses.closes.path())
    let errors: ErrorSummary
    let problems: [WarningCallout]
    /// What is missing at the hubs, by day; none or one.
    let unfinished: [TableView]
    let figures: [Figure]
    let table: TableView
    let notes: [String]
    /// None where the month cannot be closed now.
    let confirm: [FormView]
    let links: [LinkView]

    var hasProblems: Bool { !errors.isEmpty }

    static var sample: ClosePage {
        ClosePage(
            title: "Close October 2026", errors: .none, problems: [WarningCallout("Cannot", ["Because"])],
            unfinished: [TableView(caption: "Not marked", columns: [.init("Day")], rows: [TableView.Row([.heading("14 October")])], empty: "None.")],
            figures: [Figure("Owed", "£1")],
            table: TableView(caption: "Lines", columns: [.init("Line")], rows: [TableView.Row([.heading("A line")])], empty: "None."),
            notes: ["A note"],
            confirm: [FormView("Close October 2026", action: "/month-closes", form: FormReader(), [.note("It does not change after.")])],
            links: [LinkView("Statements", "/statements")])
    }
}
