// Reading statements and asking about them.

import Directory
import Finance
import Identity
import Kernel
import Store
import Tabular
import Web
import Worklist

struct StatementRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.statements, ContractsPermissions.statements, list)
        routes.get(ContractsAddresses.statement, ContractsPermissions.statements, statement)
        routes.get(ContractsAddresses.questions, ContractsPermissions.ask) { .page(try await questionPage($0, FormReader())) }
        routes.post(ContractsAddresses.questions, ContractsPermissions.ask, ask)
        routes.post(ContractsAddresses.answer, ContractsPermissions.answer, answer)
        routes.post(ContractsAddresses.askingAgain, ContractsPermissions.ask, askAgain)
    }

    // MARK: - The list

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let asked = try? Month(parsing: visit.query["month"])
        let (months, shown, listed, questions) = try await database.read { connection in
            let statements = try StatementStore.statements(scope: person.scope, in: connection)
            let months = Array(Set(statements.map(\.month))).sorted(by: >)
            let shown = person.scope.isWhole ? (asked ?? months.first).map { [$0] } ?? [] : months
            let names = try OrganisationStore.names(of: statements.map(\.practice), on: visit.today, in: connection)
            let due = Set(try PaymentStore.due(scope: person.scope, in: connection).filter { $0.due > .zero }.map(\.statement.id))
            let listed = try shown.flatMap { month -> [Listed] in
                let figures = try StatementStore.figures(month: month, scope: person.scope, in: connection)
                let run = try PaymentStore.runs(of: month, in: connection).last
                return statements.filter { $0.month == month }.compactMap { statement in
                    figures[statement.practice].map {
                        Listed(
                            statement: statement, figures: $0, practice: names[statement.practice] ?? "", isDue: due.contains(statement.id), run: run)
                    }
                }
            }
            return (months, shown, listed, try StatementRoutes.openQuestions(person, statements, names, connection))
        }
        let list = StatementRoutes.list(listed, months: person.scope.isWhole ? months : [], shown: shown.first, visit)
        return try await database.answer(visit, list) {
            StatementsPage(
                lead: person.scope.isWhole
                    ? "What each practice earned and was paid, by month. Every line opens onto the work behind it."
                    : "What \(person.organisationName) earned and was paid. Every line opens onto the work behind it.",
                questions: questions, table: $0, links: StatementRoutes.links(person.role))
        }
    }

    /// A statement with what the list says of it.
    private struct Listed: Sendable {
        let statement: Statement
        let figures: StatementFigures
        let practice: String
        let isDue: Bool
        let run: PaymentRun?

        var isPaid: Bool { !isDue && figures.carriedForward > .zero }
        var paidOn: LocalDate? { isPaid ? run?.paidOn : nil }
        var payment: TableView.Cell {
            isDue ? .tag("To be paid", .news) : isPaid ? .tag(run == nil ? "Settled" : "Paid", .good) : .tag("Nothing to pay")
        }
    }

    /// - Parameter months: those that may be chosen; none where all are shown.
    private static func list(_ listed: [Listed], months: [Month], shown: Month?, _ visit: Visit) -> RecordList<Listed> {
        RecordList(
            "Statements", visit, of: listed,
            columns: [
                .init("Practice", sort: "practice") {
                    .heading($0.practice, address: ContractsAddresses.statement.path($0.statement.id))
                },
                .init("Month", sort: "month", key: { .text($0.statement.month.stored) }) { .init($0.statement.month.title) },
                .init("Brought forward", sort: "brought", isNumeric: true) { .money($0.figures.broughtForward) },
                .init("Earned", sort: "earned", isNumeric: true) { .money($0.figures.earned) },
                .init("Paid in the month", sort: "paid", isNumeric: true) { .money($0.figures.paid) },
                .init("Carried forward", sort: "carried", isNumeric: true) { .money($0.figures.carriedForward) },
                .init("Payment") { $0.payment }, .init("Paid on", sort: "paid-on") { .date($0.paidOn, shown: $0.paidOn?.shortText) },
            ], order: months.isEmpty ? "month" : "practice", startsDescending: months.isEmpty,
            filters: months.isEmpty
                ? [] : [.select("month", "Month", choices: months.map { ($0.stored, $0.title) }, chosen: shown?.stored ?? "")],
            empty: "There are no statements yet. They appear when the finance lead closes a month.")
    }

    private static func openQuestions(
        _ person: Principal, _ statements: [Statement], _ names: [OrganisationID: String], _ connection: any Connection
    ) throws -> TableView {
        let byID = Dictionary(uniqueKeysWithValues: statements.map { ($0.id.stored, $0) })
        return TableView(
            caption: "Questions that wait for an answer",
            columns: [.init("Question"), .init("Practice"), .init("Statement"), .init("Asked"), .init("Answer due")],
            rows: try QuestionStore.open(about: .statement, scope: person.scope, in: connection).compactMap { question in
                byID[question.record.identifier].map { statement in
                    TableView.Row([
                        .heading(question.text, address: ContractsAddresses.statement.path(statement.id)),
                        TableView.Cell(names[statement.practice] ?? ""), TableView.Cell(statement.month.title),
                        .instant(question.askedAt), .date(question.dueOn),
                    ])
                }
            },
            empty: "No question waits for an answer.", isCompact: true)
    }

    private static func links(_ role: Role) -> [LinkView] {
        var links: [LinkView] = []
        if ContractsPermissions.close.allows(role) { links.append(LinkView("Close a month", ContractsAddresses.closes.path())) }
        if ContractsPermissions.payments.allows(role) { links.append(LinkView("Payments", ContractsAddresses.payments.path())) }
        return links
    }

    // MARK: - One statement

    @Sendable private func statement(_ visit: Visit) async throws -> Answer {
        let facts = try await facts(visit)
        let page = facts.page(form: FormReader(), sent: "")
        guard let format = visit.exportFormat else { return .page(page) }
        return try TableExport.answer(facts.table, name: "\(page.practice) \(facts.statement.month.stored)", as: format)
    }

    private func facts(_ visit: Visit) async throws -> StatementFacts {
        let id: ID<Statement> = try visit.id("statement")
        let person = try visit.person
        return try await database.read { connection in
            guard let statement = try StatementStore.statement(id, scope: person.scope, in: connection) else {
                throw StatementRefusal.unknownStatement
            }
            return try StatementFacts(statement, person, today: visit.today, connection)
        }
    }

    // MARK: - Questions and answers

    private func questionPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let id: ID<Statement> = try visit.id("statement")
        let person = try visit.person
        let line = try? ID<Posting>(parsing: visit.method == .get ? visit.query["line"] : form.fields["line"])
        let about = try await database.read { connection -> String in
            guard let statement = try StatementStore.statement(id, scope: person.scope, in: connection) else {
                throw StatementRefusal.unknownStatement
            }
            let posting = try line.flatMap { try FinanceStore.line($0, scope: ScopeRules.practice(statement.practice), in: connection) }
            return posting?.sentence ?? "The statement for \(statement.month.title)"
        }
        return FormPage(
            line == nil ? "Ask about this statement" : "Ask about this line", back: BackLink("Statement", ContractsAddresses.statement.path(id)),
            lead: [about],
            FormView(
                "Send question", action: ContractsAddresses.questions.path(id), form: form,
                [
                    .hidden("line", line?.stored ?? ""),
                    .area(
                        "question", "What looks wrong?", hint: "For example: we count 15 appointments at Oak Hub, not 14. Do not name patients.",
                        longest: QuestionRules.textLimit),
                ]))
    }

    @Sendable private func ask(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await questionPage(visit, $0)
        } read: { form in
            let (id, person): (ID<Statement>, Principal) = (try visit.id("statement"), try visit.person)
            let question = form.text("question", orSay: QuestionRefusal.questionMissing.sentence, longest: QuestionRules.textLimit, lines: .several)
            let line = try? ID<Posting>(parsing: form.fields["line"])
            guard let question else { return nil }
            return { tx in
                try StatementStore.ask(question, about: id, line: line, by: person.person, scope: person.scope, in: tx)
                return Done(ContractsAddresses.statement.path(id), ContractsNotice.questionAsked)
            }
        }
    }

    @Sendable private func answer(_ visit: Visit) async throws -> Answer {
        try await respond(visit, field: "answer", orSay: .answerMissing) { question, statement, text, seen, person, tx in
            try QuestionStore.answer(question, about: RecordLink(.statement, statement), with: text, seen: seen, by: person, in: tx)
            return .questionAnswered
        }
    }

    @Sendable private func askAgain(_ visit: Visit) async throws -> Answer {
        try await respond(visit, field: "question", orSay: .questionMissing) { question, statement, text, seen, person, tx in
            try QuestionStore.askAgain(question, about: RecordLink(.statement, statement), with: text, seen: seen, by: person, in: tx)
            return .questionAsked
        }
    }

    private func respond(
        _ visit: Visit, field: String, orSay missing: QuestionRefusal,
        _ response: @escaping @Sendable (ID<Question>, ID<Statement>, String, Revision, Principal, Transaction) throws -> ContractsNotice
    ) async throws -> Answer {
        try await database.act(visit) {
            try await facts(visit).page(form: $0, sent: visit.gaps["question"] ?? "")
        } read: { form in
            let (id, question): (ID<Statement>, ID<Question>) = (try visit.id("statement"), try visit.id("question"))
            let (person, seen) = (try visit.person, form.revision)
            let text = form.text(field, orSay: missing.sentence, longest: QuestionRules.textLimit, lines: .several)
            guard let text else { return nil }
            return { tx in Done(ContractsAddresses.statement.path(id), try response(question, id, text, seen, person, tx)) }
        }
    }
}
