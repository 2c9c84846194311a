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
        let (months, month, balances, lines) = try await database.read { connection in
            let months = try AccountingMonthStore.months(in: connection)
            let month = asked ?? months.first?.month ?? Month(containing: today)
            return (
                months, month, try FinanceStore.trialBalance(through: month, in: connection),
                try FinanceStore.lines(month: month, scope: scope, in: connection)
            )
        }
        let table = LedgerRoutes.balanceTable(balances, month)
        if visit.query["format"] == "csv" { return TableExport.answer(table, name: "trial balance \(month.stored)") }
        let isClosed = months.contains { $0.month == month && $0.state == .closed }
        let choices = Set(months.map(\.month) + [month]).sorted(by: >).map { ($0.stored, $0.title) }
        return .page(
            LedgerPage(
                state: isClosed ? Tag("Closed") : Tag("Open", .news), month: month.title,
                choice: ChoiceField("month", "Month", choices: choices, chosen: month.stored), balance: table,
                journals: LedgerRoutes.journalTable(lines)))
    }

    private static func balanceTable(_ balances: [AccountBalance], _ month: Month) -> TableView {
        let rows = balances.map { balance in
            TableView.Row([
                .heading(balance.account.title), .number(Money(pence: balance.debitPence).exactText),
                .number(Money(pence: balance.creditPence).exactText),
                .number(balance.balance.exactText),
            ])
        }
        let (debits, credits) = (balances.map(\.debitPence).reduce(0, +), balances.map(\.creditPence).reduce(0, +))
        let total = TableView.Row(
            [
                .heading("Total"), .number(Money(pence: debits).exactText), .number(Money(pence: credits).exactText),
                .number(Money(pence: debits - credits).exactText),
            ], isTotal: true)
        return TableView(
            caption: "Trial balance at the end of \(month.title)",
            columns: [.init("Account"), .init("Debits", isNumeric: true), .init("Credits", isNumeric: true), .init("Balance", isNumeric: true)],
            rows: rows + [total], empty: "", exportAddress: FinanceAddresses.ledger.path(query: ["month": month.stored, "format": "csv"]))
    }

    private static func journalTable(_ lines: [PostedLine]) -> TableView {
        var seen: [ID<Journal>] = []
        for line in lines where !seen.contains(line.journal) { seen.append(line.journal) }
        let groups = Dictionary(grouping: lines, by: \.journal)
        return TableView(
            caption: "Journals of the month",
            columns: [.init("Journal"), .init("Date"), .init("Lines", isNumeric: true), .init("Debits", isNumeric: true)],
            rows: seen.compactMap { id in
                guard let lines = groups[id], let first = lines.first else { return nil }
                let debits = lines.map(\.amountPence).filter { $0 > 0 }.reduce(0, +)
                return TableView.Row([
                    .heading(first.description, address: FinanceAddresses.journal.path(id)), TableView.Cell(first.date.longText),
                    .number(lines.count.grouped), .number(Money(pence: debits).exactText),
                ])
            },
            empty: "Nothing is posted in this month yet. Closing a scheme's month and payment runs post here.")
    }

    @Sendable private func journal(_ visit: Visit) async throws -> Answer {
        let id: ID<Journal> = try visit.id("journal")
        return try await .page(
            database.read { connection in
                let lines = try FinanceStore.journal(id, in: connection)
                guard let first = lines.first else { throw Refusal.notFound }
                let practices = try OrganisationStore.organisations(Array(Set(lines.compactMap(\.practice))), on: first.date, in: connection)
                let names = Dictionary(uniqueKeysWithValues: practices.map { ($0.id, $0.name) })
                let counts = try FinanceStore.workCounts(journal: id, in: connection)
                let debits = lines.map(\.amountPence).filter { $0 > 0 }.reduce(0, +)
                return JournalPage(
                    title: first.description, posted: "Dated \(first.date.longText), posted \(first.postedAt.londonText)",
                    lines: lines.map { line in
                        JournalPage.Line(
                            sentence: line.sentence, account: line.account.title, practice: line.practice.flatMap { names[$0] } ?? "",
                            rule: line.rule,
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
