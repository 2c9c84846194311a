// The practices and networks of a report.

import Kernel
import Store
import Web

package enum ReportFrameStore {
    /// The federation over the weeks of `span`, as of `today`; nil before one has been formed. Populations are those known at the end of `known`, or now.
    package static func frame(
        _ span: WeekSpan, today: LocalDate, known: LocalDate? = nil, now: Instant, in connection: any Connection
    ) throws -> ReportFrame? {
        guard let federation = try OrganisationStore.federation(on: today, in: connection) else { return nil }
        let everMembers = try NetworkPopulationStore.everMembers(of: federation.id, in: connection)
        // The last is that of today, which seldom differs from the last week's.
        let populations = try NetworkPopulationStore.populations(
            on: span.weeks + [today], knownAt: KnownDay.moment(known, now: now), everMembers: everMembers, in: connection)
        let current = populations.last ?? NetworkPopulations()
        let mergers = try OrganisationStore.successions(in: connection)
        let successions = Successions(mergers, on: today)
        let left = Set(everMembers.map(successions.final)).subtracting(current.members)
        func bodies(_ ids: some Sequence<OrganisationID>) throws -> [ReportFrame.Body] {
            try OrganisationStore.organisations(Array(ids), on: today, in: connection).map { .init(id: $0.id, name: $0.name) }
        }
        return ReportFrame(
            span: span, months: span.months(until: today), today: today, known: known, practices: try bodies(current.members),
            former: left.isEmpty ? [] : try bodies(left), networks: try bodies(Set(current.networkOf.values)), networkOf: current.networkOf,
            heirs: Dictionary(mergers.map { ($0.organisation, successions.final(of: $0.organisation)) }) { first, _ in first },
            weekly: Array(populations.dropLast()))
    }

    /// The weeks and the network that the address of a figure says; refused as not found where the federation has no such network.
    package static func frame(of origin: Origin, today: LocalDate, now: Instant, in connection: any Connection) throws -> ReportFrame {
        let span = WeekSpan(from: origin.from, through: origin.through)
        guard let frame = try frame(span, today: today, known: origin.known, now: now, in: connection)?.of(network: origin.network),
            origin.network == nil || frame.network != nil
        else { throw Refusal.notFound }
        return frame
    }

    /// The practice of a person who sees one practice's own, where it is of the federation.
    package static func practice(of scope: Scope, on today: LocalDate, in connection: any Connection) throws -> OrganisationID? {
        guard case .practice = scope.reach else { return nil }
        return try OrganisationStore.practices(in: scope, on: today, in: connection).first?.id
    }
}
