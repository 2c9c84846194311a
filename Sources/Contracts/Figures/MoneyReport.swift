// What practices earned, got and are owed.

import Finance
import Kernel

/// What part of the postings a figure is.
package enum MoneyPart: String, CaseIterable, Hashable, Sendable {
    case earned, paid, owed, income
    /// Parts of what was earned.
    case care
    case notAttended = "not-attended"
    case unused

    func takes(_ purpose: PostingPurpose) -> Bool {
        switch self {
        case .earned: purpose.isEarned
        case .care: purpose.isCare
        case .notAttended: purpose == .notAttended
        case .unused: purpose == .unused
        case .paid: purpose == .payment
        case .owed, .income: true
        }
    }
}

/// What the postings for one purpose came to for one practice in one month.
package struct PostedSum: Hashable, Sendable {
    package let month: Month
    /// Nil for what commissioners owe.
    package let practice: OrganisationID?
    /// Nil for contract income.
    package let purpose: PostingPurpose?
    /// Above nought: income, what was earned, what was paid.
    package let amount: Money

    package init(month: Month, practice: OrganisationID?, purpose: PostingPurpose?, amount: Money) {
        self.month = month
        self.practice = practice
        self.purpose = purpose
        self.amount = amount
    }
}

/// Everything that the figures about money are worked out from, under the practices that carry on today.
package struct MoneyFacts: Hashable, Sendable {
    package var frame: ReportFrame
    package var money: [PostedSum] = []
    /// What is owed to each practice now; below nought where it was paid too much.
    package var owed: [OrganisationID: Money] = [:]
}

/// The money of one practice, or of several together.
package struct UnitMoney: Hashable, Sendable {
    package let unit: ReportFrame.Unit
    package var earned = Money.zero
    package var paid = Money.zero
    package var owed = Money.zero

    package init(_ unit: ReportFrame.Unit) { self.unit = unit }

    package var name: String { unit.body.name }
}

/// The money of one month.
package struct MonthMoney: Hashable, Sendable {
    package let month: Month
    /// What commissioners owe for the month.
    package let income: Money
    /// What practices earned for appointments that patients came to, for those that they did not come to, and for time that nobody booked.
    package let care: Money
    package let notAttended: Money
    package let unused: Money
    package let paid: Money

    package var earned: Money { care + notAttended + unused }
}

/// The money of a report on the federation, or on one of its networks.
package struct MoneyReport: Hashable, Sendable {
    package let frame: ReportFrame
    package let practices: [UnitMoney]
    package let units: [UnitMoney]
    package let total: UnitMoney
    package let months: [MonthMoney]

    /// What is owed to practices, and what some of them were paid too much; the total's `owed` is the one less the other.
    package var owing: Money { practices.map(\.owed).filter { $0 > .zero }.sum() }
    package var overpaid: Money { -practices.map(\.owed).filter { $0 < .zero }.sum() }
}

package enum MoneyRules {
    package static func report(_ facts: MoneyFacts) -> MoneyReport {
        let frame = facts.frame
        var all: [OrganisationID: UnitMoney] = [:]
        for unit in frame.of(network: nil).each {
            var money = UnitMoney(unit)
            money.owed = facts.owed[unit.body.id] ?? .zero
            all[unit.body.id] = money
        }
        for item in facts.money {
            guard let practice = item.practice, let purpose = item.purpose else { continue }
            if purpose == .payment { all[practice]?.paid += item.amount } else if purpose.isEarned { all[practice]?.earned += item.amount }
        }
        func money(_ unit: ReportFrame.Unit) -> UnitMoney {
            unit.practices.compactMap { all[$0] }.reduce(into: UnitMoney(unit)) {
                $0.earned += $1.earned
                $0.paid += $1.paid
                $0.owed += $1.owed
            }
        }
        return MoneyReport(
            frame: frame, practices: frame.each.map(money), units: frame.units.map(money), total: money(frame.whole),
            months: months(facts, frame.network.map { _ in Set(frame.whole.practices) }))
    }

    /// The money of each month, of all practices or of some.
    private static func months(_ facts: MoneyFacts, _ practices: Set<OrganisationID>?) -> [MonthMoney] {
        facts.frame.months.map { month in
            let sums = facts.money.filter { $0.month == month }
            func sum(_ isMeant: (PostingPurpose) -> Bool) -> Money {
                sums.filter { sum in
                    sum.purpose.map(isMeant) ?? false && (practices.map { ids in sum.practice.map(ids.contains) ?? false } ?? true)
                }
                .map(\.amount).sum()
            }
            return MonthMoney(
                month: month, income: practices == nil ? sums.filter { $0.purpose == nil }.map(\.amount).sum() : .zero, care: sum(\.isCare),
                notAttended: sum { $0 == .notAttended }, unused: sum { $0 == .unused }, paid: sum { $0 == .payment })
        }
    }
}
