// Routes of the board page.

import Directory
import Kernel
import Store
import Web

struct ReportRoutes: Sendable {
    let database: any Database
    let store: ReportStore

    func add(to routes: inout RouteTable) {
        routes.get(BoardAddresses.board, BoardPermissions.board, board)
        routes.get(BoardAddresses.practices, BoardPermissions.board, practices)
    }

    @Sendable private func board(_ visit: Visit) async throws -> Answer {
        let asked = Asked(visit.query)
        guard let facts = try await facts(asked, visit) else { return .page(NoFederationPage()) }
        let report = ReportRules.report(facts, network: asked.network)
        return .page(
            BoardPage(report, networks: facts.networks, network: report.network?.id, length: asked.weeks, known: asked.known, today: visit.today))
    }

    @Sendable private func practices(_ visit: Visit) async throws -> Answer {
        let asked = Asked(visit.query)
        guard let facts = try await facts(asked, visit) else { return .page(NoFederationPage()) }
        let report = ReportRules.report(facts, network: asked.network)
        let query = PracticeTablePage.query(visit.query)
        let page = PracticeTablePage(
            report, networks: facts.networks, network: report.network?.id, length: asked.weeks, known: asked.known, query: query, today: visit.today)
        return query.isExport ? TableExport.answer(page.table, name: "practices") : .page(page)
    }

    private func facts(_ asked: Asked, _ visit: Visit) async throws -> ReportFacts? {
        let store = store
        return try await database.read {
            try store.facts(asked.span(before: visit.today), today: visit.today, known: asked.known.day, now: visit.now, in: $0)
        }
    }

    /// What the filters say; anything else than their choices is taken for the first.
    private struct Asked: Sendable {
        let weeks: Int
        let network: OrganisationID?
        let known: KnownDay

        init(_ query: Fields) {
            known = KnownDay(query)
            weeks = Span.lengths.first { "\($0)" == query["weeks"] } ?? 8
            network = try? OrganisationID(parsing: query["network"])
        }

        func span(before today: LocalDate) -> Span { Span(weeks: weeks, before: today) }
    }
}

/// Before there is anything to report on.
struct NoFederationPage: Page {
    static let template = "board-empty"
    static let sample = NoFederationPage()

    let sentence = "There is no federation yet. Form it with “commonweal federation new”; reports appear here after that."

    var title: String { "Nothing to report yet" }

    private enum CodingKeys: CodingKey { case sentence }
}
