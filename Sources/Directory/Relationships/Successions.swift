// Who carries on for a body that ended.

import Kernel

/// Every succession known, as pure values: each organisation has at most one successor at a time.
package struct Successions: Hashable, Sendable {
    /// `organisation` is carried on by `successor` from `from` on.
    package struct Succession: Codable, Hashable, Sendable {
        package let organisation: OrganisationID
        package let successor: OrganisationID
        package let from: LocalDate

        package init(organisation: OrganisationID, successor: OrganisationID, from: LocalDate) {
            self.organisation = organisation
            self.successor = successor
            self.from = from
        }
    }

    private let forward: [OrganisationID: Succession]
    private let backward: [OrganisationID: [Succession]]

    /// The successions that have taken effect by `date`.
    package init(_ all: [Succession], on date: LocalDate) {
        let inForce = all.filter { $0.from <= date }
        forward = Dictionary(inForce.map { ($0.organisation, $0) }, uniquingKeysWith: { first, second in first.from <= second.from ? second : first })
        backward = Dictionary(grouping: forward.values.sorted { ($0.from, $0.organisation) < ($1.from, $1.organisation) }, by: \.successor)
    }

    /// The body that carries on for `organisation`: itself where none does. A circle of successors, which no source should state, ends where it
    /// began.
    package func final(of organisation: OrganisationID) -> OrganisationID {
        var current = organisation
        var seen: Set<OrganisationID> = [organisation]
        while let next = forward[current]?.successor {
            guard seen.insert(next).inserted else { return organisation }
            current = next
        }
        return current
    }

    /// The bodies that `organisation` took over directly.
    package func taken(by organisation: OrganisationID) -> [Succession] { backward[organisation] ?? [] }

    /// Everybody for whom `organisation` carries on, at any remove, itself first.
    package func family(of organisation: OrganisationID) -> [OrganisationID] {
        var family = [organisation]
        var seen: Set<OrganisationID> = [organisation]
        var next = 0
        while next < family.count {
            for succession in taken(by: family[next]) where seen.insert(succession.organisation).inserted { family.append(succession.organisation) }
            next += 1
        }
        return family
    }
}
