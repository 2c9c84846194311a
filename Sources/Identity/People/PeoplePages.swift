// Pages of people with accounts.

import Kernel
import Web

/// Inviting somebody.
struct InvitationPage: Page {
    static let template = "invitation"
    static let sample = InvitationPage(
        FormReader(), role: .sample, known: [.init(id: ID(at: Instant(milliseconds: 0)), name: "Amina Example", detail: "GP")])

    let errors: ErrorSummary
    let back: BackLink
    let givenName: TextField
    let familyName: TextField
    let email: TextField
    /// Nobody, or the choice among namesakes whom the directory knows.
    let known: [ChoiceField]
    let role: RoleFields
    let action: String

    var title: String { "Invite somebody" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case errors, back, givenName, familyName, email, known, role, action }

    init(_ form: FormReader, role: RoleFields, known: [IdentityPorts.KnownPerson]) {
        errors = form.summary
        back = BackLink("People", IdentityAddresses.people.path())
        givenName = form.textField("given-name", "First name", width: .wide)
        familyName = form.textField("family-name", "Last name", width: .wide)
        email = form.textField(
            "email", "Email address", hint: "The invitation goes there, and it is what the person signs in with", width: .wide, keyboard: .email)
        let options = known.map { (value: $0.id.stored, label: $0.name, hint: $0.detail) } + [(value: "new", label: "No, somebody else", hint: "")]
        self.known =
            known.isEmpty
            ? []
            : [ChoiceField("known", "Is it one of these people?", options: options, chosen: [form.fields["known"]], error: form.error("known"))]
        self.role = role
        action = IdentityAddresses.invitation.path()
    }
}

/// One person's account and roles.
struct PersonAccountPage: Page {
    static let template = "person-account"
    static let sample = PersonAccountPage(
        name: "Amina Example", facts: SummaryList([.init("Email address", "amina@example.nhs.uk")]),
        roles: TableView(caption: "Roles", columns: [], rows: [], empty: "None"), form: FormReader(), role: [.sample],
        account: ID(at: Instant(milliseconds: 0)), isOwn: true, isAdministrator: true, state: .active, hasPasscode: true,
        auditAddress: "/audit")

    let errors: ErrorSummary
    let back: BackLink
    let name: String
    let facts: SummaryList
    let roles: TableView
    /// None where nothing may be given: one's own account.
    let role: [RoleFields]
    let isOwn: Bool
    let mayInvite: Bool
    let mayDisable: Bool
    let mayEndSessions: Bool
    let mayEnable: Bool
    let mayRemovePasscode: Bool
    let stateReason: TextField
    let passcodeReason: TextField
    let rolesAction: String
    let stateAction: String
    let invitationAction: String
    let passcodeAction: String
    let sessionsAction: String
    let auditAddress: String

    var title: String { name }
    var hasProblems: Bool { !errors.isEmpty }

    init(
        name: String, facts: SummaryList, roles: TableView, form: FormReader, role: [RoleFields], account: AccountID, isOwn: Bool,
        isAdministrator: Bool, state: AccountState, hasPasscode: Bool, auditAddress: String
    ) {
        errors = form.summary
        back = BackLink("People", IdentityAddresses.people.path())
        self.name = name
        self.facts = facts
        self.roles = roles
        self.role = role
        self.isOwn = isOwn
        mayInvite = !isOwn && state != .disabled
        mayDisable = !isOwn && isAdministrator && state != .disabled
        mayEndSessions = mayDisable
        mayEnable = !isOwn && isAdministrator && state == .disabled
        mayRemovePasscode = !isOwn && isAdministrator && hasPasscode
        stateReason = form.textField("state-reason", "Why", hint: "Kept in the audit trail", width: .wide)
        passcodeReason = form.textField("passcode-reason", "Why, and how you made sure that it was this person who asked", width: .wide)
        rolesAction = IdentityAddresses.personRoles.path(account)
        stateAction = IdentityAddresses.personState.path(account)
        invitationAction = IdentityAddresses.personInvitation.path(account)
        passcodeAction = IdentityAddresses.personPasscode.path(account)
        sessionsAction = IdentityAddresses.personSessions.path(account)
        self.auditAddress = auditAddress
    }
}

extension AccountState {
    var tone: Tone {
        switch self {
        case .invited: .news
        case .active: .good
        case .disabled: .bad
        }
    }
}
