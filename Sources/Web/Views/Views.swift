// Pieces that every page is made of.

/// A link in a sentence, a list or a row of actions.
package struct LinkView: Encodable, Sendable {
    package let title: String
    package let address: String
    /// Read out after the title, so that links of one name can be told apart.
    package let about: String

    package init(_ title: String, _ address: String, about: String = "") {
        self.title = title
        self.address = address
        self.about = about
    }
}

/// What is wrong with a form, at the top of the page, each with a link to its field: `{{>error-summary}}` on a page with `errors: ErrorSummary`
/// inside `{{#errors}}`. Shows nothing when there is nothing wrong.
package struct ErrorSummary: Encodable, Sendable {
    package struct Item: Encodable, Sendable {
        package let sentence: String
        /// The id of the field's element.
        package let field: String

        package init(_ sentence: String, field: String) {
            self.sentence = sentence
            self.field = field
        }
    }

    /// What was saved when the form was sent before with another content.
    struct Saved: Encodable, Sendable {
        let facts: [SummaryList.Fact]
        let address: String

        init(_ saved: SavedBefore, labels fields: [FormField]) {
            address = saved.path
            facts = saved.fields.map { name, saved, typed in
                let field = fields.first { $0.owns(name) }
                func words(_ values: [String]) -> String {
                    let words = values.map { value in field?.choices.first { $0.value == value }?.label ?? value }.filter { !$0.isEmpty }
                    return words.isEmpty ? "(nothing)" : words.joined(separator: ", ")
                }
                return SummaryList.Fact(
                    field?.label(of: name) ?? SummaryList.Fact.words(name), words(saved), detail: "You typed now: \(words(typed))")
            }
        }
    }

    package let items: [Item]
    let saved: [Saved]

    package init(_ items: [Item] = []) { self.init(items, saved: []) }

    init(_ items: [Item], saved: [Saved]) {
        self.items = items
        self.saved = saved
    }

    package static let none = ErrorSummary()
    package var isEmpty: Bool { items.isEmpty }
}

/// What happened and what happens next, after a form: `{{#notices}}{{>notice}}{{/notices}}` with none or one.
package struct Notice: Encodable, Sendable {
    package let title: String
    package let text: String
    /// Green for done, blue for news, red for what went wrong.
    package let tone: Tone

    package init(_ title: String, _ text: String = "", tone: Tone = .good) {
        self.title = title
        self.text = text
        self.tone = tone
    }
}

/// The colour of a tag or a notice. It never says anything that the words beside it do not.
package enum Tone: String, Encodable, Sendable { case plain, news, good, warning, bad }

/// A word about a state: `{{#tag}}{{>tag}}{{/tag}}`.
package struct Tag: Encodable, Sendable {
    package let word: String
    package let tone: Tone

    package init(_ word: String, _ tone: Tone = .plain) {
        self.word = word
        self.tone = tone
    }
}

/// Facts, name by name: `{{#facts}}{{>summary-list}}{{/facts}}`.
package struct SummaryList: Encodable, Sendable {
    package struct Fact: Encodable, Sendable {
        package let name: String
        package let value: String
        package let detail: String
        package let actions: [LinkView]
        package let tags: [Tag]

        package init(_ name: String, _ value: String, detail: String = "", actions: [LinkView] = [], tags: [Tag] = []) {
            self.name = name
            self.value = value
            self.detail = detail
            self.actions = actions
            self.tags = tags
        }

        /// "date-of-birth" as "Date of birth".
        static func words(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst().replacing("-", with: " ") }
    }

    package let facts: [Fact]

    package init(_ facts: [Fact]) { self.facts = facts }
}

/// Text that opens: `{{>details}}`.
package struct Details: Encodable, Sendable {
    package let summary: String
    package let paragraphs: [String]

    package init(_ summary: String, _ paragraphs: [String]) {
        self.summary = summary
        self.paragraphs = paragraphs
    }
}

/// A sentence set apart: `{{>inset-text}}`.
package struct InsetText: Encodable, Sendable {
    package let text: String
    package init(_ text: String) { self.text = text }
}

/// What could harm if overlooked: `{{>warning-callout}}`.
package struct WarningCallout: Encodable, Sendable {
    package let title: String
    package let paragraphs: [String]

    package init(_ title: String, _ paragraphs: [String]) {
        self.title = title
        self.paragraphs = paragraphs
    }
}

/// A number that opens onto what it is made of: `{{#figures}}{{>figure}}{{/figures}}` inside `<div class="figures">`.
package struct Figure: Encodable, Sendable {
    package let name: String
    package let value: String
    package let unit: String
    /// One line below: what it is measured against, or since when.
    package let detail: String
    /// Where its derivation stands; "" where it opens onto nothing.
    package let address: String
    package let tags: [Tag]

    package init(_ name: String, _ value: String, unit: String = "", detail: String = "", address: String = "", tags: [Tag] = []) {
        self.name = name
        self.value = value
        self.unit = unit
        self.detail = detail
        self.address = address
        self.tags = tags
    }
}

/// Where a page hangs: the way back at its top, `{{#back}}{{>back-link}}{{/back}}`.
package struct BackLink: Encodable, Sendable {
    package let title: String
    package let address: String

    package init(_ title: String, _ address: String) {
        self.title = title
        self.address = address
    }
}

/// The way down to a page: `{{>breadcrumbs}}`.
package struct Breadcrumbs: Encodable, Sendable {
    package let links: [LinkView]
    package init(_ links: [LinkView]) { self.links = links }
}
