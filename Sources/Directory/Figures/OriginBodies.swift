// Whose entries a figure adds up.

import Kernel
import Store
import Web

/// Whom an origin means, and every practice whose entries belong to it.
package struct OriginBodies: Sendable {
    package let name: String
    /// Nil for all.
    package let practices: [OrganisationID]?

    private init(name: String, practices: [OrganisationID]?) {
        self.name = name
        self.practices = practices
    }

    /// Refused as not found: what lies outside the person's scope, and what is not the federation's.
    package init(of origin: Origin, scope: Scope, today: LocalDate, in connection: any Connection) throws {
        let successions = try Successions(OrganisationStore.successions(in: connection), on: today)
        let members = try OrganisationStore.practices(in: scope, on: today, in: connection)
        switch scope.reach {
        case .hub, .system, .network, .named, .own, .caseload, .outside: throw Refusal.notFound
        case .practice:
            guard let own = members.first, origin.network == nil, origin.group == nil,
                origin.practice.map({ successions.final(of: $0) == own.id }) ?? true
            else { throw Refusal.notFound }
            self.init(name: own.name, practices: successions.family(of: own.id))
        case .federation:
            guard origin.network != nil || origin.practice != nil || origin.group != nil else {
                self.init(name: "All practices", practices: nil)
                return
            }
            guard let federation = try OrganisationStore.federation(on: today, in: connection) else { throw Refusal.notFound }
            if let practice = origin.practice.map(successions.final) {
                let family = successions.family(of: practice)
                let isMember = members.contains { $0.id == practice }
                let ever = isMember ? [] : try NetworkPopulationStore.everMembers(of: federation.id, in: connection)
                guard isMember || !Set(family).isDisjoint(with: ever),
                    let name = try OrganisationStore.organisation(practice, on: today, in: connection)?.name
                else { throw Refusal.notFound }
                self.init(name: name, practices: family)
                return
            }
            if let group = origin.group {
                self.init(
                    name: group.title,
                    practices: try OriginBodies.practices(
                        of: group, federation.id, members: members.map(\.id), successions, today: today, in: connection))
                return
            }
            guard let network = origin.network,
                let name = try OrganisationStore.organisation(network, on: today, in: connection)?.name
            else { throw Refusal.notFound }
            let networkOf = try OrganisationStore.networkByPractice(among: members.map(\.id), on: today, in: connection)
            let practices = members.map(\.id).filter { networkOf[$0] == network }
            guard !practices.isEmpty else { throw Refusal.notFound }
            self.init(name: name, practices: practices.flatMap { successions.family(of: $0) })
        }
    }

    private static func practices(
        of group: ReportFrame.Group, _ federation: OrganisationID, members: [OrganisationID], _ successions: Successions, today: LocalDate,
        in connection: any Connection
    ) throws -> [OrganisationID] {
        switch group {
        case .withoutNetwork:
            let networkOf = try OrganisationStore.networkByPractice(among: members, on: today, in: connection)
            return members.filter { networkOf[$0] == nil }.flatMap { successions.family(of: $0) }
        case .former:
            let left = try Set(NetworkPopulationStore.everMembers(of: federation, in: connection).map(successions.final)).subtracting(members)
            return left.sorted().flatMap { successions.family(of: $0) }
        }
    }
}
