// What a practice may join, and its terms.

import Kernel
import Store

/// What sort of thing it is. Open: rooms add theirs.
package struct UndertakingKind: TitledName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    package static let scheme: UndertakingKind = "scheme"
    package static let project: UndertakingKind = "project"
    package static let dataSharing: UndertakingKind = "data-sharing"

    package static let own: [UndertakingKind] = [.scheme, .project, .dataSharing]
    package static let titles: [UndertakingKind: String] = [.dataSharing: "Sharing of data"]
}

/// A scheme, project or sharing of data that each practice joins by its own consent and may leave.
package struct Undertaking: Codable, Hashable, Sendable {
    package let id: SchemeID
    package let kind: UndertakingKind
    package let title: String
    package let purpose: String
    /// Whether a consent is good for the practice that takes over from the one that signed. Unless the terms say so it is not: a merged practice
    /// signs anew, and the old consent ends when the practice that gave it closes.
    package let followsSuccessor: Bool

    package init(id: SchemeID, kind: UndertakingKind, title: String, purpose: String, followsSuccessor: Bool = false) {
        self.id = id
        self.kind = kind
        self.title = title
        self.purpose = purpose
        self.followsSuccessor = followsSuccessor
    }
}

/// One version of an undertaking's terms, as published.
package struct TermsVersion: Codable, Hashable, Sendable {
    package let undertaking: SchemeID
    /// 1, 2, 3 …
    package let version: Int
    package let text: String
    package let publishedOn: LocalDate
    /// The last day on which consents to older versions stand; nil where they stand for as long as they were given.
    package let olderUntil: LocalDate?

    package init(undertaking: SchemeID, version: Int, text: String, publishedOn: LocalDate, olderUntil: LocalDate? = nil) {
        self.undertaking = undertaking
        self.version = version
        self.text = text
        self.publishedOn = publishedOn
        self.olderUntil = olderUntil
    }

    var paragraphs: [String] { text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty } }
}

/// Why terms cannot be published.
package enum TermsRefusal: RuleRefusal, Hashable {
    case titleMissing
    case titleTaken(String)
    case textMissing
    case unchanged
    case lapseBeforeToday(LocalDate)
    case lapseOnFirstVersion

    package var sentence: String {
        switch self {
        case .titleMissing: "Enter a title, for example Enhanced access 2026/27."
        case .titleTaken(let title): "There is a scheme called “\(title)” already. Publish a new version of its terms, or choose another title."
        case .textMissing: "Enter the terms that practices are asked to agree to."
        case .unchanged: "These terms are the same as the version in use. Change them, or leave the version in use as it is."
        case .lapseBeforeToday(let today):
            "Older consents can end on \(today.longText) at the earliest, so that no appointment already given loses its consent."
        case .lapseOnFirstVersion: "The first version has no older consents that could end. Leave the date empty."
        }
    }

    package var field: String {
        switch self {
        case .titleMissing, .titleTaken: "title"
        case .textMissing, .unchanged: "terms"
        case .lapseBeforeToday, .lapseOnFirstVersion: "older-until"
        }
    }
}
