// What one person sees of one statement.

import Directory
import Finance
import Identity
import Kernel
import Store
import Web
import Worklist

/// What the page of a statement shows to one person.
struct StatementFacts {
    let statement: Statement
    let practice: String
    let role: Role
    let figures: StatementFigures
    let descriptions: [ID<Posting>: String]
    let questions: [Question]
    let people: [PersonID: String]
    /// When the statement was paid and how much; usually once or not yet.
    let payments: [(run: PaymentRun, payment: Payment)]
    /// What is still owed up to this statement.
    let due: Money
    /// The practice that carries on for this one, by name: the one paid where it was paid, else today's; "" where it is the same.
    let heir: String
    let today: LocalDate

    init(_ statement: Statement, _ person: Principal, today: LocalDate, _ connection: any Connection) throws {
        self.statement = statement
        role = person.role
        self.today = today
        practice = try OrganisationStore.organisation(statement.practice, on: statement.month.last, in: connection)?.name ?? "Practice"
        figures = try StatementStore.figures(of: statement, in: connection)
        let lines = try FinanceStore.lines(
            month: statement.month, account: .practicePayable, practice: statement.practice, scope: ScopeRules.practice(statement.practice),
            in: connection)
        descriptions = Dictionary(uniqueKeysWithValues: lines.map { ($0.id, $0.description) })
        payments = try PaymentStore.payments(of: statement, in: connection)
        due =
            try PaymentStore.due(scope: ScopeRules.practice(statement.practice), in: connection).first { $0.statement.id == statement.id }?.due
            ?? .zero
        let carriesOn = try payments.last?.payment.practice ?? OrganisationStore.successor(of: statement.practice, on: today, in: connection)
        heir = try carriesOn == statement.practice ? "" : OrganisationStore.organisation(carriesOn, on: today, in: connection)?.name ?? ""
        questions = try QuestionStore.questions(about: RecordLink(.statement, statement.id), scope: person.scope, in: connection)
        people = try QuestionView.names(in: questions, in: connection)
    }

    private var mayAsk: Bool { ContractsPermissions.ask.allows(role) }

    /// - Parameter sent: the question to which a form that comes back belongs; "" for none.
    func page(form: FormReader, sent: String) -> StatementPage {
        StatementPage(
            title: "\(practice), \(statement.month.title)", practice: practice, month: statement.month.title, errors: form.summary,
            produced: "Produced on \(statement.producedAt.londonText)", broughtForward: figures.broughtForward.exactText,
            lines: figures.lines.filter { !$0.isPayment }.map(line), earned: figures.earned.exactText,
            payments: figures.lines.filter(\.isPayment).map(line), carriedForward: figures.carriedForward.exactText, standing: standing,
            questions: questions.map { view($0, form: form, sent: sent) },
            ask: mayAsk ? [LinkView("Ask about this statement", ContractsAddresses.questions.path(statement.id))] : [],
            exportAddress: ContractsAddresses.statement.path(statement.id))
    }

    private var standing: String {
        let amount = figures.carriedForward
        if amount > .zero {
            let payee = heir.isEmpty ? "" : " to \(heir), which carries on for \(practice),"
            var sentences = ["At the end of \(statement.month.title) the federation owed \(practice) \(amount.exactText)."]
            sentences += payments.map {
                "It paid \($0.payment.amount.exactText)\(payee) on \($0.run.paidOn.longText), reference \($0.payment.reference)."
            }
            if due > .zero {
                sentences.append(due == amount ? "It has not been paid yet." : "\(due.exactText) of it has not been paid yet.")
                if !heir.isEmpty { sentences.append("\(heir) carries on for \(practice) and will be paid.") }
            } else if payments.isEmpty {
                sentences.append("It has been settled since; later statements say how.")
            }
            return sentences.joined(separator: " ")
        }
        if amount < .zero {
            return "At the end of \(statement.month.title) \(practice) owed the federation \((-amount).exactText). It goes against the next month."
        }
        return "Nothing was owed at the end of \(statement.month.title)."
    }

    private func line(_ line: StatementFigures.Line) -> StatementPage.Line {
        StatementPage.Line(
            sentence: line.sentence, amount: line.amount.exactText,
            address: line.isPayment ? "" : ContractsAddresses.line.path(statement.id.stored, line.posting.stored),
            askAddress: mayAsk ? ContractsAddresses.questions.path(statement.id, query: ["line": line.posting.stored]) : "",
            detail: line.isPayment ? "" : descriptions[line.posting] ?? "")
    }

    private func view(_ question: Question, form: FormReader, sent: String) -> QuestionView {
        let about = question.part.flatMap { part in figures.lines.first { $0.posting.stored == part }?.sentence } ?? "The statement"
        let (id, asked) = (statement.id.stored, question.id.stored)
        let forms = QuestionView.Forms(
            answer: ContractsPermissions.answer.allows(role) ? ContractsAddresses.answer.path(id, asked) : nil,
            again: mayAsk ? ContractsAddresses.askingAgain.path(id, asked) : nil, form: form, sent: sent)
        return QuestionView(question, about: about, names: people, forms: forms, today: today)
    }

    /// The statement as rows, for a spreadsheet.
    var table: TableView {
        func row(_ text: String, _ amount: Money) -> TableView.Row { TableView.Row([.heading(text), .money(amount)]) }
        return TableView(
            caption: "Statement", columns: [.init("Line"), .init("Amount", isNumeric: true)],
            rows: [row("Brought forward", figures.broughtForward)] + figures.lines.map { row($0.sentence, $0.amount) }
                + [row("Carried forward", figures.carriedForward)], empty: "")
    }
}
