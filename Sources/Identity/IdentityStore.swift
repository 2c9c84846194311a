// Accounts made by commands, not by pages.

import Kernel
import Store
import Web

/// For the command line and the demonstration: people who can sign in at once, without an invitation.
package enum IdentityStore {
    /// Somebody with everything that signing in takes.
    package struct ReadyAccount: Sendable {
        package let account: Account
        package let passwordHash: String
        /// Nil where no passcode is set up yet.
        package let passcodeSecret: PasscodeSecret?
        package let roles: [RoleAssignment]

        /// `account.state` ought to be active. Make the hash outside the transaction: it is slow on purpose.
        package init(account: Account, passwordHash: String, passcodeSecret: PasscodeSecret?, roles: [RoleAssignment]) {
            self.account = account
            self.passwordHash = passwordHash
            self.passcodeSecret = passcodeSecret
            self.roles = roles
        }
    }

    package static func add(_ ready: ReadyAccount, key: PasscodeKey, random: RandomBytes = .system, in tx: Transaction) throws {
        try AccountStore.add(ready.account, in: tx)
        try PasswordStore.set(ready.passwordHash, of: ready.account.id, at: tx.instant, in: tx)
        if let secret = ready.passcodeSecret {
            let sealed = key.seal(secret.bytes, random: random)
            _ = try PasscodeStore.propose(sealed, of: ready.account.id, at: tx.instant, in: tx)
            _ = try PasscodeStore.confirm(ready.account.id, step: -1, at: tx.instant, in: tx)
        }
        for role in ready.roles { try RoleAssignmentStore.give(role, reason: "Set up by \(tx.actor.process ?? "a command")", in: tx) }
    }

    /// Adds somebody whose account has state invited, and who chooses a password by a link.
    package static func add(_ invited: Account, roles: [RoleAssignment], in tx: Transaction) throws {
        try AccountStore.add(invited, in: tx)
        for role in roles { try RoleAssignmentStore.give(role, reason: "Set up by \(tx.actor.process ?? "a command")", in: tx) }
    }

    /// Sends the link with which somebody sets up an account that has state invited.
    package static func sendInvitation(to account: Account, token: Token, baseAddress: String, in tx: Transaction) throws {
        try SignIn.send(.invitation, to: account, token: token, address: SignIn.address(of: token, base: baseAddress), in: tx)
        try tx.audit("account invited", AuditSubject("account", account.id))
    }

    /// Makes the same link without sending it: whoever runs the command hands `SignIn.address(of:base:)` on.
    package static func makeInvitation(for account: Account, token: Token, in tx: Transaction) throws {
        try OneTimeLinkStore.make(token, account: account.id, purpose: .invitation, at: tx.instant, in: tx)
        try tx.audit("account invited", AuditSubject("account", account.id))
    }

    /// Sets a new password from the command line and ends every session.
    package static func setPassword(_ hash: String, of account: AccountID, in tx: Transaction) throws {
        try PasswordStore.set(hash, of: account, at: tx.instant, in: tx)
        try OneTimeLinkStore.cancelAll(of: account, in: tx)
        try SessionStore.endAll(of: account, in: tx)
        try tx.audit("password set", AuditSubject("account", account))
    }

    /// Whether the passcodes of this database were sealed with `key`; also where there are none. For the operator's check-up.
    package static func passcodesOpen(with key: PasscodeKey, in connection: any Connection) throws -> Bool {
        let sealed = try connection.value(String.self, "SELECT sealed_secret FROM passcodes ORDER BY made_at DESC LIMIT 1")
        return sealed.map { key.open($0) != nil } ?? true
    }

    /// Takes away a passcode whose telephone is lost; the next sign-in in a role that sees patients sets up a new one.
    package static func removePasscode(of account: AccountID, reason: String, in tx: Transaction) throws {
        try PasscodeStore.remove(of: account, in: tx)
        try SessionStore.endAll(of: account, in: tx)
        try tx.audit("passcode removed", AuditSubject("account", account), reason: reason)
    }

    package static func setState(_ state: AccountState, of account: AccountID, reason: String, in tx: Transaction) throws {
        try AccountStore.set(state, of: account, in: tx)
        if state == .disabled {
            if let person = try AccountStore.account(account, in: tx)?.person { try DraftsFeature.forget(person, in: tx) }
            try SessionStore.endAll(of: account, in: tx)
            try OneTimeLinkStore.cancelAll(of: account, in: tx)
        }
        try tx.audit("account \(state.rawValue)", AuditSubject("account", account), reason: reason)
    }
}
