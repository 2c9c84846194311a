// What is to be paid, as a page shows it.

import Directory
import Finance
import Kernel
import Store
import Web

/// What a month's run would pay on a day.
struct PaymentDue {
    /// What stands in a run's list for one statement.
    struct Row {
        /// Who is paid, with the code of that practice.
        let payee: String
        let code: String
        let payment: Payment
        /// The practice of the statement, where another carries on for it; else "".
        let owedTo: String

        var cells: [TableView.Cell] {
            [
                .heading(
                    payee, address: ContractsAddresses.statement.path(payment.statement),
                    detail: owedTo.isEmpty ? "" : "Carries on for \(owedTo), to which it was owed"),
                TableView.Cell(code), TableView.Cell(payment.reference), .money(payment.amount),
            ]
        }
    }

    let month: Month
    /// Who is paid depends on it.
    let date: LocalDate
    /// The month that must be paid first; nil where it is this one's turn.
    private(set) var earlier: Month?
    private(set) var rows: [Row] = []
    /// Of the draft that is shown.
    private(set) var revision: Revision = 0
    /// What goes over from one practice to another without a payment.
    private var setOver: [String] = []

    /// Throws `Refusal.notFound` where the month has no statements.
    init(_ month: Month, on date: LocalDate, _ connection: any Connection) throws {
        self.month = month
        self.date = date
        do {
            let facts = try PaymentStore.facts(month, on: date, in: connection)
            guard facts.due.contains(where: { $0.due > .zero }) else { return }
            let draft = PaymentRules.draft(facts, at: date.start)
            revision = draft.revision
            rows = try PaymentDue.rows(draft.payments, on: date, connection)
            setOver = draft.setOver.map { item in
                let (from, to) = (facts.names[item.from] ?? "a practice", facts.names[item.to] ?? "another")
                return item.amount < .zero
                    ? "\(from) owed \((-item.amount).exactText), which is set against what \(to) is owed."
                    : "\(item.amount.exactText) goes back from \(from) to \(to), as their merger was taken back."
            }
        } catch PaymentRefusal.monthNotClosed {
            throw Refusal.notFound
        } catch PaymentRefusal.earlierMonthUnpaid(let first) {
            earlier = first
        }
    }

    /// Whether anything is owed for the month, now or once an earlier one is paid.
    var isDue: Bool { earlier != nil || isPayable }
    var isPayable: Bool { !rows.isEmpty || !setOver.isEmpty }
    var total: Money { rows.map(\.payment.amount).sum() }

    func lead(hasRuns: Bool) -> String {
        if earlier != nil { return "The amounts for \(month.title) stand here once that is done." }
        guard isPayable else { return hasRuns ? "Each payment stands on the practice's next statement." : "Nothing is owed for \(month.title)." }
        let first = "Pay these amounts through the bank first, then record here when the bank paid. A statement is paid once."
        return ([first] + setOver).joined(separator: " ")
    }

    func links(mayPay: Bool) -> [LinkView] {
        if let earlier { return [LinkView("Pay \(earlier.title)", ContractsAddresses.payment.path(earlier.stored))] }
        guard mayPay, !rows.isEmpty else { return [] }
        return [LinkView("Download the list for the bank (CSV)", ContractsAddresses.paymentList.path(month.stored, query: ["day": date.stored]))]
    }

    var table: TableView {
        TableView(
            caption: "To be paid for \(month.title)",
            columns: [.init("Practice"), .init("Code"), .init("Reference"), .init("Amount", isNumeric: true)],
            rows: rows.map { TableView.Row($0.cells) }
                + [TableView.Row([.heading("Total"), .init(""), .init(""), .money(total)], isTotal: true)], empty: "")
    }

    static func rows(_ payments: [Payment], on date: LocalDate, _ connection: any Connection) throws -> [Row] {
        let statements = try payments.compactMap { try StatementStore.statement($0.statement, scope: .system("whose payment it is"), in: connection) }
        let owners = Dictionary(statements.map { ($0.id, $0.practice) }, uniquingKeysWith: { first, _ in first })
        let bodies = try OrganisationStore.organisations(Array(Set(payments.map(\.practice) + owners.values)), on: date, in: connection)
        let byID = Dictionary(bodies.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return payments.map { payment in
            let owner = owners[payment.statement] ?? payment.practice
            return Row(
                payee: byID[payment.practice]?.name ?? "Practice", code: byID[payment.practice]?.odsCode?.stored ?? "", payment: payment,
                owedTo: owner == payment.practice ? "" : byID[owner]?.name ?? "another practice")
        }.sorted { ($0.payee, $0.payment.reference) < ($1.payee, $1.payment.reference) }
    }
}

extension LocalDate {
    /// Its first moment, for drafts that are shown and not kept.
    var start: Instant { London.instant(LocalDateTime(date: self, time: LocalTime(clamping: 0))) }
}
