// Who somebody is, step by step.

import Kernel
import Store
import Web

/// Proves who somebody is and opens sessions: password, then passcode where one is set, then role. Every way to prove it ends in `open`.
package struct SignIn: Sendable {
    let database: any Database
    let hasher: PasswordHasher
    let settings: IdentitySettings
    let ports: IdentityPorts
    let random: RandomBytes

    package init(database: any Database, hasher: PasswordHasher, settings: IdentitySettings, ports: IdentityPorts, random: RandomBytes = .system) {
        self.database = database
        self.hasher = hasher
        self.settings = settings
        self.ports = ports
        self.random = random
    }

    /// What a request shows of the device it comes from.
    package struct Origin: Sendable {
        package let remoteAddress: String
        package let device: Token?
        package let now: Instant
        package let requestID: String

        package init(remoteAddress: String, device: Token?, now: Instant, requestID: String) {
            self.remoteAddress = remoteAddress
            self.device = device
            self.now = now
            self.requestID = requestID
        }

        var today: LocalDate { London.local(now).date }
        var visitor: Actor { Actor(process: "sign-in", request: requestID) }
        func actor(_ account: Account) -> Actor {
            Actor(account: account.id, person: account.person, role: nil, organisation: nil, request: requestID)
        }
        func actor(_ facts: SessionFacts) -> Actor {
            Actor(account: facts.account, person: facts.person, role: facts.role, organisation: facts.organisation, request: requestID)
        }
    }

    /// A session that was opened or has come a step further: what the browser is to keep.
    package struct Entry: Sendable {
        package let session: Token
        package let device: Token
        package let standing: SessionStanding
    }

    package enum Outcome: Sendable {
        case entered(Entry)
        /// Too many failures: nothing was looked at.
        case wait(seconds: Int)
        /// Not right; the same answer whether or not there is such a person.
        case refused
        /// The passcode was right but has been used.
        case usedPasscode
        /// The session has ended in the meantime.
        case over
    }

    /// Signs in by email address and password. Takes as long for an address that nobody has.
    package func withPassword(email typed: String, password: String, from origin: Origin) async throws -> Outcome {
        let email = try? EmailAddress(parsing: typed)
        let known = try await database.read { connection -> (account: Account?, hash: String?, knowsDevice: Bool) in
            guard let email, let account = try AccountStore.account(email: email, in: connection) else { return (nil, nil, false) }
            let hash = account.state == .active ? try PasswordStore.hash(of: account.id, in: connection) : nil
            let knowsDevice = try origin.device.map { try DeviceStore.isKnown($0, to: account.id, in: connection) } ?? false
            return (account, hash, knowsDevice)
        }
        let subjects = GuessRules.subjects(
            email: email?.stored ?? typed.lowercased(), remoteAddress: origin.remoteAddress, device: known.knowsDevice ? origin.device?.hash : nil)
        let wait = try await database.maintain { try GuessStore.reserve(subjects, now: origin.now, in: $0) }
        guard wait == 0 else { return .wait(seconds: wait) }
        let given = Password(String(password.prefix(PasswordRules.longest + 1)))
        guard try await matches(given, known.hash), let account = known.account, let hash = known.hash else {
            try await refuse(known.account, "password", from: origin)
            return .refused
        }
        if PasswordHash.isOutdated(hash, cost: hasher.cost) {
            let newer = try await self.hash(given)
            try await database.maintain { try PasswordStore.replace(hash, by: newer, of: account.id, in: $0) }
        }
        return .entered(try await open(account, by: .password, forgiving: subjects, from: origin))
    }

    /// Opens a session for somebody who has proved who they are. The passcode, where one is set, is asked for next.
    package func open(_ account: Account, by method: SignInMethod, forgiving subjects: [GuessSubject] = [], from origin: Origin) async throws -> Entry
    {
        let (roles, isEnrolled) = try await database.read { connection in
            (
                try RoleAssignmentStore.inForce(account.person, on: origin.today, in: connection),
                try PasscodeStore.passcode(of: account.id, in: connection)?.isConfirmed ?? false
            )
        }
        let only = roles.count == 1 ? roles.first : nil
        let name = try await organisationName(only, on: origin.today)
        let (token, formToken) = (Token(from: random), Token(from: random))
        let device = origin.device ?? Token(from: random)
        let session = NewSession(
            id: SessionID(at: origin.now), token: token, formToken: formToken, account: account.id, assignment: only?.id, organisationName: name,
            hasPasscode: false, remoteAddress: origin.remoteAddress)
        try await database.write(by: origin.actor(account), at: origin.now) { tx in
            try GuessStore.forgive(subjects, in: tx)
            try SessionStore.open(session, at: origin.now, in: tx)
            // A device is known once everything that the account asks for has been given on it.
            if !isEnrolled { try DeviceStore.know(device, account: account.id, at: origin.now, in: tx) }
            try tx.audit(
                isEnrolled ? "password accepted" : "signed in", AuditSubject("account", account.id),
                details: ["method": method.rawValue, "remoteAddress": origin.remoteAddress])
        }
        return try await entry(token, device: device, from: origin)
    }

    /// The second step: a passcode from the authenticator app or a recovery code.
    package func withPasscode(_ typed: String, session token: Token, from origin: Origin) async throws -> Outcome {
        let (facts, passcode, knowsDevice) = try await database.read { connection -> (SessionFacts?, StoredPasscode?, Bool) in
            guard let facts = try SessionStore.facts(token.hash, today: origin.today, in: connection) else { return (nil, nil, false) }
            let knowsDevice = try origin.device.map { try DeviceStore.isKnown($0, to: facts.account, in: connection) } ?? false
            return (facts, try PasscodeStore.passcode(of: facts.account, in: connection), knowsDevice)
        }
        guard let facts, let passcode, SessionRules.standing(facts, now: origin.now) == .passcodeWanted else { return .over }
        let subjects = GuessRules.passcodeSubjects(
            account: facts.account, remoteAddress: origin.remoteAddress, device: knowsDevice ? origin.device?.hash : nil)
        let wait = try await database.maintain { try GuessStore.reserve(subjects, now: origin.now, in: $0) }
        guard wait == 0 else { return .wait(seconds: wait) }

        let proof: PasscodeProof
        if let code = RecoveryCode(typed: typed) {
            proof = .recoveryCode(hash: settings.passcodeKey.hash(recoveryCode: code.compact))
        } else {
            guard let secret = settings.passcodeKey.open(passcode.sealedSecret) else { throw PasscodeProblem.otherKey }
            switch PasscodeRules.verdict(on: typed, secret: secret, lastStep: passcode.lastStep, at: origin.now) {
            case .right(let step): proof = .step(step)
            case .used: return .usedPasscode
            case .wrong:
                try await refuse(facts, "passcode", from: origin)
                return .refused
            }
        }
        return try await accept(proof, facts: facts, session: token, forgiving: subjects, from: origin)
    }

    private enum PasscodeProof: Sendable {
        case step(Int)
        case recoveryCode(hash: String)
    }

    private func accept(
        _ proof: PasscodeProof, facts: SessionFacts, session token: Token, forgiving subjects: [GuessSubject], from origin: Origin
    ) async throws -> Outcome {
        let (newToken, formToken) = (Token(from: random), Token(from: random))
        let device = origin.device ?? Token(from: random)
        let taken = try await database.write(by: origin.actor(facts), at: origin.now) { tx -> Bool in
            let isFresh =
                switch proof {
                case .step(let step): try PasscodeStore.take(step: step, of: facts.account, in: tx)
                case .recoveryCode(let hash): try PasscodeStore.useRecoveryCode(hash, of: facts.account, at: origin.now, in: tx)
                }
            guard isFresh else {
                try tx.audit("sign-in refused", AuditSubject("account", facts.account), details: ["step": "passcode"])
                return false
            }
            guard
                try SessionStore.renew(
                    token.hash, as: newToken, formToken: formToken, assignment: facts.assignment, organisationName: facts.organisationName,
                    hasPasscode: true, at: origin.now, in: tx)
            else { return false }
            try GuessStore.forgive(subjects, in: tx)
            try DeviceStore.know(device, account: facts.account, at: origin.now, in: tx)
            try tx.audit("signed in", AuditSubject("account", facts.account), details: ["remoteAddress": origin.remoteAddress])
            if case .recoveryCode = proof { try tx.audit("recovery code used", AuditSubject("account", facts.account)) }
            return true
        }
        guard taken else {
            if case .step = proof { return .usedPasscode }
            return .refused
        }
        return .entered(try await entry(newToken, device: device, from: origin))
    }

    func matches(_ password: Password, _ hash: String?) async throws -> Bool {
        try await SignIn.unlessCrowded { try await hasher.matches(password, hash) }
    }

    func hash(_ password: Password) async throws -> String { try await SignIn.unlessCrowded { try await hasher.hash(password) } }

    private static func unlessCrowded<Value: Sendable>(_ work: @Sendable () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch is HashingProblem {
            throw Refusal.tryAgain("Very many people are signing in at this moment. Go back and try again.")
        }
    }

    func organisationName(_ assignment: RoleAssignment?, on date: LocalDate) async throws -> String {
        guard let assignment else { return "" }
        return try await ports.organisationName(assignment.organisation, date) ?? ""
    }

    /// The session as it stands now, for the answer.
    func entry(_ token: Token, device: Token, from origin: Origin) async throws -> Entry {
        let facts = try await database.read { try SessionStore.facts(token.hash, today: origin.today, in: $0) }
        let standing = facts.map { SessionRules.standing($0, now: origin.now) } ?? .ended(.idle)
        return Entry(session: token, device: device, standing: standing)
    }

    // Writes alike whether or not there is such an account. What was typed is not kept: people type passwords into the wrong box.
    private func refuse(_ account: Account?, _ step: String, from origin: Origin) async throws {
        let subject = account.map { AuditSubject("account", $0.id) } ?? AuditSubject("remote address", origin.remoteAddress)
        try await database.write(by: origin.visitor, at: origin.now) { tx in
            try tx.audit("sign-in refused", subject, details: ["step": step, "remoteAddress": origin.remoteAddress])
        }
    }

    private func refuse(_ facts: SessionFacts, _ step: String, from origin: Origin) async throws {
        try await database.write(by: origin.visitor, at: origin.now) { tx in
            try tx.audit(
                "sign-in refused", AuditSubject("account", facts.account), details: ["step": step, "remoteAddress": origin.remoteAddress])
        }
    }
}

/// What is wrong with stored passcodes, for the operator.
package enum PasscodeProblem: Error, Hashable, Sendable {
    case otherKey

    package var sentence: String {
        "The passcode key is not the one that this database’s passcodes were sealed with. Restore the key that belongs to it."
    }
}
