// Routes of one-time links.

import Kernel
import Store
import Web

struct OneTimeLinkRoutes: Sendable {
    let signIn: SignIn

    func add(to routes: inout RouteTable) {
        let permission = Permission.everyone("password choose by link")
        routes.get(IdentityAddresses.forgotten, permission, showForgotten)
        routes.post(IdentityAddresses.forgotten, permission, request)
        routes.get(IdentityAddresses.link, permission, show)
        routes.post(IdentityAddresses.link, permission, setPassword)
    }

    @Sendable private func showForgotten(_ visit: Visit) async throws -> Answer { .page(ForgottenPasswordPage(FormReader())) }

    @Sendable private func request(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        guard let email = form.value("email", as: EmailAddress.self, orSay: "Enter your email address") else {
            return .page(ForgottenPasswordPage(form), status: 422)
        }
        let wait = try await signIn.requestReset(email: email.stored, from: visit.origin)
        guard wait == 0 else {
            form.refuse("email", "Links were asked for too often. Look in your email, or wait \(GuessRules.words(seconds: wait)) and try again")
            return .page(ForgottenPasswordPage(form), status: 429)
        }
        return .page(SignInMessagePage.linkSent)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        guard let (token, link) = try await link(visit) else { return .page(SignInMessagePage.deadLink, status: 410) }
        return .page(page(FormReader(), token, link))
    }

    @Sendable private func setPassword(_ visit: Visit) async throws -> Answer {
        guard let (token, link) = try await link(visit) else { return .page(SignInMessagePage.deadLink, status: 410) }
        var form = FormReader(visit.form)
        switch try await signIn.setPassword(visit.form["password"], again: visit.form["again"], link: token, from: visit.origin) {
        case .entered(let entry): return signIn.onward(entry, next: "")
        case .dead: return .page(SignInMessagePage.deadLink, status: 410)
        case .problem(let problem):
            form.refuse(problem)
            return .page(page(form, token, link), status: 422)
        }
    }

    private func link(_ visit: Visit) async throws -> (Token, OpenLink)? {
        guard let token = Token(presented: visit.gaps["token"] ?? "") else { return nil }
        return try await signIn.database.read { try OneTimeLinkStore.open(token, now: visit.now, in: $0) }.map { (token, $0) }
    }

    private func page(_ form: FormReader, _ token: Token, _ link: OpenLink) -> PasswordLinkPage {
        PasswordLinkPage(form, token: token.text, isInvitation: link.purpose == .invitation, name: link.displayName, email: link.email.stored)
    }
}
