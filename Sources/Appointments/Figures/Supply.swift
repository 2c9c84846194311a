// What was offered, booked, had and missed.

import Activity
import Kernel

/// How an appointment stands, as far as reports count it.
package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case waiting, attended
    case notAttended = "not-attended"
    case cancelled

    package init(_ status: BookingStatus) {
        switch status {
        case .booked, .arrived, .called: self = .waiting
        case .seen: self = .attended
        case .didNotAttend: self = .notAttended
        case .cancelled: self = .cancelled
        }
    }

    package var title: String {
        switch self {
        case .waiting: "Booked"
        case .attended: "Attended"
        case .notAttended: "Did not attend"
        case .cancelled: "Cancelled"
        }
    }

    var statuses: [BookingStatus] { BookingStatus.allCases.filter { Outcome($0) == self } }
}

/// What became of the appointments of one practice's patients in a week.
package struct UsedTime: Hashable, Sendable {
    package let week: LocalDate
    package let practice: OrganisationID
    package let outcome: Outcome
    package let minutes: Int
    package let appointments: Int
}

/// Everything that the figures of a report are worked out from, under the practices that carry on today.
package struct SupplyFacts: Hashable, Sendable {
    package var frame: ReportFrame
    /// The practices of the time whose consent to each scheme was in force, one set for each week.
    package var agreed: [SchemeID: [Set<OrganisationID>]] = [:]
    package var offered: [OfferedCapacity] = []
    package var used: [UsedTime] = []
    /// By network, one entry a week; nil where nothing is required.
    package var required: [OrganisationID: [RequiredTime?]] = [:]
    package var activity: [ActivityTotal] = []

    /// What was offered and had in some of the weeks alone.
    package func of(weeks: Range<Int>) -> SupplyFacts {
        var part = self
        part.frame = frame.of(weeks: weeks)
        let within = Set(part.frame.span.weeks)
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

/// What one practice's patients had, or those of several together.
package struct UnitFigures: Hashable, Sendable {
    package let unit: ReportFrame.Unit
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

    package init(_ unit: ReportFrame.Unit) { self.unit = unit }

    package var name: String { unit.body.name }
    /// Of its share, how much it had.
    package var use: Rate { Rate(appointments, of: share) }
    /// Of the appointments that are over, how many were not attended.
    package var missed: Rate { Rate(notAttended, of: attended + notAttended) }

    /// Both together, under the name of `unit`.
    func adding(_ other: UnitFigures) -> UnitFigures {
        var sum = self
        sum.tookPart = tookPart || other.tookPart
        sum.takesPart = takesPart || other.takesPart
        sum.share += other.share
        sum.appointments += other.appointments
        sum.attended += other.attended
        sum.notAttended += other.notAttended
        sum.deliveredMinutes += other.deliveredMinutes
        return sum
    }
}

/// The figures of a report on the federation, or on one of its networks.
package struct Supply: Hashable, Sendable {
    package let frame: ReportFrame
    package let weeks: [WeekFigures]
    /// The members in the order of their names, then practices that are members no longer.
    package let practices: [UnitFigures]
    package let units: [UnitFigures]
    package let total: UnitFigures
}
