// One page for every plain form.

import Kernel

/// A form within a page, its fields in order: `{{#form}}{{>form}}{{/form}}`.
package struct FormView: Encodable, Sendable {
    package enum Look: String, Encodable, Sendable { case primary, warning }

    let action: String
    let fields: [FieldView]
    let button: String
    let look: Look
    /// Whether it takes long enough to fill in that it is kept as it is typed: it has a text of several lines, or more than five fields.
    let isLong: Bool
    /// For the page's `errors`, with the fields' own labels.
    package let errors: ErrorSummary

    private enum CodingKeys: CodingKey { case action, fields, button, look, isLong }

    /// - Parameter look: `warning` for what cannot be taken back.
    package init(_ button: String, action: String, look: Look = .primary, form: FormReader, _ fields: [FormField]) {
        self.action = action
        self.fields = fields.map { $0.view(form) }
        self.button = button
        self.look = look
        self.isLong = self.fields.contains { !$0.areas.isEmpty } || self.fields.filter(\.isFilledIn).count > 5
        self.errors = form.summary(of: fields)
    }

    static let sample = FormView(
        "Save", action: "/x", form: FormReader(),
        [
            .heading("Who"), .note("As it stands in the record."), .text("name", "Name"), .area("note", "Note"), .password("password", "Password"),
            .date("day", "Day"), .select("kind", "Kind", choices: [("a", "A")]), .radios("way", "Way", choices: [("a", "A")]),
            .tick("sure", "Are you sure?", "Yes"), .hidden("seen", "1"),
        ])
}

/// A page that is one form: where it hangs, what it is for, what to know before, the form.
package struct FormPage: Page {
    package static let template = "form-page"

    package let title: String
    let back: BackLink
    let lead: [String]
    let callouts: [WarningCallout]
    let facts: [SummaryList]
    let errors: ErrorSummary
    let form: FormView
    package var hasProblems: Bool { !errors.isEmpty }
    package var isWide: Bool { false }

    /// - Parameters:
    ///   - lead: paragraphs above the form.
    ///   - facts: what the form is about, as it stands.
    package init(
        _ title: String, back: BackLink, lead: [String] = [], callouts: [WarningCallout] = [], facts: [SummaryList.Fact] = [], _ form: FormView
    ) {
        self.title = title
        self.back = back
        self.lead = lead
        self.callouts = callouts
        self.facts = facts.isEmpty ? [] : [SummaryList(facts)]
        self.errors = form.errors
        self.form = form
    }

    package static var sample: FormPage {
        FormPage(
            "Take a receipt back", back: BackLink("Received", "/contracts"), lead: ["It was recorded."],
            callouts: [WarningCallout("Know", ["This."])],
            facts: [.init("Name", "Amina Example")], .sample)
    }
}
