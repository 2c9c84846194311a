// Forms a federation of known practices.

import Kernel
import Store

/// What a federation is to be made of.
package struct FederationDraft: Hashable, Sendable {
    package let name: String
    package let on: LocalDate
    /// Practices by code.
    package let practices: [ODSCode]
    /// Commissioners whose open practices all join.
    package let commissioners: [ODSCode]
    /// Networks by name or code, each with its practices' codes, for practices that no network file speaks of.
    package let networks: [Network]

    package struct Network: Hashable, Sendable {
        package let name: String
        package let code: ODSCode?
        package let practices: [ODSCode]

        package init(name: String, code: ODSCode? = nil, practices: [ODSCode]) {
            self.name = name
            self.code = code
            self.practices = practices
        }
    }

    package init(name: String, on: LocalDate, practices: [ODSCode] = [], commissioners: [ODSCode] = [], networks: [Network] = []) {
        self.name = name
        self.on = on
        self.practices = practices
        self.commissioners = commissioners
        self.networks = networks
    }
}

/// A federation as formed, with what somebody should look at.
package struct FederationFormed: Codable, Hashable, Sendable {
    package struct Body: Codable, Hashable, Sendable {
        package let id: OrganisationID
        package let name: String
        package let practices: Int
        /// Registered patients.
        package let patients: Int
    }

    package let federation: Body
    package let networks: [Body]
    package let practices: [Organisation]
    package let warnings: [String]
}

package enum FederationForming {
    /// Forms the federation that this database serves: the organisation, the membership of each practice from `on`, and the networks of the draft.
    ///
    /// - Throws: `DirectoryRefusal` where a code is unknown or the database serves a federation already.
    package static func form(_ draft: FederationDraft, in transaction: Transaction) throws -> FederationFormed {
        if let served = try OrganisationStore.federation(on: draft.on, in: transaction) { throw DirectoryRefusal.federationExists(name: served.name) }
        let practices = try practices(of: draft, in: transaction)
        let federation = Organisation(
            id: ID(at: transaction.instant), kind: .federation, name: draft.name, openedOn: draft.on)
        try OrganisationStore.add(federation, in: transaction)
        try OrganisationStore.serve(federation.id, in: transaction)
        for practice in practices {
            try OrganisationStore.relate(practice.id, .memberOfFederation, federation.id, from: draft.on, in: transaction)
        }
        for network in draft.networks { try form(network, on: draft.on, in: transaction) }
        return try picture(of: federation, on: draft.on, knownAt: transaction.instant, in: transaction)
    }

    /// The open practices that the draft names, each once, in the order of their names.
    package static func practices(of draft: FederationDraft, in connection: any Connection) throws -> [Organisation] {
        var found: Set<OrganisationID> = []
        var unknown: [String] = []
        for code in draft.practices + draft.networks.flatMap(\.practices) {
            guard let practice = try OrganisationStore.organisation(code: code, on: draft.on, in: connection), practice.kind == .practice else {
                unknown.append(code.stored)
                continue
            }
            found.insert(try OrganisationStore.successor(of: practice.id, on: draft.on, in: connection))
        }
        for code in draft.commissioners {
            guard let body = try OrganisationStore.organisation(code: code, on: draft.on, in: connection) else {
                unknown.append(code.stored)
                continue
            }
            let members = try OrganisationStore.members(of: body.id, on: draft.on, in: connection)
            if members.isEmpty { unknown.append(code.stored) }
            found.formUnion(members.map(\.id))
        }
        guard unknown.isEmpty, !found.isEmpty else { throw DirectoryRefusal.unknownCodes(unknown.isEmpty ? ["none given"] : unknown) }
        return try OrganisationStore.organisations(Array(found), on: draft.on, in: connection)
    }

    /// Networks, practices and populations of a federation on a date, with a warning for each body outside the range of populations, each practice
    /// without a network, without a registered list, or closed.
    package static func picture(
        of federation: Organisation, on date: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> FederationFormed {
        let practices = try OrganisationStore.members(of: federation.id, on: date, in: connection)
        let networkByPractice = try OrganisationStore.networkByPractice(of: federation.id, on: date, in: connection)
        let networks = try OrganisationStore.networks(of: federation.id, on: date, in: connection)
        let populations = try PopulationStore.populations(of: practices.map(\.id), kind: .registered, on: date, knownAt: knownAt, in: connection)
        func patients(_ some: [OrganisationID]) -> Int { (some.reduce(0) { $0 + (populations[$1]?.hundredths ?? 0) } + 50) / 100 }
        let whole = FederationFormed.Body(
            id: federation.id, name: federation.name, practices: practices.count, patients: patients(practices.map(\.id)))
        let bodies = networks.map { network in
            let members = practices.map(\.id).filter { networkByPractice[$0] == network.id }
            return FederationFormed.Body(id: network.id, name: network.name, practices: members.count, patients: patients(members))
        }
        var warnings: [String] = []
        // Without a single list a body's population is not small but unknown.
        if !populations.isEmpty, let warning = PopulationRange.warning(name: federation.name, kind: .federation, count: whole.patients) {
            warnings.append(warning)
        }
        warnings += bodies.filter { $0.patients > 0 }.compactMap { PopulationRange.warning(name: $0.name, kind: .network, count: $0.patients) }
        warnings += sentences(
            practices.filter { populations[$0.id] == nil }, one: "has no registered list. Import patients registered by practice.",
            many: "have no registered list. Import patients registered by practice.")
        warnings += sentences(
            practices.filter { networkByPractice[$0.id] == nil }, one: "is in no network. Import the networks' core partners, or add it to one.",
            many: "are in no network. Import the networks' core partners, or add them to one.")
        return FederationFormed(federation: whole, networks: bodies, practices: practices, warnings: warnings)
    }

    /// A sentence for each practice, or one for all where there are many.
    private static func sentences(_ practices: [Organisation], one: String, many: String) -> [String] {
        let titles = practices.map { practice in practice.odsCode.map { "\(practice.name) (\($0))" } ?? practice.name }
        guard titles.count > 5 else { return titles.map { "\($0) \(one)" } }
        return ["\(titles.count.grouped) practices, among them \(titles.prefix(3).joined(separator: ", ")), \(many)"]
    }

    private static func form(_ network: FederationDraft.Network, on date: LocalDate, in transaction: Transaction) throws {
        var body: OrganisationID?
        if let code = network.code { body = try OrganisationStore.organisation(code: code, on: date, in: transaction)?.id }
        let id = body ?? ID(at: transaction.instant)
        if body == nil {
            try OrganisationStore.add(
                Organisation(id: id, kind: .network, odsCode: network.code, name: network.name, openedOn: date), in: transaction)
        }
        for code in network.practices {
            guard let practice = try OrganisationStore.organisation(code: code, on: date, in: transaction) else {
                throw DirectoryRefusal.unknownCodes([code.stored])
            }
            let standing = try OrganisationStore.network(of: practice.id, on: date, in: transaction)
            if standing?.id != id { try OrganisationStore.relate(practice.id, .memberOfNetwork, id, from: date, in: transaction) }
        }
    }
}

/// A hub: an organisation with a site and rooms, hosted by a practice.
package struct HubDraft: Hashable, Sendable {
    package let name: String
    package let siteName: String
    package let address: String
    package let postcode: Postcode?
    package let latitude: Double?
    package let longitude: Double?
    package let rooms: [String]
    package let host: OrganisationID
    package let on: LocalDate

    package init(
        name: String, siteName: String, address: String = "", postcode: Postcode? = nil, latitude: Double? = nil, longitude: Double? = nil,
        rooms: [String], host: OrganisationID, on: LocalDate
    ) {
        self.name = name
        self.siteName = siteName
        self.address = address
        self.postcode = postcode
        self.latitude = latitude
        self.longitude = longitude
        self.rooms = rooms
        self.host = host
        self.on = on
    }
}

extension FederationForming {
    /// Opens a hub at a site that a practice hosts.
    package static func open(_ draft: HubDraft, in transaction: Transaction) throws -> (hub: Organisation, site: Site, rooms: [Room]) {
        let hub = Organisation(id: ID(at: transaction.instant), kind: .hub, name: draft.name, postcode: draft.postcode, openedOn: draft.on)
        try OrganisationStore.add(hub, address: draft.address, in: transaction)
        try OrganisationStore.relate(hub.id, .hostedBy, draft.host, from: draft.on, in: transaction)
        if let federation = try OrganisationStore.federation(on: draft.on, in: transaction) {
            try OrganisationStore.relate(hub.id, .operatedBy, federation.id, from: draft.on, in: transaction)
        }
        let site = Site(
            id: ID(at: transaction.instant), organisation: hub.id, name: draft.siteName, postcode: draft.postcode, latitude: draft.latitude,
            longitude: draft.longitude)
        try SiteStore.add(site, address: draft.address, from: draft.on, in: transaction)
        try SiteStore.host(site.id, by: draft.host, from: draft.on, in: transaction)
        let rooms = draft.rooms.map { Room(id: ID(at: transaction.instant), site: site.id, name: $0) }
        for room in rooms { try SiteStore.add(room, from: draft.on, in: transaction) }
        return (hub, site, rooms)
    }
}
