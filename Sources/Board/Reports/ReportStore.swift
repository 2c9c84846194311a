// Gathers what a report is made of.

import Activity
import Directory
import Finance
import Governance
import Kernel
import Store

/// Reads the ledgers, the directory, consents and what the ports know. It writes nothing.
package struct ReportStore: Sendable {
    package let ports: BoardPorts

    package init(ports: BoardPorts) { self.ports = ports }

    /// The facts of the whole federation for the weeks of `span`, as of `today`; nil before a federation has been formed. Only sums of them may be
    /// shown to a single practice.
    package func facts(_ span: Span, today: LocalDate, knownAt: Instant, in connection: any Connection) throws -> ReportFacts? {
        guard let federation = try OrganisationStore.federation(on: today, in: connection) else { return nil }
        let practices = try OrganisationStore.members(of: federation.id, on: today, in: connection)
        let networkOf = try OrganisationStore.networkByPractice(of: federation.id, on: today, in: connection)
        let networks = try OrganisationStore.organisations(Array(Set(networkOf.values)), on: today, in: connection)
        let successions = try Successions(OrganisationStore.successions(in: connection), on: today)
        let populations = try PopulationStore.populations(of: practices.map(\.id), kind: .adjusted, on: today, knownAt: knownAt, in: connection)
        let months = span.months(until: today)
        var facts = ReportFacts(
            span: span, months: months, practices: practices.map { .init(id: $0.id, name: $0.name) },
            networks: networks.map { .init(id: $0.id, name: $0.name) }, networkOf: networkOf, populations: populations.mapValues(\.hundredths),
            paymentRule: ports.paymentRule)
        facts.offered = try ports.offered(span.from, span.through, connection)
        facts.agreed = try agreed(to: Set(facts.offered.map(\.scheme)), span.weeks, successions, in: connection)
        facts.used = try ports.used(span.from, span.through, .federation, connection).map { $0.by(successions.final(of: $0.practice)) }
        facts.activity = try ActivityStore.totals(weeks: span.weeks, scope: .federation, in: connection)
            .map { $0.by(successions.final(of: $0.practice)) }
        facts.required = try ports.required(span.weeks, knownAt, connection)
        if let first = months.first, let last = months.last {
            facts.money = try FinanceStore.sums(from: first, through: last, scope: .federation, in: connection)
                .map { $0.by($0.practice.map(successions.final)) }
        }
        facts.owed = try owed(through: Month(containing: today), scope: .federation, successions, in: connection)
        return facts
    }

    /// Who had agreed to each scheme on the first day of each week, from all consents at once: asking week by week would cost a query for each.
    func agreed(
        to schemes: Set<SchemeID>, _ weeks: [LocalDate], _ successions: Successions, in connection: any Connection
    ) throws -> [SchemeID: [Set<OrganisationID>]] {
        let terms = try UndertakingStore.allTerms(in: connection)
        let follows = Set(try UndertakingStore.undertakings(in: connection).filter(\.followsSuccessor).map(\.id))
        let consents = Dictionary(grouping: try ConsentStore.consents(scope: .federation, in: connection), by: \.undertaking)
        var agreed: [SchemeID: [Set<OrganisationID>]] = [:]
        for scheme in schemes {
            let histories = Dictionary(grouping: consents[scheme] ?? []) {
                follows.contains(scheme) ? successions.final(of: $0.practice) : $0.practice
            }
            agreed[scheme] = weeks.map { week in
                Set(histories.filter { ConsentRules.inForce($0.value, terms: terms[scheme] ?? [], closedOn: nil, on: week) != nil }.keys)
            }
        }
        return agreed
    }

    /// What is owed to each practice within `scope`, under the practice that carries on.
    private func owed(
        through month: Month, scope: Scope, _ successions: Successions, in connection: any Connection
    ) throws -> [OrganisationID: Money] {
        let balances = try FinanceStore.balances(.practicePayable, through: month, scope: scope, in: connection)
        return Dictionary(balances.map { (successions.final(of: $0.key), -$0.value) }, uniquingKeysWith: +)
    }
}

extension UsedTime {
    fileprivate func by(_ practice: OrganisationID) -> UsedTime {
        UsedTime(week: week, practice: practice, outcome: outcome, minutes: minutes, appointments: appointments)
    }
}

extension ActivityTotal {
    fileprivate func by(_ practice: OrganisationID) -> ActivityTotal {
        ActivityTotal(week: week, kind: kind, practice: practice, minutes: minutes, count: count)
    }
}

extension LedgerSum {
    fileprivate func by(_ practice: OrganisationID?) -> LedgerSum {
        LedgerSum(month: month, account: account, practice: practice, rule: rule, amount: amount)
    }
}
