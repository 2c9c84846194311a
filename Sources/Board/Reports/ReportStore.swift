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

    /// The facts of the whole federation for the weeks of `span`, as of `today`; nil before a federation has been formed. Populations are those known at
    /// the end of `known`, or now. Only sums of the facts may be shown to a single practice.
    package func facts(
        _ span: Span, today: LocalDate, known: LocalDate? = nil, now: Instant, in connection: any Connection
    ) throws -> ReportFacts? {
        guard try OrganisationStore.federation(on: today, in: connection) != nil else { return nil }
        // The last is that of today, which seldom differs from the last week's.
        let populations = try NetworkPopulationStore.populations(
            on: span.weeks + [today], knownAt: KnownDay.moment(known, now: now), in: connection)
        let current = populations.last ?? NetworkPopulations()
        let practices = try OrganisationStore.organisations(Array(current.members), on: today, in: connection)
        let networks = try OrganisationStore.organisations(Array(Set(current.networkOf.values)), on: today, in: connection)
        let mergers = try OrganisationStore.successions(in: connection)
        let successions = Successions(mergers, on: today)
        let months = span.months(until: today)
        let weekly = Array(populations.dropLast())
        var facts = ReportFacts(
            span: span, months: months, known: known, practices: practices.map { .init(id: $0.id, name: $0.name) },
            networks: networks.map { .init(id: $0.id, name: $0.name) }, networkOf: current.networkOf,
            heirs: Dictionary(mergers.map { ($0.organisation, successions.final(of: $0.organisation)) }, uniquingKeysWith: { first, _ in first }),
            weekly: weekly)
        facts.offered = try ports.offered(span.from, span.through, connection)
        // In the week that runs, who agrees by today has a share of it.
        let days = span.weeks.map { $0 == today.monday ? today : $0 }
        for scheme in Set(facts.offered.map(\.scheme)) {
            facts.agreed[scheme] = try ConsentStore.practicesInForce(undertaking: scheme, on: days, in: connection)
        }
        let scope = Scope.system("a report adds up the whole federation")
        facts.used = try ports.used(span.weeks, scope, connection).map { $0.by(successions.final(of: $0.practice)) }
        facts.activity = try ActivityStore.totals(weeks: span.weeks, kind: .appointmentDelivered, scope: scope, in: connection)
            .map { $0.by(successions.final(of: $0.practice)) }
        facts.required = try ports.required(span.weeks, weekly, connection)
        facts.money = try money(months, successions, in: connection)
        facts.owed = try owed(through: Month(containing: today), scope: scope, successions, in: connection)
        facts.former = try former(facts, today: today, in: connection)
        return facts
    }

    // What was posted for practices and by commissioners, under the practice that carries on, as amounts above nought.
    private func money(_ months: [Month], _ successions: Successions, in connection: any Connection) throws -> [PostedSum] {
        guard let first = months.first, let last = months.last else { return [] }
        return try FinanceStore.sums(from: first, through: last, scope: .system("a report adds up the whole federation"), in: connection).compactMap {
            sum in
            switch sum.account {
            case .contractIncome: return PostedSum(month: sum.month, practice: nil, purpose: nil, amount: -sum.amount)
            case .practicePayable:
                let purpose = ports.purpose(sum.rule)
                return PostedSum(
                    month: sum.month, practice: sum.practice.map(successions.final), purpose: purpose,
                    amount: purpose == .payment ? sum.amount : -sum.amount)
            default: return nil
            }
        }
    }

    /// What is owed to each practice within `scope`, under the practice that carries on.
    private func owed(
        through month: Month, scope: Scope, _ successions: Successions, in connection: any Connection
    ) throws -> [OrganisationID: Money] {
        let balances = try FinanceStore.balances(.practicePayable, through: month, scope: scope, in: connection)
        return Dictionary(balances.map { (successions.final(of: $0.key), -$0.value) }, uniquingKeysWith: +)
    }

    /// The practices of which the facts speak though they are members no longer.
    private func former(_ facts: ReportFacts, today: LocalDate, in connection: any Connection) throws -> [ReportFacts.Body] {
        var spokenOf = Set(facts.used.map(\.practice)).union(facts.activity.map(\.practice)).union(facts.owed.keys)
        spokenOf.formUnion(facts.money.compactMap(\.practice))
        spokenOf.formUnion(facts.weekly.flatMap { $0.hundredths.keys.map { facts.heirs[$0] ?? $0 } })
        let left = spokenOf.subtracting(facts.practices.map(\.id))
        guard !left.isEmpty else { return [] }
        let names = Dictionary(
            try OrganisationStore.organisations(Array(left), on: today, in: connection).map { ($0.id, $0.name) },
            uniquingKeysWith: { first, _ in first })
        return left.map { .init(id: $0, name: names[$0] ?? "A practice that has left") }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
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
