// A practice's word that it takes part.

import Kernel
import Store

/// A practice's consent to one version of an undertaking's terms, for a period of whole days.
package struct Consent: Codable, Hashable, Sendable, Dated {
    package enum Ending: String, Codable, Hashable, Sendable, SQLBindable {
        case withdrawal
        /// The practice agreed to a newer version of the terms, which took over.
        case newerTerms = "newer-terms"
    }

    package let id: ID<Consent>
    package let practice: OrganisationID
    package let undertaking: SchemeID
    /// The practice's first, second, third … consent to this undertaking.
    package let ordinal: Int
    package let termsVersion: Int
    package let signedBy: PersonID
    /// The name as typed by the person who signed.
    package let signedName: String
    package let signedAt: Instant
    package let from: LocalDate
    /// The last day in force; nil while no end is known. Earlier than `from` where the consent was taken back before it began.
    package let until: LocalDate?
    package let ending: Ending?
    package let endedAt: Instant?
    package let endedBy: PersonID?
    package let endingReason: String

    package var withdrawnAt: Instant? { ending == .withdrawal ? endedAt : nil }
    /// Whether it was ever in force on any day.
    package var isEmpty: Bool { period.isEmpty }
    package var period: DatePeriod { DatePeriod(from: from, until: until) }

    package init(
        id: ID<Consent>, practice: OrganisationID, undertaking: SchemeID, ordinal: Int, termsVersion: Int, signedBy: PersonID, signedName: String,
        signedAt: Instant, from: LocalDate, until: LocalDate? = nil, ending: Ending? = nil, endedAt: Instant? = nil, endedBy: PersonID? = nil,
        endingReason: String = ""
    ) {
        self.id = id
        self.practice = practice
        self.undertaking = undertaking
        self.ordinal = ordinal
        self.termsVersion = termsVersion
        self.signedBy = signedBy
        self.signedName = signedName
        self.signedAt = signedAt
        self.from = from
        self.until = until
        self.ending = ending
        self.endedAt = endedAt
        self.endedBy = endedBy
        self.endingReason = endingReason
    }

    private enum CodingKeys: String, CodingKey {
        case id, practice, undertaking, ordinal, termsVersion, signedBy, signedName, signedAt
        case from = "fromDate"
        case until = "untilDate"
        case ending, endedAt, endedBy, endingReason
    }
}

/// What a practice's signatory asks for.
package struct ConsentDraft: Hashable, Sendable {
    package let practice: OrganisationID
    package let undertaking: SchemeID
    package let termsVersion: Int
    package let signedBy: PersonID
    package let signedName: String
    package let from: LocalDate
    package let until: LocalDate?

    package init(
        practice: OrganisationID, undertaking: SchemeID, termsVersion: Int, signedBy: PersonID, signedName: String, from: LocalDate,
        until: LocalDate? = nil
    ) {
        self.practice = practice
        self.undertaking = undertaking
        self.termsVersion = termsVersion
        self.signedBy = signedBy
        self.signedName = signedName
        self.from = from
        self.until = until
    }
}

/// Why a consent cannot be given or withdrawn.
package enum ConsentRefusal: RuleRefusal, Hashable {
    case unknownPractice
    case unknownUndertaking
    case nameMissing
    case notTheCurrentTerms(current: Int)
    case termsNotPublished
    case fromBeforeSigning(earliest: LocalDate)
    case untilBeforeFrom(LocalDate)
    case alreadyInForce(from: LocalDate, until: LocalDate?)
    case practiceClosed(LocalDate)
    case nothingToWithdraw
    case withdrawalBeforeToday(LocalDate)
    case endsAlready(LocalDate)
    /// What leaving on this day means was not shown yet.
    case otherDayShown(LocalDate)
    case reasonMissing

    package var sentence: String {
        switch self {
        case .unknownPractice: "This practice is not in the directory. Ask the federation manager to add it."
        case .unknownUndertaking: "This scheme is not offered. Go back to Schemes and choose one that is open."
        case .nameMissing: "Type your full name to sign for the practice."
        case .notTheCurrentTerms(let current):
            "The terms have changed since you opened this page: version \(current) is the one to agree to. Read it, then sign again."
        case .termsNotPublished: "No terms have been published for this scheme yet. Ask the federation manager."
        case .fromBeforeSigning(let earliest): "Agreement cannot start before the day it is signed. Enter \(earliest.longText) or later."
        case .untilBeforeFrom(let from): "The last day must be \(from.longText) or later."
        case .alreadyInForce(let from, nil):
            "Your practice has agreed already, from \(from.longText) on. There is nothing to sign."
        case .alreadyInForce(let from, .some(let until)):
            "Your practice has agreed already, from \(from.longText) to \(until.longText). Enter a first day after that."
        case .practiceClosed(let day):
            "This practice closed on \(day.longText). The practice that took over from it must agree for itself."
        case .nothingToWithdraw: "Your practice is not taking part, so there is nothing to withdraw."
        case .withdrawalBeforeToday(let today): "The last day of taking part must be \(today.longText) or later."
        case .endsAlready(let day): "Taking part ends on \(day.longText) already. Choose an earlier day, or leave it as it is."
        case .otherDayShown(let day):
            "Nothing was withdrawn yet: what it means to leave after \(day.longText) had not been shown. Read it on this page, then withdraw."
        case .reasonMissing: "Say why the practice is withdrawing, in a few words."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notTheCurrentTerms, .nothingToWithdraw, .alreadyInForce(from: _, until: nil): .conflict
        case .unknownUndertaking: .absent
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .nameMissing: "name"
        case .fromBeforeSigning, .untilBeforeFrom, .alreadyInForce, .practiceClosed: "from"
        case .withdrawalBeforeToday, .endsAlready, .otherDayShown: "last-day"
        case .reasonMissing: "reason"
        case .notTheCurrentTerms, .termsNotPublished: "agree"
        case .unknownPractice, .unknownUndertaking, .nothingToWithdraw: ""
        }
    }
}

/// A patient cannot be booked, nor data used, as the practice has not agreed: which consent is missing, and who can give it.
package struct MissingConsent: RuleRefusal, Hashable {
    package let practiceName: String
    package let undertakingTitle: String
    package let date: LocalDate
    /// "Its practice manager"
    package let whoCanGive: String

    package init(practiceName: String, undertakingTitle: String, date: LocalDate, whoCanGive: String = "Its practice manager") {
        self.practiceName = practiceName
        self.undertakingTitle = undertakingTitle
        self.date = date
        self.whoCanGive = whoCanGive
    }

    package var sentence: String {
        "\(practiceName) has not agreed to \(undertakingTitle) for \(date.longText). \(whoCanGive) can agree to it on the Schemes page."
    }
}
