// Sends one-time links and takes them.

import Kernel
import Notices
import Store
import Web

extension SignIn {
    /// Has a link to choose a new password sent where there is an account that is not disabled. Whether there is one is looked up in the background, so
    /// that the answer is the same and takes as long where there is none. Returns the seconds to wait where links were asked for too often, else 0.
    package func requestReset(email typed: String, from origin: Origin) async throws -> Int {
        let email = try? EmailAddress(parsing: typed)
        let subjects = GuessRules.linkSubjects(email: email?.stored ?? typed.lowercased(), remoteAddress: origin.remoteAddress)
        let wait = try await database.maintain { try GuessStore.reserve(subjects, now: origin.now, in: $0) }
        guard wait == 0 else { return wait }
        try await database.write(by: origin.visitor, at: origin.now) { tx in
            if let email { try JobQueue.add(kind: SendReset.kind, payload: SendReset.payload(email), in: tx) }
            try tx.audit("password reset asked for", AuditSubject("remote address", origin.remoteAddress))
        }
        return 0
    }

    /// The whole address of a one-time link.
    package static func address(of token: Token, base: String) -> String {
        (base.hasSuffix("/") ? String(base.dropLast()) : base) + IdentityAddresses.link.path(token.text)
    }

    /// Sends an email with a new link. `tx`'s writer audits the act.
    static func send(_ purpose: LinkPurpose, to account: Account, token: Token, address: String, in tx: Transaction) throws {
        try OneTimeLinkStore.make(token, account: account.id, purpose: purpose, at: tx.instant, in: tx)
        let expires = tx.instant.adding(minutes: purpose.validMinutes)
        switch purpose {
        case .invitation: try Notifier.tell(account.person, InvitationNotice(address: address, expires: expires), once: token.hash, in: tx)
        case .reset: try Notifier.tell(account.person, ResetNotice(address: address, expires: expires), once: token.hash, in: tx)
        }
    }

    package enum LinkOutcome: Sendable {
        case entered(Entry)
        case problem(PasswordProblem)
        /// Used, expired, or never good.
        case dead
    }

    /// Sets a password by a one-time link, ends every session of the account and signs in. Of two at once exactly one wins.
    package func setPassword(_ password: String, again: String, link token: Token, from origin: Origin) async throws -> LinkOutcome {
        guard let link = try await database.read({ try OneTimeLinkStore.open(token, now: origin.now, in: $0) }) else { return .dead }
        if let problem = PasswordRules.problem(with: password, again: again, email: link.email) { return .problem(problem) }
        let hash = try await self.hash(Password(password))
        let visitor = Actor(process: "one-time link", request: origin.requestID)
        let account = try await database.write(by: visitor, at: origin.now) { tx -> Account? in
            guard let account = try AccountStore.account(link.account, in: tx), let state = account.state.after(.accept),
                try OneTimeLinkStore.use(token, at: origin.now, in: tx)
            else { return nil }
            try PasswordStore.set(hash, of: account.id, at: origin.now, in: tx)
            try AccountStore.set(state, of: account.id, in: tx)
            try OneTimeLinkStore.cancelAll(of: account.id, in: tx)
            try SessionStore.endAll(of: account.id, in: tx)
            try tx.audit(link.purpose == .invitation ? "invitation accepted" : "password reset", AuditSubject("account", account.id))
            return account
        }
        guard let account else { return .dead }
        return .entered(try await open(account, by: .link, from: origin))
    }
}
