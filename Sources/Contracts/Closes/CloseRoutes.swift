// Previewing and closing a month.

import Directory
import Finance
import Governance
import Kernel
import Store
import Tabular
import Web

struct CloseRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.closes, ContractsPermissions.close, list)
        routes.get(ContractsAddresses.close, ContractsPermissions.close, preview)
        routes.post(ContractsAddresses.close, ContractsPermissions.close, close)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let today = visit.today
        let (open, closed) = try await database.read { connection in
            let titles = try UndertakingStore.undertakings(in: connection).reduce(into: [SchemeID: String]()) { $0[$1.id] = $1.title }
            let open = try SchemeStore.schemes(in: connection).compactMap { scheme -> TableView.Row? in
                let standing = try CloseStore.standing(of: scheme, in: connection)
                guard let month = CloseRules.next(standing) else { return nil }
                let isOver = today > month.last
                let before = standing.last.map { "Last closed: \($0.title)" } ?? "None closed yet"
                return TableView.Row([
                    .heading(titles[scheme.id] ?? "Scheme", address: ContractsAddresses.close.path(scheme.id.stored, month.stored)),
                    TableView.Cell(month.title), isOver ? .tag("Ready to close", .news) : .tag("Not over yet"),
                    TableView.Cell(
                        before, detail: standing.isLate ? "Work of the scheme, which ended on \(scheme.until.longText), came late" : ""),
                ])
            }
            return (open, try CloseStore.closes(in: connection).map { (close: $0, title: titles[$0.scheme] ?? "Scheme") })
        }
        let list = RecordList<(close: MonthClose, title: String)>(
            "Closed months", visit, of: closed,
            columns: [
                .init("Scheme", sort: "scheme") {
                    .heading($0.title, address: ContractsAddresses.close.path($0.close.scheme.stored, $0.close.month.stored))
                },
                .init("Month", sort: "month", key: { .text($0.close.month.stored) }) { .init($0.close.month.title) },
                .init("Closed", sort: "closed") { .instant($0.close.closedAt) },
            ], order: "month", startsDescending: true, empty: "No month is closed yet.")
        return try await database.answer(visit, list) {
            ClosesPage(
                open: TableView(
                    caption: "Next to close", columns: [.init("Scheme"), .init("Month"), .init("State"), .init("Before")], rows: open,
                    empty: "No scheme has a month to close. Schemes are added under contracts."), closed: $0)
        }
    }

    private func read(_ visit: Visit) async throws -> Preview {
        let (id, month): (SchemeID, Month) = (try visit.id("scheme"), try visit.month("month"))
        let (today, ports) = (visit.today, ports)
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw CloseRefusal.unknownScheme }
            return try Preview(scheme, month: month, today: today, ports, connection)
        }
    }

    @Sendable private func preview(_ visit: Visit) async throws -> Answer {
        let seen = try await read(visit)
        if let format = visit.exportFormat { return try TableExport.answer(seen.table, name: "close \(seen.month.stored)", as: format) }
        return .page(seen.page(FormReader()))
    }

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await read(visit).page($0)
        } read: { form in
            let (id, month): (SchemeID, Month) = (try visit.id("scheme"), try visit.month("month"))
            let shown = form.revision
            return { transaction in
                let path = ContractsAddresses.close.path(id.stored, month.stored)
                return switch try CloseStore.close(id, month: month, shown: shown, in: transaction) {
                case .closed: Done(path, ContractsNotice.monthClosed)
                case .already: Done(path, ContractsNotice.monthClosedBefore)
                }
            }
        }
    }
}

/// What the page of one scheme's month shows: the preview of an open month, the postings of a closed one.
private struct Preview {
    let title: String
    let scheme: Scheme
    let month: Month
    let draft: CloseDraft?
    let problem: String
    let done: MonthClose?
    let table: TableView
    let payable: Money
    let retained: Money
    let instalment: Money
    let unfinished: UnfinishedView

    init(_ scheme: Scheme, month: Month, today: LocalDate, _ ports: ContractsPorts, _ connection: any Connection) throws {
        self.scheme = scheme
        self.month = month
        title = try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "Scheme"
        done = try CloseStore.close(of: scheme.id, month: month, in: connection)
        let exportAddress = ContractsAddresses.close.path(scheme.id.stored, month.stored)
        if let done {
            let lines = try done.journal.map { try FinanceStore.journal($0, in: connection) } ?? []
            let names = try OrganisationStore.names(of: lines.compactMap(\.practice), on: month.last, in: connection)
            func sum(_ account: LedgerAccount) -> Money { -lines.filter { $0.account == account }.map(\.amount).sum() }
            (payable, retained, instalment) = (sum(.practicePayable), try CloseStore.retained(of: done.id, in: connection), sum(.contractIncome))
            (draft, problem, unfinished) = (nil, "", UnfinishedView([], names: [:], month: month))
            table = Preview.table(
                lines.filter { $0.account == .practicePayable }.map {
                    ($0.practice.flatMap { names[$0] } ?? "", $0.sentence, -$0.amount, Money.zero)
                },
                month, showsRetained: false, exportAddress)
            return
        }
        var (draft, problem): (CloseDraft?, String) = (nil, "")
        do {
            draft = try CloseStore.preview(scheme, month: month, in: connection)
            try CloseRules.check(month, CloseStore.standing(of: scheme, in: connection), today: today)
        } catch let refusal as CloseRefusal {
            problem = refusal.sentence
        }
        (self.draft, self.problem) = (draft, problem)
        let undone = try ports.unfinished(scheme.id, min(month.last, today.adding(days: -1)), connection)
        unfinished = UnfinishedView(undone, names: try OrganisationStore.names(of: undone.map(\.hub), on: month.last, in: connection), month: month)
        let lines = draft?.lines ?? []
        let names = try OrganisationStore.names(of: lines.map(\.host), on: month.last, in: connection)
        (payable, retained, instalment) = (draft?.payable ?? .zero, draft?.retained ?? .zero, draft?.instalment ?? .zero)
        table = Preview.table(
            lines.map { (names[$0.host] ?? "", $0.sentence, $0.payable, $0.retained) }, month, showsRetained: true, exportAddress)
    }

    private static func table(
        _ lines: [(practice: String, sentence: String, payable: Money, retained: Money)], _ month: Month, showsRetained: Bool, _ exportAddress: String
    ) -> TableView {
        let sorted = lines.sorted { ($0.practice, $0.sentence) < ($1.practice, $1.sentence) }
        func cells(_ payable: Money, _ retained: Money) -> [TableView.Cell] {
            [.money(payable)] + (showsRetained ? [.money(retained)] : [])
        }
        let total = TableView.Row(
            [.heading("Total"), TableView.Cell("")] + cells(lines.map(\.payable).sum(), lines.map(\.retained).sum()), isTotal: true)
        return TableView(
            caption: "What practices are owed for \(month.title)",
            columns: [.init("Practice"), .init("For"), .init("To the practice", isNumeric: true)]
                + (showsRetained ? [.init("Kept by the federation", isNumeric: true)] : []),
            rows: sorted.map { TableView.Row([.heading($0.practice), TableView.Cell($0.sentence)] + cells($0.payable, $0.retained)) }
                + (lines.isEmpty ? [] : [total]),
            empty: "No work of this scheme waits to be turned into money.", exportAddress: exportAddress)
    }

    func page(_ form: FormReader) -> ClosePage {
        var notes: [String] = []
        let months = draft?.instalments.map(\.month) ?? []
        let instalments =
            months.count > 1 ? "the instalments of \(months.map(\.title).joined(separator: ", "))" : "the month's instalment"
        if let draft {
            let count = draft.activities.count
            notes.append(
                "\(count == 1 ? "1 entry of the activity ledger is" : "\(count.grouped) entries of the activity ledger are") settled by this close.")
            if draft.cancelledOut > 0 { notes.append("Taken back before anything was earned: \(draft.cancelledOut.grouped).") }
        }
        if let done { notes.append("Closed on \(done.closedAt.londonText). A closed month does not change.") }
        var links: [LinkView] = []
        if let journal = done?.journal { links.append(LinkView("The journal of this close", FinanceAddresses.journal.path(journal))) }
        if done != nil { links.append(LinkView("Statements of \(month.title)", ContractsAddresses.statements.path(query: ["month": month.stored]))) }
        return ClosePage(
            title: "\(title), \(month.title)", errors: form.summary,
            problems: (problem.isEmpty ? [] : [WarningCallout("This month cannot be closed now", [problem])]) + unfinished.callouts,
            unfinished: unfinished.tables,
            figures: [
                Figure("Owed to practices", payable.exactText),
                Figure("Kept by the federation", retained.exactText, detail: "of time not used or not attended"),
                Figure("Owed by the commissioner", instalment.exactText, detail: instalments),
            ], table: table, notes: notes,
            confirm: done == nil && problem.isEmpty
                ? [
                    FormView(
                        "Close \(month.title)", action: ContractsAddresses.close.path(scheme.id.stored, month.stored), form: form,
                        [
                            .note(
                                "Closing posts these lines and produces each practice's statement. \(month.title) does not change after that; corrections go into \(month.next.title)."
                            ), .revision(draft?.revision ?? 0),
                        ])
                ] : [], links: links)
    }
}
