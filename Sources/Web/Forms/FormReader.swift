// Reads a form, or says what is wrong.

import Kernel

/// Reads the fields of a form one by one, keeps what was typed, and collects what is wrong by field. Read everything first, so that a person
/// learns of all problems at once:
///
///     var form = FormReader(visit.form)
///     let name = form.text("name", orSay: "Enter the practice's name")
///     let opened = form.date("opened", orSay: "Enter the date on which it opened")
///     guard let name, let opened, form.isSound else { return .page(EditPage(form), status: 422) }
package struct FormReader: Sendable {
    package let fields: Fields
    private var problems: [(name: String, anchor: String, sentence: String)] = []
    /// What the rules said no to, where they did; nil where the form's own fields are wrong or nothing is.
    package private(set) var refusal: (any RuleRefusal)?
    /// What was saved when this form was sent before with another content.
    var saved: SavedBefore?

    package init(_ fields: Fields = Fields()) { self.fields = fields }

    package var isSound: Bool { problems.isEmpty }

    /// 200 for a sound form, 409 where somebody else was first, else 422.
    package var status: Int { isSound ? 200 : refusal?.kind == .conflict ? 409 : 422 }

    /// Records what is wrong with the field `name`; "" is the form as a whole. The first problem of a field stands.
    package mutating func refuse(_ name: String, _ sentence: String, anchor: String = "") {
        guard !problems.contains(where: { $0.name == name }) else { return }
        problems.append((name, anchor.isEmpty ? dateAnchor(name) : anchor, sentence))
    }

    /// Records what the rules said no to.
    package mutating func refuse(_ refusal: any RuleRefusal) {
        refuse(refusal.field, refusal.sentence)
        if self.refusal == nil { self.refusal = refusal }
    }

    /// Which state of the record the person saw.
    package var revision: Revision { Revision(stored: fields["revision"]) }

    /// The problem of the field `name`, or "".
    package func error(_ name: String) -> String { problems.first { $0.name == name }?.sentence ?? "" }

    package var summary: ErrorSummary { summary(of: []) }

    /// The summary of a form whose fields are known by more than their names.
    func summary(of specified: [FormField]) -> ErrorSummary {
        ErrorSummary(
            problems.map { ErrorSummary.Item($0.sentence, field: $0.anchor) },
            saved: saved.map { [ErrorSummary.Saved($0, labels: specified)] } ?? [])
    }

    // MARK: - Values

    /// Whether a text may go over several lines: that of a text area.
    package enum Lines: Sendable { case one, several }

    /// A text that must be there. `longest` in Unicode's scalars, as one character may be made of any number of them.
    package mutating func text(_ name: String, orSay missing: String, longest: Int = 200, lines: Lines = .one) -> String? {
        let text = fields[name]
        guard !text.isEmpty else {
            refuse(name, missing)
            return nil
        }
        return checked(text, name, longest, lines)
    }

    /// A text that may be left out; "" then.
    package mutating func optionalText(_ name: String, longest: Int = 200, lines: Lines = .one) -> String {
        checked(fields[name], name, longest, lines) ?? ""
    }

    private mutating func checked(_ text: String, _ name: String, _ longest: Int, _ lines: Lines) -> String? {
        let scalars = text.unicodeScalars
        // Browsers send a line's end as two and count it as one.
        guard scalars.lazy.filter({ $0 != "\r" }).count <= longest else {
            refuse(name, "Shorten this to \(longest) characters or fewer")
            return nil
        }
        guard !scalars.contains(where: FormReader.isUnseen) else {
            refuse(name, "Remove the characters that cannot be shown")
            return nil
        }
        guard lines == .several || !scalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
            refuse(name, "Write this on one line")
            return nil
        }
        return text
    }

    /// Control characters, and those that turn the direction or break the line of what stands beside them.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A value that must be there, read by its own type: an NHS number, an ODS code, a postcode.
    package mutating func value<Value: TextValue>(_ name: String, as _: Value.Type = Value.self, orSay missing: String) -> Value? {
        guard !fields[name].isEmpty else {
            refuse(name, missing)
            return nil
        }
        return optionalValue(name)
    }

    /// A value that may be left out. Nil when left out and when wrong; `isSound` tells which.
    package mutating func optionalValue<Value: TextValue>(_ name: String, as _: Value.Type = Value.self) -> Value? {
        guard !fields[name].isEmpty else { return nil }
        return parsed(name) { try Value(parsing: $0) }
    }

    /// One of a type's words, from radios or a select.
    package mutating func choice<Choice: RawRepresentable>(_ name: String, as _: Choice.Type = Choice.self, orSay missing: String) -> Choice?
    where Choice.RawValue == String {
        guard let choice = Choice(rawValue: fields[name]) else {
            refuse(name, missing)
            return nil
        }
        return choice
    }

    /// One of `allowed`, from radios or a select whose choices are known only at run time.
    package mutating func choice(_ name: String, among allowed: [String], orSay missing: String) -> String? {
        guard allowed.contains(fields[name]) else {
            refuse(name, missing)
            return nil
        }
        return fields[name]
    }

    /// Those of `allowed` that were ticked.
    package func ticked(_ name: String, among allowed: [String]) -> [String] {
        let all = Set(fields.all(name))
        return allowed.filter(all.contains)
    }

    /// A whole number, as `WrittenNumber` reads it.
    package mutating func integer(_ name: String, in range: ClosedRange<Int>, orSay missing: String) -> Int? {
        let text = fields[name]
        guard !text.isEmpty else {
            refuse(name, missing)
            return nil
        }
        guard let number = WrittenNumber.whole(text) else {
            refuse(name, "Enter a whole number, for example \(range.lowerBound)")
            return nil
        }
        guard range.contains(number) else {
            refuse(name, "Enter a number from \(range.lowerBound.grouped) to \(range.upperBound.grouped)")
            return nil
        }
        return number
    }

    /// An amount of money, "1,200.50" or "£1,200.50".
    package mutating func money(_ name: String, orSay missing: String) -> Money? {
        guard !fields[name].isEmpty else {
            refuse(name, missing)
            return nil
        }
        return parsed(name) { try Money(parsing: $0) }
    }

    /// A time of day, "18:30" or "6:30pm".
    package mutating func time(_ name: String, orSay missing: String) -> LocalTime? {
        guard !fields[name].isEmpty else {
            refuse(name, missing)
            return nil
        }
        return parsed(name) { try LocalTime(typed: $0) }
    }

    /// A date that must be there, from three boxes (`name-day`, `name-month`, `name-year`) or from one named `name`.
    package mutating func date(_ name: String, orSay missing: String) -> LocalDate? {
        guard hasDate(name) else {
            refuse(name, missing, anchor: dateAnchor(name))
            return nil
        }
        return optionalDate(name)
    }

    /// A date that may be left out. Nil when left out and when wrong; `isSound` tells which.
    package mutating func optionalDate(_ name: String) -> LocalDate? {
        guard hasDate(name) else { return nil }
        guard fields.has("\(name)-day") else { return parsed(name) { try LocalDate(typed: $0) } }
        let parts = ["day", "month", "year"].map { (box: $0, text: fields["\(name)-\($0)"]) }
        if let absent = parts.first(where: \.text.isEmpty) {
            refuse(name, "Enter a \(absent.box) as well, for example 27 3 1985", anchor: "\(name)-\(absent.box)")
            return nil
        }
        do {
            return try LocalDate(typed: parts.map(\.text).joined(separator: " "))
        } catch {
            refuse(name, (error as? ParseProblem)?.expected ?? "Enter a real date, for example 27 3 1985", anchor: "\(name)-day")
            return nil
        }
    }

    private func hasDate(_ name: String) -> Bool {
        fields.has("\(name)-day") ? ["day", "month", "year"].contains { !fields["\(name)-\($0)"].isEmpty } : !fields[name].isEmpty
    }

    private func dateAnchor(_ name: String) -> String { fields.has("\(name)-day") ? "\(name)-day" : name }

    private mutating func parsed<Value>(_ name: String, _ parse: (String) throws -> Value) -> Value? {
        do {
            return try parse(fields[name])
        } catch {
            refuse(name, (error as? ParseProblem)?.expected ?? "This was not understood")
            return nil
        }
    }

    // MARK: - Fields, with what was typed and what is wrong

    package func textField(
        _ id: String, _ label: String, hint: String = "", value: String = "", width: TextField.Width = .full, keyboard: TextField.Keyboard = .text,
        autocomplete: String = "off", prefix: String = "", suffix: String = "", isSignature: Bool = false
    ) -> TextField {
        TextField(
            id, label, hint: standing(id, value, hint), value: typed(id, value), error: error(id), width: width, keyboard: keyboard,
            autocomplete: autocomplete,
            prefix: prefix, suffix: suffix, isSignature: isSignature)
    }

    package func passwordField(_ id: String, _ label: String, hint: String = "", autocomplete: String = "current-password") -> PasswordField {
        PasswordField(id, label, hint: hint, error: error(id), autocomplete: autocomplete)
    }

    package func textArea(_ id: String, _ label: String, hint: String = "", value: String = "", rows: Int = 4, longest: Int = 2000) -> TextArea {
        TextArea(id, label, hint: standing(id, value, hint), value: typed(id, value), error: error(id), rows: rows, longest: longest)
    }

    package func dateField(_ id: String, _ label: String, hint: String = "For example, 27 3 1985", value: LocalDate? = nil) -> DateField {
        let parts = value.map { (String($0.day), String($0.month), String($0.year)) } ?? ("", "", "")
        var reading = self
        let isOther = reading.optionalDate(id) != value
        return DateField(
            id, label, hint: isOther ? standing("\(id)-day", value?.longText ?? "", hint) : hint, day: typed("\(id)-day", parts.0),
            month: typed("\(id)-month", parts.1), year: typed("\(id)-year", parts.2),
            error: error(id))
    }

    package func choiceField(
        _ id: String, _ label: String, hint: String = "", choices: [(value: String, label: String)], chosen: String = "", isInline: Bool = false
    ) -> ChoiceField {
        ChoiceField(
            id, label, hint: fields[id] == chosen ? hint : standing(id, choices.first { $0.value == chosen }?.label ?? "", hint), choices: choices,
            chosen: typed(id, chosen), error: error(id), isInline: isInline)
    }

    /// Choices with hints, several of which may be chosen.
    func optionField(_ id: String, _ label: String, hint: String, _ options: FormField.Options, _ chosen: Set<String>, isConfirming: Bool = false)
        -> ChoiceField
    {
        // Boxes that nobody ticks are not sent, so the form counts as sent where anything of it was.
        ChoiceField(
            id, label, hint: hint, options: options, chosen: fields.isEmpty ? chosen : Set(fields.all(id)), error: error(id),
            isConfirming: isConfirming)
    }

    /// The hint, and after a conflict what the record says now where something else is typed: whoever sends it again knows what goes.
    private func standing(_ name: String, _ value: String, _ hint: String) -> String {
        guard refusal?.kind == .conflict, fields.has("revision"), fields.has(name), !value.isEmpty, value != fields[name] else { return hint }
        return (hint.isEmpty ? "" : hint + (hint.hasSuffix(".") ? " " : ". ")) + "It now says: \(value)"
    }

    /// The value typed, or `value` where the form has not been sent yet.
    private func typed(_ name: String, _ value: String) -> String { fields.has(name) ? fields[name] : value }
}
