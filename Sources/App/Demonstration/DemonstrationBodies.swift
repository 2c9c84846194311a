// The made-up practices, networks and hubs.

import Directory
import Kernel
import Store

/// Organisations of the demonstration, as they were made.
struct DemonstrationBodies: Sendable {
    struct Practice: Sendable {
        let id: OrganisationID
        let name: String
        let network: OrganisationID
        /// Registered patients; every figure of the demonstration is made up.
        let registered: Int
        let place: Place
    }

    struct Hub: Sendable {
        let id: OrganisationID
        let name: String
        let site: SiteID
        let rooms: [ID<Room>]
    }

    struct Place: Sendable {
        let latitude: Double
        let longitude: Double
    }

    let federation: OrganisationID
    let commissioner: OrganisationID
    let networks: [OrganisationID]
    let practices: [Practice]
    let hubs: [Hub]

    func practice(_ name: String) -> Practice? { practices.first { $0.name == name } }

    static let federationName = "Larkfield and Vale GP Federation"
    private static let source = "made up for the demonstration"

    /// Registered patients of each network, all within the 30,000 to 50,000 that networks are meant to have; 295,800 together.
    private static let networkLists = [49_800, 49_200, 48_600, 49_900, 49_400, 48_900]

    static func make(_ calendar: DemonstrationCalendar, random: inout SeededRandom, in transaction: Transaction) throws -> DemonstrationBodies {
        let commissioner = Organisation(
            id: ID(at: transaction.instant, using: &random), kind: .integratedCareBoard, name: "Larkfield and Vale Integrated Care Board (made up)",
            openedOn: calendar.formed)
        try OrganisationStore.add(commissioner, source: source, in: transaction)
        var drafts: [FederationDraft.Network] = []
        var made: [(organisation: Organisation, network: Int, registered: Int, place: Place)] = []
        for (index, network) in DemonstrationNames.networks.enumerated() {
            let weights = network.practices.map { _ in Int.random(in: 40...160, using: &random) }
            let lists = Money(pence: networkLists[index]).shared(by: weights).map(\.pence)
            // Each network lies around a point of its own, 6 to 12 miles from the others.
            let centre = Place(latitude: 52.20 + 0.11 * Double(index / 3), longitude: 0.80 + 0.17 * Double(index % 3))
            var codes: [ODSCode] = []
            for (name, list) in zip(network.practices, lists) {
                let serial = made.count + 1
                // No practice code begins with Z.
                let code = try ODSCode(parsing: "Z\(serial.padded(5))")
                let place = Place(
                    latitude: centre.latitude + Double.random(in: -0.04...0.04, using: &random),
                    longitude: centre.longitude + Double.random(in: -0.06...0.06, using: &random))
                let practice = Organisation(
                    id: ID(at: transaction.instant, using: &random), kind: .practice, odsCode: code, name: name, postcode: try postcode(serial),
                    openedOn: calendar.formed.adding(days: -3650))
                try OrganisationStore.add(
                    practice, address: "\(serial) \(random.pick(DemonstrationNames.streets)), Madeupton",
                    telephone: "01632 960\((100 + serial).padded(3))",
                    source: source, in: transaction)
                try OrganisationStore.relate(practice.id, .commissionedBy, commissioner.id, from: calendar.formed, source: source, in: transaction)
                try site(of: practice, at: place, random: &random, in: transaction)
                try record(list, of: practice.id, calendar, random: &random, in: transaction)
                codes.append(code)
                made.append((practice, index, list, place))
            }
            drafts.append(FederationDraft.Network(name: network.name, practices: codes))
        }
        let formed = try FederationForming.form(
            FederationDraft(name: federationName, on: calendar.formed, networks: drafts), in: transaction)
        let networks = DemonstrationNames.networks.map { network in formed.networks.first { $0.name == network.name }?.id ?? formed.federation.id }
        let practices = made.map { one in
            Practice(
                id: one.organisation.id, name: one.organisation.name, network: networks[one.network], registered: one.registered, place: one.place)
        }
        return DemonstrationBodies(
            federation: formed.federation.id, commissioner: commissioner.id, networks: networks, practices: practices,
            hubs: try hubs(hostedBy: practices, calendar, in: transaction))
    }

    /// ZZ99 is the area that the NHS keeps for addresses that are none.
    static func postcode(_ serial: Int) throws -> Postcode {
        let letters = Array("ABDEFGHJLNPQRSTUWXYZ")
        return try Postcode(parsing: "ZZ99 \(serial % 10)\(letters[serial / 10 % letters.count])\(letters[serial / 200 % letters.count])")
    }

    private static func site(of practice: Organisation, at place: Place, random: inout SeededRandom, in transaction: Transaction) throws {
        try SiteStore.add(
            Site(
                id: ID(at: transaction.instant, using: &random), organisation: practice.id, name: practice.name, postcode: practice.postcode,
                latitude: place.latitude, longitude: place.longitude),
            in: transaction)
    }

    // Weighted and adjusted lists lie within a tenth of the registered one.
    private static func record(
        _ list: Int, of practice: OrganisationID, _ calendar: DemonstrationCalendar, random: inout SeededRandom, in transaction: Transaction
    ) throws {
        let snapshot = calendar.formed
        let weighted = list * Int.random(in: 9_200...10_800, using: &random) / 100
        let adjusted = list * Int.random(in: 9_700...10_300, using: &random) / 100
        for (kind, hundredths) in [(PopulationKind.registered, list * 100), (.weighted, weighted), (.adjusted, adjusted)] {
            _ = try PopulationStore.record(hundredths, of: practice, kind: kind, snapshotDate: snapshot, source: source, in: transaction)
        }
    }

    private static func hubs(hostedBy practices: [Practice], _ calendar: DemonstrationCalendar, in transaction: Transaction) throws -> [Hub] {
        try [("Oak Hub", "Riverside Surgery"), ("Elm Hub", "Castle Street Practice")].enumerated().compactMap { index, pair in
            guard let host = practices.first(where: { $0.name == pair.1 }) else { return nil }
            let opened = try FederationForming.open(
                HubDraft(
                    name: pair.0, siteName: pair.0, address: "\(index + 1) Hub Lane, Madeupton", postcode: try postcode(901 + index),
                    latitude: host.place.latitude + 0.002, longitude: host.place.longitude + 0.002, rooms: (1...10).map { "Room \($0)" },
                    host: host.id,
                    on: calendar.formed),
                in: transaction)
            return Hub(id: opened.hub.id, name: pair.0, site: opened.site.id, rooms: opened.rooms.map(\.id))
        }
    }
}
