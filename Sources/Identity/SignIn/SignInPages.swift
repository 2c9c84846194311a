// The pages of signing in.

import Kernel
import Web

/// Email address and password.
struct SignInPage: Page {
    static let template = "sign-in"
    static let sample = SignInPage(
        FormReader(Fields([("email", "amina@example.nhs.uk")])), next: "/desk",
        notices: [Notice("You were signed out", "Sign in again.", tone: .news)])

    let errors: ErrorSummary
    let notices: [Notice]
    let email: TextField
    let password: PasswordField
    let next: HiddenField
    let action: String
    let forgottenAddress: String

    var title: String { "Sign in" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case errors, notices, email, password, next, action, forgottenAddress }

    init(_ form: FormReader, next: String, notices: [Notice] = []) {
        errors = form.summary
        self.notices = notices
        email = form.textField("email", "Email address", width: .wide, keyboard: .email, autocomplete: "username")
        password = form.passwordField("password", "Password")
        self.next = HiddenField("next", next)
        action = IdentityAddresses.signIn.path()
        forgottenAddress = IdentityAddresses.forgotten.path()
    }
}

/// The passcode, or a recovery code.
struct PasscodePage: Page {
    static let template = "passcode"
    static let sample = PasscodePage(FormReader(), next: "/desk")

    let errors: ErrorSummary
    let passcode: TextField
    let next: HiddenField
    let action: String
    let help: Details

    var title: String { "Enter your passcode" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case errors, passcode, next, action, help }

    init(_ form: FormReader, next: String) {
        errors = form.summary
        let error = form.error("passcode")
        passcode = TextField(
            "passcode", "Passcode", hint: "The 6 digits that your authenticator app shows for Commonweal now", error: error, width: .middle,
            autocomplete: "one-time-code")
        self.next = HiddenField("next", next)
        action = IdentityAddresses.passcode.path()
        help = Details(
            "I do not have my telephone",
            [
                "Enter one of your recovery codes instead. Each works once.",
                "If you have none left, ask your federation’s system administrator to take the passcode away. You set up a new one when you next sign in.",
            ])
    }
}

/// Setting up an authenticator app.
struct PasscodeSetUpPage: Page {
    static let template = "passcode-set-up"
    static let sample = PasscodeSetUpPage(
        FormReader(), secret: PasscodeSecret(bytes: Array(repeating: 7, count: 20)), link: "otpauth://totp/Commonweal:amina?secret=A",
        picture: "<svg></svg>", isRequired: true, next: "/desk")

    let errors: ErrorSummary
    let key: String
    let link: String
    /// The QR code as SVG, made here from the link alone.
    let picture: String
    let isRequired: Bool
    let passcode: TextField
    let next: HiddenField
    let action: String

    var title: String { "Set up a passcode" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case errors, key, link, picture, isRequired, passcode, next, action }

    init(_ form: FormReader, secret: PasscodeSecret, link: String, picture: String, isRequired: Bool, next: String) {
        errors = form.summary
        key = secret.spaced
        self.link = link
        self.picture = picture
        self.isRequired = isRequired
        passcode = TextField(
            "passcode", "Passcode", hint: "The 6 digits that the app shows now", error: form.error("passcode"), width: .middle, keyboard: .numeric,
            autocomplete: "one-time-code")
        self.next = HiddenField("next", next)
        action = IdentityAddresses.enrolment.path()
    }
}

/// Recovery codes, shown once.
struct RecoveryCodesPage: Page {
    static let template = "recovery-codes"
    static let sample = RecoveryCodesPage(codes: ["abcd efgh jkmn pqrs"], continueAddress: "/desk")

    let codes: [String]
    let continueAddress: String

    var title: String { "Keep your recovery codes" }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case codes, continueAddress }
}

/// Which role to act in.
struct ChooseRolePage: Page {
    static let template = "choose-role"
    static let sample = ChooseRolePage(name: "Amina Example", next: "/desk", choices: [.sample], notices: [Notice("Choose a role")])

    struct Choice: Encodable, Sendable {
        static let sample = Choice(id: "1", title: "Receptionist", organisation: "Riverside Surgery", detail: "from 1 April 2026", isCurrent: true)
        let id: String
        let title: String
        let organisation: String
        let detail: String
        let isCurrent: Bool
    }

    let name: String
    let next: String
    let choices: [Choice]
    let notices: [Notice]
    let action: String
    let signOutAction: String

    var title: String { "Choose a role" }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case name, next, choices, notices, action, signOutAction }

    init(name: String, next: String, choices: [Choice], notices: [Notice] = []) {
        self.name = name
        self.next = next
        self.choices = choices
        self.notices = notices
        action = IdentityAddresses.role.path()
        signOutAction = IdentityAddresses.signOut.path()
    }
}

/// Asking for a link to choose a new password.
struct ForgottenPasswordPage: Page {
    static let template = "forgotten-password"
    static let sample = ForgottenPasswordPage(FormReader())

    let errors: ErrorSummary
    let email: TextField
    let action: String

    var title: String { "Choose a new password" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case errors, email, action }

    init(_ form: FormReader) {
        errors = form.summary
        email = form.textField(
            "email", "Email address", hint: "The one that you sign in with", width: .wide, keyboard: .email, autocomplete: "username")
        action = IdentityAddresses.forgotten.path()
    }
}

/// Choosing a password by a one-time link.
struct PasswordLinkPage: Page {
    static let template = "password-link"
    static let sample = PasswordLinkPage(FormReader(), token: "0", isInvitation: true, name: "Amina Example", email: "amina@example.nhs.uk")

    let errors: ErrorSummary
    let heading: String
    let name: String
    /// For password keepers: whose password it is.
    let email: String
    let isInvitation: Bool
    let password: PasswordField
    let again: PasswordField
    let action: String

    var title: String { heading }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    init(_ form: FormReader, token: String, isInvitation: Bool, name: String, email: String) {
        errors = form.summary
        heading = isInvitation ? "Set up your account" : "Choose a new password"
        self.name = name
        self.email = email
        self.isInvitation = isInvitation
        password = form.newPasswordField
        again = form.passwordField("again", "The same password again", autocomplete: "new-password")
        action = IdentityAddresses.link.path(token)
    }
}

/// A page that says one thing and where to go next.
struct SignInMessagePage: Page {
    static let template = "sign-in-message"
    static let sample = SignInMessagePage("Check your email", ["A link is on its way."], link: LinkView("Sign in", "/sign-in"))

    let heading: String
    let paragraphs: [String]
    let link: LinkView

    var title: String { heading }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case heading, paragraphs, link }

    init(_ heading: String, _ paragraphs: [String], link: LinkView) {
        self.heading = heading
        self.paragraphs = paragraphs
        self.link = link
    }

    static let deadLink = SignInMessagePage(
        "This link does not work any more",
        [
            "It has been used, it is too old, or a newer one has been sent.",
            "If you were setting up your account or choosing a new password, ask for a new link with your email address.",
        ],
        link: LinkView("Ask for a new link", IdentityAddresses.forgotten.path()))

    static let linkSent = SignInMessagePage(
        "Check your email",
        [
            "If there is an account with this email address, we have sent it a link to choose a new password. The link works once, for 1 hour.",
            "If nothing comes, look among unwanted mail, or ask your federation which email address your account has.",
        ],
        link: LinkView("Go back to signing in", IdentityAddresses.signIn.path()))
}

extension FormReader {
    var newPasswordField: PasswordField {
        passwordField(
            "password", "New password",
            hint: "\(PasswordRules.shortest) characters or more. Three words that do not belong together are easy to remember.",
            autocomplete: "new-password")
    }

    /// What is wrong with a password just chosen, beside the box that it is wrong in.
    mutating func refuse(_ problem: PasswordProblem) { refuse(problem == .notRepeated ? "again" : "password", problem.sentence) }
}
