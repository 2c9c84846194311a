// One field of a form, of any kind.

import Kernel

/// A field in its place among others of other kinds, filled from the form that was read. A form's fields stand in the order in which a person
/// thinks of them:
///
///     [.date("day", "When?", value: visit.today), .text("reason", "Reason"), .radios("cause", "What happened?", choices: …)]
package struct FormField: Sendable {
    package typealias Choices = [(value: String, label: String)]
    package typealias Options = [(value: String, label: String, hint: String)]

    let id: String
    let label: String
    let choices: Choices
    private let parts: Set<String>
    private let fill: @Sendable (FormReader) -> FieldView

    private init(
        _ id: String, _ label: String, choices: Choices = [], parts: [String] = [], _ fill: @escaping @Sendable (FormReader, inout FieldView) -> Void
    ) {
        self.id = id
        self.label = label
        self.choices = choices
        self.parts = Set(parts.map { "\(id)-\($0)" } + [id])
        self.fill = { form in
            var view = FieldView()
            fill(form, &view)
            return view
        }
    }

    /// Whether what a browser sends as `name` belongs to this field.
    func owns(_ name: String) -> Bool { parts.contains(name) }

    /// The label of one of its boxes: "Date of birth, day".
    func label(of name: String) -> String { name == id ? label : "\(label), \(name.dropFirst(id.count + 1))" }

    func view(_ form: FormReader) -> FieldView { fill(form) }

    package static func text(
        _ id: String, _ label: String, hint: String = "", value: String = "", width: TextField.Width = .full, keyboard: TextField.Keyboard = .text,
        autocomplete: String = "off", prefix: String = "", suffix: String = ""
    ) -> FormField {
        FormField(id, label) {
            $1.texts = [
                $0.textField(
                    id, label, hint: hint, value: value, width: width, keyboard: keyboard, autocomplete: autocomplete, prefix: prefix, suffix: suffix)
            ]
        }
    }

    package static func area(
        _ id: String, _ label: String, hint: String = "", value: String = "", rows: Int = 4, longest: Int = 2000
    ) -> FormField {
        FormField(id, label) { $1.areas = [$0.textArea(id, label, hint: hint, value: value, rows: rows, longest: longest)] }
    }

    package static func password(_ id: String, _ label: String, hint: String = "", autocomplete: String = "current-password") -> FormField {
        FormField(id, label) { $1.passwords = [$0.passwordField(id, label, hint: hint, autocomplete: autocomplete)] }
    }

    package static func date(_ id: String, _ label: String, hint: String = "For example, 27 3 1985", value: LocalDate? = nil) -> FormField {
        FormField(id, label, parts: ["day", "month", "year"]) { $1.dates = [$0.dateField(id, label, hint: hint, value: value)] }
    }

    package static func select(_ id: String, _ label: String, hint: String = "", choices: Choices, chosen: String = "") -> FormField {
        FormField(id, label, choices: choices) { $1.selects = [$0.choiceField(id, label, hint: hint, choices: choices, chosen: chosen)] }
    }

    package static func radios(
        _ id: String, _ label: String, hint: String = "", choices: Choices, chosen: String = "", isInline: Bool = false
    ) -> FormField {
        FormField(id, label, choices: choices) {
            $1.radios = [$0.choiceField(id, label, hint: hint, choices: choices, chosen: chosen, isInline: isInline)]
        }
    }

    /// The same with a hint below each choice.
    package static func radios(_ id: String, _ label: String, hint: String = "", options: Options, chosen: String = "") -> FormField {
        FormField(id, label, choices: options.map { ($0.value, $0.label) }) { $1.radios = [$0.optionField(id, label, hint: hint, options, [chosen])] }
    }

    package static func ticks(_ id: String, _ label: String, hint: String = "", options: Options, chosen: Set<String> = []) -> FormField {
        FormField(id, label, choices: options.map { ($0.value, $0.label) }) { $1.ticks = [$0.optionField(id, label, hint: hint, options, chosen)] }
    }

    /// One box to tick, for what has to be confirmed: no draft ticks it for anybody.
    package static func tick(_ id: String, _ label: String, _ sentence: String, value: String = "yes", hint: String = "") -> FormField {
        FormField(id, label, choices: [(value, sentence)]) {
            $1.ticks = [$0.optionField(id, label, hint: hint, [(value, sentence, "")], [], isConfirming: true)]
        }
    }

    /// A name that signs by being typed: no draft types it for anybody.
    package static func signature(_ id: String, _ label: String, hint: String = "") -> FormField {
        FormField(id, label) { $1.texts = [$0.textField(id, label, hint: hint, width: .wide, isSignature: true)] }
    }

    /// A value that the form carries unseen.
    package static func hidden(_ name: String, _ value: String) -> FormField { FormField(name, "") { $1.hidden = [HiddenField(name, value)] } }

    /// The state of the record that the person sees; the one that was seen before, until a conflict has shown what stands now.
    package static func revision(_ revision: Revision) -> FormField {
        FormField("revision", "") { form, view in
            let isOld = form.fields.has("revision") && form.refusal?.kind != .conflict
            view.hidden = [HiddenField("revision", isOld ? form.revision.stored : revision.stored)]
        }
    }

    /// A heading above the fields that follow.
    package static func heading(_ text: String) -> FormField { FormField("", "") { $1.headings = [text] } }

    /// A sentence between fields.
    package static func note(_ text: String) -> FormField { FormField("", "") { $1.notes = [text] } }
}

/// A field ready to show; one of its lists holds it.
struct FieldView: Encodable, Sendable {
    var texts: [TextField] = []
    var areas: [TextArea] = []
    var passwords: [PasswordField] = []
    var dates: [DateField] = []
    var selects: [ChoiceField] = []
    var radios: [ChoiceField] = []
    var ticks: [ChoiceField] = []
    var hidden: [HiddenField] = []
    var headings: [String] = []
    var notes: [String] = []

    /// Whether a person fills it in.
    var isFilledIn: Bool { hidden.isEmpty && headings.isEmpty && notes.isEmpty }
}
