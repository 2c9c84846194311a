// Making, varying and ending contracts.

import Directory
import Kernel
import Store
import Web

struct ContractFormRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.newContract, ContractsPermissions.make) { .page(ContractForms.new(FormReader($0.query))) }
        routes.post(ContractsAddresses.newContract, ContractsPermissions.make, add)
        routes.get(ContractsAddresses.correction, ContractsPermissions.make) { .page(try await correctionPage($0, FormReader())) }
        routes.post(ContractsAddresses.correction, ContractsPermissions.make, correct)
        routes.get(ContractsAddresses.variation, ContractsPermissions.make) { .page(try await page($0, FormReader(), ContractForms.variation)) }
        routes.post(ContractsAddresses.variation, ContractsPermissions.make, vary)
        routes.get(ContractsAddresses.ending, ContractsPermissions.make) { .page(try await page($0, FormReader(), ContractForms.ending)) }
        routes.post(ContractsAddresses.ending, ContractsPermissions.make, end)
    }

    // MARK: - New

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            ContractForms.new($0, try await commissioner($0, visit))
        } read: { form in
            guard let draft = try await draft(&form, visit, id: ContractID(at: visit.now), revision: 0) else { return nil }
            return { transaction in
                try SchemeStore.add(draft, in: transaction)
                return Done(ContractsAddresses.contract.path(draft.id), ContractsNotice.contractAdded)
            }
        }
    }

    private func commissioner(_ form: FormReader, _ visit: Visit) async throws -> OrganisationAnswer {
        var reading = form
        let date = reading.optionalDate("from") ?? visit.today
        return try await database.read { try ContractForms.commissioner.answer(form.fields, on: date, in: $0) }
    }

    /// The names and terms of a contract as typed. Nil with what is wrong in `form`.
    private func draft(
        _ form: inout FormReader, _ visit: Visit, id: ContractID, revision: Int, isExample: Bool? = nil
    ) async throws -> Contract? {
        let title = form.text("title", orSay: "Enter the contract's title", longest: 100)
        let reference = form.text("reference", orSay: "Enter the contract's reference", longest: 60)
        let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
        let until = form.date("until", orSay: "Enter the last day, for example 31 3 2027")
        let amount = form.money("value", orSay: "Enter what the contract is worth")
        let unit = form.choice("unit", as: ValueUnit.self, orSay: "Say whether the value is for the whole term or for each year")
        if let amount, amount.isNegative { form.refuse("value", ContractRefusal.negativeValue.sentence) }
        if let from, let until, until < from { form.refuse("until", ContractRefusal.datesReversed.sentence) }
        if let from, let until, until > from.adding(days: 366 * 20) { form.refuse("until", "Enter a last day within 20 years of the first") }
        let answer = try await commissioner(form, visit)
        ContractForms.commissioner.refuse(answer, in: &form, orSay: "Enter the commissioner's name or ODS code")
        guard let title, let reference, let from, let until, let amount, let unit, let commissioner = answer.organisation, form.isSound else {
            return nil
        }
        return Contract(
            id: id, reference: reference, title: title, commissioner: commissioner.id, value: unit.value(amount, from: from, until: until),
            from: from, until: until, isExample: isExample ?? (form.fields["example"] == "yes"), revision: revision)
    }

    // MARK: - Correction

    private func correctionPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (id, today): (ContractID, LocalDate) = (try visit.id("contract"), visit.today)
        let answer = try await commissioner(form, visit)
        return try await database.read { connection in
            guard let contract = try SchemeStore.contract(id, in: connection) else { throw ContractRefusal.unknownContract }
            let commissioner = try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)
            return ContractForms.correction(
                form, answer, contract, commissioner: commissioner?.odsCode?.stored ?? commissioner?.name ?? "",
                mayCorrectTerms: try ContractStore.mayCorrectTerms(of: contract, in: connection))
        }
    }

    @Sendable private func correct(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await correctionPage(visit, $0)
        } read: { form in
            let id: ContractID = try visit.id("contract")
            guard let standing = try await database.read({ try SchemeStore.contract(id, in: $0) }) else { throw ContractRefusal.unknownContract }
            let seen = form.revision.number
            var draft: Contract?
            if form.fields.has("value") {
                draft = try await self.draft(&form, visit, id: id, revision: seen, isExample: standing.isExample)
            } else if let title = form.text("title", orSay: "Enter the contract's title", longest: 100),
                let reference = form.text("reference", orSay: "Enter the contract's reference", longest: 60)
            {
                draft = Contract(
                    id: id, reference: reference, title: title, commissioner: standing.commissioner, value: standing.firstValue, from: standing.from,
                    until: standing.firstUntil, isExample: standing.isExample, revision: seen)
            }
            let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
            guard let draft, let reason else { return nil }
            return { transaction in
                try ContractStore.correct(draft, reason: reason, in: transaction)
                return Done(ContractsAddresses.contract.path(id), ContractsNotice.contractCorrected)
            }
        }
    }

    // MARK: - Variation and end

    private func page(
        _ visit: Visit, _ form: FormReader, _ make: @Sendable (FormReader, Contract, Month, Month) -> FormPage
    ) async throws -> FormPage {
        let id: ContractID = try visit.id("contract")
        let (contract, open) = try await database.read { connection in
            guard let contract = try SchemeStore.contract(id, in: connection) else { throw ContractRefusal.unknownContract }
            return (contract, try ContractStore.firstOpenMonth(of: contract, in: connection))
        }
        return make(form, contract, open, Month(containing: visit.today))
    }

    @Sendable private func vary(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0, ContractForms.variation)
        } read: { form in
            let month = try? Month(parsing: form.fields["month"])
            if month == nil { form.refuse("month", "Choose from which month the change counts") }
            let until = form.date("until", orSay: "Enter the last day, for example 31 3 2028")
            let value = form.money("value", orSay: "Enter what the contract is worth over its whole term")
            let source = form.text("source", orSay: "Say where it is written down")
            let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
            guard let month, let until, let value, let source, let reason else { return nil }
            return try change(visit, form.revision, reason, .contractVaried) { contract, open, now in
                try ContractRules.variation(of: contract, value: value, until: until, from: month, firstOpen: open, source: source, at: now)
            }
        }
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0, ContractForms.ending)
        } read: { form in
            let until = form.date("until", orSay: "Enter the last day, for example 31 12 2026")
            let agreed = form.fields["value"].isEmpty ? nil : form.money("value", orSay: "")
            let source = form.text("source", orSay: "Say where it is written down")
            let reason = form.text("reason", orSay: "Say in a few words why the contract ends", longest: 300)
            guard let until, let source, let reason else { return nil }
            return try change(visit, form.revision, reason, .contractEnded) { contract, open, now in
                try ContractRules.ending(of: contract, lastDay: until, agreed: agreed, firstOpen: open, source: source, at: now)
            }
        }
    }

    private func change(
        _ visit: Visit, _ seen: Revision, _ reason: String, _ notice: ContractsNotice,
        _ draft: @escaping @Sendable (Contract, Month, Instant) throws -> ContractVariation
    ) throws -> Change {
        let (id, ports): (ContractID, ContractsPorts) = (try visit.id("contract"), ports)
        return { transaction in
            try ContractStore.vary(id, seen: seen, reason: reason, ports: ports, in: transaction) { try draft($0, $1, transaction.instant) }
            return Done(ContractsAddresses.contract.path(id), notice)
        }
    }
}
