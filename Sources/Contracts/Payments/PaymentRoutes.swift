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
        routes.get(ContractsAddresses.payment, ContractsPermissions.payments) { .page(try await page($0, FormReader())) }
        routes.post(ContractsAddresses.payment, ContractsPermissions.pay, pay)
        routes.get(ContractsAddresses.paymentList, ContractsPermissions.pay, bankList)
        routes.get(ContractsAddresses.paymentReturn, ContractsPermissions.pay) { .page(try await returnPage($0, FormReader())) }
        routes.post(ContractsAddresses.paymentReturn, ContractsPermissions.pay, takeBack)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let (today, scope) = (visit.today, try visit.person.scope)
        let months = try await database.read { connection in
            let due = try PaymentStore.due(scope: scope, in: connection)
            let earliest = PaymentRules.earliest(due)
            let runs = Dictionary(grouping: try PaymentStore.runs(in: connection), by: \.month)
            return try Set(due.map(\.statement.month)).sorted(by: >).map { month -> MonthPaid in
                if let earliest, due.contains(where: { $0.statement.month == month && $0.due > .zero }) {
                    let isNext = month == earliest
                    let facts = isNext ? try PaymentStore.facts(month, on: today, in: connection) : nil
                    return MonthPaid(
                        month: month, amount: facts.map { PaymentRules.draft($0, at: $0.date.start).total },
                        state: isNext ? .tag("To be paid", .news) : .init("", detail: "\(earliest.title) comes first", tags: [Tag("Waits")]))
                }
                let paid = try (runs[month] ?? []).flatMap { try PaymentRoutes.arrived($0, connection) }
                let paidOn = runs[month]?.last?.paidOn
                return MonthPaid(
                    month: month, amount: paid.map(\.amount).sum(), paidOn: paidOn,
                    state: paidOn == nil ? .tag("Nothing to pay") : .tag("Paid", .good))
            }
        }
        let list = RecordList(
            "Payments", visit, of: months,
            columns: [
                .init("Month", sort: "month", key: { .text($0.month.stored) }) {
                    .heading($0.month.title, address: ContractsAddresses.payment.path($0.month.stored))
                },
                .init("Amount", sort: "amount", isNumeric: true) { $0.amount.map { .money($0) } ?? .number("") }, .init("State") { $0.state },
                .init("Paid on", sort: "paid") { .date($0.paidOn) },
            ], startsDescending: true, empty: "There are no statements to pay yet. They appear when a month is closed.")
        return try await database.answer(visit, list) {
            ListPage(
                "Payments",
                lead: [
                    "Each month is paid in one run, the earliest first: what is owed for a month is part of every later statement until it is paid."
                ], $0)
        }
    }

    /// A month's statements, as far as they are paid.
    private struct MonthPaid: Sendable {
        let month: Month
        /// Nil where another month comes first.
        let amount: Money?
        var paidOn: LocalDate?
        let state: TableView.Cell
    }

    private static func arrived(_ run: PaymentRun, _ connection: any Connection) throws -> [Payment] {
        let returned = Set(try PaymentStore.returns(of: run.id, in: connection).map(\.payment))
        return try PaymentStore.payments(of: run.id, in: connection).filter { !returned.contains($0.id) }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> PaymentPage {
        let month = try visit.month("month")
        let (mayPay, today) = (ContractsPermissions.pay.allows(try visit.person.role), visit.today)
        // Who is paid depends on the day, so what is shown again is of the day that was typed.
        var sent = form
        let typed = sent.optionalDate("day")
        let day = sent.error("day").isEmpty ? min(typed ?? today, today) : today
        return try await database.read { connection in
            let due = try PaymentDue(month, on: day, connection)
            let runs = try PaymentStore.runs(of: month, in: connection).map { try PaymentRoutes.view($0, mayPay: mayPay, today, connection) }
            let total = due.total
            let payees = Set(due.rows.map(\.payment.practice)).count
            let count = payees.counted("practice", "practices")
            return PaymentPage(
                title: due.isDue || runs.isEmpty ? "Pay \(month.title)" : "Paid: \(month.title)", errors: form.summary,
                waits: due.earlier.map {
                    [WarningCallout("\($0.title) comes first", [PaymentRefusal.earlierMonthUnpaid($0).sentence])]
                } ?? [], lead: due.lead(hasRuns: !runs.isEmpty), due: due.rows.isEmpty ? [] : [due.table],
                links: due.links(mayPay: mayPay),
                confirm: due.isPayable && mayPay
                    ? [
                        FormView(
                            "Record \(total.exactText) to \(count) as paid", action: ContractsAddresses.payment.path(month.stored), form: form,
                            [
                                .date("day", "When did the bank pay?", hint: "For example, 28 11 2026", value: today),
                                .hidden("total", "\(total.pence)"), .revision(due.revision),
                            ])
                    ] : [], runs: runs)
        }
    }

    private static func view(_ run: PaymentRun, mayPay: Bool, _ today: LocalDate, _ connection: any Connection) throws -> PaymentPage.Run {
        let returns = Dictionary(
            try PaymentStore.returns(of: run.id, in: connection).map { ($0.payment, $0) }, uniquingKeysWith: { first, _ in first })
        let payments = try PaymentStore.payments(of: run.id, in: connection)
        let rows = try PaymentDue.rows(payments, on: run.paidOn, connection)
        var links: [LinkView] = []
        if let journal = run.journal { links.append(LinkView("The journal of this run", FinanceAddresses.journal.path(journal))) }
        if mayPay, payments.count > returns.count {
            links.append(LinkView("Take payments back", ContractsAddresses.paymentReturn.path(run.month.stored)))
        }
        let arrived = rows.filter { returns[$0.payment.id] == nil }.map(\.payment.amount).sum()
        return PaymentPage.Run(
            title: "Paid on \(run.paidOn.longText)",
            table: TableView(
                caption: "Payments for \(run.month.title)",
                columns: [.init("Practice"), .init("Code"), .init("Reference"), .init("Amount", isNumeric: true), .init("State")],
                rows: rows.map { row in
                    TableView.Row(
                        row.cells + [
                            returns[row.payment.id].map {
                                TableView.Cell($0.reason, detail: $0.returnedOn.longText, tags: [Tag("Taken back", .warning)])
                            } ?? .init("")
                        ])
                }
                    + (rows.isEmpty
                        ? [] : [TableView.Row([.heading("Total"), .init(""), .init(""), .money(arrived), .init("")], isTotal: true)]),
                empty: "No payment went out: what was owed was set against other amounts."), links: links)
    }

    @Sendable private func pay(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let month = try visit.month("month")
            let date = form.date("day", orSay: "Enter the day on which the bank paid")
            let total = form.integer("total", in: 0...Int.max, orSay: "Open this page again: the amount that you saw is missing")
            let shown = form.revision
            guard let date, let total else { return nil }
            return { transaction in
                let outcome = try PaymentStore.pay(month, on: date, expecting: Money(pence: total), shown: shown, in: transaction)
                let path = ContractsAddresses.payment.path(month.stored)
                return switch outcome {
                case .paid: Done(path, ContractsNotice.paymentsRecorded)
                case .already: Done(path, ContractsNotice.paymentsRecordedBefore)
                }
            }
        }
    }

    /// Names, codes, amounts and references for the bank's own system, which holds the account numbers; this product holds none. Of the day that the
    /// page showed.
    @Sendable private func bankList(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        let day = min((try? LocalDate(parsing: visit.query["day"])) ?? visit.today, visit.today)
        let due = try await database.read { try PaymentDue(month, on: day, $0) }
        if let earlier = due.earlier { throw Refusal.conflict(PaymentRefusal.earlierMonthUnpaid(earlier).sentence) }
        guard due.isDue else { throw Refusal.conflict(PaymentRefusal.nothingDue(month).sentence) }
        var writer = CSVWriter(columns: ["Practice code", "Practice", "Amount", "Reference"], marksUnicode: true)
        for row in due.rows { writer.append([.text(row.code), .text(row.payee), .money(row.payment.amount), .text(row.payment.reference)]) }
        return .file(name: "payments \(month.stored).csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }

    // MARK: - Payments that came back

    private func returnPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let month = try visit.month("month")
        let today = visit.today
        let options = try await database.read { connection in
            let runs = try PaymentStore.runs(of: month, in: connection)
            return try runs.flatMap { try PaymentDue.rows(PaymentRoutes.arrived($0, connection), on: $0.paidOn, connection) }
        }
        guard !options.isEmpty else { throw Refusal.notFound }
        return FormPage(
            "Take payments for \(month.title) back",
            back: BackLink("Payments for \(month.title)", ContractsAddresses.payment.path(month.stored)),
            FormView(
                "Take back", action: ContractsAddresses.paymentReturn.path(month.stored), look: .warning, form: form,
                [
                    .ticks(
                        "payments", "Which payments?",
                        options: options.map { ($0.payment.id.stored, "\($0.payee), \($0.payment.amount.exactText)", $0.payment.reference) }),
                    .radios("cause", "What happened?", choices: PaymentReturn.Cause.allCases.map { ($0.rawValue, $0.title) }),
                    .date("day", "When did it come back, or was the mistake found?", hint: "For example, 30 11 2026", value: today),
                    .text("reason", "Reason", hint: "For example: the bank gave “account closed”"),
                ]))
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await returnPage(visit, $0)
        } read: { form in
            let month = try visit.month("month")
            let picked = Set(form.fields.all("payments").compactMap { try? ID<Payment>(parsing: $0) })
            if picked.isEmpty { form.refuse(PaymentRefusal.nonePicked) }
            let cause = form.choice("cause", as: PaymentReturn.Cause.self, orSay: "Say what happened")
            let date = form.date("day", orSay: "Enter the day")
            let reason = form.text("reason", orSay: "Enter a reason")
            guard let cause, let date, let reason else { return nil }
            return { transaction in
                try PaymentStore.takeBack(picked, of: month, on: date, cause: cause, reason: reason, in: transaction)
                return Done(ContractsAddresses.payment.path(month.stored), ContractsNotice.paymentsTakenBack)
            }
        }
    }
}
