// From facts to the board's figures.

import Activity
import Finance
import Kernel

package enum ReportRules {
    /// The figures of the whole federation, or of one network where `network` is one of its networks.
    package static func report(_ facts: ReportFacts, network: OrganisationID? = nil) -> Report {
        let network = facts.networks.first { $0.id == network }
        let all = practices(facts)
        let practices = all.filter { network == nil || facts.networkOf[$0.body.id] == network?.id }
        let ids = Set(practices.map(\.body.id))
        let units = network == nil ? networks(facts, all) : practices
        let whole = UnitFigures(body: network ?? ReportFacts.Body(id: facts.practices.first?.id ?? ID(at: Instant(milliseconds: 0)), name: "All"))
        return Report(
            span: facts.span, network: network, weeks: weeks(facts, network: network?.id, ids), practices: practices, units: units,
            total: practices.reduce(whole) { $0.adding($1) }, months: months(facts, isWhole: network == nil, ids))
    }

    // MARK: - Time

    private static func weeks(_ facts: ReportFacts, network: OrganisationID?, _ practices: Set<OrganisationID>) -> [WeekFigures] {
        let booked = Dictionary(grouping: facts.used.filter { $0.outcome != .cancelled && practices.contains($0.practice) }, by: \.week)
        let delivered = Dictionary(
            grouping: facts.activity.filter { $0.kind == .appointmentDelivered && practices.contains($0.practice) }, by: \.week)
        let offered = Dictionary(grouping: facts.offered, by: \.week)
        return facts.span.weeks.enumerated().map { index, week in
            WeekFigures(
                week: week, required: required(facts, network: network, week: index),
                offeredMinutes: offeredMinutes(offered[week] ?? [], to: network, facts),
                bookedMinutes: (booked[week] ?? []).reduce(0) { $0 + $1.minutes },
                deliveredMinutes: (delivered[week] ?? []).reduce(0) { $0 + $1.minutes })
        }
    }

    private static func required(_ facts: ReportFacts, network: OrganisationID?, week: Int) -> Int? {
        let owed = facts.required.filter { network == nil || $0.key == network }.values.compactMap { week < $0.count ? $0[week]?.minutes : nil }
        return owed.isEmpty ? nil : owed.reduce(0, +)
    }

    /// Minutes offered to a network: what was for it alone, and its part by adjusted population of what was for everybody.
    static func offeredMinutes(_ offered: [OfferedTime], to network: OrganisationID?, _ facts: ReportFacts) -> Int {
        guard let network else { return offered.reduce(0) { $0 + $1.minutes } }
        let own = offered.filter { $0.network == network }.reduce(0) { $0 + $1.minutes }
        let common = offered.filter { $0.network == nil }.reduce(0) { $0 + $1.minutes }
        let weights = facts.networks.map { body in
            facts.practices.filter { facts.networkOf[$0.id] == body.id }.reduce(0) { $0 + (facts.populations[$1.id] ?? 0) }
        }
        guard let place = facts.networks.firstIndex(where: { $0.id == network }), weights.contains(where: { $0 > 0 }) else { return own }
        // The rule of sharing money to the penny serves for whole minutes as well.
        return own + Money(pence: common).shared(by: weights)[place].pence
    }

    // MARK: - Practices and networks

    /// Each practice's part of the appointments offered: week by week those of a scheme are shared out among the practices that had agreed to it,
    /// and those for one network among that network's, by adjusted population and largest remainder.
    static func shares(_ facts: ReportFacts) -> [OrganisationID: Int] {
        struct Pot: Hashable {
            let week: LocalDate
            let scheme: SchemeID
            let network: OrganisationID?
        }
        var shares: [OrganisationID: Int] = [:]
        for (pot, offered) in Dictionary(grouping: facts.offered, by: { Pot(week: $0.week, scheme: $0.scheme, network: $0.network) }) {
            guard let week = facts.span.weeks.firstIndex(of: pot.week), let agreed = facts.agreed[pot.scheme], week < agreed.count else { continue }
            let takers = facts.practices.map(\.id).filter { id in
                agreed[week].contains(id) && (pot.network == nil || facts.networkOf[id] == pot.network)
                    && (facts.populations[id] ?? 0) > 0
            }
            guard !takers.isEmpty else { continue }
            let parts = Money(pence: offered.reduce(0) { $0 + $1.appointments }).shared(by: takers.map { facts.populations[$0] ?? 0 })
            for (taker, part) in zip(takers, parts) { shares[taker, default: 0] += part.pence }
        }
        return shares
    }

    private static func practices(_ facts: ReportFacts) -> [UnitFigures] {
        let shares = shares(facts)
        let ever = facts.agreed.values.joined().reduce(into: Set<OrganisationID>()) { $0.formUnion($1) }
        let last = facts.agreed.values.compactMap(\.last).reduce(into: Set<OrganisationID>()) { $0.formUnion($1) }
        let used = Dictionary(grouping: facts.used, by: \.practice)
        let activity = Dictionary(grouping: facts.activity, by: \.practice)
        let money = Dictionary(grouping: facts.money.filter { $0.account == .practicePayable }, by: \.practice)
        return facts.practices.map { body in
            var figures = UnitFigures(body: body)
            figures.tookPart = ever.contains(body.id)
            figures.takesPart = last.contains(body.id)
            figures.share = shares[body.id] ?? 0
            for item in used[body.id] ?? [] where item.outcome != .cancelled {
                figures.appointments += item.appointments
                if item.outcome == .attended { figures.attended += item.appointments }
                if item.outcome == .notAttended { figures.notAttended += item.appointments }
            }
            for item in activity[body.id] ?? [] where item.kind == .appointmentDelivered { figures.deliveredMinutes += item.minutes }
            // What is owed to a practice is a credit, below nought.
            for item in money[body.id] ?? [] {
                if item.rule == facts.paymentRule { figures.paid += item.amount } else { figures.earned -= item.amount }
            }
            figures.owed = facts.owed[body.id] ?? .zero
            return figures
        }
    }

    private static func networks(_ facts: ReportFacts, _ practices: [UnitFigures]) -> [UnitFigures] {
        facts.networks.map { body in
            practices.filter { facts.networkOf[$0.body.id] == body.id }.reduce(UnitFigures(body: body)) { $0.adding($1) }
        }
    }

    // MARK: - Money

    private static func months(_ facts: ReportFacts, isWhole: Bool, _ practices: Set<OrganisationID>) -> [MonthFigures] {
        facts.months.map { month in
            let sums = facts.money.filter { $0.month == month }
            let payable = sums.filter { $0.account == .practicePayable && ($0.practice.map(practices.contains) ?? false) }
            return MonthFigures(
                month: month, income: isWhole ? -sums.filter { $0.account == .contractIncome }.map(\.amount).sum() : .zero,
                earned: -payable.filter { $0.rule != facts.paymentRule }.map(\.amount).sum(),
                paid: payable.filter { $0.rule == facts.paymentRule }.map(\.amount).sum())
        }
    }
}
