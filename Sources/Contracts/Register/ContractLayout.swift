// Lays out a contract's facts as a page.

import Directory
import Governance
import Kernel
import Store
import Web

extension ContractPage {
    static func facts(_ contract: Contract, on today: LocalDate, in connection: any Connection) throws -> SummaryList {
        let commissioner = try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)
        var facts: [SummaryList.Fact] = [
            .init("Commissioner", commissioner?.name ?? "", detail: commissioner?.odsCode?.stored ?? ""), .init("Reference", contract.reference),
            .init(
                "Term", "\(contract.from.longText) to \(contract.until.longText)",
                detail: contract.until < contract.firstUntil ? "Signed until \(contract.firstUntil.longText), ended early" : ""),
            .init(
                "Value", contract.value.text,
                detail: contract.value == contract.firstValue ? "Over the whole term" : "Over the whole term; \(contract.firstValue.text) as signed"),
        ]
        if let instalment = contract.instalment(for: Month(containing: today)) {
            facts.append(
                .init(
                    "This month's instalment", instalment.exactText,
                    detail: contract.variations.isEmpty ? "Equal parts by month, to the penny" : "Equal parts of what was left, to the penny"))
        }
        return SummaryList(facts)
    }

    static func acts(_ contract: Contract, _ role: Role) -> [LinkView] {
        let receipts =
            ContractsPermissions.payments.allows(role)
            ? [LinkView("What the commissioner paid", ContractsAddresses.receipts.path(contract.id))] : []
        guard ContractsPermissions.make.allows(role) else { return receipts }
        return receipts + [
            LinkView("Add a scheme", ContractsAddresses.newScheme.path(contract.id)),
            LinkView("Change the value or last day", ContractsAddresses.variation.path(contract.id)),
            LinkView("End the contract early", ContractsAddresses.ending.path(contract.id)),
            LinkView("Correct the contract", ContractsAddresses.correction.path(contract.id)),
        ]
    }

    static func acts(_ scheme: Scheme, title: String, _ role: Role) -> [LinkView] {
        var acts: [LinkView] = []
        if ContractsPermissions.price.allows(role) {
            acts += [
                LinkView("Set a price", ContractsAddresses.price.path(scheme.id), about: "for \(title)"),
                LinkView("Set the federation's share", ContractsAddresses.unusedShare.path(scheme.id), about: "for \(title)"),
            ]
        }
        if ContractsPermissions.make.allows(role) {
            acts += [
                LinkView("Change what is required", ContractsAddresses.requirement.path(scheme.id), about: "under \(title)"),
                LinkView("Change the last day", ContractsAddresses.lastDay.path(scheme.id), about: "of \(title)"),
            ]
        }
        return acts
    }

    static func variations(of contract: Contract) -> TableView {
        TableView(
            caption: "How it was changed",
            columns: [.init("From"), .init("Value over the term", isNumeric: true), .init("Last day"), .init("Source"), .init("Recorded")],
            rows: contract.variations.reversed().map {
                TableView.Row([
                    .heading($0.fromMonth.title), .number($0.value.text), TableView.Cell($0.untilDate.longText), TableView.Cell($0.source),
                    TableView.Cell($0.recordedAt.londonText),
                ])
            }, empty: "As signed.")
    }

    /// What is missing before practices can take part and be paid, for people who can do something about it.
    static func steps(
        _ scheme: Scheme, _ role: Role, hasPrice: Bool, hasShare: Bool, on today: LocalDate, in connection: any Connection
    ) throws -> [Step] {
        guard ContractsPermissions.make.allows(role) else { return [] }
        let mayPrice = ContractsPermissions.price.allows(role)
        var steps: [Step] = []
        let hasTerms = try UndertakingRules.current(UndertakingStore.terms(of: scheme.id, in: connection), on: today) != nil
        if !hasTerms {
            steps.append(
                role == .federationManager
                    ? Step(sentence: "Publish the terms that practices sign", address: GovernanceAddresses.terms.path(scheme.id))
                    : Step(sentence: "The terms that practices sign: a federation manager publishes them under Schemes", address: ""))
        }
        if !hasPrice {
            steps.append(
                mayPrice
                    ? Step(sentence: "Set the price of an hour", address: ContractsAddresses.price.path(scheme.id))
                    : Step(sentence: "The price of an hour: a finance lead sets it here", address: ""))
        }
        if !hasShare {
            steps.append(
                mayPrice
                    ? Step(sentence: "Set the federation's share of time not used", address: ContractsAddresses.unusedShare.path(scheme.id))
                    : Step(sentence: "The federation's share of time not used: a finance lead sets it here", address: ""))
        }
        if hasTerms,
            try ConsentStore.consents(scope: .system("whether anybody has signed the terms"), in: connection).allSatisfy({
                $0.undertaking != scheme.id
            })
        {
            steps.append(
                Step(
                    sentence: "No practice has agreed yet: practice managers read the terms and agree under Schemes",
                    address: GovernanceAddresses.scheme.path(scheme.id)))
        }
        return steps
    }
}
