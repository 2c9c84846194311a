// The cast in a database.

import Directory
import Identity
import Kernel
import Store
import TestKit

extension Cast {
    /// Enters everybody, with the hub's two rooms.
    package static func found(in transaction: Transaction) throws {
        let kinds: [(OrganisationID, OrganisationKind)] = [
            (riverside, .practice), (elm, .practice), (oldMill, .practice), (north, .network), (south, .network), (federation, .federation),
            (commissioner, .commissioner), (hub, .hub),
        ]
        for (id, kind) in kinds { try OrganisationStore.add(Organisation(id: id, kind: kind, name: names[id] ?? ""), in: transaction) }
        try OrganisationStore.serve(federation, in: transaction)
        for (practice, network) in [(riverside, north), (elm, north), (oldMill, south)] {
            try OrganisationStore.relate(practice, .memberOfFederation, federation, from: date(2020, 1, 1), in: transaction)
            try OrganisationStore.relate(practice, .memberOfNetwork, network, from: date(2020, 1, 1), in: transaction)
        }
        try SiteStore.add(Site(id: oakHub, organisation: hub, name: "Oak Hub", latitude: 51.5, longitude: -0.1), in: transaction)
        try SiteStore.host(oakHub, by: elm, in: transaction)
        for (index, room) in rooms.enumerated() { try SiteStore.add(Room(id: room, site: oakHub, name: "Room \(index + 1)"), in: transaction) }
        for person in people { try PersonStore.add(person, in: transaction) }
    }

    package static let rooms: [ID<Room>] = [id(21), id(22)]

    package static let people = [
        Person(id: pat, givenName: "Pat", familyName: "Marlow", profession: "Manager"),
        Person(id: fern, givenName: "Fern", familyName: "Oduya", profession: "Manager"),
        Person(id: rae, givenName: "Rae", familyName: "Example"), Person(id: lee, givenName: "Lee", familyName: "Example"),
        Person(id: doctor, givenName: "Priya", familyName: "Sample", title: "Dr", profession: "GP"),
        Person(id: physiotherapist, givenName: "Sam", familyName: "Model", profession: "Physiotherapist"),
    ]

    /// What somebody with a role at a practice sees on a day, mergers followed as at sign-in.
    package static func scope(at practice: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Scope {
        let lineage = try OrganisationStore.lineage(of: practice, on: date, in: connection)
        return ScopeRules.scope(of: .receptionist, at: lineage.heir, carryingOnFor: lineage.predecessors)
    }
}
