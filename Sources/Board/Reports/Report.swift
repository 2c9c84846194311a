// What the board looks at.

import Activity
import Finance
import Kernel

/// Everything that a report is worked out from. Practices that another carries on for have been replaced by it throughout.
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
    package var practices: [Body]
    package var networks: [Body]
    package var networkOf: [OrganisationID: OrganisationID]
    /// The practices whose consent to each scheme was in force, one set for each week.
    package var agreed: [SchemeID: [Set<OrganisationID>]]
    /// Adjusted populations in hundredths of a patient.
    package var populations: [OrganisationID: Int]
    package var offered: [OfferedTime]
    package var used: [UsedTime]
    /// By network, one entry a week.
    package var required: [OrganisationID: [RequiredTime?]]
    package var activity: [ActivityTotal]
    package var money: [LedgerSum]
    /// What is owed to each practice now.
    package var owed: [OrganisationID: Money]
    package var paymentRule: String

    package init(
        span: Span, months: [Month], practices: [Body], networks: [Body], networkOf: [OrganisationID: OrganisationID],
        agreed: [SchemeID: [Set<OrganisationID>]] = [:], populations: [OrganisationID: Int] = [:], offered: [OfferedTime] = [], used: [UsedTime] = [],
        required: [OrganisationID: [RequiredTime?]] = [:], activity: [ActivityTotal] = [], money: [LedgerSum] = [],
        owed: [OrganisationID: Money] = [:], paymentRule: String
    ) {
        self.span = span
        self.months = months
        self.practices = practices
        self.networks = networks
        self.networkOf = networkOf
        self.agreed = agreed
        self.populations = populations
        self.offered = offered
        self.used = used
        self.required = required
        self.activity = activity
        self.money = money
        self.owed = owed
        self.paymentRule = paymentRule
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
    /// What practices earned for care.
    package let earned: Money
    package let paid: Money
}

/// A report on the federation, or on one of its networks.
package struct Report: Hashable, Sendable {
    package let span: Span
    /// Nil for the whole federation.
    package let network: ReportFacts.Body?
    package let weeks: [WeekFigures]
    /// In the order of their names.
    package let practices: [UnitFigures]
    /// The networks, or one network's practices.
    package let units: [UnitFigures]
    package let total: UnitFigures
    package let months: [MonthFigures]
}
