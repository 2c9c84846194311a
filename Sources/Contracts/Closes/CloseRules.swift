// From work done to what is owed.

import Activity
import Finance
import Kernel

package enum CloseRules {
    /// What `month` of a scheme comes to. Each line is minutes times the price of an hour on the day of the work, rounded once, a half up to the penny,
    /// and shared out to its entries by largest remainder. Of time not used or not attended the federation keeps its share and the host is paid
    /// the rest. What is taken back undoes exactly the pence that it had earned.
    package static func draft(_ facts: CloseFacts) throws(CloseRefusal) -> CloseDraft {
        let entries = facts.entries.sorted { ($0.occurredAt, $0.recordedAt, $0.id) < ($1.occurredAt, $1.recordedAt, $1.id) }
        let present = Set(entries.map(\.id))
        var cancelled: Set<ID<ActivityEntry>> = []
        for entry in entries {
            guard let original = entry.reverses, present.contains(original) else { continue }
            cancelled.formUnion([entry.id, original])
        }
        let counted = entries.filter { !cancelled.contains($0.id) }
        var lines = try earned(counted.filter { $0.reverses == nil }, facts)
        lines += try takenBack(counted.filter { $0.reverses != nil }, facts)
        return CloseDraft(
            month: facts.month, lines: lines, instalments: facts.instalments, activities: entries.map(\.id), cancelledOut: cancelled.count / 2)
    }

    private struct Terms: Hashable {
        let price: SchemePrice
        let share: UnusedShare?
    }

    private struct Key: Hashable {
        let host: OrganisationID
        let site: SiteID?
        let rule: WorkRule
        let month: Month
        let terms: Terms?

        // By practice, then this month before earlier ones, then what was delivered first; no two that differ tie, so that a draft has one order.
        static func precedes(_ left: Key, _ right: Key) -> Bool {
            if left.host != right.host { return left.host < right.host }
            if left.month != right.month { return left.month > right.month }
            if left.rule != right.rule { return (left.rule.position, left.rule.kind.rawValue) < (right.rule.position, right.rule.kind.rawValue) }
            if left.site != right.site { return (left.site?.stored ?? "") < (right.site?.stored ?? "") }
            let (leftPrice, rightPrice) = (left.terms?.price.from ?? .first, right.terms?.price.from ?? .first)
            if leftPrice != rightPrice { return leftPrice < rightPrice }
            return (left.terms?.share?.from ?? .first) < (right.terms?.share?.from ?? .first)
        }
    }

    private static func earned(_ entries: [ActivityEntry], _ facts: CloseFacts) throws(CloseRefusal) -> [CloseLine] {
        var groups: [Key: [ActivityEntry]] = [:]
        for entry in entries {
            guard let price = PriceRules.price(facts.prices, on: entry.localDate) else {
                throw .noPrice(scheme: facts.schemeTitle, date: entry.localDate)
            }
            let rule = try rule(of: entry, facts)
            var share: UnusedShare?
            if rule.isShared {
                guard let found = PriceRules.share(facts.unusedShares, on: entry.localDate) else {
                    throw .noUnusedShare(scheme: facts.schemeTitle, date: entry.localDate)
                }
                share = found
            }
            let key = Key(
                host: entry.host, site: entry.site, rule: rule, month: Month(containing: entry.localDate),
                terms: Terms(price: price, share: share))
            groups[key, default: []].append(entry)
        }
        return groups.sorted { Key.precedes($0.key, $1.key) }.compactMap { key, entries in
            key.terms.map { line(key, $0, entries, facts) }
        }
    }

    private static func line(_ key: Key, _ terms: Terms, _ entries: [ActivityEntry], _ facts: CloseFacts) -> CloseLine {
        let weights = entries.map(\.minutes)
        let minutes = weights.reduce(0, +)
        let percent = terms.share?.federationPercent ?? 0
        let gross = Money.perHour(terms.price.hour, minutes: minutes)
        // The host comes first, so that half a penny goes to the practice.
        let parts = gross.shared(by: [100 - percent, percent])
        let (payable, retained) = (parts[0], parts[1])
        let work = zip(entries, zip(payable.shared(by: weights), retained.shared(by: weights))).map {
            CloseLine.Work(activity: $0.id, payable: $1.0, retained: $1.1)
        }
        let count = entries.map(\.count).reduce(0, +)
        let isLate = key.month < facts.month
        return CloseLine(
            host: key.host, site: key.site, kind: key.rule.kind, rule: key.rule.rule, serviceMonth: key.month, isTakenBack: false, count: count,
            minutes: minutes,
            hour: terms.price.hour, priceSource: terms.price.source, federationPercent: percent, shareSource: terms.share?.source ?? "", gross: gross,
            retained: retained, payable: payable,
            sentence: (isLate ? "\(key.month.title), recorded late: " : "")
                + key.rule.sentence(count: count, minutes: minutes) + place(key.site, facts) + rate(terms.price.hour, percent: percent),
            work: work)
    }

    private static func takenBack(_ reversals: [ActivityEntry], _ facts: CloseFacts) throws(CloseRefusal) -> [CloseLine] {
        var groups: [Key: [ActivityEntry]] = [:]
        for entry in reversals {
            let key = Key(
                host: entry.host, site: entry.site, rule: try rule(of: entry, facts), month: Month(containing: entry.localDate), terms: nil)
            groups[key, default: []].append(entry)
        }
        return groups.sorted { Key.precedes($0.key, $1.key) }.map { key, entries in
            let work = entries.map { entry in
                let earned = facts.settled[entry.id] ?? Earned(payable: .zero, retained: .zero)
                return CloseLine.Work(activity: entry.id, payable: -earned.payable, retained: -earned.retained)
            }
            let (payable, retained) = (work.map(\.payable).sum(), work.map(\.retained).sum())
            let (count, minutes) = (entries.map(\.count).reduce(0, +), entries.map(\.minutes).reduce(0, +))
            return CloseLine(
                host: key.host, site: key.site, kind: key.rule.kind, rule: key.rule.takingBack, serviceMonth: key.month, isTakenBack: true,
                count: count, minutes: minutes,
                hour: .zero, priceSource: "", federationPercent: 0, shareSource: "", gross: payable + retained, retained: retained, payable: payable,
                sentence: "\(key.month.title), taken back: " + key.rule.sentence(count: -count, minutes: -minutes) + place(key.site, facts),
                work: work)
        }
    }

    private static func rule(of entry: ActivityEntry, _ facts: CloseFacts) throws(CloseRefusal) -> WorkRule {
        guard let rule = facts.rules.first(where: { $0.kind == entry.kind }) else {
            throw .noRule(scheme: facts.schemeTitle, work: entry.kind, date: entry.localDate)
        }
        return rule
    }

    private static func place(_ site: SiteID?, _ facts: CloseFacts) -> String { site.flatMap { facts.siteNames[$0] }.map { " at \($0)" } ?? "" }

    private static func rate(_ hour: Money, percent: Int) -> String {
        percent == 0 ? ", at \(hour.exactText) an hour" : ", \(100 - percent)% of \(hour.exactText) an hour"
    }
}

extension Int {
    /// "3 h 20 min", "45 min", "2 h", of minutes.
    package var hoursAndMinutes: String {
        let (hours, minutes) = (self / 60, self % 60)
        if hours == 0 { return "\(minutes) min" }
        return minutes == 0 ? "\(hours.grouped) h" : "\(hours.grouped) h \(minutes) min"
    }
}

extension LocalDate {
    fileprivate static let first = LocalDate(daysSince1970: 0)
}
