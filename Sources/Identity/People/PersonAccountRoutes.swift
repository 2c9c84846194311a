// Routes of one person's account.

import Kernel
import Store
import Web

struct PersonAccountRoutes: Sendable {
    let signIn: SignIn
    private var database: any Database { signIn.database }

    init(signIn: SignIn) { self.signIn = signIn }

    func add(to routes: inout RouteTable) {
        let giving = Permission("roles give", RoleAssignmentRules.givers)
        let disabling = Permission("accounts disable", [.systemAdministrator])
        routes.get(IdentityAddresses.person, PeopleRoutes.seeing, show)
        routes.post(IdentityAddresses.personRoles, giving, give)
        routes.post(IdentityAddresses.personRoleEnd, giving, end)
        routes.post(IdentityAddresses.personInvitation, PeopleRoutes.inviting, sendLink)
        routes.post(IdentityAddresses.personState, disabling, changeState)
        routes.post(IdentityAddresses.personPasscode, disabling, removePasscode)
        routes.post(IdentityAddresses.personSessions, disabling, endSessions)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer { try await page(FormReader(), account(visit), visit) }

    @Sendable private func give(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await accountPage($0, account(visit), visit)
        } read: { form in
            let (giver, account) = (try visit.person, try await account(visit))
            guard let draft = form.roleDraft() else { return nil }
            let places = Set(try await signIn.ports.places(draft.role.seat, visit.today).map(\.id))
            // Judged inside the transaction, so that two who give the same role at once do not both succeed.
            return { tx in
                let held = try RoleAssignmentStore.assignments(of: account.person, in: tx)
                if let refusal = RoleAssignmentRules.refusal(
                    of: draft, to: account.person, held: held, places: places, by: giver.person, acting: giver.role, today: visit.today)
                {
                    throw refusal
                }
                let assignment = RoleAssignment(
                    id: ID(at: tx.instant), person: account.person, role: draft.role, organisation: draft.organisation, fromDate: draft.fromDate,
                    untilDate: draft.untilDate)
                try RoleAssignmentStore.give(assignment, reason: draft.reason, in: tx)
                return Done(IdentityAddresses.person.path(account.id), IdentityNotice.roleGiven)
            }
        }
    }

    @Sendable private func end(_ visit: Visit) async throws -> Answer {
        let (giver, account) = (try visit.person, try await account(visit))
        let id = try visit.id("assignment", of: RoleAssignment.self)
        try await database.write(by: visit.actor, at: visit.now) { tx in
            guard let assignment = try RoleAssignmentStore.assignment(id, in: tx), assignment.person == account.person else { throw Refusal.notFound }
            if let refusal = RoleAssignmentRules.mayChange(assignment.role, of: account.person, by: giver.person, acting: giver.role) {
                throw Refusal.notAllowed(refusal.sentence + ".")
            }
            // Ended by somebody else in the meantime, or by a first click.
            if assignment.period.isOver(on: visit.today) { return }
            try RoleAssignmentStore.end(
                assignment, lastDay: RoleAssignmentRules.lastDay(of: assignment, endedOn: visit.today), reason: "", in: tx)
        }
        return .redirect(to: IdentityAddresses.person.path(account.id), notice: IdentityNotice.roleEnded.rawValue)
    }

    @Sendable private func sendLink(_ visit: Visit) async throws -> Answer {
        let account = try await others(visit)
        guard account.state != .disabled else { throw Refusal.notAllowed("This account is disabled. Enable it before sending a link.") }
        let purpose: LinkPurpose = account.state == .invited ? .invitation : .reset
        let token = Token(from: signIn.random)
        let address = SignIn.address(of: token, base: signIn.settings.baseAddress)
        return try await database.act(visit) { tx in
            try SignIn.send(purpose, to: account, token: token, address: address, in: tx)
            try tx.audit("link sent", AuditSubject("account", account.id), details: ["purpose": purpose.rawValue])
            return Done(IdentityAddresses.person.path(account.id), IdentityNotice.linkSent)
        }
    }

    @Sendable private func changeState(_ visit: Visit) async throws -> Answer {
        let account = try await others(visit)
        var form = FormReader(visit.form)
        let act: AccountAct = visit.form["act"] == "enable" ? .enable : .disable
        guard let reason = form.text("state-reason", orSay: "Enter why", longest: 300) else {
            return try await page(form, account, visit, status: 422)
        }
        guard let state = account.state.after(act) else { return .redirect(to: IdentityAddresses.person.path(account.id)) }
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try IdentityStore.setState(state, of: account.id, reason: reason, in: tx)
        }
        return .redirect(
            to: IdentityAddresses.person.path(account.id), notice: (state == .disabled ? IdentityNotice.accountDisabled : .accountEnabled).rawValue)
    }

    @Sendable private func removePasscode(_ visit: Visit) async throws -> Answer {
        let account = try await others(visit)
        var form = FormReader(visit.form)
        guard let reason = form.text("passcode-reason", orSay: "Enter why, and how you made sure who asked", longest: 300) else {
            return try await page(form, account, visit, status: 422)
        }
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try IdentityStore.removePasscode(of: account.id, reason: reason, in: tx)
        }
        return .redirect(to: IdentityAddresses.person.path(account.id), notice: IdentityNotice.passcodeRemoved.rawValue)
    }

    @Sendable private func endSessions(_ visit: Visit) async throws -> Answer {
        let account = try await others(visit)
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try SessionStore.endAll(of: account.id, in: tx)
            try tx.audit("signed out everywhere", AuditSubject("account", account.id))
        }
        return .redirect(to: IdentityAddresses.person.path(account.id), notice: IdentityNotice.signedOutEverywhere.rawValue)
    }

    private func account(_ visit: Visit) async throws -> Account {
        let id = try visit.id("account", of: AccountReference.self)
        guard let account = try await database.read({ try AccountStore.account(id, in: $0) }) else { throw Refusal.notFound }
        return account
    }

    /// The account, unless it is the person's own: one's own is changed on one's own page, with the password.
    private func others(_ visit: Visit) async throws -> Account {
        let account = try await account(visit)
        guard account.id != (try visit.person).account else {
            throw Refusal.notAllowed("You cannot do this to your own account. Ask another system administrator.")
        }
        return account
    }

    private func page(_ form: FormReader, _ account: Account, _ visit: Visit, status: Int = 200) async throws -> Answer {
        .page(try await accountPage(form, account, visit), status: status)
    }

    private func accountPage(_ form: FormReader, _ account: Account, _ visit: Visit) async throws -> PersonAccountPage {
        let person = try visit.person
        let (held, hasPasscode) = try await database.read { connection in
            (
                try RoleAssignmentStore.assignments(of: account.person, in: connection),
                try PasscodeStore.passcode(of: account.id, in: connection)?.isConfirmed ?? false
            )
        }
        var rows: [TableView.Row] = []
        for role in held {
            let place = try await signIn.organisationName(role, on: visit.today)
            let mayEnd =
                !role.period.isOver(on: visit.today)
                && RoleAssignmentRules.mayChange(role.role, of: account.person, by: person.person, acting: person.role) == nil
            let end = ButtonForm(
                "End now", action: IdentityAddresses.personRoleEnd.path(account.id.stored, role.id.stored), about: "\(role.role.title), \(place)")
            let word: Tag =
                role.period.contains(visit.today) ? Tag("In force", .good) : role.fromDate > visit.today ? Tag("To come", .news) : Tag("Ended")
            rows.append(
                TableView.Row([
                    .heading(role.role.title), TableView.Cell(place), TableView.Cell(role.period.text), TableView.Cell("", tags: [word]),
                    TableView.Cell("", forms: mayEnd ? [end] : []),
                ]))
        }
        let isOwn = account.id == person.account
        let roleFields = isOwn ? [] : [RoleFields(form, places: try await signIn.places(on: visit.today), today: visit.today)]
        return PersonAccountPage(
            name: account.displayName,
            facts: SummaryList([
                .init("Email address", account.email.stored), .init("Account", account.state.title),
                .init("Passcode", hasPasscode ? "Set up" : "Not set up"), .init("Since", London.local(account.createdAt).date.longText),
            ]),
            roles: TableView(
                caption: "Roles", hidesCaption: true, columns: ["Role", "Organisation", "When", "State", ""].map { TableView.Column($0) }, rows: rows,
                empty: "No roles yet. Without one there is nothing to see after signing in."),
            form: form, role: roleFields, account: account.id, isOwn: isOwn,
            isAdministrator: person.role == .systemAdministrator, state: account.state, hasPasscode: hasPasscode,
            auditAddress: signIn.ports.auditAddress(account.id))
    }
}
