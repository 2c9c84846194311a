// Practices and people that tests speak of.

import Directory
import Kernel
import Store
import TestKit

/// Three practices of one federation with a hub, on the frozen day.
package enum Cast {
    package static let riverside: OrganisationID = id(1)
    package static let elm: OrganisationID = id(2)
    package static let oldMill: OrganisationID = id(3)
    package static let network: OrganisationID = id(4)
    package static let federation: OrganisationID = id(5)
    package static let commissioner: OrganisationID = id(6)
    package static let hub: OrganisationID = id(7)
    package static let oakHub: SiteID = id(20)
    package static let pat: PersonID = id(30)
    package static let fern: PersonID = id(31)

    /// The same identifier for the same number in every test.
    package static func id<Subject>(_ number: UInt64) -> ID<Subject> {
        var random = SeededGenerator(seed: number)
        return ID(at: TestDay.now, using: &random)
    }

    package static func found(in transaction: Transaction) throws {
        let names: [(OrganisationID, OrganisationKind, String)] = [
            (riverside, .practice, "Riverside Surgery"), (elm, .practice, "Elm Practice"), (oldMill, .practice, "Old Mill Surgery"),
            (network, .network, "North Network"), (federation, .federation, "Example Federation"), (commissioner, .commissioner, "Example ICB"),
            (hub, .hub, "Oak Hub"),
        ]
        for (id, kind, name) in names { try OrganisationStore.add(Organisation(id: id, kind: kind, name: name), in: transaction) }
        try OrganisationStore.serve(federation, in: transaction)
        for practice in [riverside, elm, oldMill] {
            try OrganisationStore.relate(practice, .memberOfFederation, federation, from: date(2020, 1, 1), in: transaction)
            try OrganisationStore.relate(practice, .memberOfNetwork, network, from: date(2020, 1, 1), in: transaction)
        }
        try SiteStore.add(Site(id: oakHub, organisation: hub, name: "Oak Hub"), in: transaction)
        try SiteStore.host(oakHub, by: elm, in: transaction)
        for (id, given, family) in [(pat, "Pat", "Marlow"), (fern, "Fern", "Oduya")] {
            try PersonStore.add(
                Person(id: id, givenName: given, familyName: family, title: "", registration: nil, profession: "Manager"), in: transaction)
        }
    }

    package static func date(_ year: Int, _ month: Int, _ day: Int) -> LocalDate {
        LocalDate(year: year, month: month, day: day) ?? TestDay.today
    }

    /// Noon in London on a day.
    package static func noon(_ date: LocalDate) -> Instant { London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 720))) }
}
