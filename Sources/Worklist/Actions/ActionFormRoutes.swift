// Raising and changing actions.

import Directory
import Identity
import Kernel
import Store
import Web

struct ActionFormRoutes: Sendable {
    let database: any Database
    let openings: RecordOpenings

    func add(to routes: inout RouteTable) {
        routes.get(WorklistAddresses.newAction, WorklistPermissions.raise) { .page(try await newPage($0, FormReader())) }
        routes.post(WorklistAddresses.newAction, WorklistPermissions.raise, raise)
        routes.get(WorklistAddresses.actionChange, WorklistPermissions.change) { .page(try await changePage($0, FormReader())) }
        routes.post(WorklistAddresses.actionChange, WorklistPermissions.change, change)
    }

    // MARK: - Raising

    /// `?source=statement:…` ties the action to a record that the person may open.
    private func newPage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let (person, openings) = (try visit.person, openings)
        let typed = visit.method == .get ? visit.query["source"] : visit.form["source"]
        let (places, source) = try await database.read { connection in
            (
                try ActionFormRoutes.places(for: person, on: visit.today, in: connection),
                try (try? RecordLink(parsing: typed)).flatMap { try openings.link(to: $0, for: person, in: connection) }
            )
        }
        let choices = places.map { ($0.id.stored, $0.name) }
        return FormPage(
            "Raise an action", back: BackLink("Actions", WorklistAddresses.actions.path()),
            facts: source.map { [.init("From", "", actions: [$0])] } ?? [],
            FormView(
                "Raise the action", action: WorklistAddresses.newAction.path(), form: form,
                [.hidden("source", source == nil ? "" : typed), ActionForm.title(""), .select("organisation", "Who is it for?", choices: choices)]
                    + ActionForm.owner(nil, email: "", seats: Set(places.compactMap { ActionRules.seat(of: $0.kind) })) + [ActionForm.due(nil)]))
    }

    /// The organisations for which a person raises actions: those in their scope at which people act.
    private static func places(for person: Principal, on date: LocalDate, in connection: any Connection) throws -> [Organisation] {
        switch person.scope.reach {
        case .practice, .hub, .network, .named, .own, .caseload, .outside:
            return try OrganisationStore.organisation(person.organisation, on: date, in: connection).map { [$0] } ?? []
        case .federation, .system:
            guard let federation = try OrganisationStore.federation(on: date, in: connection) else { return [] }
            return try [federation] + OrganisationStore.members(of: federation.id, on: date, in: connection)
                + OrganisationStore.organisations(kind: .hub, on: date, in: connection).filter(\.isOpen)
        }
    }

    @Sendable private func raise(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await newPage(visit, $0)
        } read: { form in
            let (person, openings) = (try visit.person, openings)
            let asked = try? RecordLink(parsing: form.fields["source"])
            let source = try await database.read { connection in
                try asked.flatMap { try openings.link(to: $0, for: person, in: connection) == nil ? nil : $0 }
            }
            let organisation = form.value("organisation", as: OrganisationID.self, orSay: "Choose who it is for")
            guard let organisation, let draft = try await draft(&form, organisation, source) else { return nil }
            return { tx in
                let id = try ActionStore.raise(draft, by: person, in: tx)
                return Done(WorklistAddresses.action.path(id), WorklistNotice.actionRaised)
            }
        }
    }

    /// What was typed, with the person behind an email address.
    private func draft(_ form: inout FormReader, _ organisation: OrganisationID, _ source: RecordLink?) async throws -> ActionDraft? {
        let title = form.text("title", orSay: ActionRefusal.titleMissing.sentence, longest: ActionRules.titleLimit)
        let role = Role(rawValue: form.fields["role"])
        let email = form.optionalValue("email", as: EmailAddress.self)
        let due = form.date("due", orSay: "Enter the day by which it is to be done")
        let person = try await database.read { connection in try email.flatMap { try AccountStore.account(email: $0, in: connection)?.person } }
        if role != nil, email != nil { form.refuse("email", "Clear this, or choose “One person” above: it is either a role or one person") }
        if let email, person == nil { form.refuse("email", "Nobody has an account with \(email.stored)") }
        if role == nil, email == nil { form.refuse("role", "Choose a role, or enter the email address of one person") }
        guard let title, let due, form.isSound, let owner = person.map(Owner.person) ?? role.map(Owner.role) else { return nil }
        return ActionDraft(title: title, organisation: organisation, owner: owner, dueOn: due, source: source)
    }

    // MARK: - Changing

    private func changePage(_ visit: Visit, _ form: FormReader) async throws -> FormPage {
        let id = try visit.id("action", of: Action.self)
        let person = try visit.person
        let (action, email, seat) = try await database.read { connection in
            guard let action = try ActionStore.action(id, for: person, in: connection) else { throw ActionRefusal.unknown }
            // Where somebody else was first what was typed is shown all the same.
            if let refusal = ActionRules.refusal(toChange: action, by: person), form.isSound || refusal.kind != .conflict { throw refusal }
            let account = try action.owner.person.flatMap { try AccountStore.account(person: $0, in: connection) }
            let place = try OrganisationStore.organisation(action.organisation, on: visit.today, in: connection)
            return (action, account?.email.stored ?? "", place.flatMap { ActionRules.seat(of: $0.kind) })
        }
        return FormPage(
            "Change this action", back: BackLink(action.title, WorklistAddresses.action.path(id)),
            FormView(
                "Save", action: WorklistAddresses.actionChange.path(id), form: form,
                [.revision(Revision(action.revision)), ActionForm.title(action.title)]
                    + ActionForm.owner(action.owner.role, email: email, seats: seat.map { [$0] } ?? []) + [
                        ActionForm.due(action.dueOn), .text("reason", "Why?", hint: "Kept in the audit trail. Do not name patients."),
                    ]))
    }

    @Sendable private func change(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await changePage(visit, $0)
        } read: { form in
            let (id, person) = (try visit.id("action", of: Action.self), try visit.person)
            let action = try await database.read { try ActionStore.action(id, for: person, in: $0) }
            guard let action else { throw ActionRefusal.unknown }
            let reason = form.text("reason", orSay: "Enter why it changes")
            let revision = form.revision
            guard let draft = try await draft(&form, action.organisation, action.source), let reason else { return nil }
            return { tx in
                try ActionStore.change(id, to: draft, seen: revision, reason: reason, by: person, in: tx)
                return Done(WorklistAddresses.action.path(id), WorklistNotice.actionChanged)
            }
        }
    }
}

/// The fields that raising and changing share.
private enum ActionForm {
    static func title(_ value: String) -> FormField {
        .text("title", "What is to be done?", hint: "For example: send the fridge log for November. Do not name patients.", value: value)
    }

    static func owner(_ role: Role?, email: String, seats: Set<Role.Seat>) -> [FormField] {
        let roles = Role.allCases.filter { seats.contains($0.seat) }
        return [
            .select(
                "role", "Who does it?", choices: [("", "One person")] + roles.map { ($0.rawValue, "Whoever is \($0.title.lowercased())") },
                chosen: role?.rawValue ?? ""),
            .text("email", "Email address, where it is one person", value: email, width: .wide, keyboard: .email),
        ]
    }

    static func due(_ date: LocalDate?) -> FormField { .date("due", "By when?", hint: "For example, 15 12 2026", value: date) }
}
