// How a practice stands and compares.

import Kernel

/// The practice beside those of its network.
package struct Comparison: Hashable, Sendable {
    /// Others come without their names.
    package struct Place: Hashable, Sendable {
        package let isOwn: Bool
        package let rate: Rate
    }

    /// Lowest first.
    package let places: [Place]
    package let own: Rate
    package let median: Rate
    package let finding: String
}

package enum PracticeSupplyRules {
    /// "Your patients had 14 of 36 …", for the weeks of a report.
    package static func shareFinding(_ own: UnitFigures, _ span: WeekSpan) -> String {
        guard own.takesPart else { return "Your practice does not take part in a scheme with hub appointments, so it has no share." }
        guard own.share > 0 else { return "There were no appointments to share out in the last \(span.weeks.count) weeks." }
        let had =
            "Your patients had \(own.appointments.grouped) appointments in the last \(span.weeks.count) weeks; your share was \(own.share.grouped)"
        return own.use.isBelow(percent: SupplyFindingRules.littlePercent)
            ? "\(had), so more than a quarter of it went to others." : "\(had) (\(own.use.text))."
    }

    /// The practices to compare with: those of its network, or all where the network has fewer than four, so that none stands out by itself.
    static func peers(of practice: OrganisationID, in frame: ReportFrame, _ all: [UnitFigures]) -> (practices: [UnitFigures], name: String) {
        let members = all.filter(\.unit.isMember)
        guard let network = frame.networkOf[practice], let body = frame.networks.first(where: { $0.id == network }) else {
            return (members, "the federation")
        }
        let own = members.filter { frame.networkOf[$0.unit.body.id] == network }
        return own.count >= 4 ? (own, body.name) : (members, "the federation")
    }

    package static func missed(_ practice: OrganisationID, in frame: ReportFrame, among all: [UnitFigures]) -> Comparison? {
        comparison(practice, in: frame, among: all, by: \.missed) { own, median, count, name in
            "\(own.text) of your patients' appointments were not attended; the middle of \(count) practices of \(name) is \(median.text)."
        }
    }

    package static func use(_ practice: OrganisationID, in frame: ReportFrame, among all: [UnitFigures]) -> Comparison? {
        comparison(practice, in: frame, among: all, by: \.use) { own, median, count, name in
            "Your patients had \(own.text) of your share; the middle of \(count) practices of \(name) is \(median.text)."
        }
    }

    private static func comparison(
        _ practice: OrganisationID, in frame: ReportFrame, among all: [UnitFigures], by rate: KeyPath<UnitFigures, Rate>,
        finding: (_ own: Rate, _ median: Rate, _ count: Int, _ name: String) -> String
    ) -> Comparison? {
        let (practices, name) = peers(of: practice, in: frame, all)
        let counted = practices.filter { $0[keyPath: rate].whole > 0 }.sorted { $0[keyPath: rate].isLower(than: $1[keyPath: rate]) }
        guard counted.count > 1, let own = counted.first(where: { $0.unit.body.id == practice })?[keyPath: rate] else { return nil }
        // Of an even number the lower of the two in the middle, which is a practice's own rate.
        let median = counted[(counted.count - 1) / 2][keyPath: rate]
        return Comparison(
            places: counted.map { .init(isOwn: $0.unit.body.id == practice, rate: $0[keyPath: rate]) }, own: own, median: median,
            finding: finding(own, median, counted.count, name))
    }
}
