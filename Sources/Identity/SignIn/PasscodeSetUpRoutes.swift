// Routes to set up a passcode.

import Kernel
import Store
import Web

struct PasscodeSetUpRoutes: Sendable {
    let signIn: SignIn

    func add(to routes: inout RouteTable) {
        let permission = Permission.everyone("passcode set up")
        routes.get(IdentityAddresses.enrolment, permission, show)
        routes.post(IdentityAddresses.enrolment, permission, confirm)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer { try await page(FormReader(), visit, status: 200) }

    @Sendable private func confirm(_ visit: Visit) async throws -> Answer {
        guard let token = visit.sessionToken else { return signIn.back(visit) }
        var form = FormReader(visit.form)
        if let passcode = form.text("passcode", orSay: "Enter the 6 digits that the app shows", longest: 20) {
            switch try await signIn.confirmEnrolment(passcode, session: token, once: visit.once, from: visit.origin) {
            case .done(let entry, let codes):
                let page = RecoveryCodesPage(codes: codes.map(\.spaced), continueAddress: signIn.address(for: entry.standing, next: visit.next))
                return .page(page, cookies: SignIn.cookies(entry))
            case .sentTwice: return .redirect(to: IdentityAddresses.account.path(), notice: "codes-unseen")
            case .over: return signIn.back(visit)
            case .wrong:
                form.refuse("passcode", "This passcode is not right. Check that the app shows Commonweal, and enter the 6 digits that it shows now")
            }
        }
        return try await page(form, visit, status: 422)
    }

    private func page(_ form: FormReader, _ visit: Visit, status: Int) async throws -> Answer {
        guard let facts = try await signIn.facts(visit) else { return signIn.back(visit) }
        let standing = SessionRules.standing(facts, now: visit.now)
        switch standing {
        case .ended, .passcodeWanted: return .redirect(to: signIn.address(for: standing, next: visit.next))
        case .roleWanted, .enrolmentWanted, .open: break
        }
        guard let secret = try await signIn.proposedSecret(of: facts, now: visit.now) else {
            return .redirect(to: signIn.address(for: standing, next: visit.next))
        }
        let link = secret.link(for: facts.email, issuer: signIn.settings.issuer)
        let page = PasscodeSetUpPage(
            form, secret: secret, link: link, picture: QRCode(link)?.svg ?? "", isRequired: standing == .enrolmentWanted, next: visit.next)
        return .page(page, status: status)
    }
}
