// Practices, networks and patients of a day.

/// The federation's practices on one day: the network of each and its adjusted population, by which time for everybody is shared out.
package struct NetworkPopulations: Hashable, Sendable {
    package let members: Set<OrganisationID>
    /// Practices of no network are left out.
    package let networkOf: [OrganisationID: OrganisationID]
    /// Adjusted populations in hundredths of a patient, of practices of no network too.
    package let hundredths: [OrganisationID: Int]

    /// Without `members`: those of which a network or a population is given.
    package init(members: Set<OrganisationID>? = nil, networkOf: [OrganisationID: OrganisationID] = [:], hundredths: [OrganisationID: Int] = [:]) {
        self.members = members ?? Set(networkOf.keys).union(hundredths.keys)
        self.networkOf = networkOf
        self.hundredths = hundredths
    }

    /// Each network's adjusted population in hundredths of a patient.
    package var totals: [OrganisationID: Int] {
        networkOf.reduce(into: [:]) { $0[$1.value, default: 0] += hundredths[$1.key] ?? 0 }
    }

    /// `minutes` offered to everybody, shared out among the networks by adjusted population: whole minutes by largest remainder, so that the parts add
    /// up. Without any population no network has a part.
    package func parts(of minutes: Int) -> [OrganisationID: Int] {
        let weights = totals.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        // Sharing minutes is sharing pence: whole units by largest remainder.
        let parts = Money(pence: minutes).shared(by: weights.map(\.value)).map(\.pence)
        return Dictionary(zip(weights.map(\.key), parts), uniquingKeysWith: { first, _ in first })
    }
}
