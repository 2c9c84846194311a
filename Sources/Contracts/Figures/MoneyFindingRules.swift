// What the figures about money say.

import Kernel

/// The findings about money: one sentence each, which a chart then shows.
package enum MoneyFindingRules {
    package static func earned(_ report: MoneyReport) -> String {
        let earned = report.months.map(\.earned).sum()
        let income = report.months.map(\.income).sum()
        let period = report.months.first.map { first in "since \(first.month.first.longText)" } ?? ""
        guard earned != .zero || income != .zero else { return "No month's money has been posted \(period) yet." }
        let lead =
            report.frame.network == nil
            ? "Contracts brought \(income.text) \(period); practices earned \(earned.text) for hosting clinics"
            : "Practices earned \(earned.text) for hosting clinics \(period)"
        let (care, notAttended, unused) = (
            report.months.map(\.care).sum(), report.months.map(\.notAttended).sum(), report.months.map(\.unused).sum()
        )
        guard notAttended != .zero || unused != .zero else { return lead + "." }
        return "\(lead): \(care.text) for care, \(notAttended.text) for appointments not attended, \(unused.text) for time not used."
    }

    package static func paid(_ report: MoneyReport) -> String {
        let (paid, owing, overpaid) = (report.total.paid, report.owing, report.overpaid)
        guard paid != .zero || owing != .zero || overpaid != .zero else { return "Nothing has been paid, and nothing is owed to practices." }
        var sentence = "\(paid.text) was paid to practices; "
        if owing == .zero { sentence = "\(paid.text) was paid to practices, and nothing is owed to them" }
        if owing != .zero {
            sentence += "\(owing.text) is still owed"
            let most = report.practices.max { $0.owed < $1.owed }
            if report.practices.count > 1, let most { sentence += ", most of it, \(most.owed.text), to \(most.name)" }
        }
        guard overpaid != .zero else { return sentence + "." }
        let count = report.practices.count { $0.owed < .zero }
        return "\(sentence); \(count.counted("practice", "practices")) \(count == 1 ? "was" : "were") paid \(overpaid.text) too much."
    }

    /// Why one practice is owed what it is.
    package static func practice(_ own: UnitMoney, since month: Month) -> String {
        guard own.earned != .zero || own.owed != .zero else {
            return "Practices earn by hosting clinics. Yours has earned nothing since \(month.first.longText), and nothing is owed."
        }
        let earned = "Your practice earned \(own.earned.exactText) since \(month.first.longText) for the clinics that it hosted"
        if own.owed < .zero { return "\(earned). It was paid \((-own.owed).exactText) too much, which comes off what it earns next." }
        return own.owed > .zero ? "\(earned); \(own.owed.exactText) is still owed." : "\(earned), and all of it has been paid."
    }
}
