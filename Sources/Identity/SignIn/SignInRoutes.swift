// Routes to sign in and out.

import Kernel
import Store
import Web

struct SignInRoutes: Sendable {
    let signIn: SignIn

    func add(to routes: inout RouteTable) {
        let open = Permission.everyone("session open")
        routes.get(IdentityAddresses.signIn, open, show)
        routes.post(IdentityAddresses.signIn, open, enter)
        routes.get(IdentityAddresses.passcode, open, showPasscode)
        routes.post(IdentityAddresses.passcode, open, enterPasscode)
        routes.get(IdentityAddresses.role, open, showRoles)
        routes.post(IdentityAddresses.role, open, chooseRole)
        routes.post(IdentityAddresses.signOut, .everyone("session close"), leave)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let next = visit.next
        if visit.principal != nil { return .redirect(to: next.isEmpty ? HomeFeature.address.path() : next) }
        // Why the session that the browser still remembers is over, and what became of the form that met its end.
        let facts = try await signIn.facts(visit)
        var (notices, why): ([Notice], String) = ([], "")
        if let facts, case .ended(let end) = SessionRules.standing(facts, now: visit.now) { why = end.sentence }
        let lost = [
            "kept": "What you sent last was not saved. Sign in: what was typed into a form stands in it again, to be sent. "
                + "A button has to be pressed again.",
            "signed-out": "What you sent last was not saved. Sign in and send it again.",
        ]
        if let sentence = lost[visit.query["notice"]] {
            notices = [Notice("You were signed out", [why, sentence].filter { !$0.isEmpty }.joined(separator: " "), tone: .warning)]
        } else if !why.isEmpty {
            notices = [Notice("You were signed out", why, tone: .news)]
        } else if visit.query["notice"] == "goodbye" {
            notices = [Notice("You have signed out", tone: .good)]
        } else if visit.query["notice"] == "everywhere" {
            notices = [Notice("You have signed out on every device", tone: .good)]
        } else if !next.isEmpty {
            notices = [Notice("Sign in to carry on", "You are taken to where you were going.", tone: .news)]
        }
        return .page(SignInPage(FormReader(), next: next, notices: notices))
    }

    @Sendable private func enter(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let email = form.text("email", orSay: "Enter your email address", longest: 254)
        let password = form.text("password", orSay: "Enter your password", longest: 1000)
        guard let email, let password, form.isSound else { return .page(SignInPage(form, next: visit.next), status: 422) }
        switch try await signIn.withPassword(email: email, password: password, from: visit.origin) {
        case .entered(let entry): return signIn.onward(entry, next: visit.next)
        case .wait(let seconds):
            form.refuse("password", SignInRoutes.waitSentence(seconds))
            return .page(SignInPage(form, next: visit.next), status: 429)
        case .refused, .usedPasscode, .over:
            form.refuse("password", "The email address or the password is not right. Check both and try again")
            return .page(SignInPage(form, next: visit.next), status: 422)
        }
    }

    @Sendable private func showPasscode(_ visit: Visit) async throws -> Answer {
        guard let facts = try await signIn.facts(visit) else { return signIn.back(visit) }
        let standing = SessionRules.standing(facts, now: visit.now)
        guard standing == .passcodeWanted else { return .redirect(to: signIn.address(for: standing, next: visit.next)) }
        return .page(PasscodePage(FormReader(), next: visit.next))
    }

    @Sendable private func enterPasscode(_ visit: Visit) async throws -> Answer {
        guard let token = visit.sessionToken else { return signIn.back(visit) }
        var form = FormReader(visit.form)
        guard let passcode = form.text("passcode", orSay: "Enter the 6 digits that your app shows", longest: 60) else {
            return .page(PasscodePage(form, next: visit.next), status: 422)
        }
        var status = 422
        switch try await signIn.withPasscode(passcode, session: token, from: visit.origin) {
        case .entered(let entry): return signIn.onward(entry, next: visit.next)
        case .over: return signIn.back(visit)
        case .wait(let seconds):
            form.refuse("passcode", SignInRoutes.waitSentence(seconds))
            status = 429
        case .refused: form.refuse("passcode", "This passcode is not right. Enter the 6 digits that your app shows now")
        case .usedPasscode: form.refuse("passcode", "This passcode has been used. Wait for the next one, which comes within 30 seconds")
        }
        return .page(PasscodePage(form, next: visit.next), status: status)
    }

    @Sendable private func showRoles(_ visit: Visit) async throws -> Answer {
        guard let facts = try await signIn.facts(visit) else { return signIn.back(visit) }
        let standing = SessionRules.standing(facts, now: visit.now)
        switch standing {
        case .ended, .passcodeWanted: return .redirect(to: signIn.address(for: standing, next: visit.next))
        case .roleWanted, .enrolmentWanted, .open: return .page(try await rolesPage(facts, visit))
        }
    }

    @Sendable private func chooseRole(_ visit: Visit) async throws -> Answer {
        guard let token = visit.sessionToken, let facts = try await signIn.facts(visit) else { return signIn.back(visit) }
        guard let assignment = try? ID<RoleAssignment>(parsing: visit.form["role"]) else {
            return .page(try await rolesPage(facts, visit, notices: [Notice("Choose one of your roles", tone: .bad)]), status: 422)
        }
        switch try await signIn.choose(assignment, session: token, from: visit.origin) {
        case .entered(let entry): return signIn.onward(entry, next: visit.next)
        case .refused, .usedPasscode, .wait:
            return .page(try await rolesPage(facts, visit, notices: [Notice("You do not hold this role today", tone: .bad)]), status: 422)
        case .over: return signIn.back(visit)
        }
    }

    private func rolesPage(_ facts: SessionFacts, _ visit: Visit, notices: [Notice] = []) async throws -> ChooseRolePage {
        let roles = try await signIn.database.read { try RoleAssignmentStore.inForce(facts.person, on: visit.today, in: $0) }
        var choices: [ChooseRolePage.Choice] = []
        for role in roles {
            choices.append(
                ChooseRolePage.Choice(
                    id: role.id.stored, title: role.role.title, organisation: try await signIn.organisationName(role, on: visit.today),
                    detail: role.untilDate.map { "until \($0.longText)" } ?? "", isCurrent: role.id == facts.assignment))
        }
        return ChooseRolePage(name: facts.displayName, next: visit.next, choices: choices, notices: notices)
    }

    /// Open to everyone: a session that is over or not yet whole is left just as well.
    @Sendable private func leave(_ visit: Visit) async throws -> Answer {
        if let token = visit.sessionToken, let facts = try await signIn.facts(visit) {
            try await signIn.database.write(by: visit.origin.actor(facts), at: visit.now) { tx in
                try SessionStore.end(token.hash, in: tx)
                try tx.audit("signed out", AuditSubject("account", facts.account))
            }
        }
        return .redirect(to: IdentityAddresses.signIn.path(), notice: "goodbye", cookies: [Cookie(name: SessionCookie.session, value: "", maxAge: 0)])
    }

    static func waitSentence(_ seconds: Int) -> String {
        "There were too many tries that failed. Wait \(GuessRules.words(seconds: seconds)) and try again, or choose a new password by email"
    }
}

extension SignIn {
    /// The session that the request's cookie names, in whatever state it is.
    func facts(_ visit: Visit) async throws -> SessionFacts? {
        guard let token = visit.sessionToken else { return nil }
        return try await database.read { try SessionStore.facts(token.hash, today: visit.today, in: $0) }
    }

    /// To the next step of signing in or, past the last one, to where the person was going.
    func onward(_ entry: Entry, next: String) -> Answer {
        .redirect(to: address(for: entry.standing, next: next), cookies: SignIn.cookies(entry))
    }

    func address(for standing: SessionStanding, next: String) -> String {
        let step: Address
        switch standing {
        case .open: return next.isEmpty ? HomeFeature.address.path() : next
        case .passcodeWanted: step = IdentityAddresses.passcode
        case .roleWanted: step = IdentityAddresses.role
        case .enrolmentWanted: step = IdentityAddresses.enrolment
        case .ended: step = IdentityAddresses.signIn
        }
        return next.isEmpty ? step.path() : step.path(query: ["next": next])
    }

    func back(_ visit: Visit) -> Answer { .redirect(to: address(for: .ended(.idle), next: visit.next)) }

    static func cookies(_ entry: Entry) -> [Cookie] {
        [
            Cookie(name: SessionCookie.session, value: entry.session.text),
            Cookie(name: SessionCookie.device, value: entry.device.text, maxAge: SessionCookie.deviceAge),
        ]
    }
}

extension Visit {
    var sessionToken: Token? { cookies[SessionCookie.session].flatMap(Token.init(presented:)) }

    var origin: SignIn.Origin {
        SignIn.Origin(
            remoteAddress: remoteAddress, device: cookies[SessionCookie.device].flatMap(Token.init(presented:)), now: now, requestID: requestID)
    }

    /// Where to go after signing in, or "".
    var next: String { SessionRules.localPath(form["next"].isEmpty ? query["next"] : form["next"]) ?? "" }
}
