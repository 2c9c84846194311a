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
        let query = TableQuery(
            visit.query, path: IdentityAddresses.people.path(),
            columns: [.init("name", sql: "display_name"), .init("email", sql: "email")], filters: ["state", "text"], idColumn: "id")
        let state = AccountState(rawValue: query.filter("state"))
        let (accounts, roles) = try await database.read { connection in
            let accounts = try AccountStore.page(query, text: query.filter("text"), state: state, in: connection)
            return (accounts, try RoleAssignmentStore.inForce(accounts.map(\.person), on: visit.today, in: connection))
        }
        let page = query.page(accounts) { .init(query.column.name == "email" ? $0.email.stored : $0.displayName, $0.id.stored) }
        let table = TableView(
            caption: "People with accounts", hidesCaption: true,
            columns: [
                query.heading("Name", "name"), query.heading("Email address", "email"), query.heading("Roles today"), query.heading("Account"),
            ],
            rows: page.rows.map { PeopleRoutes.row($0, roles: roles[$0.person] ?? []) },
            empty: "Nobody matches. Invite somebody, or show people in every state.",
            filters: [
                .init(
                    ChoiceField(
                        "state", "Account", choices: [("", "Every state")] + AccountState.allCases.map { ($0.rawValue, $0.title) },
                        chosen: query.filter("state")))
            ],
            address: IdentityAddresses.people.path(), kept: query.kept + [HiddenField("text", query.filter("text"))],
            previousAddress: page.previousAddress, nextAddress: page.nextAddress, exportAddress: query.exportAddress, leftOut: page.leftOut)
        if query.isExport { return TableExport.answer(table, name: "people") }
        let search = TextField("text", "Name or email address", value: query.filter("text"), width: .wide, keyboard: .search)
        return .page(PeoplePage(search: search, state: query.filter("state"), table: table, notices: PeopleRoutes.notices(visit.query["notice"])))
    }

    private static func row(_ account: Account, roles: [RoleAssignment]) -> TableView.Row {
        let tone: Tone =
            switch account.state {
            case .invited: .news
            case .active: .good
            case .disabled: .bad
            }
        return TableView.Row([
            .heading(account.displayName, address: IdentityAddresses.person.path(account.id)), TableView.Cell(account.email.stored),
            TableView.Cell(roles.map(\.role.title).joined(separator: ", ")), .tag(account.state.title, tone),
        ])
    }

    private static func notices(_ key: String) -> [Notice] {
        key == "invited" ? [Notice("The invitation is on its way", "The link in it works for \(LinkPurpose.invitation.validWords).")] : []
    }

    @Sendable private func showInvitation(_ visit: Visit) async throws -> Answer { try await page(FormReader(), [], visit, status: 200) }

    @Sendable private func invite(_ visit: Visit) async throws -> Answer {
        let giver = try visit.person
        var form = FormReader(visit.form)
        let given = form.text("given-name", orSay: "Enter the first name", longest: 80)
        let family = form.text("family-name", orSay: "Enter the last name", longest: 80)
        let email = form.value("email", as: EmailAddress.self, orSay: "Enter an email address")
        let draft = form.roleDraft()
        guard let given, let family, let email, let draft, form.isSound else { return try await page(form, [], visit, status: 422) }

        let namesakes = try await namesakes(given, family)
        let chosen = visit.form["known"]
        if !namesakes.isEmpty, chosen != "new", !namesakes.contains(where: { $0.id.stored == chosen }) {
            form.refuse("known", "Choose whether it is one of the people whom the directory knows by this name")
            return try await page(form, namesakes, visit, status: 422)
        }
        let known = namesakes.first { $0.id.stored == chosen }
        let person = known?.id ?? PersonID(at: visit.now)
        let places = try await signIn.ports.places(draft.role.seat, visit.today)
        if let refusal = RoleAssignmentRules.refusal(
            of: draft, to: person, held: [], places: Set(places.map(\.id)), by: giver.person, acting: giver.role, today: visit.today)
        {
            form.refuse(refusal)
            return try await page(form, namesakes, visit, status: 422)
        }
        let account = Account(
            id: AccountID(at: visit.now), person: person, displayName: known?.name ?? "\(given) \(family)", email: email, state: .invited,
            createdAt: visit.now)
        let invitation = Invitation(
            account: account, addsPerson: known == nil, givenName: given, familyName: family, role: draft, token: Token(from: signIn.random))
        guard try await send(invitation, visit) else {
            form.refuse("email", "There is an account with this email address already. Find it under People")
            return try await page(form, namesakes, visit, status: 422)
        }
        return .redirect(to: IdentityAddresses.people.path(), notice: "invited")
    }

    private struct Invitation: Sendable {
        let account: Account
        let addsPerson: Bool
        let givenName: String
        let familyName: String
        let role: RoleDraft
        let token: Token
    }

    /// False where the email address or the person has an account.
    private func send(_ invitation: Invitation, _ visit: Visit) async throws -> Bool {
        let account = invitation.account
        let address = SignIn.address(of: invitation.token, base: signIn.settings.baseAddress)
        let assignment = RoleAssignment(
            id: ID(at: visit.now), person: account.person, role: invitation.role.role, organisation: invitation.role.organisation,
            fromDate: invitation.role.fromDate, untilDate: invitation.role.untilDate)
        let ports = signIn.ports
        do {
            return try await database.write(by: visit.actor, at: visit.now) { tx in
                if try tx.settled(visit.once) != nil { return true }
                if invitation.addsPerson { try ports.addPerson(account.person, invitation.givenName, invitation.familyName, tx) }
                try AccountStore.add(account, in: tx)
                try RoleAssignmentStore.give(assignment, reason: invitation.role.reason, in: tx)
                try SignIn.send(.invitation, to: account, token: invitation.token, address: address, in: tx)
                try tx.audit("account invited", AuditSubject("account", account.id))
                try tx.settle(visit.once, as: "invited")
                return true
            }
        } catch StoreError.duplicate {
            return false
        }
    }

    private func namesakes(_ given: String, _ family: String) async throws -> [IdentityPorts.KnownPerson] {
        let found = try await signIn.ports.peopleNamed(given, family)
        let holders = try await database.read { try AccountStore.holders(among: found.map(\.id), in: $0) }
        return found.filter { !holders.contains($0.id) }
    }

    private func page(_ form: FormReader, _ known: [IdentityPorts.KnownPerson], _ visit: Visit, status: Int) async throws -> Answer {
        let fields = RoleFields(form, places: try await signIn.places(on: visit.today), today: visit.today)
        return .page(InvitationPage(form, role: fields, known: known), status: status)
    }
}

extension SignIn {
    func places(on date: LocalDate) async throws -> [Role.Seat: [IdentityPorts.Place]] {
        var places: [Role.Seat: [IdentityPorts.Place]] = [:]
        for seat in RoleFields.seats { places[seat] = try await ports.places(seat, date) }
        return places
    }
}
