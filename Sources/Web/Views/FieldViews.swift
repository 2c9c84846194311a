// The fields of a form, ready to show.

/// One line of text: `{{#name}}{{>text-field}}{{/name}}`.
package struct TextField: Encodable, Sendable {
    package enum Width: String, Encodable, Sendable { case full, wide, middle, narrow, tiny }
    /// Which keyboard a telephone shows.
    package enum Keyboard: String, Encodable, Sendable { case text, numeric, decimal, tel, email, search }

    package let id: String
    package let label: String
    package let hint: String
    package let value: String
    package let error: String
    package let width: Width
    package let keyboard: Keyboard
    /// The `autocomplete` word of the HTML standard; "off" where a colleague's browser must not remember a patient.
    package let autocomplete: String
    /// Sits before or after the box: "£", "minutes".
    package let prefix: String
    package let suffix: String
    package let isSpellchecked: Bool
    /// Typing it signs, so that no draft fills it in.
    package let isSignature: Bool
    /// What describes the field to a screen reader: its hint's and its error's id.
    package let describedBy: String

    package init(
        _ id: String, _ label: String, hint: String = "", value: String = "", error: String = "", width: Width = .full, keyboard: Keyboard = .text,
        autocomplete: String = "off", prefix: String = "", suffix: String = "", isSpellchecked: Bool = false,
        isSignature: Bool = false
    ) {
        self.id = id
        self.label = label
        self.hint = hint
        self.value = value
        self.error = error
        self.width = width
        self.keyboard = keyboard
        self.autocomplete = autocomplete
        self.prefix = prefix
        self.suffix = suffix
        self.isSpellchecked = isSpellchecked
        self.isSignature = isSignature
        self.describedBy = describers(id, hint, error)
    }
}

/// A password, never filled in again: `{{>password-field}}`.
package struct PasswordField: Encodable, Sendable {
    package let id: String
    package let label: String
    package let hint: String
    package let error: String
    /// "current-password" or "new-password".
    package let autocomplete: String
    package let describedBy: String

    package init(_ id: String, _ label: String, hint: String = "", error: String = "", autocomplete: String = "current-password") {
        self.id = id
        self.label = label
        self.hint = hint
        self.error = error
        self.autocomplete = autocomplete
        self.describedBy = describers(id, hint, error)
    }
}

/// Several lines of text: `{{>text-area}}`.
package struct TextArea: Encodable, Sendable {
    package let id: String
    package let label: String
    package let hint: String
    package let value: String
    package let error: String
    package let rows: Int
    package let longest: Int
    package let describedBy: String

    package init(_ id: String, _ label: String, hint: String = "", value: String = "", error: String = "", rows: Int = 4, longest: Int = 2000) {
        self.id = id
        self.label = label
        self.hint = hint
        self.value = value
        self.error = error
        self.rows = rows
        self.longest = longest
        self.describedBy = describers(id, hint, error)
    }
}

/// A date in three boxes named `id-day`, `id-month` and `id-year`: `{{>date-field}}`.
package struct DateField: Encodable, Sendable {
    package let id: String
    package let label: String
    package let hint: String
    package let error: String
    package let day: String
    package let month: String
    package let year: String
    package let describedBy: String

    package init(
        _ id: String, _ label: String, hint: String = "For example, 27 3 1985", day: String = "", month: String = "", year: String = "",
        error: String = ""
    ) {
        self.id = id
        self.label = label
        self.hint = hint
        self.error = error
        self.day = day
        self.month = month
        self.year = year
        self.describedBy = describers(id, hint, error)
    }
}

/// A choice among a few: `{{>radios}}`, `{{>checkboxes}}` or `{{>select}}`.
package struct ChoiceField: Encodable, Sendable {
    package struct Choice: Encodable, Sendable {
        package let id: String
        package let name: String
        package let value: String
        package let label: String
        package let hint: String
        package let isChosen: Bool
        /// It confirms something, so that no draft ticks it.
        package let isConfirming: Bool
    }

    package let id: String
    package let label: String
    package let hint: String
    package let error: String
    package let choices: [Choice]
    /// Side by side instead of below one another; for two or three short ones.
    package let isInline: Bool
    package let describedBy: String

    /// `options` are value, label and hint; the first one's element has the field's own id, so that the error summary leads to it.
    package init(
        _ id: String, _ label: String, hint: String = "", options: [(value: String, label: String, hint: String)], chosen: Set<String> = [],
        error: String = "", isInline: Bool = false, isConfirming: Bool = false
    ) {
        self.id = id
        self.label = label
        self.hint = hint
        self.error = error
        self.isInline = isInline
        self.choices = options.enumerated().map { index, option in
            Choice(
                id: index == 0 ? id : "\(id)-\(index + 1)", name: id, value: option.value, label: option.label, hint: option.hint,
                isChosen: chosen.contains(option.value), isConfirming: isConfirming)
        }
        self.describedBy = describers(id, hint, error)
    }

    /// Options without hints.
    package init(
        _ id: String, _ label: String, hint: String = "", choices: [(value: String, label: String)], chosen: String = "", error: String = "",
        isInline: Bool = false
    ) {
        self.init(
            id, label, hint: hint, options: choices.map { ($0.value, $0.label, "") }, chosen: chosen.isEmpty ? [] : [chosen], error: error,
            isInline: isInline)
    }
}

/// A value that a form carries unseen: `{{#hidden}}{{>hidden-field}}{{/hidden}}`.
package struct HiddenField: Encodable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A form that is one button, for acts in a list: `{{#arrive}}{{>button-form}}{{/arrive}}`.
package struct ButtonForm: Encodable, Sendable {
    package enum Look: String, Encodable, Sendable { case primary, secondary, warning, link }

    package let action: String
    package let label: String
    /// Read out after the label, so that ten buttons of one name can be told apart: "Amina Example, 6:30pm".
    package let about: String
    package let look: Look
    package let hidden: [HiddenField]

    package init(_ label: String, action: String, about: String = "", look: Look = .secondary, hidden: [HiddenField] = []) {
        self.action = action
        self.label = label
        self.about = about
        self.look = look
        self.hidden = hidden
    }
}

private func describers(_ id: String, _ hint: String, _ error: String) -> String {
    [hint.isEmpty ? "" : "\(id)-hint", error.isEmpty ? "" : "\(id)-error"].filter { !$0.isEmpty }.joined(separator: " ")
}
