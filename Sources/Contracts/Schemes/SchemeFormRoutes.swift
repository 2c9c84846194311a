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
        routes.get(ContractsAddresses.newScheme, ContractsPermissions.make) { .page(try await newPage($0, FormReader())) }
        routes.post(ContractsAddresses.newScheme, ContractsPermissions.make, add)
        routes.get(ContractsAddresses.requirement, ContractsPermissions.make) { .page(try await requirementPage($0, FormReader())) }
        routes.post(ContractsAddresses.requirement, ContractsPermissions.make, change)
        routes.get(ContractsAddresses.lastDay, ContractsPermissions.make) { .page(try await lastDayPage($0, FormReader())) }
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

    private func newPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let contract = try await contract(visit)
        let offered = try await database.read { try SchemeFormRoutes.offered(in: $0) }
        return SchemeForms.new(form, contract, offered: offered.map { ($0.id, $0.title) })
    }

    @Sendable private func add(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await newPage(visit, $0)
        } read: { form in
            let contract = try await contract(visit)
            let existing = form.fields["undertaking"].isEmpty ? nil : try? SchemeID(parsing: form.fields["undertaking"])
            if existing == nil, !form.fields["undertaking"].isEmpty { form.refuse("undertaking", "Choose what practices agree to") }
            let title = existing == nil ? form.text("title", orSay: TermsRefusal.titleMissing.sentence, longest: 100) : form.optionalText("title")
            let purpose = form.optionalText("purpose")
            let from = form.date("from", orSay: "Enter the first day of the scheme")
            let until = form.date("until", orSay: "Enter the last day of the scheme")
            if let from, let until, until < from { form.refuse(ContractRefusal.datesReversed) }
            guard let requirement = RequirementDraft.read(&form), let title, let from, let until else { return nil }
            let undertaking = Undertaking(id: existing ?? SchemeID(at: visit.now), kind: .scheme, title: title, purpose: purpose)
            return { transaction in
                if existing == nil { try UndertakingStore.prepare(undertaking, in: transaction) }
                try SchemeStore.add(Scheme(id: undertaking.id, contract: contract.id, from: from, until: until), in: transaction)
                try SchemeStore.add(requirement.requirement(of: undertaking.id, from: from), in: transaction)
                return Done(ContractsAddresses.contract.path(contract.id), ContractsNotice.schemeAdded)
            }
        }
    }

    // MARK: - What is required

    private func scheme(_ visit: Visit) async throws -> (Scheme, String) {
        let id: SchemeID = try visit.id("scheme")
        return try await database.read { connection in
            guard let scheme = try SchemeStore.scheme(id, in: connection) else { throw Refusal.notFound }
            return (scheme, try UndertakingStore.undertaking(id, in: connection)?.title ?? "Scheme")
        }
    }

    private func requirementPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (scheme, title) = try await scheme(visit)
        let (requirements, last) = try await database.read {
            (try SchemeStore.requirements(of: scheme.id, in: $0), try CloseStore.lastMonth(of: scheme.id, in: $0))
        }
        let earliest = max(scheme.from, last?.next.first ?? scheme.from)
        return SchemeForms.change(form, scheme, title: title, requirements, earliest: earliest, today: visit.today)
    }

    @Sendable private func change(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await requirementPage(visit, $0)
        } read: { form in
            let (scheme, _) = try await scheme(visit)
            let from = form.date("from", orSay: "Enter the first day of the change")
            let requirement = RequirementDraft.read(&form)
            let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
            guard let from, let requirement, let reason else { return nil }
            let seen = form.revision
            return { transaction in
                let standing = try SchemeStore.requirements(of: scheme.id, in: transaction)
                try seen.check(against: RequirementRules.revision(standing), standsNow: RequirementRules.standsNow(standing))
                try SchemeStore.add(requirement.requirement(of: scheme.id, from: from), reason: reason, in: transaction)
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.requirementChanged)
            }
        }
    }

    // MARK: - Last day

    private func lastDayPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (scheme, title) = try await scheme(visit)
        guard let contract = try await database.read({ try SchemeStore.contract(scheme.contract, in: $0) }) else { throw Refusal.notFound }
        return SchemeForms.lastDay(form, scheme, title: title, contract)
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await lastDayPage(visit, $0)
        } read: { form in
            let (scheme, _) = try await scheme(visit)
            let until = form.date("until", orSay: "Enter the last day, for example 31 3 2027")
            let reason = form.text("reason", orSay: "Say in a few words why you make this change", longest: 300)
            guard let until, let reason else { return nil }
            let (seen, ports) = (form.revision, ports)
            return { transaction in
                guard let standing = try SchemeStore.scheme(scheme.id, in: transaction) else { throw ContractRefusal.unknownScheme }
                try seen.check(against: Revision(of: [standing.until.stored]), standsNow: standing.until.longText)
                try SchemeStore.end(standing, on: until, reason: reason, ports: ports, in: transaction)
                return Done(ContractsAddresses.contract.path(scheme.contract), ContractsNotice.lastDayChanged)
            }
        }
    }
}
