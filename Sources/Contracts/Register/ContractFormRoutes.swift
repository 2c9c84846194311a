// Making, varying and ending contracts.

import Directory
import Kernel
import Store
import Web

struct ContractFormRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.newContract, ContractsPermissions.make) { visit in .page(ContractFormPage.new(FormReader(visit.query))) }
        routes.post(ContractsAddresses.newContract, ContractsPermissions.make, add)
        routes.get(ContractsAddresses.correction, ContractsPermissions.make) { try await correctionPage($0, FormReader()) }
        routes.post(ContractsAddresses.correction, ContractsPermissions.make, correct)
        routes.get(ContractsAddresses.variation, ContractsPermissions.make) { try await page($0, FormReader(), ContractFormPage.variation) }
        routes.post(ContractsAddresses.variation, ContractsPermissions.make, vary)
        routes.get(ContractsAddresses.ending, ContractsPermissions.make) { try await page($0, FormReader(), ContractFormPage.ending) }
        routes.post(ContractsAddresses.ending, ContractsPermissions.make, end)
    }

    // MARK: - New

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let (draft, answer) = try await draft(&form, visit, id: ContractID(at: visit.now), revision: 0)
        guard let draft, form.isSound else { return .page(ContractFormPage.new(form, answer), status: 422) }
        do {
            let path = try await once(visit) { transaction in
                try SchemeStore.add(draft, in: transaction)
                return ContractsAddresses.contract.path(draft.id)
            }
            return .redirect(to: path, notice: "contract-added")
        } catch {
            try form.refuse(error)
            return .page(ContractFormPage.new(form, answer), status: 422)
        }
    }

    /// The names and terms of a contract as typed. Nil with what is wrong in `form`.
    private func draft(
        _ form: inout FormReader, _ visit: Visit, id: ContractID, revision: Int, isExample: Bool? = nil
    ) async throws -> (Contract?, OrganisationAnswer) {
        let title = form.text("title", orSay: "Enter the contract's title", longest: 100)
        let reference = form.text("reference", orSay: "Enter the contract's reference", longest: 60)
        let from = form.date("from", orSay: "Enter the first day, for example 1 4 2026")
        let until = form.date("until", orSay: "Enter the last day, for example 31 3 2027")
        let amount = form.money("value", orSay: "Enter what the contract is worth")
        let unit = form.choice("unit", as: ValueUnit.self, orSay: "Say whether the value is for the whole term or for each year")
        if let amount, amount.isNegative { form.refuse("value", ContractRefusal.negativeValue.sentence) }
        if let from, let until, until < from { form.refuse("until", ContractRefusal.datesReversed.sentence, anchor: "until-day") }
        if let from, let until, until > from.adding(days: 366 * 20) {
            form.refuse("until", "Enter a last day within 20 years of the first", anchor: "until-day")
        }
        let (fields, date) = (form.fields, from ?? visit.today)
        let answer = try await database.read { try ContractFormPage.commissioner.answer(fields, on: date, in: $0) }
        ContractFormPage.commissioner.refuse(answer, in: &form, orSay: "Enter the commissioner's name or ODS code")
        guard let title, let reference, let from, let until, let amount, let unit, let commissioner = answer.organisation, form.isSound else {
            return (nil, answer)
        }
        let contract = Contract(
            id: id, reference: reference, title: title, commissioner: commissioner.id, value: unit.value(amount, from: from, until: until),
            from: from, until: until, isExample: isExample ?? (fields["example"] == "yes"), revision: revision)
        return (contract, answer)
    }

    // MARK: - Correction

    private func correctionPage(_ visit: Visit, _ form: FormReader, _ answer: OrganisationAnswer = .missing) async throws -> Answer {
        let (id, today): (ContractID, LocalDate) = (try visit.id("contract"), visit.today)
        let page = try await database.read { connection in
            guard let contract = try SchemeStore.contract(id, in: connection) else { throw Refusal.notFound }
            let commissioner = try OrganisationStore.organisation(contract.commissioner, on: today, in: connection)
            return ContractFormPage.correction(
                form, answer, contract, commissioner: commissioner?.odsCode?.stored ?? commissioner?.name ?? "",
                mayCorrectTerms: try ContractStore.mayCorrectTerms(of: contract, in: connection))
        }
        return .page(page, status: page.status(visit))
    }

    @Sendable private func correct(_ visit: Visit) async throws -> Answer {
        let id: ContractID = try visit.id("contract")
        guard let standing = try await database.read({ try SchemeStore.contract(id, in: $0) }) else { throw Refusal.notFound }
        var form = FormReader(visit.form)
        let seen = Int(visit.form["seen"]) ?? -1
        var (draft, answer): (Contract?, OrganisationAnswer) = (nil, .missing)
        if form.fields.has("value") {
            (draft, answer) = try await self.draft(&form, visit, id: id, revision: seen, isExample: standing.isExample)
        } else if let title = form.text("title", orSay: "Enter the contract's title", longest: 100),
            let reference = form.text("reference", orSay: "Enter the contract's reference", longest: 60)
        {
            draft = Contract(
                id: id, reference: reference, title: title, commissioner: standing.commissioner, value: standing.firstValue, from: standing.from,
                until: standing.firstUntil, isExample: standing.isExample, revision: seen)
        }
        let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
        guard let draft, let reason, form.isSound else { return try await correctionPage(visit, form, answer) }
        do {
            let path = try await once(visit) { transaction in
                try ContractStore.correct(draft, reason: reason, in: transaction)
                return ContractsAddresses.contract.path(id)
            }
            return .redirect(to: path, notice: "contract-corrected")
        } catch {
            try form.refuse(error)
            return try await correctionPage(visit, form, answer)
        }
    }

    // MARK: - Variation and end

    private func page(_ visit: Visit, _ form: FormReader, _ make: @Sendable (FormReader, Contract, Month, Month) -> ContractFormPage) async throws
        -> Answer
    {
        let id: ContractID = try visit.id("contract")
        let (contract, open) = try await database.read { connection in
            guard let contract = try SchemeStore.contract(id, in: connection) else { throw Refusal.notFound }
            return (contract, try ContractStore.firstOpenMonth(of: contract, in: connection))
        }
        let page = make(form, contract, open, Month(containing: visit.today))
        return .page(page, status: page.status(visit))
    }

    @Sendable private func vary(_ visit: Visit) async throws -> Answer {
        let id: ContractID = try visit.id("contract")
        var form = FormReader(visit.form)
        let month = try? Month(parsing: form.fields["month"])
        if month == nil { form.refuse("month", "Choose from which month the change counts") }
        let until = form.date("until", orSay: "Enter the last day, for example 31 3 2028")
        let value = form.money("value", orSay: "Enter what the contract is worth over its whole term")
        let source = form.text("source", orSay: "Say where it is written down")
        let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
        guard let month, let until, let value, let source, let reason, form.isSound else {
            return try await page(visit, form, ContractFormPage.variation)
        }
        return try await save(visit, id, &form, reason, notice: "contract-varied", ContractFormPage.variation) { contract, open, now in
            try ContractRules.variation(of: contract, value: value, until: until, from: month, firstOpen: open, source: source, at: now)
        }
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        let id: ContractID = try visit.id("contract")
        var form = FormReader(visit.form)
        let until = form.date("until", orSay: "Enter the last day, for example 31 12 2026")
        let agreed = form.fields["value"].isEmpty ? nil : form.money("value", orSay: "")
        let source = form.text("source", orSay: "Say where it is written down")
        let reason = form.text("reason", orSay: "Say in a few words why the contract ends", longest: 300)
        guard let until, let source, let reason, form.isSound else { return try await page(visit, form, ContractFormPage.ending) }
        return try await save(visit, id, &form, reason, notice: "contract-ended", ContractFormPage.ending) { contract, open, now in
            try ContractRules.ending(of: contract, lastDay: until, agreed: agreed, firstOpen: open, source: source, at: now)
        }
    }

    private func save(
        _ visit: Visit, _ id: ContractID, _ form: inout FormReader, _ reason: String, notice: String,
        _ make: @Sendable (FormReader, Contract, Month, Month) -> ContractFormPage,
        _ draft: @escaping @Sendable (Contract, Month, Instant) throws -> ContractVariation
    ) async throws -> Answer {
        let (seen, ports) = (Int(visit.form["seen"]) ?? -1, ports)
        do {
            let path = try await once(visit) { transaction in
                try ContractStore.vary(id, seen: seen, reason: reason, ports: ports, in: transaction) { try draft($0, $1, transaction.instant) }
                return ContractsAddresses.contract.path(id)
            }
            return .redirect(to: path, notice: notice)
        } catch ContractRefusal.unknownContract {
            throw Refusal.notFound
        } catch {
            try form.refuse(error)
            return try await page(visit, form, make)
        }
    }

    private func once(_ visit: Visit, _ change: @escaping @Sendable (Transaction) throws -> String) async throws -> String {
        try await database.writeOnce(visit, change)
    }
}

extension Database {
    /// Writes once for each form that was shown, and gives where it led; a second click is led to the same place.
    func writeOnce(_ visit: Visit, _ change: @escaping @Sendable (Transaction) throws -> String) async throws -> String {
        try await write(by: visit.actor, at: visit.now) { transaction in
            if let path = try transaction.settled(visit.once) { return path }
            let path = try change(transaction)
            try transaction.settle(visit.once, as: path)
            return path
        }
    }
}

extension ContractFormPage {
    /// 200 for a form that is only shown, 409 where somebody else was first, 422 where something is wrong.
    func status(_ visit: Visit) -> Int {
        if !changes.isEmpty || errors.items.contains(where: { $0.sentence == ContractRefusal.changedMeanwhile.sentence }) { return 409 }
        return visit.method == .get ? 200 : 422
    }
}

extension FormReader {
    /// Puts a rule's refusal beside the field that has to change; what is no such refusal is thrown on.
    mutating func refuse(_ error: any Error) throws {
        guard let problem = error as? ContractRefusal else {
            guard case StoreError.duplicate = error else { throw error }
            refuse("reference", "Somebody else has just recorded this. Open the list of contracts and look.")
            return
        }
        switch problem {
        case .referenceTaken: refuse("reference", problem.sentence)
        case .datesReversed, .schemeOutsideContract, .endsInClosedMonth, .notEarlier, .schemeBeginsLater, .clinicsPublished, .workRecorded:
            refuse("until", problem.sentence, anchor: "until-day")
        case .valueBelowInstalments, .noMonthLeft, .negativeValue: refuse("value", problem.sentence)
        case .variationInClosedMonth: refuse("month", problem.sentence)
        case .requirementOutsideScheme, .priceInClosedMonth: refuse("from", problem.sentence, anchor: "from-day")
        case .taken, .notAScheme: refuse("undertaking", problem.sentence)
        case .termsFixed, .changedMeanwhile, .nothingChanged, .unknownContract, .unknownScheme, .negativePrice: refuse("reason", problem.sentence)
        }
    }
}
