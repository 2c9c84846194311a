// What the board looks at.

import Activity
import Directory
import Kernel

/// Everything that a report is worked out from. What practices had, did and earned stands under the practice that carries on for them today.
package struct ReportFacts: Hashable, Sendable {
    package struct Body: Hashable, Sendable {
        package let id: OrganisationID
        package let name: String

        package init(id: OrganisationID, name: String) {
            self.id = id
            self.name = name
        }
    }

    package var span: Span
    package var months: [Month]
    /// The day as of whose knowledge populations count; nil for now.
    package var known: LocalDate?
    /// The members of today.
    package var practices: [Body]
    /// Practices that are no longer members, but of which the figures speak.
    package var former: [Body]
    package var networks: [Body]
    /// Each member's network today.
    package var networkOf: [OrganisationID: OrganisationID]
    /// Practices that merged, each with the one that carries on for it today.
    package var heirs: [OrganisationID: OrganisationID]
    /// The networks and adjusted populations of each week.
    package var weekly: [NetworkPopulations]
    /// The practices of the time whose consent to each scheme was in force, one set for each week.
    package var agreed: [SchemeID: [Set<OrganisationID>]]
    package var offered: [OfferedTime]
    package var used: [UsedTime]
    /// By network, one entry a week.
    package var required: [OrganisationID: [RequiredTime?]]
    package var activity: [ActivityTotal]
    package var money: [PostedSum]
    /// What is owed to each practice now; below nought where it was paid too much.
    package var owed: [OrganisationID: Money]

    package init(
        span: Span, months: [Month], known: LocalDate? = nil, practices: [Body], former: [Body] = [], networks: [Body],
        networkOf: [OrganisationID: OrganisationID], heirs: [OrganisationID: OrganisationID] = [:], weekly: [NetworkPopulations] = [],
        agreed: [SchemeID: [Set<OrganisationID>]] = [:], offered: [OfferedTime] = [], used: [UsedTime] = [],
        required: [OrganisationID: [RequiredTime?]] = [:], activity: [ActivityTotal] = [], money: [PostedSum] = [],
        owed: [OrganisationID: Money] = [:]
    ) {
        self.span = span
        self.months = months
        self.known = known
        self.practices = practices
        self.former = former
        self.networks = networks
        self.networkOf = networkOf
        self.heirs = heirs
        self.weekly = weekly
        self.agreed = agreed
        self.offered = offered
        self.used = used
        self.required = required
        self.activity = activity
        self.money = money
        self.owed = owed
    }

    /// What was offered, had and done in some of the weeks alone; the money stays that of all.
    package func of(weeks: Range<Int>) -> ReportFacts {
        var part = self
        part.span = Span(from: span.weeks[weeks.lowerBound], through: span.weeks[weeks.upperBound - 1])
        let within = Set(part.span.weeks)
        part.weekly = Array(weekly[weeks])
        part.agreed = agreed.mapValues { Array($0[weeks]) }
        part.required = required.mapValues { Array($0[weeks]) }
        part.offered = offered.filter { within.contains($0.week) }
        part.used = used.filter { within.contains($0.week) }
        part.activity = activity.filter { within.contains($0.week) }
        return part
    }
}

/// The figures of one week.
package struct WeekFigures: Hashable, Sendable {
    package let week: LocalDate
    /// Minutes; nil where no contract requires any.
    package let required: Int?
    package let offeredMinutes: Int
    package let bookedMinutes: Int
    /// Minutes of appointments that patients came to, from the activity ledger.
    package let deliveredMinutes: Int

    package var isShort: Bool { required.map { offeredMinutes < $0 } ?? false }
    package var utilisation: Rate { Rate(bookedMinutes, of: offeredMinutes) }
}

/// The figures of one practice, or of a network's practices together.
package struct UnitFigures: Hashable, Sendable {
    package let body: ReportFacts.Body
    /// Of which practices it speaks, where that is neither one practice nor one network.
    package var group: Origin.Group?
    /// Whether it is a member today.
    package var isMember = true
    /// Whether it took part in a scheme in any of the weeks, and in the last of them.
    package var tookPart = false
    package var takesPart = false
    /// Its part of the appointments offered, by adjusted population.
    package var share = 0
    /// Appointments that its patients booked and did not cancel.
    package var appointments = 0
    package var attended = 0
    package var notAttended = 0
    package var deliveredMinutes = 0
    package var earned = Money.zero
    package var paid = Money.zero
    package var owed = Money.zero

    package init(body: ReportFacts.Body) { self.body = body }

    /// Of its share, how much it had.
    package var use: Rate { Rate(appointments, of: share) }
    /// Of the appointments that are over, how many were not attended.
    package var missed: Rate { Rate(notAttended, of: attended + notAttended) }

    /// Both together, under the name of `body`.
    func adding(_ other: UnitFigures) -> UnitFigures {
        var sum = self
        sum.tookPart = tookPart || other.tookPart
        sum.takesPart = takesPart || other.takesPart
        sum.share += other.share
        sum.appointments += other.appointments
        sum.attended += other.attended
        sum.notAttended += other.notAttended
        sum.deliveredMinutes += other.deliveredMinutes
        sum.earned += other.earned
        sum.paid += other.paid
        sum.owed += other.owed
        return sum
    }
}

/// The money of one month.
package struct MonthFigures: Hashable, Sendable {
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

/// A report on the federation, or on one of its networks.
package struct Report: Hashable, Sendable {
    package let span: Span
    /// The day as of whose knowledge populations count; nil for now.
    package let known: LocalDate?
    /// Nil for the whole federation.
    package let network: ReportFacts.Body?
    package let weeks: [WeekFigures]
    /// The members in the order of their names, then practices that are members no longer.
    package let practices: [UnitFigures]
    /// The networks and, where there are such, the practices of none and those that are members no longer; or one network's practices.
    package let units: [UnitFigures]
    package let total: UnitFigures
    package let months: [MonthFigures]

    /// What is owed to practices, and what some of them were paid too much; the total's `owed` is the one less the other.
    package var owing: Money { practices.map(\.owed).filter { $0 > .zero }.sum() }
    package var overpaid: Money { -practices.map(\.owed).filter { $0 < .zero }.sum() }
}
