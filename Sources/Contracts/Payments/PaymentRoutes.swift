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
        routes.get(ContractsAddresses.payment, ContractsPermissions.payments) { try await show($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.payment, ContractsPermissions.pay, pay)
        routes.get(ContractsAddresses.paymentList, ContractsPermissions.pay, bankList)
        routes.get(ContractsAddresses.paymentReturn, ContractsPermissions.pay) { try await returnForm($0, FormReader(), status: 200) }
        routes.post(ContractsAddresses.paymentReturn, ContractsPermissions.pay, takeBack)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let today = visit.today
        return try await .page(
            database.read { connection in
                let due = try PaymentStore.due(in: connection)
                let earliest = PaymentRules.earliest(due)
                let runs = Dictionary(grouping: try PaymentStore.runs(in: connection), by: \.month)
                let rows = try Set(due.map(\.statement.month)).sorted(by: >).map { month -> TableView.Row in
                    var amount: TableView.Cell
                    let state: TableView.Cell
                    if let earliest, due.contains(where: { $0.statement.month == month && $0.due > .zero }) {
                        let isNext = month == earliest
                        let facts = isNext ? try PaymentStore.facts(month, on: today, in: connection) : nil
                        amount = .number(facts.map { PaymentRules.draft($0, at: $0.date.start).total.exactText } ?? "")
                        state = isNext ? .tag("To be paid", .news) : TableView.Cell("", detail: "\(earliest.title) comes first", tags: [Tag("Waits")])
                    } else {
                        let paid = try (runs[month] ?? []).flatMap { try PaymentRoutes.arrived($0, connection) }
                        amount = .number(paid.map(\.amount).sum().exactText)
                        state =
                            runs[month]?.last.map { TableView.Cell("", detail: $0.paidOn.longText, tags: [Tag("Paid", .good)]) }
                            ?? .tag("Nothing to pay")
                    }
                    return TableView.Row([.heading(month.title, address: ContractsAddresses.payment.path(month.stored)), amount, state])
                }
                return PaymentsPage(
                    table: TableView(
                        caption: "Payment of statements, by month", hidesCaption: true,
                        columns: [.init("Month"), .init("Amount", isNumeric: true), .init("State")], rows: rows,
                        empty: "There are no statements to pay yet. They appear when a month is closed."))
            })
    }

    private static func arrived(_ run: PaymentRun, _ connection: any Connection) throws -> [Payment] {
        let returned = Set(try PaymentStore.returns(of: run.id, in: connection).map(\.payment))
        return try PaymentStore.payments(of: run.id, in: connection).filter { !returned.contains($0.id) }
    }

    private func show(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let month = try visit.month("month")
        let (mayPay, today) = (ContractsPermissions.pay.allows(try visit.person.role), visit.today)
        let notices = PaymentRoutes.notices(visit.query["notice"], month)
        return .page(
            try await database.read { connection in
                let due = try PaymentDue(month, on: today, connection)
                let runs = try PaymentStore.runs(of: month, in: connection).map { try PaymentRoutes.view($0, mayPay: mayPay, today, connection) }
                let total = due.total
                let payees = Set(due.rows.map(\.payment.practice)).count
                let count = payees == 1 ? "1 practice" : "\(payees) practices"
                return PaymentPage(
                    title: due.isDue || runs.isEmpty ? "Pay \(month.title)" : "Paid: \(month.title)", errors: form.summary, notices: notices,
                    waits: due.earlier.map {
                        [WarningCallout("\($0.title) comes first", [PaymentRefusal.earlierMonthUnpaid($0).sentence])]
                    } ?? [], lead: due.lead(hasRuns: !runs.isEmpty), due: due.rows.isEmpty ? [] : [due.table],
                    links: due.links(mayPay: mayPay),
                    confirm: due.isPayable && mayPay
                        ? [
                            PaymentPage.Confirm(
                                action: ContractsAddresses.payment.path(month.stored), label: "Record \(total.exactText) to \(count) as paid",
                                total: "\(total.pence)",
                                date: form.dateField("paid", "When did the bank pay?", hint: "For example, 28 11 2026", value: today))
                        ] : [], runs: runs)
            }, status: status)
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
                        ? [] : [TableView.Row([.heading("Total"), .init(""), .init(""), .number(arrived.exactText), .init("")], isTotal: true)]),
                empty: "No payment went out: what was owed was set against other amounts."), links: links)
    }

    @Sendable private func pay(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        var form = FormReader(visit.form)
        let date = form.date("paid", orSay: "Enter the day on which the bank paid")
        let total = form.integer("total", in: 0...Int.max, orSay: "Open this page again: the amount that you saw is missing")
        guard let date, let total, form.isSound else { return try await show(visit, form, status: 422) }
        let outcome: PaymentStore.Outcome
        do {
            outcome = try await database.write(by: visit.actor, at: visit.now) {
                try PaymentStore.pay(month, on: date, expecting: Money(pence: total), in: $0)
            }
        } catch PaymentRefusal.monthNotClosed {
            throw Refusal.notFound
        } catch let problem as PaymentRefusal {
            throw Refusal.conflict(problem.sentence)
        } catch let problem as JournalRefusal {
            form.refuse("paid", problem.sentence, anchor: "paid-day")
            return try await show(visit, form, status: 422)
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
        let today = visit.today
        let due = try await database.read { try PaymentDue(month, on: today, $0) }
        if let earlier = due.earlier { throw Refusal.conflict(PaymentRefusal.earlierMonthUnpaid(earlier).sentence) }
        guard due.isDue else { throw Refusal.conflict(PaymentRefusal.nothingDue(month).sentence) }
        var writer = CSVWriter(columns: ["Practice code", "Practice", "Amount", "Reference"], marksUnicode: true)
        for row in due.rows {
            let pence = row.payment.amountPence
            writer.append(texts: [row.code, row.payee, "\(pence / 100).\((pence % 100).padded(2))", row.payment.reference])
        }
        return .file(name: "payments \(month.stored).csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }

    // MARK: - Payments that came back

    private func returnForm(_ visit: Visit, _ form: FormReader, status: Int) async throws -> Answer {
        let month = try visit.month("month")
        let today = visit.today
        let options = try await database.read { connection in
            let runs = try PaymentStore.runs(of: month, in: connection)
            return try runs.flatMap { try PaymentDue.rows(PaymentRoutes.arrived($0, connection), on: $0.paidOn, connection) }
        }
        guard !options.isEmpty else { throw Refusal.notFound }
        return .page(
            PaymentReturnPage(
                title: "Take payments for \(month.title) back",
                back: BackLink("Payments for \(month.title)", ContractsAddresses.payment.path(month.stored)), errors: form.summary,
                action: ContractsAddresses.paymentReturn.path(month.stored),
                payments: ChoiceField(
                    "payments", "Which payments?",
                    options: options.map { ($0.payment.id.stored, "\($0.payee), \($0.payment.amount.exactText)", $0.payment.reference) },
                    chosen: Set(form.fields.all("payments")), error: form.error("payments")),
                cause: form.choiceField("cause", "What happened?", choices: PaymentReturn.Cause.allCases.map { ($0.rawValue, $0.title) }),
                date: form.dateField(
                    "day", "When did it come back, or was the mistake found?", hint: "For example, 30 11 2026", value: today),
                reason: form.textField("reason", "Reason", hint: "For example: the bank gave “account closed”")), status: status)
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        let month = try visit.month("month")
        var form = FormReader(visit.form)
        let picked = Set(visit.form.all("payments").compactMap { try? ID<Payment>(parsing: $0) })
        if picked.isEmpty { form.refuse("payments", PaymentRefusal.nonePicked.sentence) }
        let cause = form.choice("cause", as: PaymentReturn.Cause.self, orSay: "Say what happened")
        let date = form.date("day", orSay: "Enter the day")
        let reason = form.text("reason", orSay: "Enter a reason")
        guard let cause, let date, let reason, form.isSound else { return try await returnForm(visit, form, status: 422) }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                guard try transaction.settled(visit.once) == nil else { return }
                try PaymentStore.takeBack(picked, of: month, on: date, cause: cause, reason: reason, in: transaction)
                try transaction.settle(visit.once, as: "taken-back")
            }
        } catch let problem as PaymentRefusal {
            guard case .returnedBeforePaid = problem else { throw Refusal.conflict(problem.sentence) }
            form.refuse("day", problem.sentence, anchor: "day-day")
            return try await returnForm(visit, form, status: 422)
        } catch let problem as JournalRefusal {
            form.refuse("day", problem.sentence, anchor: "day-day")
            return try await returnForm(visit, form, status: 422)
        }
        return .redirect(to: ContractsAddresses.payment.path(month.stored), notice: "taken-back")
    }

    private static func notices(_ key: String, _ month: Month) -> [Notice] {
        switch key {
        case "paid": [Notice("The payments for \(month.title) are recorded", "Each practice sees its payment on its next statement.")]
        case "taken-back": [Notice("The payments are taken back", "They are owed again. Pay them below once you know where to.")]
        case "already":
            [
                Notice(
                    "\(month.title) was paid before", "Somebody recorded the payments while you looked at them. Nothing was paid twice.", tone: .news)
            ]
        default: []
        }
    }
}
