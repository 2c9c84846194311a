// The page of one's own account.

import Kernel
import Web

struct AccountPage: Page {
    static let template = "account"
    static let sample = AccountPage(
        facts: SummaryList([.init("Name", "Amina Example")]), notices: [Notice("Your password has been changed")], password: FormReader(),
        hasPasscode: true, codesLeft: "10", roles: TableView(caption: "Roles", columns: [], rows: [], empty: "None"),
        sessions: TableView(caption: "Sessions", columns: [], rows: [], empty: "None"))

    let notices: [Notice]
    let errors: ErrorSummary
    let facts: SummaryList
    let roles: TableView
    let sessions: TableView
    let hasPasscode: Bool
    let codesLeft: String
    let current: PasswordField
    let password: PasswordField
    let again: PasswordField
    let passcodePassword: PasswordField
    let codesPassword: PasswordField
    let passwordAction: String
    let passcodeAction: String
    let codesAction: String
    let sessionsAction: String
    let enrolmentAddress: String
    let noticesAddress = IdentityAddresses.accountNotices.path()

    var title: String { "My account" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    /// `form` is the one that was sent with problems, if any.
    init(
        facts: SummaryList, notices: [Notice], password form: FormReader, hasPasscode: Bool, codesLeft: String, roles: TableView, sessions: TableView
    ) {
        self.notices = notices
        self.facts = facts
        self.hasPasscode = hasPasscode
        self.codesLeft = codesLeft
        self.roles = roles
        self.sessions = sessions
        errors = form.summary
        current = form.passwordField("current", "Present password")
        password = form.newPasswordField
        again = form.passwordField("again", "The same password again", autocomplete: "new-password")
        passcodePassword = form.passwordField("passcode-password", "Password")
        codesPassword = form.passwordField("codes-password", "Password")
        passwordAction = IdentityAddresses.accountPassword.path()
        passcodeAction = IdentityAddresses.accountPasscode.path()
        codesAction = IdentityAddresses.accountRecoveryCodes.path()
        sessionsAction = IdentityAddresses.accountSessions.path()
        enrolmentAddress = IdentityAddresses.enrolment.path(query: ["next": IdentityAddresses.account.path()])
    }
}

/// Everything that the account page shows.
struct AccountView: Sendable {
    let account: Account
    let hasPasscode: Bool
    let codesLeft: Int
    let roles: [(assignment: RoleAssignment, organisation: String)]
    let sessions: [SessionLine]
    let thisSession: SessionID?

    func page(_ form: FormReader, notices: [Notice], now: Instant) -> AccountPage {
        AccountPage(
            facts: SummaryList([
                .init("Name", account.displayName), .init("Email address", account.email.stored),
                .init("Passcode", hasPasscode ? "Set up" : "Not set up", detail: hasPasscode ? "\(codesLeft) recovery codes left" : ""),
            ]),
            notices: notices, password: form, hasPasscode: hasPasscode, codesLeft: String(codesLeft), roles: rolesTable(now),
            sessions: sessionsTable(now))
    }

    private func rolesTable(_ now: Instant) -> TableView {
        let today = London.local(now).date
        return TableView(
            caption: "Roles that you hold", hidesCaption: true, columns: ["Role", "Organisation", "When"].map { TableView.Column($0) },
            rows: roles.filter { !$0.assignment.period.isOver(on: today) }.map { role in
                TableView.Row([
                    .heading(role.assignment.role.title), TableView.Cell(role.organisation), TableView.Cell(role.assignment.period.text),
                ])
            },
            empty: "You hold no role. Your federation’s system administrator or manager gives roles.")
    }

    private func sessionsTable(_ now: Instant) -> TableView {
        let live = sessions.filter { now.seconds(since: $0.lastUsedAt) < SessionRules.idleMinutes($0.role) * 60 }
        return TableView(
            caption: "Where you are signed in", hidesCaption: true,
            columns: ["Last used", "Signed in", "Network address", "Role", ""].map { TableView.Column($0) },
            rows: live.map { line in
                let isThis = line.id == thisSession
                let end = ButtonForm(
                    "Sign out", action: IdentityAddresses.accountSessionEnd.path(line.id), about: "the session of \(line.signedInAt.londonText)")
                return TableView.Row([
                    TableView.Cell(line.lastUsedAt.londonText), TableView.Cell(line.signedInAt.londonText), TableView.Cell(line.remoteAddress),
                    TableView.Cell(line.role?.title ?? "Not chosen yet"), isThis ? .tag("This one", .news) : TableView.Cell("", forms: [end]),
                ])
            },
            empty: "Nowhere else.")
    }
}
