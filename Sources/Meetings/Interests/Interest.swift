// What somebody declared.

import Kernel
import Store

/// The four kinds of NHS England, "Managing conflicts of interest in the NHS", and that there is nothing. Closed: the guidance has no other.
package enum InterestKind: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case financial
    case professional = "non-financial-professional"
    case personal = "non-financial-personal"
    case indirect
    case nothing

    package var title: String {
        switch self {
        case .financial: "Financial"
        case .professional: "Non-financial professional"
        case .personal: "Non-financial personal"
        case .indirect: "Indirect"
        case .nothing: "Nothing to declare"
        }
    }

    var hint: String {
        switch self {
        case .financial: "You may gain money by a decision in which you take part: a partnership, shares, paid work"
        case .professional: "Your work may gain, though not in money: a reputation, a post in a professional body"
        case .personal: "You may gain in a way that is neither money nor work: a charity that you help to run"
        case .indirect: "Somebody close to you has an interest of one of these kinds"
        case .nothing: "Leave out the rest of the form"
        }
    }
}

/// A declaration: an interest, or that there is none. Corrected by ending it and declaring anew.
package struct Interest: Codable, Hashable, Sendable, Dated {
    package let id: ID<Interest>
    package let person: PersonID
    /// As it was when they declared.
    package let personName: String
    package let kind: InterestKind
    /// Never about a patient; "" for nothing.
    package let what: String
    /// In the directory; nil where it has only a name.
    package let organisation: OrganisationID?
    package let organisationName: String
    package let fromDate: LocalDate
    package let untilDate: LocalDate?
    package let declaredOn: LocalDate
    /// Who entered it from the person's paper form; nil where they declared it themselves.
    package let enteredBy: PersonID?
    /// Set once, when it is ended.
    package let endedAt: Instant?

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
    var title: String { "\(personName): \(kind == .nothing ? kind.title : organisationName)" }
}

/// Why a declaration is not taken, or an interest not ended.
package enum InterestRefusal: RuleRefusal, Hashable {
    case endsBeforeBeginning
    case beginsTooLate(LocalDate)
    case signedLater
    case interestsStand(Int)
    case unknown
    case endedAlready(LocalDate)
    case endsLater(LocalDate)

    package var sentence: String {
        switch self {
        case .endsBeforeBeginning: "Enter a last day that is on or after the first day"
        case .beginsTooLate(let last): "Enter a first day that is no later than \(last.longText). Declare it again when it is nearer"
        case .signedLater: "Enter the day on the paper form, today or earlier"
        case .interestsStand(let count): "\(count.grouped) declared before still \(count == 1 ? "stands" : "stand"). End what is over, then say so"
        case .unknown: "There is no such interest among your own."
        case .endedAlready(let day): "This interest has ended already, on \(day.longText). Nothing was changed. If that is wrong, declare it anew."
        case .endsLater(let last): "Enter a last day that is no later than \(last.longText)"
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .endedAlready: .conflict
        case .unknown: .absent
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .endsBeforeBeginning, .endsLater: "until"
        case .beginsTooLate: "from"
        case .signedLater: "declared"
        case .interestsStand: "kind"
        case .unknown, .endedAlready: ""
        }
    }
}
