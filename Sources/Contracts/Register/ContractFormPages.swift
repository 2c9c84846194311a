// The forms that make and change a contract.

import Directory
import Kernel
import Web

/// One form for a contract: its names, its commissioner, its money, its days, and where all that is written down.
struct ContractFormPage: Page {
    static let template = "contract-form"

    let title: String
    let lead: String
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let button: String
    /// What somebody else changed meanwhile, none or one.
    var changes: [WarningCallout] = []
    var hidden: [HiddenField] = []
    var names: [TextField] = []
    var candidates: [ChoiceField] = []
    var starts: [DateField] = []
    var ends: [DateField] = []
    var amounts: [TextField] = []
    var units: [ChoiceField] = []
    var months: [ChoiceField] = []
    var notes: [TextField] = []
    var ticks: [ChoiceField] = []

    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    static var sample: ContractFormPage {
        ContractFormPage(
            title: "Add a contract", lead: "What was agreed with a commissioner.", back: BackLink("Contracts", ContractsAddresses.contracts.path()),
            errors: .none, action: ContractsAddresses.newContract.path(), button: "Add contract",
            changes: [WarningCallout("Somebody else changed this contract", ["It is now worth £1."])], hidden: [HiddenField("seen", "1")],
            names: [TextField("title", "Title")], candidates: [ChoiceField("commissioner-choice", "Which one?", choices: [("a", "A")])],
            starts: [DateField("from", "First day")], ends: [DateField("until", "Last day")], amounts: [TextField("value", "Value")],
            units: [ChoiceField("unit", "This is", choices: [("whole", "for the whole term")])],
            months: [ChoiceField("month", "From", choices: [("2026-11", "November 2026")])], notes: [TextField("reason", "Why?")],
            ticks: [ChoiceField("example", "Is it real?", choices: [("yes", "An example")])])
    }
}

/// What a value that is typed is for.
enum ValueUnit: String, CaseIterable {
    case whole
    case yearly

    var title: String {
        switch self {
        case .whole: "The whole term, all its years together"
        case .yearly: "Each year"
        }
    }

    func value(_ amount: Money, from: LocalDate, until: LocalDate) -> Money {
        switch self {
        case .whole: amount
        case .yearly: ContractRules.whole(ofYearly: amount, from: from, until: until)
        }
    }
}

extension ContractFormPage {
    static let commissioners: [OrganisationKind] = [
        .integratedCareBoard, .commissioner, .council, .trust, .network, .federation, .voluntary, .other,
    ]
    static let commissioner = OrganisationQuestion("commissioner", kinds: commissioners)

    static func reasonField(_ form: FormReader) -> TextField {
        form.textField("reason", "Why do you make this change?", hint: "Kept in the audit trail. No patient's details.")
    }

    static func sourceField(_ form: FormReader) -> TextField {
        form.textField("source", "Where it is written down", hint: "For example, contract variation 2 of 1 October 2026")
    }

    /// For a contract that is new, or one whose terms may still be corrected: `standing` then gives what stands.
    private static func terms(
        _ form: FormReader, _ answer: OrganisationAnswer, _ standing: (contract: Contract, commissioner: String)?, into page: inout ContractFormPage
    ) {
        let contract = standing?.contract
        let question = commissioner.fields(
            form, "Commissioner", hint: "Its name or ODS code, for example an integrated care board or a council", answer: answer,
            value: standing?.commissioner ?? "")
        page.names.append(question.words)
        page.candidates = question.candidates
        page.hidden += question.hidden
        page.starts = [form.dateField("from", "First day", hint: "For example, 1 4 2026", value: contract?.from)]
        page.ends = [form.dateField("until", "Last day", hint: "For example, 31 3 2027", value: contract?.firstUntil)]
        page.amounts = [
            form.textField("value", "Value", value: contract.map { $0.firstValue.plain } ?? "", width: .middle, keyboard: .decimal, prefix: "£")
        ]
        page.units = [
            form.choiceField(
                "unit", "The value is for", choices: ValueUnit.allCases.map { ($0.rawValue, $0.title) }, chosen: ValueUnit.whole.rawValue)
        ]
    }

    private static func names(_ form: FormReader, _ contract: Contract?) -> [TextField] {
        [
            form.textField("title", "Title", hint: "For example, Enhanced access 2026/27", value: contract?.title ?? "", width: .wide),
            form.textField(
                "reference", "Reference", hint: "As on the contract, for example EA-2026-04", value: contract?.reference ?? "", width: .middle),
        ]
    }

    static func new(_ form: FormReader, _ answer: OrganisationAnswer = .missing) -> ContractFormPage {
        var page = ContractFormPage(
            title: "Add a contract",
            lead: "What was agreed with a commissioner. Its schemes, with what is required and what practices sign, come next.",
            back: BackLink("Contracts", ContractsAddresses.contracts.path()), errors: form.summary, action: ContractsAddresses.newContract.path(),
            button: "Add contract", names: names(form, nil))
        terms(form, answer, nil, into: &page)
        page.ticks = [
            ChoiceField(
                "example", "Is it real?", options: [("yes", "These figures are an example, not an agreed contract", "")],
                chosen: form.fields["example"] == "yes" ? ["yes"] : [])
        ]
        return page
    }

    static func correction(
        _ form: FormReader, _ answer: OrganisationAnswer = .missing, _ contract: Contract, commissioner: String, mayCorrectTerms: Bool
    ) -> ContractFormPage {
        var page = ContractFormPage(
            title: "Correct \(contract.title)",
            lead: mayCorrectTerms
                ? "What was recorded wrongly. No month is closed yet, so everything can still be put right."
                : "A month is closed or the contract was varied, so its value, its dates and its commissioner stay as they were. Change its value or last day "
                    + "from a month on instead.",
            back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)), errors: form.summary,
            action: ContractsAddresses.correction.path(contract.id), button: "Correct contract", names: names(form, contract))
        if mayCorrectTerms { terms(form, answer, (contract, commissioner), into: &page) }
        page.notes = [reasonField(form)]
        return page.noticing(form, contract)
    }

    static func variation(_ form: FormReader, _ contract: Contract, firstOpen: Month, now: Month) -> ContractFormPage {
        let last = Month(containing: contract.until)
        var months = [firstOpen]
        while let latest = months.last, latest < last, months.count < 120 { months.append(latest.next) }
        return ContractFormPage(
            title: "Change the value or last day of \(contract.title)",
            lead:
                "It is worth \(contract.value.text) over its term and ends on \(contract.until.longText). Months before the one that you choose keep their "
                + "instalments; what is left of the new value is shared equally among the others.",
            back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)), errors: form.summary,
            action: ContractsAddresses.variation.path(contract.id), button: "Change contract",
            ends: [form.dateField("until", "Last day", hint: "For example, 31 3 2028", value: contract.until)],
            amounts: [
                form.textField(
                    "value", "Value over the whole term", hint: "All its years together, what is paid already included", value: contract.value.plain,
                    width: .middle, keyboard: .decimal, prefix: "£")
            ],
            months: [
                form.choiceField(
                    "month", "From which month", hint: "Closed months do not change", choices: months.map { ($0.stored, $0.title) },
                    chosen: min(max(firstOpen, now), max(firstOpen, last)).stored)
            ], notes: [sourceField(form), reasonField(form)]
        ).noticing(form, contract)
    }

    static func ending(_ form: FormReader, _ contract: Contract, firstOpen: Month, now: Month) -> ContractFormPage {
        ContractFormPage(
            title: "End \(contract.title) early",
            lead: "It would end on \(contract.until.longText). Its schemes end with it; what was done and paid until then stays as it is."
                + (firstOpen > Month(containing: contract.from) ? " Months up to \(firstOpen.previous.title) are closed." : ""),
            back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)), errors: form.summary,
            action: ContractsAddresses.ending.path(contract.id), button: "End contract",
            ends: [form.dateField("until", "Last day", hint: "For example, 31 12 2026")],
            amounts: [
                form.textField(
                    "value", "What the contract is then worth in all, if it was agreed",
                    hint: "Leave empty where the commissioner pays the instalments of the months until then", width: .middle, keyboard: .decimal,
                    prefix: "£")
            ], notes: [sourceField(form), reasonField(form)]
        ).noticing(form, contract)
    }

    /// Remembers which revision was seen; where another one stands, says what it is now.
    private func noticing(_ form: FormReader, _ contract: Contract) -> ContractFormPage {
        var page = self
        page.hidden.append(HiddenField("seen", "\(contract.revision)"))
        if form.fields.has("seen"), form.fields["seen"] != "\(contract.revision)" {
            page.changes = [
                WarningCallout(
                    "Somebody else changed this contract",
                    [
                        "It is now “\(contract.title)”, reference \(contract.reference), worth \(contract.value.text) from \(contract.from.longText) until "
                            + "\(contract.until.longText). What you typed is kept: send it again if it still holds."
                    ])
            ]
        }
        return page
    }
}

extension Money {
    /// As a box shows it, without the sign that stands before the box.
    var plain: String { text.replacing("£", with: "") }
}
