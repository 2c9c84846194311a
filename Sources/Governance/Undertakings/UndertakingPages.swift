// The form to offer or to change terms.

import Kernel
import Web

/// Offers something new to practices, or publishes the next version of its terms.
struct TermsFormPage: Page {
    static let template = "terms-form"

    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    /// Title, kind and purpose, for something new only.
    let names: [TextField]
    let kinds: [ChoiceField]
    let terms: TextArea
    let lapses: [DateField]
    let button: String
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: TermsFormPage {
        let form = FormReader()
        return TermsFormPage(
            title: "New terms", back: BackLink("Schemes", GovernanceAddresses.schemes.path()), errors: .none,
            action: GovernanceAddresses.offer.path(),
            names: [form.textField("title", "Title")], kinds: [form.choiceField("kind", "What is it?", choices: [("scheme", "Scheme")])],
            terms: form.textArea("terms", "Terms"), lapses: [form.dateField("older-until", "Last day")], button: "Publish terms")
    }

    static func offer(_ form: FormReader) -> TermsFormPage {
        TermsFormPage(
            title: "Offer something new to practices", back: BackLink("Schemes", GovernanceAddresses.schemes.path()), errors: form.summary,
            action: GovernanceAddresses.offer.path(),
            names: [
                form.textField("title", "Title", hint: "For example, Enhanced access 2026/27", width: .wide),
                form.textField("purpose", "What it is for, in one sentence"),
            ],
            kinds: [form.choiceField("kind", "What is it?", choices: UndertakingKind.allCases.map { ($0.rawValue, $0.title) })],
            terms: form.textArea("terms", "Terms", hint: "What practices are asked to agree to, in plain English", rows: 12, longest: 20_000),
            lapses: [],
            button: "Offer to practices")
    }

    static func next(_ form: FormReader, undertaking: Undertaking, current: TermsVersion?) -> TermsFormPage {
        TermsFormPage(
            title: current == nil ? "Terms for \(undertaking.title)" : "New terms for \(undertaking.title)",
            back: BackLink(undertaking.title, GovernanceAddresses.scheme.path(undertaking.id)),
            errors: form.summary, action: GovernanceAddresses.terms.path(undertaking.id), names: [], kinds: [],
            terms: form.textArea(
                "terms", "Terms", hint: "What practices are asked to agree to, in plain English", value: current?.text ?? "", rows: 12,
                longest: 20_000),
            lapses: current == nil
                ? []
                : [
                    form.dateField(
                        "older-until", "Last day of consents to older terms",
                        hint: "Leave empty to let them stand until each practice agrees to the new terms or withdraws")
                ], button: "Publish terms")
    }
}
