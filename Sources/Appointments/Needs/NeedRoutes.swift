// Writing needs, and checking them.

import Directory
import Kernel
import Store
import Web

struct NeedRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.needs, .needs, list)
        routes.get(AppointmentsAddresses.need, .needs) { .page(try await page($0, FormReader())) }
        routes.post(AppointmentsAddresses.need, .needs, propose)
        routes.get(AppointmentsAddresses.needDecision, .needs) { .page(try await decisionPage($0, FormReader())) }
        routes.post(AppointmentsAddresses.needDecision, .needs, decide)
    }

    private struct Facts: Sendable {
        let versions: [NeedVersion]
        let people: [PersonID: String]
    }

    private func read() async throws -> Facts {
        try await database.read { connection in
            let versions = try NeedStore.versions(in: connection)
            let people = try PersonStore.people(Array(Set(versions.flatMap { [$0.writtenBy, $0.checkedBy].compactMap { $0 } })), in: connection)
            return Facts(versions: versions, people: Dictionary(people.map { ($0.id, $0.fullName) }) { first, _ in first })
        }
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let facts = try await read()
        return .page(NeedsPage(facts.versions, people: facts.people, today: visit.today))
    }

    // MARK: - Writing

    /// Nil for a need that is new.
    private static func standing(_ code: String, _ versions: [NeedVersion], on date: LocalDate) throws -> NeedVersion? {
        guard code != "new" else { return nil }
        let own = versions.filter { $0.need.code == code }
        guard let standing = NeedRules.inForce(own, on: date).first ?? own.last else { throw Refusal.notFound }
        return standing
    }

    private static func revision(_ code: String, _ versions: [NeedVersion]) -> Revision {
        Revision(versions.count { $0.need.code == code })
    }

    @Sendable private func propose(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let (code, versions, person) = (visit.gaps["need"] ?? "", try await read().versions, try visit.person.person)
            let standing = try Self.standing(code, versions, on: visit.today)
            let seen = form.revision
            guard let version = NeedVersion.read(&form, standing: standing, among: versions, by: person, at: visit.now) else { return nil }
            return { transaction in
                try seen.check(against: Self.revision(code, try NeedStore.versions(in: transaction)))
                try NeedStore.propose(version, in: transaction)
                return Done(AppointmentsAddresses.needs.path(), AppointmentsNotice.needProposed)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (code, facts) = (visit.gaps["need"] ?? "", try await read())
        let standing = try Self.standing(code, facts.versions, on: visit.today)
        return FormPage(
            standing?.need.title ?? "Add a need", back: BackLink("Needs and red flags", AppointmentsAddresses.needs.path()),
            lead: ["The desk goes on with what is in force until somebody else has checked this change."], facts: standing?.facts(facts.people) ?? [],
            FormView(
                "Send to be checked", action: AppointmentsAddresses.need.path(code), form: form,
                NeedVersion.fields(standing, today: visit.today) + [.revision(Self.revision(code, facts.versions))]))
    }

    // MARK: - Checking

    private static func proposal(_ code: String, _ versions: [NeedVersion]) throws -> NeedVersion {
        guard let proposal = versions.first(where: { $0.need.code == code && $0.state == .proposed }) else { throw Refusal.notFound }
        return proposal
    }

    @Sendable private func decide(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await decisionPage(visit, $0)
        } read: { form in
            let person = try visit.person
            let state = form.choice("decision", among: [NeedState.approved.rawValue, NeedState.withdrawn.rawValue], orSay: "Say what is decided")
                .flatMap(NeedState.init(rawValue:))
            // What was looked at is what is decided on: another proposal is another version.
            guard let state, let id = try? ID<NeedVersion>(parsing: form.fields["version"]) else { return nil }
            return { transaction in
                try NeedStore.decide(id, state, by: person.person, acting: person.role, in: transaction)
                return Done(AppointmentsAddresses.needs.path(), state == .approved ? AppointmentsNotice.needApproved : .needWithdrawn)
            }
        }
    }

    private func decisionPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (code, facts) = (visit.gaps["need"] ?? "", try await read())
        let proposal = try Self.proposal(code, facts.versions)
        let standing = try Self.standing(code, facts.versions, on: visit.today).flatMap { $0.id == proposal.id ? nil : $0 }
        return FormPage(
            "Check: \(proposal.need.title)", back: BackLink("Needs and red flags", AppointmentsAddresses.needs.path()),
            lead: standing.map {
                ["Now in force: \($0.need.title). \($0.need.askFirst) Who can help: \($0.need.services.map(\.title).joined(separator: ", "))."]
            }
                ?? ["This need is new."],
            facts: proposal.facts(facts.people),
            FormView(
                "Record", action: AppointmentsAddresses.needDecision.path(code), form: form,
                [
                    .radios(
                        "decision", "What is decided?",
                        choices: [
                            (NeedState.approved.rawValue, "It is right: the desk uses it from its first day"),
                            (NeedState.withdrawn.rawValue, "It is withdrawn: the desk goes on as it is"),
                        ]), .hidden("version", proposal.id.stored),
                ]))
    }
}
