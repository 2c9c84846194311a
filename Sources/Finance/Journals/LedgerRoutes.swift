// Reading the money ledger.

import Directory
import Kernel
import Store
import Web

struct LedgerRoutes: Sendable {
    let database: any Database
    let postingAddress: @Sendable (ID<Posting>) -> String

    func add(to routes: inout RouteTable) {
        routes.get(FinanceAddresses.ledger, FinancePermissions.see, ledger)
        routes.get(FinanceAddresses.journal, FinancePermissions.see, journal)
    }

    @Sendable private func ledger(_ visit: Visit) async throws -> Answer {
        let asked = try? Month(parsing: visit.query["month"])
        let (today, scope) = (visit.today, try visit.person.scope)
        let (months, month, balances) = try await database.read { connection in
            let months = try AccountingMonthStore.months(in: connection)
            let month = asked ?? months.first?.month ?? Month(containing: today)
            return (months, month, try FinanceStore.trialBalance(through: month, in: connection))
        }
        let balance = LedgerRoutes.balanceTable(balances, month)
        if let format = visit.exportFormat, visit.query["table"] == "balance" {
            return try TableExport.answer(balance, name: "trial balance \(month.stored)", as: format)
        }
        let isClosed = months.contains { $0.month == month && $0.state == .closed }
        let choices = Set(months.map(\.month) + [month]).sorted(by: >).map { ($0.stored, $0.title) }
        return try await database.answer(visit, LedgerRoutes.journals(of: month, scope, visit)) {
            LedgerPage(
                state: isClosed ? Tag("Closed") : Tag("Open", .news), month: month.title,
                choice: ChoiceField("month", "Month", choices: choices, chosen: month.stored), balance: balance, journals: $0)
        }
    }

    private static func balanceTable(_ balances: [AccountBalance], _ month: Month) -> TableView {
        let rows = balances.map { balance in
            TableView.Row([
                .heading(balance.title), .money(Money(pence: balance.debitPence)), .money(Money(pence: balance.creditPence)),
                .money(balance.balance),
            ])
        }
        let (debits, credits) = (balances.map(\.debitPence).reduce(0, +), balances.map(\.creditPence).reduce(0, +))
        let total = TableView.Row(
            [.heading("Total"), .money(Money(pence: debits)), .money(Money(pence: credits)), .money(Money(pence: debits - credits))], isTotal: true)
        return TableView(
            caption: "Trial balance at the end of \(month.title)",
            columns: [.init("Account"), .init("Debits", isNumeric: true), .init("Credits", isNumeric: true), .init("Balance", isNumeric: true)],
            rows: rows + [total], empty: "", exportAddress: FinanceAddresses.ledger.path(query: ["month": month.stored, "table": "balance"]))
    }

    private static func journals(of month: Month, _ scope: Scope, _ visit: Visit) -> RecordList<JournalSummary> {
        RecordList(
            "Journals of \(month.title)", visit, of: FinanceStore.journals(of: month, scope: scope),
            columns: [
                .init("Journal", sort: "description") { .heading($0.description, address: FinanceAddresses.journal.path($0.id)) },
                .init("Date", sort: "date") { .date($0.date) },
                .init("Lines", sort: "lines", isNumeric: true) { .number($0.lines) },
                .init("Debits", sort: "debit_pence", isNumeric: true) { .money(Money(pence: $0.debitPence)) },
            ], order: "date", keeps: ["month"],
            empty: "Nothing is posted in this month yet. Closing a scheme's month and payment runs post here."
        ) { rows, _ in try RowDecoder.decode([JournalSummary].self, from: rows) }
    }

    @Sendable private func journal(_ visit: Visit) async throws -> Answer {
        let id: ID<Journal> = try visit.id("journal")
        return try await .page(
            database.read { connection in
                let lines = try FinanceStore.journal(id, in: connection)
                guard let first = lines.first else { throw Refusal.notFound }
                let names = try OrganisationStore.names(of: lines.compactMap(\.practice), on: first.date, in: connection)
                let counts = try FinanceStore.workCounts(journal: id, in: connection)
                let debits = lines.map(\.amountPence).filter { $0 > 0 }.reduce(0, +)
                return JournalPage(
                    title: first.description, posted: "Dated \(first.date.longText), posted \(first.postedAt.londonText)",
                    lines: lines.map { line in
                        JournalPage.Line(
                            sentence: line.sentence, account: line.accountTitle, practice: line.practice.flatMap { names[$0] } ?? "",
                            rule: line.rule.rawValue,
                            debit: line.amountPence > 0 ? line.amount.exactText : "", credit: line.amountPence < 0 ? (-line.amount).exactText : "",
                            work: counts[line.id].map { work(line, $0) } ?? [])
                    }, debits: Money(pence: debits).exactText, credits: Money(pence: debits - lines.map(\.amountPence).reduce(0, +)).exactText)
            })
    }

    // A line opens where the work behind it is shown.
    private func work(_ line: PostedLine, _ count: Int) -> [LinkView] {
        let address = postingAddress(line.id)
        guard !address.isEmpty else { return [] }
        return [LinkView(count == 1 ? "1 entry" : "\(count.grouped) entries", address, about: "behind \(line.sentence)")]
    }
}
