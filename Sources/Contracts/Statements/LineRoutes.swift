// Opening a line down to the work behind it.

import Activity
import Directory
import Finance
import Identity
import Kernel
import Store
import Web

struct LineRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.line, ContractsPermissions.statements, show)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let id: ID<Statement> = try visit.id("statement")
        let posting: ID<Posting> = try visit.id("posting")
        let person = try visit.person
        let ports = ports
        let page = try await database.read { connection -> LinePage in
            guard let statement = try StatementStore.statement(id, scope: person.scope, in: connection),
                let line = try FinanceStore.line(posting, scope: ScopeRules.practice(statement.practice), in: connection),
                line.month == statement.month,
                line.account == .practicePayable
            else { throw Refusal.notFound }
            let derivation = try StatementStore.derivation(of: posting, scope: ScopeRules.practice(statement.practice), in: connection)
            let shares = try FinanceStore.shares(of: posting, in: connection)
            let earned = Dictionary(uniqueKeysWithValues: shares.map { ($0.activity.asID(of: ActivityEntry.self), -$0.amount) })
            // The line is on a statement that this person may read, so its work may be listed whoever hosted it when it was recorded and wherever the
            // patients were registered: it names none.
            let entries = try ActivityStore.entries(
                Array(earned.keys), scope: .system("the work behind a line that the person may read"), in: connection)
            let day = try? LocalDate(parsing: visit.query["day"])
            let isWhole = entries.count <= LineRoutes.listed || visit.exportFormat != nil
            let path = ContractsAddresses.line.path(id.stored, posting.stored)
            let work: TableView
            if let day {
                work = try LineRoutes.work(entries.filter { $0.localDate == day }, earned, of: day.longText, path, ports, connection)
            } else if isWhole {
                work = try LineRoutes.work(entries, earned, of: "", path, ports, connection)
            } else {
                work = LineRoutes.days(entries, earned, path)
            }
            return LinePage(
                title: line.sentence, back: BackLink("Statement for \(statement.month.title)", ContractsAddresses.statement.path(id)),
                amount: (-line.amount).exactText, facts: try LineRoutes.facts(line, derivation, connection), steps: derivation?.steps ?? [],
                work: work,
                ask: ContractsPermissions.ask.allows(person.role)
                    ? [LinkView("Ask about this line", ContractsAddresses.questions.path(id, query: ["line": posting.stored]))] : [])
        }
        if let format = visit.exportFormat { return try TableExport.answer(page.work, name: "work behind a line", as: format) }
        return .page(page)
    }

    private static func facts(_ line: PostedLine, _ derivation: LineDerivation?, _ connection: any Connection) throws -> SummaryList {
        var facts: [SummaryList.Fact] = [.init("From", line.description), .init("Rule", line.rule.spelledOut)]
        if let derivation {
            facts.append(.init("Month of the work", derivation.serviceMonth.title))
            if let site = try derivation.site.flatMap({ try SiteStore.site($0, in: connection) }) { facts.append(.init("Where", site.name)) }
            facts.append(
                .init(
                    "Minutes", derivation.minutes.grouped,
                    detail: derivation.minutes.magnitude < 60 ? "" : Int(derivation.minutes.magnitude).hoursAndMinutes))
            if !derivation.isTakenBack {
                facts.append(.init("Price of an hour", Money(pence: derivation.hourPence).exactText, detail: derivation.priceSource))
            }
            if derivation.federationPercent > 0 {
                facts.append(.init("Kept by the federation", "\(derivation.federationPercent)%", detail: derivation.shareSource))
            }
        }
        facts.append(.init("Posted", line.postedAt.londonText))
        return SummaryList(facts)
    }

    /// The most entries that are listed at once; beyond, the page lists days, and each day opens.
    private static let listed = 60

    private static func days(_ entries: [ActivityEntry], _ earned: [ID<ActivityEntry>: Money], _ path: String) -> TableView {
        let days = Dictionary(grouping: entries, by: \.localDate).sorted { $0.key < $1.key }
        let rows = days.map { day, entries in
            TableView.Row([
                .heading(day, shown: day.dayText, address: "\(path)?day=\(day.stored)"), .number(entries.count),
                .number(entries.map(\.minutes).reduce(0, +)), .money(entries.map { earned[$0.id] ?? .zero }.sum()),
            ])
        }
        return TableView(
            caption: "The work behind this line, by day",
            columns: [.init("Day"), .init("Entries", isNumeric: true), .init("Minutes", isNumeric: true), .init("Earned", isNumeric: true)],
            rows: rows + [total(entries, earned, before: [.number(entries.count)])], empty: "", exportAddress: path)
    }

    private static func total(_ entries: [ActivityEntry], _ earned: [ID<ActivityEntry>: Money], before: [TableView.Cell]) -> TableView.Row {
        TableView.Row(
            [.heading("Total")] + before + [
                .number(entries.map(\.minutes).reduce(0, +)), .money(entries.map { earned[$0.id] ?? .zero }.sum()),
            ], isTotal: true)
    }

    private static func work(
        _ entries: [ActivityEntry], _ earned: [ID<ActivityEntry>: Money], of day: String, _ path: String, _ ports: ContractsPorts,
        _ connection: any Connection
    ) throws -> TableView {
        let names = try OrganisationStore.names(
            of: entries.map(\.practice), on: entries.last?.localDate ?? LocalDate(daysSince1970: 0), in: connection)
        let kinds = try ActivityStore.titles(in: connection)
        let rows = entries.map { entry in
            TableView.Row([
                .heading(entry.occurredAt, address: ports.activityAddress(entry.id)), TableView.Cell(kinds[entry.kind] ?? entry.kind.spelledOut),
                TableView.Cell(names[entry.practice] ?? ""), .number(entry.minutes), .money(earned[entry.id] ?? .zero),
            ])
        }
        return TableView(
            caption: "The work behind this line" + (day.isEmpty ? "" : ", \(day)"),
            columns: [.init("When"), .init("What"), .init("For patients of"), .init("Minutes", isNumeric: true), .init("Earned", isNumeric: true)],
            rows: rows.isEmpty ? [] : rows + [total(entries, earned, before: [.init(""), .init("")])],
            empty: day.isEmpty ? "No work is behind this line: it is a payment." : "No work of this line was done on this day.",
            exportAddress: path)
    }
}
