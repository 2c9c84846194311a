// Paying a month's statements.

import Directory
import Finance
import Kernel
import Store
import Tabular
import Web

struct PaymentRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.payments, ContractsPermissions.payments, list)
        routes.get(ContractsAddresses.payment, ContractsPermissions.payments, run)
        routes.post(ContractsAddresses.payment, ContractsPermissions.pay, pay)
        routes.get(ContractsAddresses.paymentList, ContractsPermissions.pay, bankList)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        try await .page(
            database.read { connection in
                let months = Set(try StatementStore.statements(scope: .federation, in: connection).map(\.month)).sorted(by: >)
                let runs = Dictionary(uniqueKeysWithValues: try PaymentStore.runs(in: connection).map { ($0.month, $0) })
                let rows = try months.map { month in
                    let amount: Money
                    if let run = runs[month] {
                        amount = try PaymentStore.payments(of: run.id, in: connection).map(\.amount).sum()
                    } else {
                        amount = try PaymentStore.due(month: month, in: connection).map(\.due).filter { $0 > .zero }.sum()
                    }
                    return TableView.Row([
                        .heading(month.title, address: ContractsAddresses.payment.path(month.stored)), .number(amount.exactText),
                        runs[month].map { TableView.Cell("", detail: $0.paidOn.longText, tags: [Tag("Paid", .good)]) } ?? .tag("To be paid", .news),
                    ])
                }
                return PaymentsPage(
                    table: TableView(
                        caption: "Payment of statements, by month", hidesCaption: true,
                        columns: [.init("Month"), .init("Amount", isNumeric: true), .init("State")], rows: rows,
                        empty: "There are no statements to pay yet. They appear when a month is closed."))
            })
    }

    /// What stands in a run's list for one practice.
    private struct Row {
        let name: String
        let code: String
        let amount: Money
        let reference: String
        let statement: ID<Statement>
    }

    private static func rows(_ month: Month, at instant: Instant, _ connection: any Connection) throws -> (run: PaymentRun?, rows: [Row]) {
        let run = try PaymentStore.run(month: month, in: connection)
        let due = try PaymentStore.due(month: month, in: connection)
        guard run != nil || !due.isEmpty else { throw Refusal.notFound }
        let practices = try OrganisationStore.organisations(due.map(\.statement.practice), on: London.local(instant).date, in: connection)
        let byID = Dictionary(uniqueKeysWithValues: practices.map { ($0.id, $0) })
        let codes = byID.compactMapValues { $0.odsCode?.stored }
        let payments =
            try run.map { try PaymentStore.payments(of: $0.id, in: connection) }
            ?? PaymentRules.payments(due, month: month, codes: codes, at: instant)
        let rows = payments.map {
            Row(
                name: byID[$0.practice]?.name ?? "Practice", code: codes[$0.practice] ?? "", amount: $0.amount, reference: $0.reference,
                statement: $0.statement)
        }
        return (run, rows.sorted { ($0.name, $0.reference) < ($1.name, $1.reference) })
    }

    @Sendable private func run(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        let mayPay = ContractsPermissions.pay.allows(try visit.person.role)
        let notices = PaymentRoutes.notices(visit.query["notice"], month)
        let now = visit.now
        return try await .page(
            database.read { connection in
                let (run, rows) = try PaymentRoutes.rows(month, at: now, connection)
                let total = rows.map(\.amount).sum()
                var links: [LinkView] = []
                if mayPay, !rows.isEmpty {
                    links.append(LinkView("Download the list for the bank (CSV)", ContractsAddresses.paymentList.path(month.stored)))
                }
                if let journal = run?.journal { links.append(LinkView("The journal of this run", FinanceAddresses.journal.path(journal))) }
                return PaymentPage(
                    title: run == nil ? "Pay \(month.title)" : "Paid: \(month.title)", notices: notices,
                    lead: run.map { "Recorded as paid on \($0.paidOn.longText). Each payment stands on the practice's next statement." }
                        ?? "Pay these amounts through the bank first, then record them here. A statement is paid once.",
                    table: TableView(
                        caption: "Payments for \(month.title)",
                        columns: [.init("Practice"), .init("Code"), .init("Reference"), .init("Amount", isNumeric: true)],
                        rows: rows.map {
                            TableView.Row([
                                .heading($0.name, address: ContractsAddresses.statement.path($0.statement)), TableView.Cell($0.code),
                                TableView.Cell($0.reference), .number($0.amount.exactText),
                            ])
                        }
                            + (rows.isEmpty
                                ? []
                                : [TableView.Row([.heading("Total"), .init(""), .init(""), .number(total.exactText)], isTotal: true)]),
                        empty: "No practice is owed anything for this month."),
                    confirm: run == nil && mayPay && !rows.isEmpty
                        ? [
                            PaymentPage.Confirm(
                                action: ContractsAddresses.payment.path(month.stored),
                                label: "Record \(total.exactText) to \(rows.count == 1 ? "1 practice" : "\(rows.count) practices") as paid")
                        ] : [], links: links)
            })
    }

    @Sendable private func pay(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        let outcome: PaymentStore.Outcome
        do {
            outcome = try await database.write(by: visit.actor, at: visit.now) { try PaymentStore.pay(month, in: $0) }
        } catch let problem as PaymentProblem {
            throw Refusal.conflict(problem.sentence)
        } catch let problem as JournalProblem {
            throw Refusal.conflict(problem.sentence)
        }
        let path = ContractsAddresses.payment.path(month.stored)
        switch outcome {
        case .paid: return .redirect(to: path, notice: "paid")
        case .already: return .redirect(to: path, notice: "already")
        }
    }

    /// Names, codes, amounts and references for the bank's own system, which holds the account numbers; this product holds none.
    @Sendable private func bankList(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        let now = visit.now
        let (_, rows) = try await database.read { try PaymentRoutes.rows(month, at: now, $0) }
        var writer = CSVWriter(columns: ["Practice code", "Practice", "Amount", "Reference"], marksUnicode: true)
        for row in rows {
            writer.append(texts: [row.code, row.name, "\(row.amount.pence / 100).\((row.amount.pence % 100).padded(2))", row.reference])
        }
        return .file(name: "payments \(month.stored).csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }

    private static func notices(_ key: String, _ month: Month) -> [Notice] {
        switch key {
        case "paid": [Notice("The payments for \(month.title) are recorded", "Each practice sees its payment on its next statement.")]
        case "already":
            [
                Notice(
                    "\(month.title) was paid before", "Somebody recorded the payments while you looked at them. Nothing was paid twice.", tone: .news)
            ]
        default: []
        }
    }
}
