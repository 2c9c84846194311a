// Sets up a person's passcode.

import Kernel
import Store

extension SignIn {
    package enum EnrolmentOutcome: Sendable {
        /// The codes are shown once and never again.
        case done(Entry, [RecoveryCode])
        case wrong
        /// The same form was sent before and taken; its answer, with the codes, may not have been seen.
        case sentTwice
        case over
    }

    /// The secret that waits for its first code; the same one until then, so that a page loaded again does not spoil what is in the app already.
    /// Nil where the account has a passcode.
    package func proposedSecret(of facts: SessionFacts, now: Instant) async throws -> PasscodeSecret? {
        let stored = try await database.read { try PasscodeStore.passcode(of: facts.account, in: $0) }
        if let stored, stored.isConfirmed { return nil }
        if let stored, let bytes = settings.passcodeKey.open(stored.sealedSecret) { return PasscodeSecret(bytes: bytes) }
        let secret = PasscodeSecret(from: random)
        let sealed = settings.passcodeKey.seal(secret.bytes, random: random)
        let isKept = try await database.maintain { try PasscodeStore.propose(sealed, of: facts.account, at: now, in: $0) }
        return isKept ? secret : nil
    }

    /// Confirms the secret by its first code, gives out recovery codes and lets the session go on.
    package func confirmEnrolment(
        _ typed: String, session token: Token, once: OnceKey = OnceKey(""), from origin: Origin
    ) async throws -> EnrolmentOutcome {
        let (facts, passcode) = try await database.read { connection -> (SessionFacts?, StoredPasscode?) in
            guard let facts = try SessionStore.facts(token.hash, today: origin.today, in: connection) else { return (nil, nil) }
            return (facts, try PasscodeStore.passcode(of: facts.account, in: connection))
        }
        guard let facts, let passcode, !passcode.isConfirmed, SessionRules.end(of: facts, now: origin.now) == nil else {
            return try await wasSent(once) ? .sentTwice : .over
        }
        guard let secret = settings.passcodeKey.open(passcode.sealedSecret),
            case .right(let step) = PasscodeRules.verdict(on: typed, secret: secret, lastStep: passcode.lastStep, at: origin.now)
        else { return .wrong }
        let (codes, hashes) = newRecoveryCodes()
        let (newToken, formToken) = (Token(from: random), Token(from: random))
        let device = origin.device ?? Token(from: random)
        let isDone = try await database.write(by: origin.actor(facts), at: origin.now) { tx -> Bool in
            guard try PasscodeStore.confirm(facts.account, step: step, at: origin.now, in: tx) else { return false }
            try PasscodeStore.setRecoveryCodes(hashes, of: facts.account, in: tx)
            try DeviceStore.know(device, account: facts.account, at: origin.now, in: tx)
            try tx.audit("passcode set up", AuditSubject("account", facts.account))
            _ = try tx.once(SentForm(key: once, content: "")) { "passcode set up" }
            return try SessionStore.renew(
                token.hash, as: newToken, formToken: formToken, assignment: facts.assignment, organisationName: facts.organisationName,
                hasPasscode: true, at: origin.now, in: tx)
        }
        guard isDone else { return try await wasSent(once) ? .sentTwice : .over }
        return .done(try await entry(newToken, device: device, from: origin), codes)
    }

    /// The first of two clicks gives the session a new token, so the second comes from nobody: the form's own key tells it.
    private func wasSent(_ once: OnceKey) async throws -> Bool { try await database.read { try once.isSettled(in: $0) } }

    func newRecoveryCodes() -> (codes: [RecoveryCode], hashes: [String]) {
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode(from: random) }
        return (codes, codes.map { settings.passcodeKey.hash(recoveryCode: $0.compact) })
    }
}
