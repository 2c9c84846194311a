// Routes of one's own account.

import Kernel
import Store
import Web

struct AccountRoutes: Sendable {
    let signIn: SignIn
    private var database: any Database { signIn.database }

    init(signIn: SignIn) { self.signIn = signIn }

    func add(to routes: inout RouteTable) {
        let permission = Permission.signedIn("own account change")
        routes.get(IdentityAddresses.account, .signedIn("own account see"), show)
        routes.post(IdentityAddresses.accountPassword, permission, changePassword)
        routes.post(IdentityAddresses.accountPasscode, permission, changePasscode)
        routes.post(IdentityAddresses.accountRecoveryCodes, permission, renewRecoveryCodes)
        routes.post(IdentityAddresses.accountSessions, permission, endEverySession)
        routes.post(IdentityAddresses.accountSessionEnd, permission, endSession)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer { try await page(FormReader(), visit) }

    /// Changing it ends every other session: whoever else had the old one is out.
    @Sendable private func changePassword(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        var form = FormReader(visit.form)
        let current = form.text("current", orSay: "Enter your present password", longest: 1000)
        guard let account = try await database.read({ try AccountStore.account(person.account, in: $0) }) else { throw Refusal.notFound }
        if let problem = PasswordRules.problem(with: visit.form["password"], again: visit.form["again"], email: account.email) {
            form.refuse(problem)
        }
        guard let current, form.isSound else { return try await page(form, visit, status: 422) }
        if let sentence = try await problem(with: current, visit) {
            form.refuse("current", sentence)
            return try await page(form, visit, status: 422)
        }
        let hash = try await signIn.hash(Password(visit.form["password"]))
        let session = visit.sessionToken?.hash ?? ""
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try PasswordStore.set(hash, of: person.account, at: visit.now, in: tx)
            try OneTimeLinkStore.cancelAll(of: person.account, in: tx)
            try SessionStore.endAll(of: person.account, except: session, in: tx)
            try tx.audit("password changed", AuditSubject("account", person.account))
        }
        return .redirect(to: IdentityAddresses.account.path(), notice: "password-changed")
    }

    /// Takes the present passcode away, so that a new one is set up next; other sessions end.
    @Sendable private func changePasscode(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        var form = FormReader(visit.form)
        guard let password = form.text("passcode-password", orSay: "Enter your password", longest: 1000) else {
            return try await page(form, visit, status: 422)
        }
        if let sentence = try await problem(with: password, visit) {
            form.refuse("passcode-password", sentence)
            return try await page(form, visit, status: 422)
        }
        let session = visit.sessionToken?.hash ?? ""
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try PasscodeStore.remove(of: person.account, in: tx)
            try SessionStore.endAll(of: person.account, except: session, in: tx)
            try SessionStore.forgetPasscode(session, in: tx)
            try tx.audit("passcode removed", AuditSubject("account", person.account), reason: "Changed by its owner")
        }
        return .redirect(to: IdentityAddresses.enrolment.path(query: ["next": IdentityAddresses.account.path()]))
    }

    @Sendable private func renewRecoveryCodes(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        var form = FormReader(visit.form)
        guard let password = form.text("codes-password", orSay: "Enter your password", longest: 1000) else {
            return try await page(form, visit, status: 422)
        }
        if let sentence = try await problem(with: password, visit) {
            form.refuse("codes-password", sentence)
            return try await page(form, visit, status: 422)
        }
        let (codes, hashes) = signIn.newRecoveryCodes()
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try PasscodeStore.setRecoveryCodes(hashes, of: person.account, in: tx)
            try tx.audit("recovery codes renewed", AuditSubject("account", person.account))
        }
        return .page(RecoveryCodesPage(codes: codes.map(\.spaced), continueAddress: IdentityAddresses.account.path()))
    }

    @Sendable private func endEverySession(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        try await database.write(by: visit.actor, at: visit.now) { tx in
            try SessionStore.endAll(of: person.account, in: tx)
            try tx.audit("signed out everywhere", AuditSubject("account", person.account))
        }
        return .redirect(
            to: IdentityAddresses.signIn.path(), notice: "everywhere", cookies: [Cookie(name: SessionCookie.session, value: "", maxAge: 0)])
    }

    @Sendable private func endSession(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let session = try visit.id("session", of: SessionReference.self)
        let isEnded = try await database.write(by: visit.actor, at: visit.now) { tx in
            guard try SessionStore.end(session, of: person.account, in: tx) else { return false }
            try tx.audit("session ended", AuditSubject("account", person.account))
            return true
        }
        return .redirect(to: IdentityAddresses.account.path(), notice: isEnded ? "session-ended" : "session-gone")
    }

    // Guesses at the password of a session left open are slowed down like guesses at the door.
    private func problem(with password: String, _ visit: Visit) async throws -> String? {
        let person = try visit.person
        let subjects = [GuessSubject(.device, "own account " + person.account.stored)]
        let wait = try await database.maintain { try GuessStore.reserve(subjects, now: visit.now, in: $0) }
        guard wait == 0 else { return SignInRoutes.waitSentence(wait) }
        let hash = try await database.read { try PasswordStore.hash(of: person.account, in: $0) }
        guard try await signIn.matches(Password(password), hash) else { return "This is not your present password. Check it and try again" }
        try await database.maintain { try GuessStore.forgive(subjects, in: $0) }
        return nil
    }

    private func page(_ form: FormReader, _ visit: Visit, status: Int = 200) async throws -> Answer {
        let person = try visit.person
        let token = visit.sessionToken?.hash ?? ""
        let longest = visit.now.adding(minutes: -SessionRules.longestHours * 60)
        let found = try await database.read { connection -> (Account, Bool, Int, [RoleAssignment], [SessionLine], SessionID?) in
            guard let account = try AccountStore.account(person.account, in: connection) else { throw Refusal.notFound }
            return (
                account, try PasscodeStore.passcode(of: account.id, in: connection)?.isConfirmed ?? false,
                try PasscodeStore.recoveryCodesLeft(of: account.id, in: connection),
                try RoleAssignmentStore.assignments(of: account.person, in: connection),
                try SessionStore.lines(of: account.id, since: longest, in: connection),
                try SessionStore.facts(token, today: visit.today, in: connection)?.id
            )
        }
        var roles: [(assignment: RoleAssignment, organisation: String)] = []
        for role in found.3 { roles.append((role, try await signIn.organisationName(role, on: visit.today))) }
        let view = AccountView(
            account: found.0, hasPasscode: found.1, codesLeft: found.2, roles: roles, sessions: found.4, thisSession: found.5)
        return .page(view.page(form, notices: AccountRoutes.notices(visit.query["notice"]), now: visit.now), status: status)
    }

    private static func notices(_ key: String) -> [Notice] {
        switch key {
        case "password-changed": [Notice("Your password has been changed", "You were signed out on every other device.")]
        case "codes-unseen":
            [
                Notice(
                    "Your passcode is set up",
                    "The form was sent twice, so your recovery codes may not have been shown. Make new ones here and keep them.", tone: .warning)
            ]
        case "session-ended": [Notice("That session has been signed out")]
        case "session-gone": [Notice("That session was over already", tone: .news)]
        default: []
        }
    }
}
