// Under whose terms each date is given.

import Directory
import Governance
import Kernel
import Store

/// What must be settled before a date's clinic may be offered: who hosts it, whether that practice has agreed to the scheme, and under which contract
/// the time is given. Time without a contract could never be paid for.
package struct ClinicTerms: Hashable, Sendable {
    package let date: LocalDate
    package let host: OrganisationID?
    package let contract: ContractID?
    package let hasHostAgreed: Bool

    package init(date: LocalDate, host: OrganisationID?, contract: ContractID?, hasHostAgreed: Bool) {
        self.date = date
        self.host = host
        self.contract = contract
        self.hasHostAgreed = hasHostAgreed
    }
}

/// The names that a refusal needs.
package struct ClinicTermsNames: Hashable, Sendable {
    package let site: String
    package let scheme: String
    package let hosts: [OrganisationID: String]

    package init(site: String, scheme: String, hosts: [OrganisationID: String]) {
        self.site = site
        self.scheme = scheme
        self.hosts = hosts
    }
}

extension ClinicRules {
    /// What stands against offering the dates, in the order in which it is said; empty where nothing does.
    package static func obstacles(_ terms: [ClinicTerms], _ names: ClinicTermsNames) -> [ClinicRefusal] {
        var obstacles: [ClinicRefusal] = []
        if terms.contains(where: { $0.host == nil }) { obstacles.append(.noHost(site: names.site)) }
        let uncovered = terms.filter { $0.contract == nil }.map(\.date)
        if !uncovered.isEmpty { obstacles.append(.noContract(scheme: names.scheme, dates: uncovered)) }
        // Dates come in order, so the practice whose first date is soonest is named first.
        let unwilling = terms.filter { !$0.hasHostAgreed }
        var hosts: [OrganisationID] = []
        for host in unwilling.compactMap(\.host) where !hosts.contains(host) { hosts.append(host) }
        for host in hosts {
            let dates = unwilling.filter { $0.host == host }.map(\.date)
            let name = names.hosts[host] ?? "The practice that hosts \(names.site)"
            obstacles.append(.hostHasNotAgreed(practice: name, scheme: names.scheme, dates: dates))
        }
        return obstacles
    }
}

extension ClinicTerms {
    /// The terms of the dates on which a pattern's clinic takes place, with the names for a refusal.
    package static func read(
        _ pattern: ClinicPattern, plan: [PlannedDate], _ contracts: ContractPort, in connection: any Connection
    ) throws -> (terms: [ClinicTerms], names: ClinicTermsNames) {
        let dates = plan.compactMap { if case .runs = $0.outcome { $0.date } else { nil } }
        let terms = try dates.map { date in
            let host = try SiteStore.hostPractice(of: pattern.site, on: date, in: connection)
            let consent = try host.flatMap { try ConsentStore.inForce(practice: $0, undertaking: pattern.scheme, on: date, in: connection) }
            return ClinicTerms(
                date: date, host: host, contract: try contracts.contract(pattern.scheme, date, connection), hasHostAgreed: consent != nil)
        }
        let hosts = try OrganisationStore.names(of: terms.compactMap(\.host), on: pattern.fromDate, in: connection)
        return (
            terms,
            ClinicTermsNames(
                site: try SiteStore.site(pattern.site, in: connection)?.name ?? "this site",
                scheme: try UndertakingStore.undertaking(pattern.scheme, in: connection)?.title ?? "This scheme",
                hosts: hosts)
        )
    }
}
