// Reading statements and asking about them.

import Directory
import Finance
import Identity
import Kernel
import Store
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
        let page = try await database.read { connection -> StatementsPage in
            let statements = try StatementStore.statements(scope: person.scope, in: connection)
            let months = Array(Set(statements.map(\.month))).sorted(by: >)
            let shown = person.scope.isWhole ? (asked ?? months.first).map { [$0] } ?? [] : months
            var rows: [TableView.Row] = []
            let names = try StatementRoutes.names(statements.map(\.practice), on: visit.today, connection)
            let due = Set(try PaymentStore.due(scope: person.scope, in: connection).filter { $0.due > .zero }.map(\.statement.id))
            for month in shown {
                let figures = try StatementStore.figures(month: month, scope: person.scope, in: connection)
                let run = try PaymentStore.runs(of: month, in: connection).last
                for statement in statements.filter({ $0.month == month }).sorted(by: { (names[$0.practice] ?? "") < (names[$1.practice] ?? "") }) {
                    guard let figures = figures[statement.practice] else { continue }
                    rows.append(
                        StatementRoutes.row(statement, figures, name: names[statement.practice] ?? "", isDue: due.contains(statement.id), run))
                }
            }
            let choice = ChoiceField(
                "month", "Month", choices: months.map { ($0.stored, $0.title) }, chosen: shown.first?.stored ?? "")
            let table = TableView(
                caption: "Statements", hidesCaption: true,
                columns: [
                    .init("Practice"), .init("Month"), .init("Brought forward", isNumeric: true), .init("Earned", isNumeric: true),
                    .init("Paid in the month", isNumeric: true), .init("Carried forward", isNumeric: true), .init("Payment"),
                ], rows: rows,
                empty: "There are no statements yet. They appear when the finance lead closes a month.",
                filters: person.scope.isWhole && !months.isEmpty ? [.init(choice)] : [], address: ContractsAddresses.statements.path(),
                exportAddress: ContractsAddresses.statements.path(query: ["month": shown.first?.stored ?? "", "format": "csv"]))
            return StatementsPage(
                lead: person.scope.isWhole
                    ? "What each practice earned and was paid, by month. Every line opens onto the work behind it."
                    : "What \(person.organisationName) earned and was paid. Every line opens onto the work behind it.",
                questions: try StatementRoutes.openQuestions(person, statements, names, connection), table: table,
                links: StatementRoutes.links(person.role))
        }
        if visit.query["format"] == "csv" { return TableExport.answer(page.table, name: "statements") }
        return .page(page)
    }

    private static func row(
        _ statement: Statement, _ figures: StatementFigures, name: String, isDue: Bool, _ run: PaymentRun?
    ) -> TableView.Row {
        let payment: TableView.Cell =
            if isDue {
                .tag("To be paid", .news)
            } else if figures.carriedForward <= .zero {
                .tag("Nothing to pay")
            } else {
                TableView.Cell("", detail: run?.paidOn.shortText ?? "", tags: [Tag(run == nil ? "Settled" : "Paid", .good)])
            }
        return TableView.Row([
            .heading(name, address: ContractsAddresses.statement.path(statement.id)), TableView.Cell(statement.month.title),
            .number(figures.broughtForward.exactText), .number(figures.earned.exactText), .number(figures.paid.exactText),
            .number(figures.carriedForward.exactText), payment,
        ])
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
                        TableView.Cell(question.askedAt.londonText), TableView.Cell(question.dueOn?.longText ?? ""),
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
        return visit.query["format"] == "csv" ? TableExport.answer(facts.table, name: "\(page.practice) \(page.month)") : .page(page)
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
        try await respond(visit, field: "answer", orSay: .answerMissing) { question, statement, text, person, tx in
            try QuestionStore.answer(question, about: RecordLink(.statement, statement), with: text, by: person, in: tx)
            return .questionAnswered
        }
    }

    @Sendable private func askAgain(_ visit: Visit) async throws -> Answer {
        try await respond(visit, field: "question", orSay: .questionMissing) { question, statement, text, person, tx in
            try QuestionStore.askAgain(question, about: RecordLink(.statement, statement), with: text, by: person, in: tx)
            return .questionAsked
        }
    }

    private func respond(
        _ visit: Visit, field: String, orSay missing: QuestionRefusal,
        _ response: @escaping @Sendable (ID<Question>, ID<Statement>, String, Principal, Transaction) throws -> ContractsNotice
    ) async throws -> Answer {
        try await database.act(visit) {
            try await facts(visit).page(form: $0, sent: visit.gaps["question"] ?? "")
        } read: { form in
            let (id, question): (ID<Statement>, ID<Question>) = (try visit.id("statement"), try visit.id("question"))
            let person = try visit.person
            let text = form.text(field, orSay: missing.sentence, longest: QuestionRules.textLimit, lines: .several)
            guard let text else { return nil }
            return { tx in Done(ContractsAddresses.statement.path(id), try response(question, id, text, person, tx)) }
        }
    }

    static func names(_ ids: [OrganisationID], on date: LocalDate, _ connection: any Connection) throws -> [OrganisationID: String] {
        let found = try OrganisationStore.organisations(Array(Set(ids)), on: date, in: connection)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.name) })
    }
}
