// What the forms that change a record say.

import Directory
import Kernel
import Web

/// Details as typed, with why they change.
struct DetailsDraft: Sendable {
    let details: PatientDetails
    let reason: String
    /// That somebody with the same name and date of birth is another person.
    let answer: String

    static func read(_ form: inout FormReader, of patient: Patient, today: LocalDate) -> DetailsDraft? {
        let title = form.optionalText("title", longest: 20)
        let given = form.text("given-name", orSay: "Enter the first name", longest: 80)
        let family = form.text("family-name", orSay: "Enter the last name", longest: 80)
        let born = form.birth(today: today)
        let gender = form.choice("gender", as: Gender.self, orSay: "Choose what the practice has recorded")
        let telephone: TelephoneNumber? = form.optionalValue("telephone")
        let email: EmailAddress? = form.optionalValue("email")
        let postcode: Postcode? = form.optionalValue("postcode")
        let address = form.optionalText("address", longest: 300)
        let needs = form.optionalText("needs", longest: 300, lines: .several)
        let reason = form.optionalText("reason", longest: 200, lines: .several)
        guard let given, let family, let born, let gender else { return nil }
        let details = PatientDetails(
            title: title, givenName: given, familyName: family, bornOn: born, gender: gender, telephone: telephone, email: email, address: address,
            postcode: postcode, communicationNeeds: needs)
        if let died = patient.diedOn, born > died { form.refuse("born", PatientRefusal.diedBeforeBirth.sentence) }
        if reason.isEmpty, PatientChangeRules.concernsIdentity(PatientChangeRules.changes(from: PatientDetails(patient), to: details)) {
            form.refuse("reason", "Say why the name or the date of birth is corrected, for example: Spelt wrongly when registered")
        }
        guard form.isSound else { return nil }
        return DetailsDraft(details: details, reason: reason, answer: form.samePersonAnswer)
    }
}

/// Another practice and the first day with it, as typed; `practice` is nil where the patient leaves the federation's practices.
struct PracticeDraft: Sendable {
    static let elsewhere = "elsewhere"

    let practice: OrganisationID?
    let from: LocalDate
    let reason: String

    static func read(_ form: inout FormReader, practices: [Organisation]) -> PracticeDraft? {
        let chosen = form.choice(
            "practice", among: practices.map(\.id.stored) + [elsewhere], orSay: "Choose the practice whose list the patient is on now")
        let from = form.date("from", orSay: "Enter the first day with that practice")
        let reason = form.optionalText("reason", longest: 200, lines: .several)
        guard let chosen, let from, form.isSound else { return nil }
        return PracticeDraft(practice: practices.first { $0.id.stored == chosen }?.id, from: from, reason: reason)
    }
}

/// An NHS number as typed, with where it was looked up.
struct NumberDraft: Sendable {
    let number: NHSNumber
    let source: NumberSource

    static func read(_ form: inout FormReader) -> NumberDraft? {
        let number = form.value("nhs-number", as: NHSNumber.self, orSay: "Enter the NHS number, for example 999 000 0018")
        let source = form.choice("source", as: NumberSource.self, orSay: "Choose where you looked the number up")
        guard let number, let source, form.isSound else { return nil }
        return NumberDraft(number: number, source: source)
    }
}

/// A death as typed: when, who told us, and what becomes of the appointments.
struct DeathDraft: Sendable {
    let date: LocalDate
    let source: String
    let cancelling: Bool
    /// The appointments that were shown.
    let shown: [ID<CareEvent>]

    var notice: PatientsNotice { shown.isEmpty ? .died : cancelling ? .diedCancelled : .diedKept }

    static func read(_ form: inout FormReader) -> DeathDraft? {
        let date = form.date("died", orSay: "Enter the date of death, for example 4 5 2026")
        let source = form.text("source", orSay: "Say who told you, for example: The patient’s daughter, by telephone", longest: 200)
        let shown = form.fields.all("shown").compactMap { try? ID<CareEvent>(parsing: $0) }
        let choice =
            shown.isEmpty ? "keep" : form.choice("appointments", among: ["cancel", "keep"], orSay: PatientRefusal.appointmentsUndecided.sentence)
        if form.ticked("checked", among: ["yes"]).isEmpty {
            form.refuse("checked", "Check that this is the right person, then tick the box")
        }
        guard let date, let source, let choice, form.isSound else { return nil }
        return DeathDraft(date: date, source: source, cancelling: choice == "cancel", shown: shown)
    }
}

extension FormReader {
    /// A date of birth that a living person, or one of the last century, can have.
    mutating func birth(today: LocalDate) -> LocalDate? {
        let born = date("born", orSay: "Enter the date of birth, for example 4 5 1961")
        if let born, born > today { refuse("born", "The date of birth must be today or earlier") }
        if let born, born < today.adding(days: -45_000) { refuse("born", "Check the year of birth", anchor: "born-year") }
        return born
    }

    /// The mark of the question to which somebody says that it is another person; "" for none.
    var samePersonAnswer: String { fields["another"] }

    /// The form that was refused, with some fields as they are on record now.
    func with(_ details: PatientDetails, for kept: Set<PatientField>) -> FormReader {
        var current: [String: String] = [:]
        for field in kept {
            if field == .bornOn {
                let born = details.bornOn
                for (part, value) in [("day", born.day), ("month", born.month), ("year", born.year)] { current["born-\(part)"] = String(value) }
            } else {
                current[field.rawValue] = details.stored(field)
            }
        }
        var form = FormReader(Fields(fields.pairs.map { (name: $0.name, value: current[$0.name] ?? $0.value) }))
        if let refusal { form.refuse(refusal) }
        return form
    }
}
