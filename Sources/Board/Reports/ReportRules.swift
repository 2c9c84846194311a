// From facts to the board's figures.

import Activity
import Directory
import Kernel

package enum ReportRules {
    /// The figures of the whole federation, or of one network where `network` is one of its networks. The whole counts every practice that the facts
    /// speak of; a network counts the practices that are its members today.
    package static func report(_ facts: ReportFacts, network: OrganisationID? = nil) -> Report {
        let network = facts.networks.first { $0.id == network }
        let all = practices(facts)
        let practices = network.map { network in all.filter { $0.isMember && facts.networkOf[$0.body.id] == network.id } } ?? all
        let ids = network.map { _ in Set(practices.map(\.body.id)) }
        let whole = UnitFigures(body: network ?? ReportFacts.Body(id: facts.practices.first?.id ?? ID(at: Instant(milliseconds: 0)), name: "All"))
        return Report(
            span: facts.span, known: facts.known, network: network, weeks: weeks(facts, network: network?.id, ids), practices: practices,
            units: network == nil ? units(facts, all) : practices, total: practices.reduce(whole) { $0.adding($1) },
            months: months(facts, ids))
    }

    // MARK: - Time

    private static func weeks(_ facts: ReportFacts, network: OrganisationID?, _ practices: Set<OrganisationID>?) -> [WeekFigures] {
        var booked: [LocalDate: Int] = [:]
        for item in facts.used where item.outcome != .cancelled && practices?.contains(item.practice) ?? true {
            booked[item.week, default: 0] += item.minutes
        }
        var delivered: [LocalDate: Int] = [:]
        for item in facts.activity where item.kind == .appointmentDelivered && practices?.contains(item.practice) ?? true {
            delivered[item.week, default: 0] += item.minutes
        }
        let offered = Dictionary(grouping: facts.offered, by: \.week)
        return facts.span.weeks.enumerated().map { index, week in
            WeekFigures(
                week: week, required: required(facts, network: network, week: index),
                offeredMinutes: offeredMinutes(offered[week] ?? [], to: network, facts.weekly.count > index ? facts.weekly[index] : .init()),
                bookedMinutes: booked[week] ?? 0, deliveredMinutes: delivered[week] ?? 0)
        }
    }

    private static func required(_ facts: ReportFacts, network: OrganisationID?, week: Int) -> Int? {
        let owed = facts.required.filter { network == nil || $0.key == network }.values.compactMap { week < $0.count ? $0[week]?.minutes : nil }
        return owed.isEmpty ? nil : owed.reduce(0, +)
    }

    /// Minutes offered to a network in a week: what was for it alone, and of each scheme's clinics for everybody its part by the adjusted populations of
    /// that week.
    static func offeredMinutes(_ offered: [OfferedTime], to network: OrganisationID?, _ populations: NetworkPopulations) -> Int {
        guard let network else { return offered.reduce(0) { $0 + $1.minutes } }
        let own = offered.filter { $0.network == network }.reduce(0) { $0 + $1.minutes }
        return own + common(offered).reduce(0) { $0 + (populations.parts(of: $1.minutes)[network] ?? 0) }
    }

    /// Minutes of a week for everybody, scheme by scheme.
    static func common(_ offered: [OfferedTime]) -> [(scheme: SchemeID, minutes: Int)] {
        Dictionary(grouping: offered.filter { $0.network == nil }, by: \.scheme).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.reduce(0) { $0 + $1.minutes }) }
    }

    // MARK: - Practices and networks

    /// Each practice's part of the appointments offered: week by week those of a scheme are shared out among the practices that had agreed to it,
    /// and those for one network among that network's, by adjusted population and largest remainder. The part of a practice that has merged since is
    /// that of the one that carries on.
    static func shares(_ facts: ReportFacts) -> [OrganisationID: Int] {
        struct Pot: Hashable {
            let week: LocalDate
            let scheme: SchemeID
            let network: OrganisationID?
        }
        let places = Dictionary(facts.span.weeks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var pots: [Pot: Int] = [:]
        for item in facts.offered { pots[Pot(week: item.week, scheme: item.scheme, network: item.network), default: 0] += item.appointments }
        var shares: [OrganisationID: Int] = [:]
        for (pot, appointments) in pots {
            guard let week = places[pot.week], week < facts.weekly.count, let agreed = facts.agreed[pot.scheme], week < agreed.count else { continue }
            let populations = facts.weekly[week]
            let takers = populations.hundredths.filter { id, patients in
                patients > 0 && agreed[week].contains(id) && (pot.network == nil || populations.networkOf[id] == pot.network)
            }
            .sorted { $0.key < $1.key }
            guard !takers.isEmpty else { continue }
            let parts = Money(pence: appointments).shared(by: takers.map(\.value))
            for (taker, part) in zip(takers, parts) { shares[facts.heirs[taker.key] ?? taker.key, default: 0] += part.pence }
        }
        return shares
    }

    /// The members in the order of their names, then practices that are members no longer.
    static func practices(_ facts: ReportFacts) -> [UnitFigures] {
        let shares = shares(facts)
        func takers(_ sets: some Sequence<Set<OrganisationID>>) -> Set<OrganisationID> {
            Set(sets.joined().map { facts.heirs[$0] ?? $0 })
        }
        let ever = takers(facts.agreed.values.joined())
        let last = takers(facts.agreed.values.compactMap(\.last))
        var all: [OrganisationID: UnitFigures] = [:]
        for (bodies, isMember) in [(facts.practices, true), (facts.former, false)] {
            for body in bodies {
                var figures = UnitFigures(body: body)
                figures.isMember = isMember
                figures.tookPart = ever.contains(body.id)
                figures.takesPart = isMember && last.contains(body.id)
                figures.share = shares[body.id] ?? 0
                figures.owed = facts.owed[body.id] ?? .zero
                all[body.id] = figures
            }
        }
        for item in facts.used where item.outcome != .cancelled {
            all[item.practice]?.appointments += item.appointments
            if item.outcome == .attended { all[item.practice]?.attended += item.appointments }
            if item.outcome == .notAttended { all[item.practice]?.notAttended += item.appointments }
        }
        for item in facts.activity where item.kind == .appointmentDelivered { all[item.practice]?.deliveredMinutes += item.minutes }
        for item in facts.money {
            guard let practice = item.practice, let purpose = item.purpose else { continue }
            if purpose == .payment { all[practice]?.paid += item.amount } else if purpose.isEarned { all[practice]?.earned += item.amount }
        }
        return (facts.practices + facts.former).compactMap { all[$0.id] }
    }

    private static func units(_ facts: ReportFacts, _ practices: [UnitFigures]) -> [UnitFigures] {
        func unit(_ group: Origin.Group, _ practices: [UnitFigures]) -> UnitFigures? {
            guard let first = practices.first else { return nil }
            var unit = UnitFigures(body: ReportFacts.Body(id: first.body.id, name: group.title))
            (unit.group, unit.isMember) = (group, group == .withoutNetwork)
            return practices.reduce(unit) { $0.adding($1) }
        }
        let networks = facts.networks.map { body in
            practices.filter { $0.isMember && facts.networkOf[$0.body.id] == body.id }.reduce(UnitFigures(body: body)) { $0.adding($1) }
        }
        let rest = [
            unit(.withoutNetwork, practices.filter { $0.isMember && facts.networkOf[$0.body.id] == nil }),
            unit(.former, practices.filter { !$0.isMember }),
        ]
        return networks + rest.compactMap { $0 }
    }

    // MARK: - Money

    /// The money of each month, of all practices or of some.
    private static func months(_ facts: ReportFacts, _ practices: Set<OrganisationID>?) -> [MonthFigures] {
        facts.months.map { month in
            let sums = facts.money.filter { $0.month == month }
            func sum(_ purpose: PostingPurpose) -> Money {
                sums.filter { sum in sum.purpose == purpose && (practices.map { $0.contains(optional: sum.practice) } ?? true) }.map(\.amount).sum()
            }
            return MonthFigures(
                month: month, income: practices == nil ? sums.filter { $0.purpose == nil }.map(\.amount).sum() : .zero, care: sum(.care),
                notAttended: sum(.notAttended), unused: sum(.unused), paid: sum(.payment))
        }
    }
}

extension Set {
    fileprivate func contains(optional element: Element?) -> Bool { element.map(contains) ?? false }
}
