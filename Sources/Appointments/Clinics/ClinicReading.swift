// What the planning pages read.

import Directory
import Governance
import Kernel
import Store

extension ClinicChoices {
    /// Rooms of the hubs within the scope, the people who work there, schemes and networks.
    static func read(on date: LocalDate, scope: Scope, in connection: any Connection) throws -> ClinicChoices {
        var sites = try SiteStore.hubSites(on: date, in: connection)
        if case .hub(let hub) = scope.reach { sites = sites.filter { $0.organisation == hub } }
        let places = try sites.flatMap { site in
            try SiteStore.rooms(at: site.id, on: date, in: connection).map { Place(site: site, room: $0) }
        }
        var people: [PersonID: Person] = [:]
        for hub in Set(sites.map(\.organisation)) {
            for person in try self.people(at: hub, on: date, in: connection) { people[person.id] = person }
        }
        let federation = try OrganisationStore.federation(on: date, in: connection)
        return ClinicChoices(
            places: places, clinicians: people.values.sorted { ($0.familyName, $0.givenName) < ($1.familyName, $1.givenName) },
            schemes: try UndertakingStore.undertakings(in: connection).filter { $0.kind == .scheme },
            networks: try federation.map { try OrganisationStore.networks(of: $0.id, on: date, in: connection) } ?? [])
    }
}

extension ClinicNames {
    static func read(_ patterns: [ClinicPattern], on date: LocalDate, in connection: any Connection) throws -> ClinicNames {
        let sites = try Set(patterns.map(\.site)).compactMap { try SiteStore.site($0, in: connection) }
        return ClinicNames(
            sites: sites, rooms: try Set(patterns.map(\.room)).compactMap { try SiteStore.room($0, in: connection) },
            people: try PersonStore.people(Array(Set(patterns.map(\.clinician))), in: connection))
    }
}

extension PlannedWeek {
    /// Weeks from a Monday on: minutes offered by all schemes, required by all their contracts, and the hours without a GP.
    static func read(from monday: LocalDate, count: Int, _ contracts: ContractPort, in connection: any Connection) throws -> [PlannedWeek] {
        let last = monday.adding(days: count * 7 - 1)
        let offered = try CapacityStore.offered(from: monday, through: last, in: connection)
        let doctors = try ClinicStore.clinics(from: monday, through: last, in: connection).filter { $0.service == .doctor && $0.status != .withdrawn }
        let schemes = try UndertakingStore.undertakings(in: connection).filter { $0.kind == .scheme }.map(\.id)
        let hours = try contracts.doctorHours(monday, last, connection)
        return try (0..<count).map { index in
            let week = monday.adding(days: index * 7)
            let required = try schemes.compactMap { try contracts.requiredMinutes($0, week, connection) }
            return PlannedWeek(
                week: week, offered: offered.filter { $0.week == week }.reduce(0) { $0 + $1.minutes },
                required: required.isEmpty ? nil : required.reduce(0, +),
                gaps: StandardHours.gaps(in: hours.filter { $0.date.monday == week }, doctors: doctors.map(\.stretch)))
        }
    }
}

extension PatternFacts {
    static func read(
        _ id: ID<ClinicPattern>, on date: LocalDate, scope: Scope, _ contracts: ContractPort, in connection: any Connection
    ) throws -> PatternFacts? {
        guard let pattern = try ClinicStore.pattern(id, scope: scope, in: connection) else { return nil }
        let plan = ClinicRules.plan(pattern, exceptions: try ClinicStore.exceptions(of: id, in: connection))
        let (terms, names) = try ClinicTerms.read(pattern, plan: pattern.status == .draft ? plan : [], contracts, in: connection)
        let clinics =
            pattern.status == .draft
            ? [] : try ClinicStore.clinics(from: pattern.fromDate, through: pattern.untilDate, pattern: id, in: connection)
        return PatternFacts(
            pattern: pattern, names: try ClinicNames.read([pattern], on: date, in: connection),
            scheme: try UndertakingStore.undertaking(pattern.scheme, in: connection)?.title ?? "",
            network: try pattern.network.flatMap { try OrganisationStore.organisation($0, on: date, in: connection)?.name } ?? "", plan: plan,
            clashes: pattern.status == .draft ? try ClinicStore.clashes(of: pattern, plan: plan, in: connection) : [],
            obstacles: ClinicRules.obstacles(terms, names), clinics: clinics,
            booked: try ClinicStore.bookedCounts(of: clinics.map(\.id), in: connection),
            people: try PersonStore.people(Array(Set(clinics.map(\.clinician))), in: connection),
            rooms: try SiteStore.rooms(at: pattern.site, in: connection))
    }
}
