// What was found, by kind.

import Kernel

/// The answers as one types, under the box in the header.
struct FindResults: Page {
    struct Section: Encodable, Sendable {
        let title: String
        let found: [Link]
        let more: String
    }

    struct Link: Encodable, Sendable {
        let title: String
        let detail: String
        let address: String
    }

    static let template = "find-results"
    static let sample = FindResults(
        [FindRules.Section(kind: .practice, found: [Found(.practice, "Riverside Surgery", detail: "A81001", address: "/directory", score: 1)])])

    let sections: [Section]

    var title: String { "Found" }

    private enum CodingKeys: CodingKey { case sections }

    init(_ sections: [FindRules.Section]) {
        self.sections = sections.map { section in
            Section(
                title: section.kind.title, found: section.found.map { Link(title: $0.title, detail: $0.detail, address: $0.address) },
                more: section.hasMore ? "There are more. Type more letters." : "")
        }
    }
}

/// The same as a page of its own, for those without the script and for longer lists.
struct FindPage: Page {
    static let template = "find"
    static let sample = FindPage(typed: "riv", sections: FindResults.sample.sections, problem: "Enter at least 2 letters")

    let action = FindFeature.address.path()
    let field: TextField
    let errors: ErrorSummary
    let sections: [FindResults.Section]
    let isAsked: Bool

    var title: String { "Find anything" }
    var hasProblems: Bool { !errors.isEmpty }

    /// What was typed is shown again after a POST, and never stands in an address: it may name a patient.
    init(typed: String = "", sections: [FindResults.Section] = [], problem: String = "", isAsked: Bool = true) {
        field = TextField(
            "find-words", "Name, code or page", hint: "For example, riverside, or the title of a contract", value: typed, error: problem,
            width: .wide,
            keyboard: .search)
        errors = ErrorSummary(problem.isEmpty ? [] : [.init(problem, field: "find-words")])
        self.sections = sections
        self.isAsked = isAsked && problem.isEmpty
    }
}
