// What the figures say, in sentences.

import Kernel

/// The findings about time and appointments: one sentence each, which a chart then shows.
package enum SupplyFindingRules {
    package static func delivery(_ report: Supply) -> String {
        let delivered = report.weeks.reduce(0) { $0 + $1.deliveredMinutes }
        let weeks = report.weeks.filter { $0.required != nil }
        let required = weeks.reduce(0) { $0 + ($1.required ?? 0) }
        guard required > 0 else {
            return delivered == 0 ? "No care was delivered in these weeks." : "\(delivered.grouped) minutes were delivered; no contract requires any."
        }
        let short = weeks.count(where: \.isShort)
        let offer =
            short == 0
            ? "the time offered met the requirement every week"
            : "the time offered fell short of the requirement in \(short) of \(weeks.count) weeks"
        return "\(delivered.grouped) of \(required.grouped) minutes required were delivered (\(Rate(delivered, of: required).text)); \(offer)."
    }

    package static func utilisation(_ report: Supply) -> String {
        let offered = report.weeks.filter { $0.offeredMinutes > 0 }
        guard let lowest = offered.min(by: { $0.utilisation.isLower(than: $1.utilisation) }) else {
            return "No appointments were offered in these weeks."
        }
        let all = offered.map(\.utilisation).total()
        let detail = offered.count > 1 ? "; the lowest week was that of \(lowest.week.longText), \(lowest.utilisation.text)" : ""
        return "\(all.text) of the time offered was booked\(detail)."
    }

    package static func missed(_ report: Supply) -> String {
        let rate = report.total.missed
        guard rate.whole > 0 else { return "No appointment of these weeks is over yet." }
        guard rate.part > 0 else { return "Every patient came to their appointment: \(rate.whole.grouped) of \(rate.whole.grouped)." }
        let highest = report.units.filter { $0.missed.whole > 0 }.max { $0.missed.isLower(than: $1.missed) }
        let detail = highest.map { report.units.count > 1 ? "; \($0.name) has the highest rate, \(apart($0.missed, from: rate))" : "" } ?? ""
        return "\(rate.part.grouped) of \(rate.whole.grouped) appointments were not attended (\(rate.text))\(detail)."
    }

    // With a decimal where whole percents would hide that one is higher than the other.
    private static func apart(_ rate: Rate, from other: Rate) -> String {
        guard rate.text == other.text, other.isLower(than: rate), let percent = rate.percent else { return rate.text }
        return Rate.text(percent: percent)
    }

    /// A practice is named as getting little where it had less than three quarters of its share.
    package static let littlePercent = 75

    package static func shares(_ report: Supply) -> String {
        let sharing = report.practices.filter { $0.share > 0 }
        let absent = report.practices.count { $0.unit.isMember && !$0.takesPart }
        let absence = absent == 0 ? "" : " \(absent.counted("practice", "practices")) \(absent == 1 ? "takes" : "take") no part."
        guard !sharing.isEmpty else { return "There were no appointments to share out in these weeks." + absence }
        let little = sharing.filter { $0.use.isBelow(percent: littlePercent) }
        guard let least = little.min(by: { $0.use.isLower(than: $1.use) }) else {
            return "Every practice that takes part had at least three quarters of its share." + absence
        }
        let count = little.count
        return "\(count.counted("practice", "practices")) of \(sharing.count) had less than three quarters of \(count == 1 ? "its" : "their") share; "
            + "\(least.name) had the least, \(least.appointments.grouped) of \(least.share.grouped) appointments." + absence
    }

}
