// Who was in which network, week by week.

import Kernel
import Store

package enum NetworkPopulationStore {
    /// As on each of `days` and as known at `knownAt`; empty before there is a federation. Between days on which nothing changed the directory
    /// is read once.
    /// - Parameter everMembers: those of the federation, where they have been read already.
    package static func populations(
        on days: [LocalDate], knownAt: Instant, everMembers: [OrganisationID]? = nil, in connection: any Connection
    ) throws -> [NetworkPopulations] {
        guard let first = days.first, let federation = try OrganisationStore.federation(on: first, in: connection)?.id
        else { return days.map { _ in NetworkPopulations() } }
        let changes =
            days.count > 1 ? try changes(of: everMembers ?? self.everMembers(of: federation, in: connection), knownAt: knownAt, in: connection) : []
        var populations: [NetworkPopulations] = []
        for (index, day) in days.enumerated() {
            let before = days[max(index - 1, 0)]
            if let last = populations.last, !changes.contains(where: { $0 > min(before, day) && $0 <= max(before, day) }) {
                populations.append(last)
                continue
            }
            let members = try OrganisationStore.members(of: federation, on: day, in: connection).map(\.id)
            populations.append(
                NetworkPopulations(
                    members: Set(members), networkOf: try OrganisationStore.networkByPractice(among: members, on: day, in: connection),
                    hundredths: try PopulationStore.populations(of: members, kind: .adjusted, on: day, knownAt: knownAt, in: connection)
                        .mapValues(\.hundredths)))
        }
        return populations
    }

    /// Every practice that was ever a member, and those that carried on for one.
    package static func everMembers(of federation: OrganisationID, in connection: any Connection) throws -> [OrganisationID] {
        let bodies = try OrganisationStore.lineage(of: federation, on: Timeline.end, in: connection).members
        return try connection.values(
            """
            SELECT DISTINCT organisation_id
            FROM organisation_relationships
            WHERE kind = \(RelationshipKind.memberOfFederation)
            AND other_id IN \(bodies)
            """)
    }

    /// The days from which on a membership, a merger, an opening or a population of theirs counts, or no longer counts.
    private static func changes(of everMembers: [OrganisationID], knownAt: Instant, in connection: any Connection) throws -> Set<LocalDate> {
        let known = try OrganisationStore.successions(knownAt: knownAt, in: connection)
        let mergers = try known + OrganisationStore.successions(in: connection)
        let practices = Array(Set(everMembers + mergers.flatMap { [$0.organisation, $0.successor] }))
        struct Span: Decodable {
            let from: LocalDate
            let until: LocalDate?
        }
        let spans: [Span] = try connection.all(
            """
            SELECT from_date AS "from", until_date AS "until"
            FROM organisation_relationships
            WHERE organisation_id IN \(practices)
            UNION
            SELECT from_date, until_date
            FROM organisation_statuses
            WHERE organisation_id IN \(practices)
            UNION
            SELECT snapshot_date, NULL
            FROM populations
            WHERE practice_id IN \(practices)
            AND kind = \(PopulationKind.adjusted)
            """)
        return Set(spans.flatMap { [$0.from] + ($0.until.map { [$0.adding(days: 1)] } ?? []) } + mergers.map(\.from))
    }
}
