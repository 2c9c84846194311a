// How a practice stands and compares.

import Kernel

package enum PracticeHomeRules {
    /// Why the practice is owed what it is.
    package static func moneyFinding(_ own: UnitFigures, since month: Month) -> String {
        guard own.earned != .zero || own.owed != .zero else {
            return "Practices earn by hosting clinics. Yours has earned nothing since \(month.first.longText), and nothing is owed."
        }
        let earned = "Your practice earned \(own.earned.exactText) since \(month.first.longText) for the clinics that it hosted"
        if own.owed < .zero { return "\(earned). It was paid \((-own.owed).exactText) too much, which comes off what it earns next." }
        return own.owed > .zero ? "\(earned); \(own.owed.exactText) is still owed." : "\(earned), and all of it has been paid."
    }

    /// "Your patients had 14 of 36 …", for the weeks of a report.
    package static func shareFinding(_ own: UnitFigures, _ span: Span) -> String {
        guard own.takesPart else { return "Your practice does not take part in a scheme with hub appointments, so it has no share." }
        guard own.share > 0 else { return "There were no appointments to share out in the last \(span.weeks.count) weeks." }
        let had =
            "Your patients had \(own.appointments.grouped) appointments in the last \(span.weeks.count) weeks; your share was \(own.share.grouped)"
        return own.use.isBelow(percent: FindingRules.littlePercent)
            ? "\(had), so more than a quarter of it went to others." : "\(had) (\(own.use.text))."
    }

    /// The practices to compare with: those of its network, or all where the network has fewer than four, so that none stands out by itself.
    static func peers(of practice: OrganisationID, in facts: ReportFacts, _ all: [UnitFigures]) -> (practices: [UnitFigures], name: String) {
        let members = all.filter(\.isMember)
        guard let network = facts.networkOf[practice], let body = facts.networks.first(where: { $0.id == network }) else {
            return (members, "the federation")
        }
        let own = members.filter { facts.networkOf[$0.body.id] == network }
        return own.count >= 4 ? (own, body.name) : (members, "the federation")
    }

    package static func missed(_ practice: OrganisationID, in facts: ReportFacts, among all: [UnitFigures]) -> Comparison? {
        comparison(practice, in: facts, among: all, by: \.missed) { own, median, count, name in
            "\(own.text) of your patients' appointments were not attended; the middle of \(count) practices of \(name) is \(median.text)."
        }
    }

    package static func use(_ practice: OrganisationID, in facts: ReportFacts, among all: [UnitFigures]) -> Comparison? {
        comparison(practice, in: facts, among: all, by: \.use) { own, median, count, name in
            "Your patients had \(own.text) of your share; the middle of \(count) practices of \(name) is \(median.text)."
        }
    }

    private static func comparison(
        _ practice: OrganisationID, in facts: ReportFacts, among all: [UnitFigures], by rate: KeyPath<UnitFigures, Rate>,
        finding: (_ own: Rate, _ median: Rate, _ count: Int, _ name: String) -> String
    ) -> Comparison? {
        let (practices, name) = peers(of: practice, in: facts, all)
        let counted = practices.filter { $0[keyPath: rate].whole > 0 }.sorted { $0[keyPath: rate].isLower(than: $1[keyPath: rate]) }
        guard counted.count > 1, let own = counted.first(where: { $0.body.id == practice })?[keyPath: rate] else { return nil }
        // Of an even number the lower of the two in the middle, which is a practice's own rate.
        let median = counted[(counted.count - 1) / 2][keyPath: rate]
        return Comparison(
            places: counted.map { .init(isOwn: $0.body.id == practice, rate: $0[keyPath: rate]) }, own: own, median: median,
            finding: finding(own, median, counted.count, name))
    }
}
