// How time is used, and who has a share.

import Activity
import Kernel

package enum SupplyRules {
    /// The figures of the whole federation, or of the network that the frame asks about. The whole counts every practice that the facts speak of; a
    /// network counts the practices that are its members today.
    package static func supply(_ facts: SupplyFacts) -> Supply {
        let frame = facts.frame
        let all = Dictionary(uniqueKeysWithValues: practices(facts).map { ($0.unit.body.id, $0) })
        func figures(_ unit: ReportFrame.Unit) -> UnitFigures {
            unit.practices.compactMap { all[$0] }.reduce(UnitFigures(unit)) { $0.adding($1) }
        }
        let practices = frame.each.map(figures)
        return Supply(
            frame: frame, weeks: weeks(facts, frame.network.map { _ in Set(practices.map(\.unit.body.id)) }), practices: practices,
            units: frame.units.map(figures), total: figures(frame.whole))
    }

    // MARK: - Time

    private static func weeks(_ facts: SupplyFacts, _ practices: Set<OrganisationID>?) -> [WeekFigures] {
        let network = facts.frame.network?.id
        var booked: [LocalDate: Int] = [:]
        for item in facts.used where item.outcome != .cancelled && practices?.contains(item.practice) ?? true {
            booked[item.week, default: 0] += item.minutes
        }
        var delivered: [LocalDate: Int] = [:]
        for item in facts.activity where item.kind == .appointmentDelivered && practices?.contains(item.practice) ?? true {
            delivered[item.week, default: 0] += item.minutes
        }
        let offered = Dictionary(grouping: facts.offered, by: \.week)
        return facts.frame.span.weeks.enumerated().map { index, week in
            WeekFigures(
                week: week, required: required(facts, network: network, week: index),
                offeredMinutes: offeredMinutes(
                    offered[week] ?? [], to: network, facts.frame.weekly.count > index ? facts.frame.weekly[index] : .init()),
                bookedMinutes: booked[week] ?? 0, deliveredMinutes: delivered[week] ?? 0)
        }
    }

    private static func required(_ facts: SupplyFacts, network: OrganisationID?, week: Int) -> Int? {
        let owed = facts.required.filter { network == nil || $0.key == network }.values.compactMap { week < $0.count ? $0[week]?.minutes : nil }
        return owed.isEmpty ? nil : owed.reduce(0, +)
    }

    /// Minutes offered to a network in a week: what was for it alone, and of each scheme's clinics for everybody its part by the adjusted populations of
    /// that week.
    static func offeredMinutes(_ offered: [OfferedCapacity], to network: OrganisationID?, _ populations: NetworkPopulations) -> Int {
        guard let network else { return offered.reduce(0) { $0 + $1.minutes } }
        let own = offered.filter { $0.network == network }.reduce(0) { $0 + $1.minutes }
        return own + common(offered).reduce(0) { $0 + (populations.parts(of: $1.minutes)[network] ?? 0) }
    }

    /// Minutes of a week for everybody, scheme by scheme.
    static func common(_ offered: [OfferedCapacity]) -> [(scheme: SchemeID, minutes: Int)] {
        Dictionary(grouping: offered.filter { $0.network == nil }, by: \.scheme).sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.reduce(0) { $0 + $1.minutes }) }
    }

    // MARK: - Practices and networks

    /// Each practice's part of the appointments offered: week by week those of a scheme are shared out among the practices that had agreed to it,
    /// and those for one network among that network's, by adjusted population and largest remainder. The part of a practice that has merged since is
    /// that of the one that carries on.
    static func shares(_ facts: SupplyFacts) -> [OrganisationID: Int] {
        struct Pot: Hashable {
            let week: LocalDate
            let scheme: SchemeID
            let network: OrganisationID?
        }
        let places = Dictionary(facts.frame.span.weeks.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        var pots: [Pot: Int] = [:]
        for item in facts.offered { pots[Pot(week: item.week, scheme: item.scheme, network: item.network), default: 0] += item.slots }
        var shares: [OrganisationID: Int] = [:]
        for (pot, appointments) in pots {
            guard let week = places[pot.week], week < facts.frame.weekly.count, let agreed = facts.agreed[pot.scheme], week < agreed.count else {
                continue
            }
            let populations = facts.frame.weekly[week]
            let takers = populations.hundredths.filter { id, patients in
                patients > 0 && agreed[week].contains(id) && (pot.network == nil || populations.networkOf[id] == pot.network)
            }
            .sorted { $0.key < $1.key }
            guard !takers.isEmpty else { continue }
            let parts = Money(pence: appointments).shared(by: takers.map(\.value))
            for (taker, part) in zip(takers, parts) { shares[facts.frame.heir(of: taker.key), default: 0] += part.pence }
        }
        return shares
    }

    /// The members in the order of their names, then practices that are members no longer, whichever network is asked about.
    static func practices(_ facts: SupplyFacts) -> [UnitFigures] {
        let (shares, frame) = (shares(facts), facts.frame)
        func takers(_ sets: some Sequence<Set<OrganisationID>>) -> Set<OrganisationID> { Set(sets.joined().map(frame.heir)) }
        let ever = takers(facts.agreed.values.joined())
        let last = takers(facts.agreed.values.compactMap(\.last))
        let units = frame.of(network: nil).each
        var all: [OrganisationID: UnitFigures] = [:]
        for unit in units {
            var figures = UnitFigures(unit)
            figures.tookPart = ever.contains(unit.body.id)
            figures.takesPart = unit.isMember && last.contains(unit.body.id)
            figures.share = shares[unit.body.id] ?? 0
            all[unit.body.id] = figures
        }
        for item in facts.used where item.outcome != .cancelled {
            all[item.practice]?.appointments += item.appointments
            if item.outcome == .attended { all[item.practice]?.attended += item.appointments }
            if item.outcome == .notAttended { all[item.practice]?.notAttended += item.appointments }
        }
        for item in facts.activity where item.kind == .appointmentDelivered { all[item.practice]?.deliveredMinutes += item.minutes }
        return units.compactMap { all[$0.body.id] }
    }
}
