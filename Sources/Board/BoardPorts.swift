// What this room asks of those below it.

import Directory
import Kernel
import Store

/// Facts that no ledger carries: what was offered and booked, what contracts require, statements. `App` ties each to the room that knows.
/// Every closure reads within one state of the database.
package struct BoardPorts: Sendable {
    /// Minutes and slots offered, by week.
    package var offered: @Sendable (_ from: LocalDate, _ through: LocalDate, any Connection) throws -> [OfferedTime]
    /// What became of appointments in some weeks, given by their Mondays, by week and practice, within a scope.
    package var used: @Sendable (_ weeks: [LocalDate], Scope, any Connection) throws -> [UsedTime]
    /// The appointments behind a figure of `used`, without anything about patients.
    package var appointments: @Sendable (_ asked: AppointmentsAsked, Scope, any Connection) throws -> [AppointmentFact]
    /// What all of them come to, on whichever page.
    package var appointmentTotal: @Sendable (_ asked: AppointmentsAsked, Scope, any Connection) throws -> (appointments: Int, minutes: Int)
    /// What contracts require of each network in each of the weeks, given by their Mondays and the populations of those days; nil where nothing is
    /// required.
    package var required: @Sendable (_ weeks: [LocalDate], [NetworkPopulations], any Connection) throws -> [OrganisationID: [RequiredTime?]]
    /// A practice's latest statement; nil before the first.
    package var statement: @Sendable (OrganisationID, any Connection) throws -> StatementFact?
    /// What a posting to what is owed to practices is for, by the rule that it was posted by.
    package var purpose: @Sendable (_ rule: String) -> PostingPurpose
    package var statementsAddress: String

    package init(
        offered: @escaping @Sendable (LocalDate, LocalDate, any Connection) throws -> [OfferedTime],
        used: @escaping @Sendable ([LocalDate], Scope, any Connection) throws -> [UsedTime],
        appointments: @escaping @Sendable (AppointmentsAsked, Scope, any Connection) throws -> [AppointmentFact],
        appointmentTotal: @escaping @Sendable (AppointmentsAsked, Scope, any Connection) throws -> (appointments: Int, minutes: Int),
        required: @escaping @Sendable ([LocalDate], [NetworkPopulations], any Connection) throws -> [OrganisationID: [RequiredTime?]],
        statement: @escaping @Sendable (OrganisationID, any Connection) throws -> StatementFact?,
        purpose: @escaping @Sendable (String) -> PostingPurpose, statementsAddress: String
    ) {
        self.offered = offered
        self.used = used
        self.appointments = appointments
        self.appointmentTotal = appointmentTotal
        self.required = required
        self.statement = statement
        self.purpose = purpose
        self.statementsAddress = statementsAddress
    }
}

/// Time offered in a week at one hub.
package struct OfferedTime: Hashable, Sendable {
    /// The week's Monday.
    package let week: LocalDate
    package let hub: OrganisationID
    package let host: OrganisationID
    package let scheme: SchemeID
    /// The network whose patients it was for; nil for everybody.
    package let network: OrganisationID?
    package let minutes: Int
    package let appointments: Int

    package init(
        week: LocalDate, hub: OrganisationID, host: OrganisationID, scheme: SchemeID, network: OrganisationID? = nil, minutes: Int, appointments: Int
    ) {
        self.week = week
        self.hub = hub
        self.host = host
        self.scheme = scheme
        self.network = network
        self.minutes = minutes
        self.appointments = appointments
    }
}

/// How an appointment stands, as far as reports count it.
package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case waiting, attended
    case notAttended = "not-attended"
    case cancelled

    package var title: String {
        switch self {
        case .waiting: "Booked"
        case .attended: "Attended"
        case .notAttended: "Did not attend"
        case .cancelled: "Cancelled"
        }
    }
}

/// What became of the appointments of one practice's patients in a week.
package struct UsedTime: Hashable, Sendable {
    package let week: LocalDate
    package let practice: OrganisationID
    package let outcome: Outcome
    package let minutes: Int
    package let appointments: Int

    package init(week: LocalDate, practice: OrganisationID, outcome: Outcome, minutes: Int, appointments: Int) {
        self.week = week
        self.practice = practice
        self.outcome = outcome
        self.minutes = minutes
        self.appointments = appointments
    }
}

/// Which appointments a figure is made of.
package struct AppointmentsAsked: Hashable, Sendable {
    package let from: LocalDate
    package let through: LocalDate
    package let outcomes: [Outcome]
    /// Nil for all of the scope.
    package let practices: [OrganisationID]?
    /// The last appointment of the page before; nil for the first page.
    package let after: ID<AppointmentFact>?
    package let limit: Int
}

/// One appointment behind a figure.
package struct AppointmentFact: Hashable, Sendable {
    package let id: ID<AppointmentFact>
    package let startsAt: Instant
    package let minutes: Int
    package let hub: OrganisationID
    package let practice: OrganisationID
    /// "GP", "Physiotherapist"
    package let service: String
    package let outcome: Outcome

    package init(
        id: ID<AppointmentFact>, startsAt: Instant, minutes: Int, hub: OrganisationID, practice: OrganisationID, service: String, outcome: Outcome
    ) {
        self.id = id
        self.startsAt = startsAt
        self.minutes = minutes
        self.hub = hub
        self.practice = practice
        self.service = service
        self.outcome = outcome
    }
}

/// What money that practices are owed was posted for.
package enum PostingPurpose: String, CaseIterable, Hashable, Sendable {
    /// For hosting: appointments delivered, appointments that nobody came to, time that was not used.
    case care, notAttended, unused
    case payment
    /// From a merged practice to the one that carries on.
    case carriedOver

    var isEarned: Bool { self == .care || self == .notAttended || self == .unused }
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

/// Minutes that contracts require in a week, and how they come about.
package struct RequiredTime: Hashable, Sendable {
    package let minutes: Int
    /// "62,000 adjusted patients × 60 minutes for 1,000 = 3,720 minutes"
    package let derivation: String

    package init(minutes: Int, derivation: String) {
        self.minutes = minutes
        self.derivation = derivation
    }
}

/// A practice's statement, as its home page shows it.
package struct StatementFact: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package let sentence: String
        package let amount: Money
        package let address: String

        package init(sentence: String, amount: Money, address: String) {
            self.sentence = sentence
            self.amount = amount
            self.address = address
        }
    }

    package let month: Month
    package let producedAt: Instant
    package let address: String
    package let broughtForward: Money
    package let lines: [Line]
    package let carriedForward: Money

    package init(month: Month, producedAt: Instant, address: String, broughtForward: Money, lines: [Line], carriedForward: Money) {
        self.month = month
        self.producedAt = producedAt
        self.address = address
        self.broughtForward = broughtForward
        self.lines = lines
        self.carriedForward = carriedForward
    }
}
