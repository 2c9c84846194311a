// What was promised, as data.

import Kernel
import Store

/// A scheme under a contract. Its identifier is that of the undertaking which practices consent to; its title is that undertaking's.
package struct Scheme: Codable, Hashable, Sendable, Dated {
    package let id: SchemeID
    package let contract: ContractID
    package let from: LocalDate
    package let until: LocalDate

    package init(id: SchemeID, contract: ContractID, from: LocalDate, until: LocalDate) {
        self.id = id
        self.contract = contract
        self.from = from
        self.until = until
    }

    private enum CodingKeys: String, CodingKey {
        case id, contract
        case from = "fromDate"
        case until = "untilDate"
    }

    /// Whether any day of `month` lies in the scheme's term.
    package func runs(in month: Month) -> Bool { period.overlaps(DatePeriod(from: month.first, until: month.last)) }
    package var period: DatePeriod { DatePeriod(from: from, until: until) }
}

/// What a scheme requires of each network from a date on.
package struct Requirement: Hashable, Sendable {
    package enum Rounding: String, Codable, Hashable, Sendable, SQLBindable {
        case exact
        /// The rule of the 2019 extended hours scheme; whether enhanced access keeps it is for the commissioner to say.
        case nearestQuarterHour = "nearest-quarter-hour"
    }

    /// What a bank holiday does to the week's minutes.
    package enum BankHolidayRule: String, Codable, Hashable, Sendable, SQLBindable {
        /// The week's minutes are owed all the same and may be delivered on its other days.
        case owedInFull = "owed-in-full"
        /// The share of the standard hours that falls on the holiday is not owed.
        case hoursNotOwed = "hours-not-owed"
    }

    /// A span of standard hours on one weekday.
    package struct Hours: Codable, Hashable, Sendable {
        package let weekday: Weekday
        package let from: LocalTime
        package let until: LocalTime

        package init(weekday: Weekday, from: LocalTime, until: LocalTime) {
            self.weekday = weekday
            self.from = from
            self.until = until
        }

        package var minutes: Int { until.minutes - from.minutes }

        private enum CodingKeys: String, CodingKey {
            case weekday
            case from = "fromTime"
            case until = "untilTime"
        }
    }

    package let scheme: SchemeID
    package let from: LocalDate
    /// Minutes of appointments a week for each 1,000 of the network's adjusted population.
    package let minutesPerThousand: Int
    package let rounding: Rounding
    package let bankHolidays: BankHolidayRule
    package let standardHours: [Hours]
    package let gpOnSite: Bool
    /// How many days ahead appointments can be booked at least.
    package let daysAhead: Int
    package let sameDay: Bool
    /// Open to all patients of the network's practices.
    package let wholeNetwork: Bool
    /// Where the requirement is written down.
    package let source: String

    package init(
        scheme: SchemeID, from: LocalDate, minutesPerThousand: Int, rounding: Rounding, bankHolidays: BankHolidayRule = .owedInFull,
        standardHours: [Hours], gpOnSite: Bool, daysAhead: Int, sameDay: Bool, wholeNetwork: Bool, source: String
    ) {
        self.scheme = scheme
        self.from = from
        self.minutesPerThousand = minutesPerThousand
        self.rounding = rounding
        self.bankHolidays = bankHolidays
        self.standardHours = standardHours
        self.gpOnSite = gpOnSite
        self.daysAhead = daysAhead
        self.sameDay = sameDay
        self.wholeNetwork = wholeNetwork
        self.source = source
    }

    /// Network standard hours of enhanced access, with which a new requirement begins: 6:30pm to 8pm Monday to Friday, 9am to 5pm Saturday (Network
    /// Contract DES; `oracles` 5.3). Whoever plans reads the requirement's own.
    package static let networkStandardHours: [Hours] =
        Weekday.allCases.prefix(5).map { Hours(weekday: $0, from: LocalTime(clamping: 18 * 60 + 30), until: LocalTime(clamping: 20 * 60)) }
        + [Hours(weekday: .saturday, from: LocalTime(clamping: 9 * 60), until: LocalTime(clamping: 17 * 60))]
}

/// What an hour is worth to the practice that hosts it, from a date on.
package struct SchemePrice: Codable, Hashable, Sendable {
    package let scheme: SchemeID
    package let from: LocalDate
    package let hourPence: Int
    /// Whether the price is made up; pages say so.
    package let isExample: Bool
    package let source: String

    package init(scheme: SchemeID, from: LocalDate, hour: Money, isExample: Bool, source: String) {
        self.scheme = scheme
        self.from = from
        self.hourPence = hour.pence
        self.isExample = isExample
        self.source = source
    }

    package var hour: Money { Money(pence: hourPence) }

    private enum CodingKeys: String, CodingKey {
        case scheme
        case from = "fromDate"
        case hourPence, isExample, source
    }
}

/// Which part of the value of time not used or not attended the federation keeps, from a date on; the host is paid the rest.
package struct UnusedShare: Codable, Hashable, Sendable {
    package let scheme: SchemeID
    package let from: LocalDate
    /// 0 to 100.
    package let federationPercent: Int
    package let source: String

    package init(scheme: SchemeID, from: LocalDate, federationPercent: Int, source: String) {
        self.scheme = scheme
        self.from = from
        self.federationPercent = federationPercent
        self.source = source
    }

    private enum CodingKeys: String, CodingKey {
        case scheme
        case from = "fromDate"
        case federationPercent, source
    }
}

/// Why a contract, scheme or price cannot be added.
package enum ContractRefusal: RuleRefusal, Hashable {
    case datesReversed
    case schemeOutsideContract
    case referenceTaken(String)
    case priceInClosedMonth(Month)
    case notAScheme
    case negativePrice
    case negativeValue
    case unknownContract
    case unknownScheme
    case nothingChanged
    case termsFixed
    case variationInClosedMonth(Month)
    case endsInClosedMonth(LocalDate)
    case valueBelowInstalments(Money)
    case noMonthLeft(Money)
    case notEarlier(LocalDate)
    case schemeBeginsLater(LocalDate)
    case planned(_ what: String, after: LocalDate, remedy: String)
    case workRecorded(LocalDate)
    case requirementOutsideScheme(LocalDate, LocalDate)
    case taken(SchemeID)
    case beginsAlready(LocalDate)

    package var sentence: String {
        switch self {
        case .datesReversed: "The last day must not be before the first."
        case .schemeOutsideContract: "The scheme must lie within its contract's dates."
        case .referenceTaken(let reference): "There is a contract with the reference “\(reference)” already."
        case .priceInClosedMonth(let month):
            "\(month.title) is closed for this scheme, and a closed month does not change. Enter a first day in a later month."
        case .notAScheme: "Practices consent to this as a project or a sharing of data, so it cannot be paid as a scheme."
        case .negativePrice: "Enter a price of £0 or more."
        case .negativeValue: "Enter a value of £0 or more."
        case .unknownContract: "This contract is not in the register. Open the list of contracts again."
        case .unknownScheme: "This scheme is under no contract. Open the list of contracts again."
        case .nothingChanged: "Nothing was changed, because what you entered stands already."
        case .termsFixed:
            "A month under this contract is closed, or the contract was varied, so only its title and reference can be corrected. Change its value or last day from a month on instead."
        case .variationInClosedMonth(let open):
            "What a closed month was computed from does not change. The first month that can change is \(open.title)."
        case .endsInClosedMonth(let last): "Months up to \(last.longText) are closed. Enter that day or a later one."
        case .valueBelowInstalments(let kept): "The months before it come to \(kept.exactText). Enter that or more."
        case .noMonthLeft(let kept):
            "No open month is left to take a difference: the months until then come to \(kept.exactText). Enter that, or leave the value empty."
        case .notEarlier(let until): "The contract ends on \(until.longText) already. Enter an earlier day."
        case .schemeBeginsLater(let from): "A scheme under it begins on \(from.longText), after that day. Enter a later day."
        case .planned(let what, let day, let remedy): "\(what) under it after \(day.longText). \(remedy)"
        case .workRecorded(let day): "Work on \(day.longText) is on record under it. Enter that day or a later one."
        case .requirementOutsideScheme(let from, let until):
            "The scheme runs from \(from.longText) to \(until.longText). Enter a first day within it."
        case .taken: "These terms are under a contract already. Choose others, or offer new ones."
        case .beginsAlready(let date): "There is one from \(date.longText) already. Enter another first day, or correct that one."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .unknownContract, .unknownScheme: .absent
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .referenceTaken: "reference"
        case .datesReversed, .schemeOutsideContract, .endsInClosedMonth, .notEarlier, .schemeBeginsLater, .planned, .workRecorded: "until"
        case .valueBelowInstalments, .noMonthLeft, .negativeValue: "value"
        case .variationInClosedMonth: "month"
        case .requirementOutsideScheme, .priceInClosedMonth, .beginsAlready: "from"
        case .negativePrice: "amount"
        case .taken, .notAScheme: "undertaking"
        case .termsFixed, .nothingChanged, .unknownContract, .unknownScheme: ""
        }
    }
}
