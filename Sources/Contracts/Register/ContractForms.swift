// The forms that make and change a contract.

import Directory
import Kernel
import Web

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

/// The forms of a contract: its names, its commissioner, its money, its days, and where all that is written down.
enum ContractForms {
    static let commissioners: [OrganisationKind] = [
        .integratedCareBoard, .commissioner, .council, .trust, .network, .federation, .voluntary, .other,
    ]
    static let commissioner = OrganisationQuestion("commissioner", kinds: commissioners)

    static let reason = FormField.text("reason", "Why do you make this change?", hint: "Kept in the audit trail. No patient's details.")
    static let source = FormField.text("source", "Where it is written down", hint: "For example, contract variation 2 of 1 October 2026")

    /// For a contract that is new, or one whose terms may still be corrected: `standing` then gives what stands.
    private static func terms(_ answer: OrganisationAnswer, _ standing: (contract: Contract, commissioner: String)?) -> [FormField] {
        let contract = standing?.contract
        return commissioner.fields(
            "Commissioner", hint: "Its name or ODS code, for example an integrated care board or a council", answer: answer,
            value: standing?.commissioner ?? "")
            + [
                .date("from", "First day", hint: "For example, 1 4 2026", value: contract?.from),
                .date("until", "Last day", hint: "For example, 31 3 2027", value: contract?.firstUntil),
                .text("value", "Value", value: contract.map { $0.firstValue.plain } ?? "", width: .middle, keyboard: .decimal, prefix: "£"),
                .radios(
                    "unit", "The value is for", choices: ValueUnit.allCases.map { ($0.rawValue, $0.title) }, chosen: ValueUnit.whole.rawValue),
            ]
    }

    private static func names(_ contract: Contract?) -> [FormField] {
        [
            .text("title", "Title", hint: "For example, Enhanced access 2026/27", value: contract?.title ?? "", width: .wide),
            .text("reference", "Reference", hint: "As on the contract, for example EA-2026-04", value: contract?.reference ?? "", width: .middle),
        ]
    }

    static func new(_ form: FormReader, _ answer: OrganisationAnswer = .missing) -> FormPage {
        FormPage(
            "Add a contract", back: BackLink("Contracts", ContractsAddresses.contracts.path()),
            lead: ["What was agreed with a commissioner. Its schemes, with what is required and what practices sign, come next."],
            FormView(
                "Add contract", action: ContractsAddresses.newContract.path(), form: form,
                names(nil) + terms(answer, nil) + [
                    .ticks("example", "Is it real?", options: [("yes", "These figures are an example, not an agreed contract", "")])
                ]))
    }

    static func correction(
        _ form: FormReader, _ answer: OrganisationAnswer = .missing, _ contract: Contract, commissioner: String, mayCorrectTerms: Bool
    ) -> FormPage {
        FormPage(
            "Correct \(contract.title)", back: back(to: contract),
            lead: [
                mayCorrectTerms
                    ? "What was recorded wrongly. No month is closed yet, so everything can still be put right."
                    : "A month is closed or the contract was varied, so its value, its dates and its commissioner stay as they were. Change its value or last "
                        + "day from a month on instead."
            ],
            FormView(
                "Correct contract", action: ContractsAddresses.correction.path(contract.id), form: form,
                names(contract) + (mayCorrectTerms ? terms(answer, (contract, commissioner)) : []) + [reason, .revision(Revision(contract.revision))])
        )
    }

    static func variation(_ form: FormReader, _ contract: Contract, firstOpen: Month, now: Month) -> FormPage {
        let last = Month(containing: contract.until)
        var months = [firstOpen]
        while let latest = months.last, latest < last, months.count < 120 { months.append(latest.next) }
        return FormPage(
            "Change the value or last day of \(contract.title)", back: back(to: contract),
            lead: [
                "It is worth \(contract.value.text) over its term and ends on \(contract.until.longText). Months before the one that you choose keep their "
                    + "instalments; what is left of the new value is shared equally among the others."
            ],
            FormView(
                "Change contract", action: ContractsAddresses.variation.path(contract.id), form: form,
                [
                    .date("until", "Last day", hint: "For example, 31 3 2028", value: contract.until),
                    .text(
                        "value", "Value over the whole term", hint: "All its years together, what is paid already included",
                        value: contract.value.plain,
                        width: .middle, keyboard: .decimal, prefix: "£"),
                    .select(
                        "month", "From which month", hint: "Closed months do not change", choices: months.map { ($0.stored, $0.title) },
                        chosen: min(max(firstOpen, now), max(firstOpen, last)).stored),
                    source, reason, .revision(Revision(contract.revision)),
                ]))
    }

    static func ending(_ form: FormReader, _ contract: Contract, firstOpen: Month, now: Month) -> FormPage {
        FormPage(
            "End \(contract.title) early", back: back(to: contract),
            lead: [
                "It would end on \(contract.until.longText). Its schemes end with it; what was done and paid until then stays as it is."
                    + (firstOpen > Month(containing: contract.from) ? " Months up to \(firstOpen.previous.title) are closed." : "")
            ],
            FormView(
                "End contract", action: ContractsAddresses.ending.path(contract.id), form: form,
                [
                    .date("until", "Last day", hint: "For example, 31 12 2026"),
                    .text(
                        "value", "What the contract is then worth in all, if it was agreed",
                        hint: "Leave empty where the commissioner pays the instalments of the months until then", width: .middle, keyboard: .decimal,
                        prefix: "£"),
                    source, reason, .revision(Revision(contract.revision)),
                ]))
    }

    private static func back(to contract: Contract) -> BackLink { BackLink(contract.title, ContractsAddresses.contract.path(contract.id)) }
}

extension Money {
    /// As a box shows it, without the sign that stands before the box.
    var plain: String { text.replacing("£", with: "") }
}
