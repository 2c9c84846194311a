// The people whom these tests are about.

import Foundation
import Kernel
import Logging
import Notices
import Store
import Synchronization
import TestKit
import Testing
import Web

@testable import Identity

/// The cast's federation, its directory as a port, and people with accounts in a database.
struct IdentityScene: Sendable {
    static let password = "kettle ladder otter"
    static let secret = PasscodeSecret(bytes: Array("12345678901234567890".utf8))

    let database: any Database
    let clock: MovingClock
    let signIn: SignIn

    init(_ database: any Database, namesakes: [IdentityPorts.KnownPerson] = []) throws {
        self.database = database
        clock = MovingClock(TestDay.now)
        let key = try #require(PasscodeKey([UInt8](repeating: 9, count: 32)))
        signIn = SignIn(
            database: database, hasher: PasswordHasher(cost: .cheap),
            settings: try IdentitySettings(passcodeKey: key, baseAddress: "https://commonweal.example.nhs.uk"), ports: Self.ports(namesakes))
    }

    /// Riverside merges into Elm a week after the frozen day.
    static let merger = TestDay.today.adding(days: 7)

    static func lineage(of organisation: OrganisationID, on date: LocalDate) -> Lineage {
        guard date >= merger, [Cast.riverside, Cast.elm].contains(organisation) else { return Lineage(heir: organisation) }
        return Lineage(heir: Cast.elm, predecessors: [Cast.riverside])
    }

    static func ports(_ namesakes: [IdentityPorts.KnownPerson]) -> IdentityPorts {
        IdentityPorts(
            organisationName: { id, _ in Cast.names[id] }, lineage: { id, date, _ in lineage(of: id, on: date) },
            places: { seat, _ in
                let places =
                    switch seat {
                    case .practice: [Cast.elm, Cast.riverside]
                    case .hub: [Cast.hub]
                    case .federation: [Cast.federation]
                    }
                return places.map { .init(id: $0, name: Cast.names[$0] ?? "") }
            },
            peopleNamed: { _, family in family == "Namesake" ? namesakes : [] },
            addPerson: { person, _, _, tx in try tx.audit("person added", AuditSubject("person", person)) },
            auditAddress: { "/audit?account=\($0)" })
    }

    /// Makes somebody who can sign in. The email address is "<name>@example.nhs.uk".
    @discardableResult
    func add(_ name: String, _ roles: [Role] = [.receptionist], hasPasscode: Bool = false, state: AccountState = .active) async throws -> Account {
        let account = Account(
            id: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), displayName: name.capitalized,
            email: try EmailAddress(parsing: "\(name)@example.nhs.uk"), state: state, createdAt: TestDay.now)
        let assignments = roles.map {
            RoleAssignment(
                id: ID(at: TestDay.now), person: account.person, role: $0, organisation: Cast.place(of: $0),
                fromDate: TestDay.today.adding(days: -30),
                untilDate: nil)
        }
        let ready = IdentityStore.ReadyAccount(
            account: account, passwordHash: try PasswordHash.make(Password(Self.password), cost: .cheap),
            passcodeSecret: hasPasscode ? Self.secret : nil, roles: assignments)
        try await database.write(by: .test, at: TestDay.now) { [signIn] tx in try IdentityStore.add(ready, key: signIn.settings.passcodeKey, in: tx) }
        return account
    }

    func origin(_ remoteAddress: String = "192.0.2.1", device: Token? = nil) -> SignIn.Origin {
        SignIn.Origin(remoteAddress: remoteAddress, device: device, now: clock.now, requestID: "test")
    }

    /// The passcode that the scene's app shows now.
    var passcode: String { PasscodeRules.code(of: Self.secret.bytes, step: PasscodeRules.step(at: clock.now)) }

    func enter(_ name: String, password: String = IdentityScene.password, from origin: SignIn.Origin? = nil) async throws -> SignIn.Outcome {
        try await signIn.withPassword(email: "\(name)@example.nhs.uk", password: password, from: origin ?? self.origin())
    }

    /// Signs in with all that it takes.
    func session(_ name: String, from origin: SignIn.Origin? = nil) async throws -> SignIn.Entry {
        let entry = try #require(try await enter(name, from: origin).entry)
        guard entry.standing == .passcodeWanted else { return entry }
        return try #require(try await signIn.withPasscode(passcode, session: entry.session, from: origin ?? self.origin()).entry)
    }

    /// Asks for a link and has it sent.
    @discardableResult
    func requestReset(email: String, from origin: SignIn.Origin) async throws -> Int {
        let wait = try await signIn.requestReset(email: email, from: origin)
        try await sendResets()
        return wait
    }

    /// Does what the queue holds of links to be sent.
    func sendResets() async throws {
        let payloads = try await database.read {
            try $0.values(String.self, "SELECT payload FROM jobs WHERE kind = \(SendReset.kind) ORDER BY id")
        }
        for payload in payloads {
            try await SendReset(baseAddress: signIn.settings.baseAddress, random: signIn.random).run(
                JobItem(id: ID(at: clock.now), kind: SendReset.kind, payload: payload, attempt: 1), in: database, at: clock.now)
        }
        try await database.maintain { try $0.execute("DELETE FROM jobs WHERE kind = \(SendReset.kind)") }
    }

    func facts(_ token: Token) async throws -> SessionFacts? {
        let today = London.local(clock.now).date
        return try await database.read { try SessionStore.facts(token.hash, today: today, in: $0) }
    }

    func standing(_ token: Token) async throws -> SessionStanding? {
        let now = clock.now
        return try await facts(token).map { SessionRules.standing($0, now: now) }
    }

    /// What the audit trail says of an account or a person.
    func trail(_ id: String) async throws -> [String] {
        try await database.read { try $0.values(String.self, "SELECT action FROM audit_entries WHERE subject_id = \(id) ORDER BY id") }
    }

    var feature: IdentityFeature { IdentityFeature(signIn: signIn) }

    /// The product's pages with this database's own sessions.
    func website(_ more: [any Feature] = [], told: [NoticeKind] = []) throws -> Website {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try Website(
            features: [IdentityFeature(signIn: signIn, told: told), HomeFeature(of: [feature], database: database)] + more,
            gate: SessionGate.gate(database, signIn.ports, logger: logger),
            settings: WebSettings(federation: "Example Federation", secret: Array("a secret of tests only, 32 bytes".utf8)),
            clock: Clock { [clock] in clock.now }, logger: logger)
    }

    func browser(_ more: [any Feature] = []) throws -> PageProbe { PageProbe(website: try website(more)) }
}

extension SignIn.Outcome {
    var entry: SignIn.Entry? {
        if case .entered(let entry) = self { entry } else { nil }
    }

    var isRefused: Bool {
        if case .refused = self { true } else { false }
    }

    var isOver: Bool {
        if case .over = self { true } else { false }
    }

    var isUsed: Bool {
        if case .usedPasscode = self { true } else { false }
    }

    var wait: Int {
        if case .wait(let seconds) = self { seconds } else { 0 }
    }
}

/// A clock that a test moves.
final class MovingClock: Sendable {
    private let instant: Mutex<Instant>

    init(_ start: Instant) { instant = Mutex(start) }

    var now: Instant { instant.withLock { $0 } }

    func set(_ now: Instant) { instant.withLock { $0 = now } }
    func pass(minutes: Int) { instant.withLock { $0 = $0.adding(minutes: minutes) } }
    func pass(seconds: Int) { instant.withLock { $0 = $0.adding(seconds: seconds) } }
}

func withScene<Value: Sendable>(_ engine: Engine, _ body: (IdentityScene) async throws -> Value) async throws -> Value {
    try await withDatabase(engine, migrations: IdentityFeature.migrations + DraftsFeature.migrations) { try await body(try IdentityScene($0)) }
}
