// The pages of statements.

import Kernel
import Web

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
        let queryAddress: String
        let detail: String
    }

    struct Question: Encodable, Sendable {
        let question: String
        let about: String
        let asked: String
        let answer: String
        let answered: String
        /// None where it is answered, or where this person does not answer.
        let reply: [Reply]
    }

    struct Reply: Encodable, Sendable {
        let action: String
        let field: TextArea
    }

    let title: String
    let practice: String
    let month: String
    let back = BackLink("Statements", ContractsAddresses.statements.path())
    let notices: [Notice]
    let errors: ErrorSummary
    let produced: String
    let broughtForward: String
    let lines: [Line]
    let earned: String
    let payments: [Line]
    let carriedForward: String
    let standing: String
    let questions: [Question]
    /// None for who cannot ask.
    let ask: [LinkView]
    let exportAddress: String
    var hasProblems: Bool { !errors.isEmpty }

    static var sample: StatementPage {
        let line = Line(
            sentence: "3 appointments, 1 h delivered", amount: "£98.00", address: "/statements", queryAddress: "/statements", detail: "EA")
        return StatementPage(
            title: "Statement for October 2026", practice: "Elm Practice", month: "October 2026", notices: [Notice("Sent")], errors: .none,
            produced: "Produced 2 November 2026", broughtForward: "£0.00", lines: [line], earned: "£98.00", payments: [line],
            carriedForward: "£98.00",
            standing: "You are owed £98.00.",
            questions: [
                Question(
                    question: "Why?", about: "A line", asked: "Pat", answer: "Because", answered: "Fern",
                    reply: [Reply(action: "/statements", field: TextArea("answer", "Answer"))])
            ], ask: [LinkView("Ask about this statement", "/statements")], exportAddress: "/statements")
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
            ask: [LinkView("Query this line", "/statements")])
    }
}

/// A question to the finance lead.
struct QuestionPage: Page {
    static let template = "statement-question"

    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let about: String
    let action: String
    let posting: String
    let field: TextArea
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: QuestionPage {
        QuestionPage(
            title: "Query this line", back: BackLink("Statement", "/statements"), errors: .none, about: "A line", action: "/statements", posting: "",
            field: TextArea("question", "What looks wrong?"))
    }
}
