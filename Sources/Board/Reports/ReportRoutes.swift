// Routes of the board page.

import Kernel
import Store
import Web

struct ReportRoutes: Sendable {
    let database: any Database
    let rooms: [any Feature]
    let federation: FederationPort

    func add(to routes: inout RouteTable) {
        routes.get(ReportAddresses.board, .report, board)
        routes.get(ReportAddresses.practices, .report, practices)
    }

    @Sendable private func board(_ visit: Visit) async throws -> Answer {
        guard let report = try await report(visit) else { return .page(NoFederationPage()) }
        return .page(BoardPage(report))
    }

    @Sendable private func practices(_ visit: Visit) async throws -> Answer {
        guard let report = try await report(visit) else { return .page(NoFederationPage()) }
        let columns = report.said.columns()
        return try await database.answer(visit, PracticeTablePage.list(report, columns, visit)) { PracticeTablePage(report, columns, $0) }
    }

    /// What the filters ask; anything else than their choices is taken for the first.
    private func report(_ visit: Visit) async throws -> Report? {
        let known = KnownDay(visit.query)
        let span = WeekSpan(weeks: WeekSpan.lengths.first { "\($0)" == visit.query["weeks"] } ?? 8, before: visit.today)
        let network = try? OrganisationID(parsing: visit.query["network"])
        return try await database.read { connection in
            guard let frame = try federation.frame(span, visit.today, known.day, visit.now, connection)?.of(network: network) else { return nil }
            return Report(frame: frame, known: known, said: RoomFindings(of: try rooms.map { try $0.findings(frame, in: connection) }))
        }
    }
}

/// Whom a report speaks of, and what the rooms said.
struct Report: Sendable {
    let frame: ReportFrame
    let known: KnownDay
    let said: RoomFindings

    /// Filled in, for the check of templates.
    static let example: Report = {
        let today = LocalDate(daysSince1970: 20_778)
        let body = ReportFrame.Body(id: ID(at: Instant(milliseconds: 0)), name: "North Network")
        let span = WeekSpan(weeks: 8, before: today)
        let value = PracticeColumn.Value(.number(510, address: "/figures"))
        let frame = ReportFrame(
            span: span, months: [Month(containing: today)], today: today, known: span.from, practices: [body], former: [body], networks: [body])
        return Report(
            frame: frame, known: KnownDay(),
            said: RoomFindings(
                [
                    Finding("Are we delivering?", "510 minutes were delivered.", more: [LinkView("What is required", "/figures")], order: 1) {
                        Chart(
                            .line, id: "delivery", finding: "510 minutes were delivered.", categoriesTitle: "Week of", categories: ["28 Sep"],
                            axis: "Minutes a week", series: [.init("Delivered", [510])], source: "Activity ledger", text: { "\($0)" })
                    }
                ], figures: [KeyFigure(Figure("Care delivered", "510", unit: "minutes", detail: "600 required", address: "/figures"), order: 1)],
                columns: {
                    [PracticeColumn("minutes", "Minutes", order: 1, values: [body.id: value], none: value, total: value, note: "Minutes are care.")]
                }, tags: [body.id: [Tag("Takes no part", .warning)]]))
    }()
}

/// Before there is anything to report on.
struct NoFederationPage: Page {
    static let template = "board-empty"
    static let sample = NoFederationPage()

    let sentence = "There is no federation yet. Form it with “commonweal federation new”; reports appear here after that."

    var title: String { "Nothing to report yet" }

    private enum CodingKeys: CodingKey { case sentence }
}
