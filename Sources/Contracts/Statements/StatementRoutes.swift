// Reading statements and asking about them.

import Directory
import Finance
import Kernel
import Store
import Web

struct StatementRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.statements, ContractsPermissions.statements, list)
        routes.get(ContractsAddresses.statement, ContractsPermissions.statements) { try await statement($0) }
        routes.get(ContractsAddresses.questions, ContractsPermissions.ask) { try await questionForm($0, FormReader($0.query), status: 200) }
        routes.post(ContractsAddresses.questions, ContractsPermissions.ask, ask)
        routes.post(ContractsAddresses.answer, ContractsPermissions.answer, answer)
    }

    // MARK: - The list

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let asked = try? Month(parsing: visit.query["month"])
        let page = try await database.read { connection -> StatementsPage in
            let statements = try StatementStore.statements(scope: person.scope, in: connection)
            let months = Array(Set(statements.map(\.month))).sorted(by: >)
            let shown = person.scope == .federation ? (asked ?? months.first).map { [$0] } ?? [] : months
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
                filters: person.scope == .federation && !months.isEmpty ? [.init(choice)] : [], address: ContractsAddresses.statements.path(),
                exportAddress: ContractsAddresses.statements.path(query: ["month": shown.first?.stored ?? "", "format": "csv"]))
            return StatementsPage(
                lead: person.scope == .federation
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
        let byID = Dictionary(uniqueKeysWithValues: statements.map { ($0.id, $0) })
        return TableView(
            caption: "Questions that wait for an answer", columns: [.init("Question"), .init("Practice"), .init("Statement"), .init("Asked")],
            rows: try StatementStore.openQueries(scope: person.scope, in: connection).compactMap { query in
                byID[query.statement].map { statement in
                    TableView.Row([
                        .heading(query.question, address: ContractsAddresses.statement.path(statement.id)),
                        TableView.Cell(names[statement.practice] ?? ""), TableView.Cell(statement.month.title),
                        TableView.Cell(query.askedAt.londonText),
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

    private func statement(_ visit: Visit, form: FormReader = FormReader(), answering: String = "", status: Int = 200) async throws -> Answer {
        let id: ID<Statement> = try visit.id("statement")
        let person = try visit.person
        let notices = StatementRoutes.notices(visit.query["notice"])
        let (page, table) = try await database.read { connection in
            guard let statement = try StatementStore.statement(id, scope: person.scope, in: connection) else { throw Refusal.notFound }
            let facts = try StatementFacts(statement, person, today: visit.today, connection)
            return (facts.page(form: form, answering: answering, notices: notices), facts.table)
        }
        if visit.query["format"] == "csv" { return TableExport.answer(table, name: "\(page.practice) \(page.month)") }
        return .page(page, status: status)
    }

    // MARK: - Questions and answers

    private func questionForm(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let id: ID<Statement> = try visit.id("statement")
        let person = try visit.person
        let line = try? ID<Posting>(parsing: form.fields["line"])
        let about = try await database.read { connection -> String in
            guard let statement = try StatementStore.statement(id, scope: person.scope, in: connection) else { throw Refusal.notFound }
            let posting = try line.flatMap { try FinanceStore.line($0, scope: .practice(statement.practice), in: connection) }
            return posting?.sentence ?? "The statement for \(statement.month.title)"
        }
        return .page(
            QuestionPage(
                title: line == nil ? "Ask about this statement" : "Query this line",
                back: BackLink("Statement", ContractsAddresses.statement.path(id)),
                errors: form.summary, about: about, action: ContractsAddresses.questions.path(id), posting: line?.stored ?? "",
                field: form.textArea(
                    "question", "What looks wrong?", hint: "For example: we count 15 appointments at Oak Hub, not 14. Do not name patients.",
                    longest: StatementStore.textLimit)), status: status)
    }

    @Sendable private func ask(_ visit: Visit) async throws -> Answer {
        let id: ID<Statement> = try visit.id("statement")
        let person = try visit.person
        var form = FormReader(visit.form)
        let question = form.text("question", orSay: StatementRefusal.questionMissing.sentence, longest: StatementStore.textLimit, lines: .several)
        guard let question, form.isSound else { return try await questionForm(visit, form, status: 422) }
        let line = try? ID<Posting>(parsing: visit.form["line"])
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                try StatementStore.ask(question, about: id, line: line, by: person.person, scope: person.scope, in: transaction)
                try transaction.settle(visit.once, as: "asked")
            }
        } catch StatementRefusal.unknownStatement {
            throw Refusal.notFound
        } catch let problem as StatementRefusal {
            form.refuse("question", problem.sentence)
            return try await questionForm(visit, form, status: 422)
        }
        return .redirect(to: ContractsAddresses.statement.path(id), notice: "asked")
    }

    @Sendable private func answer(_ visit: Visit) async throws -> Answer {
        let id: ID<Statement> = try visit.id("statement")
        let query: ID<StatementQuery> = try visit.id("query")
        let person = try visit.person
        var form = FormReader(visit.form)
        let text = form.text("answer", orSay: StatementRefusal.answerMissing.sentence, longest: StatementStore.textLimit, lines: .several)
        guard let text, form.isSound else { return try await statement(visit, form: form, answering: query.stored, status: 422) }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                try StatementStore.answer(query, of: id, with: text, by: person.person, in: transaction)
                try transaction.settle(visit.once, as: "answered")
            }
        } catch StatementRefusal.unknownQuery {
            throw Refusal.notFound
        } catch let problem as StatementRefusal {
            throw Refusal.conflict(problem.sentence)
        }
        return .redirect(to: ContractsAddresses.statement.path(id), notice: "answered")
    }

    static func names(_ ids: [OrganisationID], on date: LocalDate, _ connection: any Connection) throws -> [OrganisationID: String] {
        let found = try OrganisationStore.organisations(Array(Set(ids)), on: date, in: connection)
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0.name) })
    }

    private static func notices(_ key: String) -> [Notice] {
        switch key {
        case "asked": [Notice("Your question is with the finance lead", "The answer will stand on this page.")]
        case "answered": [Notice("The answer is on the statement", "The practice reads it there.")]
        default: []
        }
    }
}
