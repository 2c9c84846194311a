// What networks owe, offer and deliver.

import Activity
import Directory
import Kernel
import Store

/// One network's week under a scheme.
package struct NetworkWeek: Hashable, Sendable {
    package let network: OrganisationID
    package let name: String
    /// The week's Monday.
    package let week: LocalDate
    /// The network's adjusted population in hundredths of a patient.
    package let adjustedHundredths: Int
    package let owed: MinutesOwed
    package let offered: Int
    /// Minutes of appointments that the network's patients had.
    package let delivered: Int
}

package enum RequirementStore {
    /// The contract of a scheme that runs on `date`; nil where it does not.
    package static func contract(of scheme: SchemeID, on date: LocalDate, in connection: any Connection) throws -> ContractID? {
        guard let scheme = try SchemeStore.scheme(scheme, in: connection), scheme.from <= date, date <= scheme.until else { return nil }
        return scheme.contract
    }

    /// What one network owes in the week of `week`, from its adjusted population as of the week's Monday and as known at `knownAt`, so that a week can
    /// be worked out again as it was seen then. Nil where the scheme requires nothing in that week.
    package static func owed(
        network: OrganisationID, scheme: SchemeID, week: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> (owed: MinutesOwed, adjustedHundredths: Int)? {
        guard let terms = try SchemeStore.scheme(scheme, in: connection), terms.until >= week.monday, terms.from <= week.monday.adding(days: 6),
            let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme, in: connection), on: week.monday.adding(days: 6))
        else { return nil }
        let practices = try OrganisationStore.members(of: network, on: week.monday, in: connection).map(\.id)
        let population = try PopulationStore.total(of: practices, kind: .adjusted, on: week.monday, knownAt: knownAt, in: connection)
        return (
            RequirementRules.owed(adjustedHundredths: population, requirement: requirement, week: week, isBankHoliday: BankHolidays.contains),
            population
        )
    }

    /// The same for all networks of the federation together; nil where the scheme requires nothing.
    package static func requiredMinutes(of scheme: SchemeID, week: LocalDate, knownAt: Instant, in connection: any Connection) throws -> Int? {
        guard let federation = try OrganisationStore.federation(on: week.monday, in: connection) else { return nil }
        let owed = try OrganisationStore.networks(of: federation.id, on: week.monday, in: connection).compactMap {
            try Self.owed(network: $0.id, scheme: scheme, week: week, knownAt: knownAt, in: connection)?.owed.minutes
        }
        return owed.isEmpty ? nil : owed.reduce(0, +)
    }

    /// The meter: owed, offered and delivered for each network of the federation in one week. Minutes open to all networks are shared out by adjusted
    /// population.
    package static func weeks(
        of scheme: SchemeID, week: LocalDate, knownAt: Instant, ports: ContractsPorts, in connection: any Connection
    ) throws -> [NetworkWeek] {
        let (monday, sunday) = (week.monday, week.monday.adding(days: 6))
        guard let federation = try OrganisationStore.federation(on: monday, in: connection) else { return [] }
        let networks = try OrganisationStore.networks(of: federation.id, on: monday, in: connection)
        let byPractice = try OrganisationStore.networkByPractice(of: federation.id, on: monday, in: connection)
        let owed = try networks.map { try Self.owed(network: $0.id, scheme: scheme, week: monday, knownAt: knownAt, in: connection) }
        let offered = try ports.minutesOffered(scheme, monday, sunday, connection)
        let common = offered.filter { $0.network == nil }.map(\.minutes).reduce(0, +)
        // Sharing minutes is sharing pence: whole units by largest remainder.
        let shares = Money(pence: common).shared(by: owed.map { $0?.adjustedHundredths ?? 0 })
        let entries = try ActivityStore.entries(scheme: scheme, from: monday, through: sunday, scope: .federation, in: connection)
        let delivered = Dictionary(grouping: entries.filter { $0.kind == .appointmentDelivered }) { byPractice[$0.practice] }
        return zip(networks, zip(owed, shares)).compactMap { network, figures in
            guard let (owed, population) = figures.0 else { return nil }
            let own = offered.filter { $0.network == network.id }.map(\.minutes).reduce(0, +)
            return NetworkWeek(
                network: network.id, name: network.name, week: monday, adjustedHundredths: population, owed: owed, offered: own + figures.1.pence,
                delivered: (delivered[network.id] ?? []).map(\.minutes).reduce(0, +))
        }
    }
}
