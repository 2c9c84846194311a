// The form of a declaration.

import Directory
import Kernel
import Web

enum InterestForm {
    static let organisation = OrganisationQuestion("organisation", kinds: nil)

    static func fields() -> [FormField] {
        [
            .radios("kind", "Which kind of interest is it?", options: InterestKind.allCases.map { ($0.rawValue, $0.title, $0.hint) }),
            .area("what", "What is it?", hint: "In plain words, for example: partner with a fifth share. Never name patients.", longest: 500),
        ] + organisation.fields("Which organisation does it concern?", hint: "Its name, or its ODS code where it has one") + [
            .date("from", "Since when?", hint: "For example, 1 4 2026"),
            .date("until", "Until when?", hint: "Leave empty where no end is known"),
        ]
    }

    /// What was typed. Nil with what is wrong in `form`.
    static func read(
        _ form: inout FormReader, id: ID<Interest>, of person: (id: PersonID, name: String), found: Organisation?, declaredOn: LocalDate,
        enteredBy: PersonID?
    ) -> Interest? {
        guard let kind = form.choice("kind", as: InterestKind.self, orSay: "Choose a kind, or that there is nothing to declare") else { return nil }
        let isNothing = kind == .nothing
        if isNothing, !form.fields["what"].isEmpty { form.refuse("what", "Clear this, or choose the kind of interest that it is") }
        let what = isNothing ? "" : form.text("what", orSay: "Enter what it is", longest: 500, lines: .several)
        let name = isNothing ? "" : form.text("organisation", orSay: "Enter the organisation’s name or ODS code")
        let from = isNothing ? declaredOn : form.date("from", orSay: "Enter the day on which it began")
        let until = isNothing ? nil : form.optionalDate("until")
        guard let what, let name, let from, form.isSound else { return nil }
        return Interest(
            id: id, person: person.id, personName: person.name, kind: kind, what: what, organisation: isNothing ? nil : found?.id,
            organisationName: isNothing ? "" : found?.name ?? name, fromDate: from, untilDate: until, declaredOn: declaredOn, enteredBy: enteredBy,
            endedAt: nil)
    }
}
