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
        for scheme in Set(facts.offered.map(\.scheme)) {
            facts.agreed[scheme] = try ConsentStore.practicesInForce(undertaking: scheme, on: span.through, in: connection)
        }
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
