// What was typed, and what answers it.

import Kernel

/// What somebody typed into "Find anything", folded into words.
package struct FindQuery: Hashable, Sendable {
    /// What a line may hold, so that a letter pasted into it does not keep everybody waiting.
    static let longest = 120
    static let mostWords = 8

    package let text: String
    /// Without capitals, accents and signs.
    package let words: [String]

    /// Nil for fewer than two letters, and for what is too long to mean a name.
    package init?(typed text: String) {
        guard text.unicodeScalars.count <= FindQuery.longest else { return nil }
        self.text = text
        words = NameSearch.words(text)
        guard words.count <= FindQuery.mostWords, words.reduce(0, { $0 + $1.count }) > 1 else { return nil }
    }

    /// How well a name answers, as `NameSearch.score` has it; less well where only what goes with the name, such as a person's practice, makes up
    /// for words that the name lacks. Nil for not at all.
    package func score(_ name: String, with context: String = "") -> Double? {
        let names = NameSearch.words(name)
        if let score = NameSearch.score(words, against: names) { return score }
        return context.isEmpty ? nil : NameSearch.score(words, against: names + NameSearch.words(context)).map { 0.8 * $0 }
    }
}

/// Something that answers, and where it opens. Rooms contribute them through `Feature.find`; each only what the person may open.
package struct Found: Hashable, Sendable {
    /// What it is, in the order in which equally good answers are shown.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case patient, practice, hub, organisation, person, account, clinic, scheme, contract, page

        package var title: String {
            switch self {
            case .patient: "Patients"
            case .practice: "Practices"
            case .hub: "Hubs"
            case .organisation: "Other organisations"
            case .person: "People"
            case .account: "Accounts"
            case .clinic: "Clinics"
            case .scheme: "Schemes"
            case .contract: "Contracts"
            case .page: "Pages"
            }
        }
    }

    package let kind: Kind
    package let title: String
    /// What tells it from another of the same name.
    package let detail: String
    package let address: String
    /// 1 for the best.
    package let score: Double
    /// Whose record it is; showing it goes to the audit trail first.
    package let patient: PatientID?

    package init(_ kind: Kind, _ title: String, detail: String = "", address: String, score: Double, patient: PatientID? = nil) {
        self.kind = kind
        self.title = title
        self.detail = detail
        self.address = address
        self.score = score
        self.patient = patient
    }
}

/// Puts what the rooms found in one order, which no database decides.
package enum FindRules {
    /// Those of one kind, best first.
    package struct Section: Hashable, Sendable {
        package let kind: Found.Kind
        package let found: [Found]
        /// Whether others answer as well.
        package let hasMore: Bool

        package init(kind: Found.Kind, found: [Found], hasMore: Bool = false) {
            self.kind = kind
            self.found = found
            self.hasMore = hasMore
        }
    }

    /// By kind, the kind with the best answer first; at most `limit` of each.
    package static func sections(_ found: [Found], limit: Int) -> [Section] {
        let kinds = Dictionary(grouping: found, by: \.kind)
        return Found.Kind.allCases.enumerated().compactMap { place, kind -> (section: Section, best: Double, place: Int)? in
            let ordered = (kinds[kind] ?? []).sorted {
                $0.score != $1.score ? $0.score > $1.score : ($0.title, $0.detail, $0.address) < ($1.title, $1.detail, $1.address)
            }
            return ordered.first.map {
                (Section(kind: kind, found: Array(ordered.prefix(limit)), hasMore: ordered.count > limit), $0.score, place)
            }
        }
        .sorted { $0.best != $1.best ? $0.best > $1.best : $0.place < $1.place }
        .map(\.section)
    }
}
