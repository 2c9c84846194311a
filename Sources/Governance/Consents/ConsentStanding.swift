// How a practice stands with a scheme.

import Kernel
import Web

/// Where a practice stands with an undertaking on a day, as its pages say it.
package enum ConsentStanding: Hashable, Sendable {
    /// Open to the practice, which has never agreed.
    case open
    case takingPart(Consent)
    /// Taking part under older terms; the last day that the newer ones leave them, if they set one.
    case newerTerms(Consent, until: LocalDate?)
    case leaving(Consent, lastDay: LocalDate)
    case agreedFrom(Consent)
    case left(lastDay: LocalDate)

    package init(_ history: [Consent], terms: [TermsVersion], closedOn: LocalDate? = nil, on date: LocalDate) {
        if let consent = ConsentRules.inForce(history, terms: terms, closedOn: closedOn, on: date) {
            if let lastDay = consent.until, consent.ending != .newerTerms {
                self = .leaving(consent, lastDay: lastDay)
            } else if consent.ending != .newerTerms, let current = UndertakingRules.current(terms, on: date), current.version > consent.termsVersion {
                self = .newerTerms(consent, until: ConsentRules.lapse(of: consent, terms: terms))
            } else {
                self = .takingPart(consent)
            }
            return
        }
        if let coming = history.filter({ $0.from > date && !$0.isEmpty }).min(by: { $0.from < $1.from }) {
            self = .agreedFrom(coming)
            return
        }
        let days = history.filter { !$0.isEmpty }.compactMap { consent in
            [consent.until, ConsentRules.lapse(of: consent, terms: terms), closedOn].compactMap { $0 }.min()
        }
        self = days.max().map { .left(lastDay: $0) } ?? .open
    }

    package var isTakingPart: Bool {
        switch self {
        case .takingPart, .newerTerms, .leaving: true
        case .open, .agreedFrom, .left: false
        }
    }

    var tag: Tag {
        switch self {
        case .open: Tag("Open to you", .news)
        case .takingPart: Tag("Taking part", .good)
        case .newerTerms: Tag("New terms to agree", .warning)
        case .leaving: Tag("Leaving", .warning)
        case .agreedFrom: Tag("Agreed", .good)
        case .left: Tag("Left")
        }
    }

    /// The same for the federation's list of practices.
    var word: Tag {
        switch self {
        case .open: Tag("Not agreed")
        default: tag
        }
    }

    var sentence: String {
        switch self {
        case .open: "Your practice has not agreed to this. Nothing is done with your patients or your data under it."
        case .takingPart(let consent): "Your practice takes part. It agreed to version \(consent.termsVersion), from \(consent.from.longText)."
        case .newerTerms(let consent, nil):
            "Your practice takes part under version \(consent.termsVersion). There are newer terms to agree to; yours stand until you do."
        case .newerTerms(let consent, .some(let day)):
            "Your practice takes part under version \(consent.termsVersion), which ends on \(day.longText). Agree to the newer terms to stay in."
        case .leaving(_, let day): "Your practice takes part until \(day.longText). After that it can return by agreeing again."
        case .agreedFrom(let consent): "Your practice has agreed and takes part from \(consent.from.longText)."
        case .left(let day): "Your practice took part until \(day.longText). It can return by agreeing again."
        }
    }

    /// Under the tag in a table.
    var detail: String {
        switch self {
        case .open: ""
        case .takingPart(let consent): "since \(consent.from.shortText)"
        case .newerTerms(_, let until): until.map { "older terms end \($0.shortText)" } ?? "older terms stand"
        case .leaving(_, let day): "until \(day.shortText)"
        case .agreedFrom(let consent): "from \(consent.from.shortText)"
        case .left(let day): "until \(day.shortText)"
        }
    }
}
