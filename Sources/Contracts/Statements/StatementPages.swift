// The pages of statements.

import Kernel
import Web
import Worklist

/// All statements, by month.
struct StatementsPage: Page {
    static let template = "statements"

    let title = "Statements"
    let lead: String
    let questions: TableView
    let table: TableView
    let links: [LinkView]

    static var sample: StatementsPage {
        let table = TableView(caption: "Statements", columns: [.init("Month")], rows: [TableView.Row([.heading("October 2026")])], empty: "None.")
        return StatementsPage(lead: "What your practice earned.", questions: table, table: table, links: [LinkView("Month close", "/month-closes")])
    }
}

/// One practice's month, like a good bank statement.
struct StatementPage: Page {
    static let template = "statement"

    struct Line: Encodable, Sendable {
        let sentence: String
        let amount: String
        /// "" where the line opens onto nothing, as a payment does.
        let address: String
        let askAddress: String
        let detail: String
    }

    let title: String
    let practice: String
    let month: String
    let back = BackLink("Statements", ContractsAddresses.statements.path())
    let errors: ErrorSummary
    let produced: String
    let broughtForward: String
    let lines: [Line]
    let earned: String
    let payments: [Line]
    let carriedForward: String
    let standing: String
    let questions: [QuestionView]
    /// None for who cannot ask.
    let ask: [LinkView]
    let exportAddress: String
    var hasProblems: Bool { !errors.isEmpty }

    static var sample: StatementPage {
        let line = Line(
            sentence: "3 appointments, 1 h delivered", amount: "£98.00", address: "/statements", askAddress: "/statements", detail: "EA")
        return StatementPage(
            title: "Statement for October 2026", practice: "Elm Practice", month: "October 2026", errors: .none,
            produced: "Produced 2 November 2026", broughtForward: "£0.00", lines: [line], earned: "£98.00", payments: [line],
            carriedForward: "£98.00",
            standing: "You are owed £98.00.",
            questions: [.sample], ask: [LinkView("Ask about this statement", "/statements")], exportAddress: "/statements")
    }
}

/// How one line came about, down to each piece of work.
struct LinePage: Page {
    static let template = "statement-line"

    let title: String
    let back: BackLink
    let amount: String
    let facts: SummaryList
    let steps: [String]
    let work: TableView
    let ask: [LinkView]

    static var sample: LinePage {
        LinePage(
            title: "3 appointments", back: BackLink("Statement", "/statements"), amount: "£98.00", facts: SummaryList([.init("Rule", "Price")]),
            steps: ["60 minutes"],
            work: TableView(caption: "Work", columns: [.init("Entry")], rows: [TableView.Row([.heading("1")])], empty: "None."),
            ask: [LinkView("Ask about this line", "/statements")])
    }
}
