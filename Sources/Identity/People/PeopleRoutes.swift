// Routes to see and invite people.

import Kernel
import Store
import Web

struct PeopleRoutes: Sendable {
    let signIn: SignIn
    private var database: any Database { signIn.database }

    init(signIn: SignIn) { self.signIn = signIn }

    static let seeing = Permission("people see", RoleAssignmentRules.givers)
    static let inviting = Permission("people invite", RoleAssignmentRules.givers)

    func add(to routes: inout RouteTable) {
        routes.get(IdentityAddresses.people, PeopleRoutes.seeing, list)
        routes.get(IdentityAddresses.invitation, PeopleRoutes.inviting, showInvitation)
        routes.post(IdentityAddresses.invitation, PeopleRoutes.inviting, invite)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let state = AccountState(rawValue: visit.query["state"])
        let list = RecordList(
            "People", visit, of: AccountStore.listed(text: visit.query["text"], state: state),
            columns: [
                .init("Name", sort: "display_name") { .heading($0.0.displayName, address: IdentityAddresses.person.path($0.0.id)) },
                .init("Email address", sort: "email") { .init($0.0.email.stored) },
                .init("Roles today") { .init($0.1.map(\.role.title).joined(separator: ", ")) },
                .init("Account") { .tag($0.0.state.title, $0.0.state.tone) },
            ],
            filters: [
                .text("text", "Name or email address", width: .wide, keyboard: .search),
                .select("state", "Account", choices: [("", "Every state")] + AccountState.allCases.map { ($0.rawValue, $0.title) }),
            ], empty: "Nobody matches. Invite somebody, or show people in every state."
        ) { rows, connection in
            let accounts = try RowDecoder.decode([Account].self, from: rows)
            let roles = try RoleAssignmentStore.inForce(accounts.map(\.person), on: visit.today, in: connection)
            return accounts.map { ($0, roles[$0.person] ?? []) }
        }
        return try await database.answer(visit, list) {
            ListPage("People", links: [LinkView("Invite somebody", IdentityAddresses.invitation.path())], $0)
        }
    }

    @Sendable private func showInvitation(_ visit: Visit) async throws -> Answer { .page(try await page(FormReader(), visit)) }

    @Sendable private func invite(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page($0, visit)
        } read: { form in
            let giver = try visit.person
            let given = form.text("given-name", orSay: "Enter the first name", longest: 80)
            let family = form.text("family-name", orSay: "Enter the last name", longest: 80)
            let email = form.value("email", as: EmailAddress.self, orSay: "Enter an email address")
            let draft = form.roleDraft()
            guard let given, let family, let email, let draft, form.isSound else { return nil }
            let namesakes = try await namesakes(given, family)
            let chosen = form.fields["known"]
            let known = namesakes.first { $0.id.stored == chosen }
            if !namesakes.isEmpty, chosen != "new", known == nil {
                form.refuse("known", "Choose whether it is one of the people whom the directory knows by this name")
                return nil
            }
            let person = known?.id ?? PersonID(at: visit.now)
            let places = try await signIn.ports.places(draft.role.seat, visit.today)
            if let refusal = RoleAssignmentRules.refusal(
                of: draft, to: person, held: [], places: Set(places.map(\.id)), by: giver.person, acting: giver.role, today: visit.today)
            {
                throw refusal
            }
            let account = Account(
                id: AccountID(at: visit.now), person: person, displayName: known?.name ?? "\(given) \(family)", email: email, state: .invited,
                createdAt: visit.now)
            return invitation(of: account, named: known == nil ? (given, family) : nil, draft)
        }
    }

    private struct EmailTaken: RuleRefusal {
        var sentence: String { "There is an account with this email address already. Find it under People" }
        var field: String { "email" }
    }

    /// Adds the account, the role and, where the directory does not know them, the person, and sends the link.
    private func invitation(of account: Account, named name: (given: String, family: String)?, _ role: RoleDraft) -> Change {
        let token = Token(from: signIn.random)
        let address = SignIn.address(of: token, base: signIn.settings.baseAddress)
        let ports = signIn.ports
        return { tx in
            guard try AccountStore.account(email: account.email, in: tx) == nil else { throw EmailTaken() }
            if let name { try ports.addPerson(account.person, name.given, name.family, tx) }
            try AccountStore.add(account, in: tx)
            let assignment = RoleAssignment(
                id: ID(at: tx.instant), person: account.person, role: role.role, organisation: role.organisation, fromDate: role.fromDate,
                untilDate: role.untilDate)
            try RoleAssignmentStore.give(assignment, reason: role.reason, in: tx)
            try SignIn.send(.invitation, to: account, token: token, address: address, in: tx)
            try tx.audit("account invited", AuditSubject("account", account.id))
            return Done(IdentityAddresses.people.path(), IdentityNotice.invited)
        }
    }

    private func namesakes(_ given: String, _ family: String) async throws -> [IdentityPorts.KnownPerson] {
        let found = try await signIn.ports.peopleNamed(given, family)
        let holders = try await database.read { try AccountStore.holders(among: found.map(\.id), in: $0) }
        return found.filter { !holders.contains($0.id) }
    }

    private func page(_ form: FormReader, _ visit: Visit) async throws -> InvitationPage {
        let (given, family) = (form.fields["given-name"], form.fields["family-name"])
        let known = given.isEmpty || family.isEmpty ? [] : try await namesakes(given, family)
        return InvitationPage(form, role: RoleFields(form, places: try await signIn.places(on: visit.today), today: visit.today), known: known)
    }
}

extension SignIn {
    func places(on date: LocalDate) async throws -> [Role.Seat: [IdentityPorts.Place]] {
        var places: [Role.Seat: [IdentityPorts.Place]] = [:]
        for seat in RoleFields.seats { places[seat] = try await ports.places(seat, date) }
        return places
    }
}
