// Adding schemes and changing what they ask.

import Directory
import Governance
import Kernel
import Store
import Web

struct SchemeFormRoutes: Sendable {
    let database: any Database
    let ports: ContractsPorts

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.newScheme, ContractsPermissions.make) { try await newPage($0, FormReader()) }
        routes.post(ContractsAddresses.newScheme, ContractsPermissions.make, add)
        routes.get(ContractsAddresses.requirement, ContractsPermissions.make) { try await requirementPage($0, FormReader()) }
        routes.post(ContractsAddresses.requirement, ContractsPermissions.make, change)
        routes.get(ContractsAddresses.lastDay, ContractsPermissions.make) { try await lastDayPage($0, FormReader()) }
        routes.post(ContractsAddresses.lastDay, ContractsPermissions.make, end)
    }

    // MARK: - New

    private func contract(_ visit: Visit) async throws -> Contract {
        let id: ContractID = try visit.id("contract")
        guard let contract = try await database.read({ try SchemeStore.contract(id, in: $0) }) else { throw Refusal.notFound }
        return contract
    }

    /// Schemes that practices can agree to and that are under no contract.
    private static func offered(in connection: any Connection) throws -> [Undertaking] {
        let taken = Set(try SchemeStore.schemes(in: connection).map(\.id))
        return try UndertakingStore.undertakings(in: connection).filter { $0.kind == .scheme && !taken.contains($0.id) }
    }

    private func newPage(_ visit: Visit, _ form: FormReader) async throws -> Answer {
        let contract = try await contract(visit)
        let offered = try await database.read { try SchemeFormRoutes.offered(in: $0) }
        return .page(SchemeFormPage.new(form, contract, offered: offered.map { ($0.id, $0.title) }), status: visit.method == .get ? 200 : 422)
    }

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        let contract = try await contract(visit)
        var form = FormReader(visit.form)
        let existing = form.fields["undertaking"].isEmpty ? nil : try? SchemeID(parsing: form.fields["undertaking"])
        if existing == nil, !form.fields["undertaking"].isEmpty { form.refuse("undertaking", "Choose what practices agree to") }
        let title = existing == nil ? form.text("title", orSay: TermsProblem.titleMissing.sentence, longest: 100) : form.optionalText("title")
        let purpose = form.optionalText("purpose")
        let from = form.date("from", orSay: "Enter the first day of the scheme")
        let until = form.date("until", orSay: "Enter the last day of the scheme")
        if let from, let until, until < from { form.refuse("until", ContractRefusal.datesReversed.sentence, anchor: "until-day") }
        guard let requirement = RequirementDraft.read(&form), let title, let from, let until, form.isSound else {
            return try await newPage(visit, form)
        }
        let undertaking = Undertaking(id: existing ?? SchemeID(at: visit.now), kind: .scheme, title: title, purpose: purpose)
        do {
            let path = try await database.writeOnce(visit) { transaction in
                if existing == nil { try UndertakingStore.prepare(undertaking, in: transaction) }
                try SchemeStore.add(Scheme(id: undertaking.id, contract: contract.id, from: from, until: until), in: transaction)
                try SchemeStore.add(requirement.requirement(of: undertaking.id, from: from), in: transaction)
                return ContractsAddresses.contract.path(contract.id)
            }
            return .redirect(to: path, notice: "scheme-added")
        } catch let problem as TermsProblem {
            form.refuse("title", problem.sentence)
        } catch {
            try form.refuse(error)
        }
        return try await newPage(visit, form)
    }

    // MARK: - What is required

    private func scheme(_ visit: Visit) async throws -> (Scheme, String) {
        let id: SchemeID = try visit.id("scheme")
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw Refusal.notFound }
            return (scheme, try UndertakingStore.undertaking(id, in: connection)?.title ?? "Scheme")
        }
    }

    private func requirementPage(_ visit: Visit, _ form: FormReader) async throws -> Answer {
        let (scheme, title) = try await scheme(visit)
        let (requirements, last) = try await database.read {
            (try SchemeStore.requirements(of: scheme.id, in: $0), try CloseStore.lastMonth(of: scheme.id, in: $0))
        }
        let earliest = max(scheme.from, last?.next.first ?? scheme.from)
        let page = SchemeFormPage.change(form, scheme, title: title, requirements, earliest: earliest, today: visit.today)
        return .page(page, status: page.status(visit))
    }

    @Sendable private func change(_ visit: Visit) async throws -> Answer {
        let (scheme, _) = try await scheme(visit)
        var form = FormReader(visit.form)
        let from = form.date("from", orSay: "Enter the first day of the change")
        let requirement = RequirementDraft.read(&form)
        let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
        guard let from, let requirement, let reason, form.isSound else { return try await requirementPage(visit, form) }
        let seen = visit.form["seen"]
        do {
            let path = try await database.writeOnce(visit) { transaction in
                guard try RequirementRules.fingerprint(SchemeStore.requirements(of: scheme.id, in: transaction)) == seen else {
                    throw ContractRefusal.changedMeanwhile
                }
                try SchemeStore.add(requirement.requirement(of: scheme.id, from: from), reason: reason, in: transaction)
                return ContractsAddresses.contract.path(scheme.contract)
            }
            return .redirect(to: path, notice: "requirement-changed")
        } catch {
            try form.refuse(error)
            return try await requirementPage(visit, form)
        }
    }

    // MARK: - Last day

    private func lastDayPage(_ visit: Visit, _ form: FormReader) async throws -> Answer {
        let (scheme, title) = try await scheme(visit)
        guard let contract = try await database.read({ try SchemeStore.contract(scheme.contract, in: $0) }) else { throw Refusal.notFound }
        var page = ContractFormPage(
            title: "Change the last day of \(title)",
            lead: "It runs from \(scheme.from.longText) until \(scheme.until.longText). It can run as long as its contract, which ends on "
                + "\(contract.until.longText).",
            back: BackLink(contract.title, ContractsAddresses.contract.path(contract.id)), errors: form.summary,
            action: ContractsAddresses.lastDay.path(scheme.id), button: "Change last day",
            hidden: [HiddenField("seen", scheme.until.stored)],
            ends: [form.dateField("until", "Last day", hint: "For example, 31 3 2027", value: scheme.until)],
            notes: [ContractFormPage.reasonField(form)])
        if form.fields.has("seen"), form.fields["seen"] != scheme.until.stored {
            page.changes = [
                WarningCallout(
                    "Somebody else changed the last day",
                    ["It is now \(scheme.until.longText). What you typed is kept: send it again if it still holds."])
            ]
        }
        return .page(page, status: page.status(visit))
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        let (scheme, _) = try await scheme(visit)
        var form = FormReader(visit.form)
        let until = form.date("until", orSay: "Enter the last day, for example 31 3 2027")
        let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
        guard let until, let reason, form.isSound else { return try await lastDayPage(visit, form) }
        let (seen, ports) = (visit.form["seen"], ports)
        do {
            let path = try await database.writeOnce(visit) { transaction in
                guard let standing = try SchemeStore.scheme(scheme.id, in: transaction), standing.until.stored == seen else {
                    throw ContractRefusal.changedMeanwhile
                }
                try SchemeStore.end(standing, on: until, reason: reason, ports: ports, in: transaction)
                return ContractsAddresses.contract.path(scheme.contract)
            }
            return .redirect(to: path, notice: "last-day-changed")
        } catch {
            try form.refuse(error)
            return try await lastDayPage(visit, form)
        }
    }
}
