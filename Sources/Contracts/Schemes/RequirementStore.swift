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

/// Minutes that all schemes require of a network in a week, and how they come about.
package struct NetworkRequirement: Hashable, Sendable {
    package let minutes: Int
    /// "62,000 adjusted patients × 60 minutes for 1,000 = 3,720 minutes"
    package let derivation: String
}

package enum RequirementStore {
    /// The contract of a scheme that runs on `date`; nil where it does not.
    package static func contract(of scheme: SchemeID, on date: LocalDate, in connection: any Connection) throws -> ContractID? {
        guard let scheme = try SchemeStore.scheme(scheme, in: connection), scheme.isInForce(on: date) else { return nil }
        return scheme.contract
    }

    /// How many days ahead the scheme's appointments have to be bookable, by the requirement in force on `date`; nil where none asks for any.
    package static func daysAhead(of scheme: SchemeID, on date: LocalDate, in connection: any Connection) throws -> Int? {
        guard let terms = try SchemeStore.scheme(scheme, in: connection), terms.isInForce(on: date) else { return nil }
        let asked = RequirementRules.inForce(try SchemeStore.requirements(of: scheme, in: connection), on: date)?.daysAhead
        return asked == 0 ? nil : asked
    }

    /// What one network owes in the week of `week`, from its adjusted population as of the week's Monday and as known at `knownAt`, so that a week can
    /// be worked out again as it was seen then. Nil where the scheme requires nothing in that week.
    package static func owed(
        network: OrganisationID, scheme: SchemeID, week: LocalDate, knownAt: Instant, in connection: any Connection
    ) throws -> (owed: MinutesOwed, adjustedHundredths: Int)? {
        guard let terms = try SchemeStore.scheme(scheme, in: connection), RequirementRules.owes(terms, week: week),
            let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme, in: connection), on: week.monday)
        else { return nil }
        let population = try populations(week, knownAt: knownAt, in: connection).totals[network] ?? 0
        return (
            RequirementRules.owed(adjustedHundredths: population, requirement: requirement, week: week, isBankHoliday: BankHolidays.contains),
            population
        )
    }

    /// The networks and adjusted populations by which the week of `week` is owed and shared out: those of its Monday.
    private static func populations(_ week: LocalDate, knownAt: Instant, in connection: any Connection) throws -> NetworkPopulations {
        try NetworkPopulationStore.populations(on: [week.monday], knownAt: knownAt, in: connection).first ?? NetworkPopulations()
    }

    /// The same for all networks of the federation together; nil where the scheme requires nothing.
    package static func requiredMinutes(of scheme: SchemeID, week: LocalDate, knownAt: Instant, in connection: any Connection) throws -> Int? {
        guard let terms = try SchemeStore.scheme(scheme, in: connection), RequirementRules.owes(terms, week: week),
            let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme, in: connection), on: week.monday)
        else { return nil }
        let owed = try populations(week, knownAt: knownAt, in: connection).totals.values.map {
            RequirementRules.owed(adjustedHundredths: $0, requirement: requirement, week: week, isBankHoliday: BankHolidays.contains).minutes
        }
        return owed.isEmpty ? nil : owed.reduce(0, +)
    }

    /// Each network's minutes under all schemes in each of `weeks`, given by their Mondays, from the populations of those days; nil where nothing is required.
    package static func required(
        _ weeks: [LocalDate], _ populations: [NetworkPopulations], in connection: any Connection
    ) throws -> [OrganisationID: [NetworkRequirement?]] {
        let terms = try terms(in: connection)
        var required: [OrganisationID: [NetworkRequirement?]] = [:]
        for (index, week) in weeks.enumerated() where index < populations.count {
            let running = terms.filter { RequirementRules.owes($0.0, week: week) }.compactMap { RequirementRules.inForce($0.1, on: week.monday) }
            guard !running.isEmpty else { continue }
            for (network, hundredths) in populations[index].totals {
                let owed = running.map {
                    RequirementRules.owed(adjustedHundredths: hundredths, requirement: $0, week: week, isBankHoliday: BankHolidays.contains)
                }
                let minutes = owed.map(\.minutes).reduce(0, +)
                let sums = zip(running, owed).map { "\($0.minutesPerThousand) minutes for 1,000 = \($1.exactText) minutes" }.joined(
                    separator: " and ")
                required[network, default: weeks.map { _ in nil }][index] = NetworkRequirement(
                    minutes: minutes,
                    derivation: "\(PopulationRules.text(hundredths: hundredths)) adjusted patients × \(sums), rounded to \(minutes.grouped)")
            }
        }
        return required
    }

    /// Each day from `from` through `through` with the hours in which a GP has to be on site.
    package static func doctorHours(
        from: LocalDate, through: LocalDate, in connection: any Connection
    ) throws -> [(date: LocalDate, hours: Requirement.Hours)] {
        let terms = try terms(in: connection)
        return stride(from: from.daysSince1970, through: through.daysSince1970, by: 1).map(LocalDate.init(daysSince1970:)).flatMap { date in
            RequirementRules.doctorHours(terms, on: date, isBankHoliday: BankHolidays.contains).map { (date: date, hours: $0) }
        }
    }

    private static func terms(in connection: any Connection) throws -> [(Scheme, [Requirement])] {
        try SchemeStore.schemes(in: connection).map { ($0, try SchemeStore.requirements(of: $0.id, in: connection)) }
    }

    /// The meter: owed, offered and delivered for each network of the federation in one week. Minutes open to all networks are shared out by adjusted
    /// population.
    package static func weeks(
        of scheme: SchemeID, week: LocalDate, knownAt: Instant, ports: ContractsPorts, in connection: any Connection
    ) throws -> [NetworkWeek] {
        let (monday, sunday) = (week.monday, week.monday.adding(days: 6))
        guard let terms = try SchemeStore.scheme(scheme, in: connection), RequirementRules.owes(terms, week: week),
            let requirement = RequirementRules.inForce(try SchemeStore.requirements(of: scheme, in: connection), on: monday)
        else { return [] }
        let populations = try populations(monday, knownAt: knownAt, in: connection)
        let networks = try OrganisationStore.organisations(Array(Set(populations.networkOf.values)), on: monday, in: connection)
        let offered = try ports.minutesOffered(scheme, monday, sunday, connection)
        let parts = populations.parts(of: offered.filter { $0.network == nil }.map(\.minutes).reduce(0, +))
        var delivered: [OrganisationID: Int] = [:]
        for total in try ActivityStore.totals(
            weeks: [monday], kind: .appointmentDelivered, scheme: scheme, scope: .system("what networks have had of a scheme"), in: connection)
        {
            if let network = populations.networkOf[total.practice] { delivered[network, default: 0] += total.minutes }
        }
        let totals = populations.totals
        return networks.map { network in
            let hundredths = totals[network.id] ?? 0
            let own = offered.filter { $0.network == network.id }.map(\.minutes).reduce(0, +)
            return NetworkWeek(
                network: network.id, name: network.name, week: monday, adjustedHundredths: hundredths,
                owed: RequirementRules.owed(
                    adjustedHundredths: hundredths, requirement: requirement, week: monday, isBankHoliday: BankHolidays.contains),
                offered: own + (parts[network.id] ?? 0), delivered: delivered[network.id] ?? 0)
        }
    }
}

extension RequirementRules {
    /// Changes whenever what is required does, so that two people at once do not undo each other.
    static func revision(_ requirements: [Requirement]) -> Revision {
        let text = requirements.map { "\($0.from.stored) \(sentences($0).joined()) \($0.source)" }.joined(separator: "|")
        return Revision(stored: "\(requirements.count)-\(Fingerprint(of: text).hex.prefix(16))")
    }

    /// What stands, for somebody whose change rests on what stood before.
    static func standsNow(_ requirements: [Requirement]) -> String {
        requirements.last.map { "from \($0.from.longText): \(sentences($0).joined(separator: " "))" } ?? "nothing"
    }
}
