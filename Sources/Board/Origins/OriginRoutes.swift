// Routes of what figures are made of.

import Directory
import Finance
import Kernel
import Store
import Web

struct OriginRoutes: Sendable {
    let database: any Database
    let store: OriginStore
    let reports: ReportStore

    func add(to routes: inout RouteTable) {
        routes.get(BoardAddresses.work, BoardPermissions.figures, work)
        routes.get(BoardAddresses.appointments, BoardPermissions.figures, appointments)
        routes.get(BoardAddresses.postings, BoardPermissions.figures, postings)
        routes.get(BoardAddresses.posting, BoardPermissions.figures, posting)
        routes.get(BoardAddresses.offered, BoardPermissions.board, offered)
        routes.get(BoardAddresses.required, BoardPermissions.board, required)
    }

    @Sendable private func work(_ visit: Visit) async throws -> Answer {
        let (origin, scope, store, today) = (try Origin(visit.query), try visit.person.scope, store, visit.today)
        let found = try await database.read { try store.work(origin, scope: scope, today: today, in: $0) }
        return .page(try pages(origin, visit).work(found))
    }

    @Sendable private func appointments(_ visit: Visit) async throws -> Answer {
        let (origin, scope, store, today) = (try Origin(visit.query), try visit.person.scope, store, visit.today)
        let found = try await database.read { try store.appointments(origin, scope: scope, today: today, in: $0) }
        return .page(try pages(origin, visit).appointments(found))
    }

    @Sendable private func postings(_ visit: Visit) async throws -> Answer {
        let (origin, scope, store, today) = (try Origin(visit.query), try visit.person.scope, store, visit.today)
        let found = try await database.read { try store.postings(origin, scope: scope, today: today, in: $0) }
        return .page(try pages(origin, visit).postings(found))
    }

    @Sendable private func posting(_ visit: Visit) async throws -> Answer {
        let (id, person, store, today) = (try visit.id("posting", of: Posting.self), try visit.person, store, visit.today)
        let after = try? ID<ActivityReference>(parsing: visit.query["after"])
        let found = try await database.read { try store.posting(id, after: after, scope: person.scope, today: today, in: $0) }
        guard let found else { throw Refusal.notFound }
        // Whoever may read the ledger came from its journal, or can go there.
        let back =
            FinancePermissions.see.allows(person.role)
            ? BackLink(found.line.description, FinanceAddresses.journal.path(found.line.journal)) : try back(visit)
        return .page(OriginPage.posting(found, isFirst: after == nil, back: back))
    }

    @Sendable private func offered(_ visit: Visit) async throws -> Answer {
        let origin = try Origin(visit.query)
        let (facts, report) = try await report(origin, visit)
        let today = visit.today
        let ids = facts.offered.flatMap { [$0.hub, $0.host] + [$0.network].compactMap { $0 } }
        let bodies = try await database.read { try OrganisationStore.organisations(Array(Set(ids)), on: today, in: $0) }
        let names = Dictionary(bodies.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return .page(try pages(origin, visit).offered(facts, report: report, names: names))
    }

    @Sendable private func required(_ visit: Visit) async throws -> Answer {
        let origin = try Origin(visit.query)
        let (facts, report) = try await report(origin, visit)
        return .page(try pages(origin, visit).required(facts, report: report))
    }

    private func report(_ origin: Origin, _ visit: Visit) async throws -> (ReportFacts, Report) {
        let (reports, span) = (reports, Span(from: origin.from, through: origin.through))
        let facts = try await database.read { try reports.facts(span, today: visit.today, known: origin.known, now: visit.now, in: $0) }
        guard let facts else { throw Refusal.notFound }
        let report = ReportRules.report(facts, network: origin.network)
        guard origin.network == nil || report.network != nil else { throw Refusal.notFound }
        return (facts, report)
    }

    private func pages(_ origin: Origin, _ visit: Visit) throws -> OriginPages { OriginPages(origin: origin, back: try back(visit)) }

    private func back(_ visit: Visit) throws -> BackLink {
        try visit.person.role == .practiceManager
            ? BackLink("Home", HomeFeature.address.path()) : BackLink("Board report", BoardAddresses.board.path())
    }
}
