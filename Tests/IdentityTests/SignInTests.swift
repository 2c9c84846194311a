// Signing in, on both databases.

import Kernel
import Logging
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("Signing in")
struct SignInTests {
    @Test("A person with one role and no passcode needed is in at once", arguments: TestDatabases.engines)
    func plain(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            let entry = try #require(try await scene.enter("farah").entry)
            guard case .open(let principal) = entry.standing else { return #expect(Bool(false), "not open: \(entry.standing)") }
            #expect(principal.account == account.id)
            #expect(principal.role == .financeLead)
            #expect(principal.organisationName == "Example Federation")
            #expect(principal.scope == .federation)
            #expect(!principal.holdsOtherRoles)
            #expect(try await scene.trail(account.id.stored).contains("signed in"))
        }
    }

    @Test("A role that sees patients takes a passcode as well, and the session has a new token after it", arguments: TestDatabases.engines)
    func passcode(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let first = try #require(try await scene.enter("amina").entry)
            #expect(first.standing == .passcodeWanted)
            let second = try #require(try await scene.signIn.withPasscode(scene.passcode, session: first.session, from: scene.origin()).entry)
            #expect(SessionRulesTests.isOpen(second.standing))
            #expect(second.session != first.session)
            #expect(try await scene.facts(first.session) == nil)
        }
    }

    @Test("A role that sees patients without a passcode gets nothing but setting one up", arguments: TestDatabases.engines)
    func enrolment(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("amina")
            let entry = try #require(try await scene.enter("amina").entry)
            #expect(entry.standing == .enrolmentWanted)
            let facts = try #require(try await scene.facts(entry.session))
            let secret = try #require(try await scene.signIn.proposedSecret(of: facts, now: scene.clock.now))
            #expect(try await scene.signIn.proposedSecret(of: facts, now: scene.clock.now) == secret)
            guard case .wrong = try await scene.signIn.confirmEnrolment("000000", session: entry.session, from: scene.origin()) else {
                return #expect(Bool(false), "a wrong passcode confirmed")
            }
            let code = PasscodeRules.code(of: secret.bytes, step: PasscodeRules.step(at: scene.clock.now))
            guard case .done(let done, let codes) = try await scene.signIn.confirmEnrolment(code, session: entry.session, from: scene.origin()) else {
                return #expect(Bool(false), "not confirmed")
            }
            #expect(SessionRulesTests.isOpen(done.standing))
            #expect(Set(codes).count == RecoveryCode.count)
            #expect(try await scene.facts(entry.session) == nil)
            #expect(try await scene.trail(account.id.stored).contains("passcode set up"))
            let stored = try await scene.database.read { try $0.value(String.self, "SELECT sealed_secret FROM passcodes") }
            #expect(stored?.contains(Fingerprint.hexadecimal(secret.bytes)) == false)
            // The passcode that confirmed it cannot sign in as well.
            let again = try #require(try await scene.enter("amina").entry)
            #expect(try await scene.signIn.withPasscode(code, session: again.session, from: scene.origin()).isUsed)
        }
    }

    @Test("A passcode works once, also when it is sent twice in the same moment", arguments: TestDatabases.engines)
    func replay(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let one = try #require(try await scene.enter("amina").entry)
            let two = try #require(try await scene.enter("amina").entry)
            let code = scene.passcode
            let origin = scene.origin()
            async let first = scene.signIn.withPasscode(code, session: one.session, from: origin)
            async let second = scene.signIn.withPasscode(code, session: two.session, from: origin)
            let outcomes = [try await first, try await second]
            #expect(outcomes.filter { $0.entry != nil }.count == 1)
            #expect(outcomes.filter(\.isUsed).count == 1)
        }
    }

    @Test("A recovery code stands in for a passcode once", arguments: TestDatabases.engines)
    func recovery(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("amina", hasPasscode: true)
            let (codes, hashes) = scene.signIn.newRecoveryCodes()
            try await scene.database.maintain { try PasscodeStore.setRecoveryCodes(hashes, of: account.id, in: $0) }
            let entry = try #require(try await scene.enter("amina").entry)
            let typed = codes[3].spaced.uppercased()
            #expect(try await scene.signIn.withPasscode(typed, session: entry.session, from: scene.origin()).entry != nil)
            let again = try #require(try await scene.enter("amina").entry)
            #expect(try await scene.signIn.withPasscode(typed, session: again.session, from: scene.origin()).isRefused)
            #expect(try await scene.signIn.withPasscode(codes[4].spaced, session: again.session, from: scene.origin()).entry != nil)
            #expect(try await scene.database.read { try PasscodeStore.recoveryCodesLeft(of: account.id, in: $0) } == 8)
            #expect(try await scene.trail(account.id.stored).filter { $0 == "recovery code used" }.count == 2)
        }
    }

    @Test("An unknown address, a wrong password, an invited and a disabled account are refused alike", arguments: TestDatabases.engines)
    func alike(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina")
            try await scene.add("ivan", state: .invited)
            try await scene.add("dora", state: .disabled)
            #expect(try await scene.enter("amina", password: "kettle ladder otters").isRefused)
            #expect(try await scene.enter("nobody").isRefused)
            #expect(try await scene.enter("ivan").isRefused)
            #expect(try await scene.enter("dora").isRefused)
            #expect(try await scene.signIn.withPassword(email: "not an address", password: "x", from: scene.origin()).isRefused)
            let refused = try await scene.database.read {
                try $0.values(String.self, "SELECT process FROM audit_entries WHERE action = 'sign-in refused'")
            }
            #expect(refused == Array(repeating: "sign-in", count: 5))
            let everything = try await scene.database.read { try $0.values(String.self, "SELECT details || subject_id FROM audit_entries") }.joined()
            #expect(!everything.contains("nobody@") && !everything.contains("otters"))
        }
    }

    @Test("Guessers meet waits, the owner on a known device does not, and a stranger's address is slowed alike", arguments: TestDatabases.engines)
    func guessing(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let device = try #require(try await scene.enter("farah").entry).device
            for host in 1...12 {
                _ = try await scene.enter("farah", password: "wrong wrong wrong", from: scene.origin("203.0.113.\(host)"))
                _ = try await scene.enter("stranger", password: "wrong wrong wrong", from: scene.origin("203.0.113.\(host)"))
            }
            #expect(try await scene.enter("farah", from: scene.origin("203.0.113.99")).wait > 0)
            #expect(try await scene.enter("stranger", from: scene.origin("203.0.113.99")).wait > 0)
            #expect(try await scene.enter("farah", from: scene.origin("203.0.113.99", device: device)).entry != nil)
            // Somebody else's device, or one made up, is no better than none.
            #expect(try await scene.enter("farah", from: scene.origin("203.0.113.98", device: Token(from: .system))).wait > 0)
        }
    }

    @Test("Guesses at a passcode meet waits too", arguments: TestDatabases.engines)
    func passcodeGuessing(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let entry = try #require(try await scene.enter("amina").entry)
            var waits = 0
            for guess in 0..<12 {
                let typed = scene.passcode == "00000\(guess % 10)" ? "999999" : "00000\(guess % 10)"
                waits += try await scene.signIn.withPasscode(typed, session: entry.session, from: scene.origin()).wait > 0 ? 1 : 0
            }
            #expect(waits == 7)
            #expect(try await scene.signIn.withPasscode(scene.passcode, session: entry.session, from: scene.origin()).wait == 1)
            scene.clock.pass(seconds: 2)
            #expect(try await scene.signIn.withPasscode(scene.passcode, session: entry.session, from: scene.origin()).entry != nil)
        }
    }

    @Test("A password under an older cost is hashed again at the next sign-in", arguments: TestDatabases.engines)
    func rehash(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            let dearer = SignIn(
                database: scene.database, hasher: PasswordHasher(cost: PasswordCost(passes: 2, memory: 16_384)), settings: scene.signIn.settings,
                ports: scene.signIn.ports)
            let email = account.email.stored
            #expect(try await dearer.withPassword(email: email, password: IdentityScene.password, from: scene.origin()).entry != nil)
            let hash = try await scene.database.read { try PasswordStore.hash(of: account.id, in: $0) }
            #expect(hash?.contains("m=16,t=2") == true)
            #expect(try await dearer.withPassword(email: email, password: IdentityScene.password, from: scene.origin()).entry != nil)
        }
    }

    @Test("A person with two roles chooses, switches, and gets a new token each time", arguments: TestDatabases.engines)
    func roles(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("bola", [.practiceManager, .boardMember], hasPasscode: true)
            let entry = try await scene.session("bola")
            #expect(entry.standing == .roleWanted)
            let held = try await scene.database.read { try RoleAssignmentStore.inForce(account.person, on: TestDay.today, in: $0) }
            let manager = try #require(held.first { $0.role == .practiceManager })
            let member = try #require(held.first { $0.role == .boardMember })
            let asManager = try #require(try await scene.signIn.choose(manager.id, session: entry.session, from: scene.origin()).entry)
            guard case .open(let principal) = asManager.standing else { return #expect(Bool(false), "not open") }
            #expect(principal.scope == .practice(Cast.riverside))
            #expect(principal.holdsOtherRoles)
            let asMember = try #require(try await scene.signIn.choose(member.id, session: asManager.session, from: scene.origin()).entry)
            guard case .open(let other) = asMember.standing else { return #expect(Bool(false), "not open") }
            #expect(other.scope == .federation)
            #expect(try await scene.standing(asManager.session) == nil)
            #expect(Set([entry.session, asManager.session, asMember.session]).count == 3)
            // Somebody else's role is not to be had.
            try await scene.add("farah", [.financeLead])
            let strangers = try await scene.database.read {
                try $0.value(ID<RoleAssignment>.self, "SELECT id FROM role_assignments WHERE role = 'finance-lead'")
            }
            #expect(try await scene.signIn.choose(try #require(strangers), session: asMember.session, from: scene.origin()).isRefused)
        }
    }

    @Test(
        "From a merger's first day a role at either practice acts for the one that carries on, and sees what belonged to both",
        arguments: TestDatabases.engines)
    func merger(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", [.receptionist], hasPasscode: true)
            func principal(on date: LocalDate) async throws -> Principal? {
                let noon = London.instant(LocalDateTime(date: date, time: LocalTime(clamping: 720)))
                scene.clock.set(noon)
                let entry = try await scene.session("amina")
                let arrival = Gate.Arrival(
                    cookies: [SessionCookie.session: entry.session.text], path: "/", requestID: "test", remoteAddress: "192.0.2.1", now: noon)
                return try await SessionGate.gate(scene.database, scene.signIn.ports, logger: Logger(label: "test")).session(arrival)?.principal
            }
            let before = try #require(try await principal(on: IdentityScene.merger.adding(days: -1)))
            #expect(before.organisation == Cast.riverside && before.organisationName == "Riverside Surgery")
            #expect(before.scope == ScopeRules.scope(of: .receptionist, at: Cast.riverside))
            let after = try #require(try await principal(on: IdentityScene.merger))
            #expect(after.organisation == Cast.elm && after.organisationName == "Elm Practice")
            #expect(after.scope == ScopeRules.scope(of: .receptionist, at: Cast.elm, carryingOnFor: [Cast.riverside]))
            #expect(after.scope.practices == [Cast.elm, Cast.riverside])
        }
    }

    @Test("A disk that is full keeps nobody from reading: the session goes on unnoted", arguments: TestDatabases.engines)
    func fullDisk(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let entry = try await scene.session("farah")
            scene.clock.pass(minutes: 20)
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let gate = SessionGate.gate(FullDisk(database: scene.database), scene.signIn.ports, logger: logger)
            let arrival = Gate.Arrival(
                cookies: [SessionCookie.session: entry.session.text], path: "/", requestID: "test", remoteAddress: "192.0.2.1", now: scene.clock.now)
            #expect(try await gate.session(arrival)?.principal.name == "Farah")
        }
    }

    @Test("Nobody signs in where libsodium could not start")
    func noCryptography() throws {
        let key = try #require(PasscodeKey([UInt8](repeating: 9, count: 32)))
        #expect(throws: IdentitySettings.NoCryptography.self) {
            try IdentitySettings(passcodeKey: key, baseAddress: "https://commonweal.example.nhs.uk", issuer: "Commonweal", isReady: false)
        }
    }

    @Test("Choosing a role does not go round the passcode", arguments: TestDatabases.engines)
    func noShortcut(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("bola", [.practiceManager, .boardMember], hasPasscode: true)
            let entry = try #require(try await scene.enter("bola").entry)
            let held = try await scene.database.read { try RoleAssignmentStore.inForce(account.person, on: TestDay.today, in: $0) }
            #expect(try await scene.signIn.choose(held[0].id, session: entry.session, from: scene.origin()).isOver)
            guard case .over = try await scene.signIn.confirmEnrolment(scene.passcode, session: entry.session, from: scene.origin()) else {
                return #expect(Bool(false), "a confirmed passcode was set up again")
            }
            #expect(try await scene.signIn.proposedSecret(of: try #require(try await scene.facts(entry.session)), now: scene.clock.now) == nil)
        }
    }

    @Test("A role that ends, an account that is disabled, counts with the next request", arguments: TestDatabases.engines)
    func revocation(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            let entry = try await scene.session("farah")
            let held = try await scene.database.read { try RoleAssignmentStore.inForce(account.person, on: TestDay.today, in: $0) }
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try RoleAssignmentStore.end(held[0], lastDay: TestDay.today.adding(days: -1), reason: "", in: tx)
            }
            #expect(try await scene.standing(entry.session) == .roleWanted)
            try await scene.add("greta", [.boardMember])
            let greta = try await scene.session("greta")
            let id = try #require(try await scene.facts(greta.session)).account
            try await scene.database.write(by: .test, at: TestDay.now) { tx in
                try IdentityStore.setState(.disabled, of: id, reason: "Left", in: tx)
            }
            #expect(try await scene.standing(greta.session) == .ended(.disabled))
        }
    }

    @Test("A session is looked up in one query by indexes alone")
    func queryPlan() async throws {
        try await withScene(.sqlite) { scene in
            let steps = try await scene.database.read { connection in
                try connection.rows("EXPLAIN QUERY PLAN \(SessionStore.lookup("x", today: TestDay.today))").map { row -> String in
                    if case .text(let detail) = row["detail"] { detail } else { "" }
                }
            }
            #expect(steps.count >= 4)
            #expect(!steps.contains { $0.hasPrefix("SCAN") }, "\(steps)")
        }
    }

    @Test("An account and a person are one to one, and an email address is one account's", arguments: TestDatabases.engines)
    func unique(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("amina")
            let namesake = Account(
                id: ID(at: TestDay.now), person: ID(at: TestDay.now), displayName: "Other", email: account.email, state: .invited,
                createdAt: TestDay.now)
            await #expect(throws: StoreError.self) {
                try await scene.database.write(by: .test, at: TestDay.now) { try AccountStore.add(namesake, in: $0) }
            }
            let second = Account(
                id: ID(at: TestDay.now), person: account.person, displayName: "Other", email: try EmailAddress(parsing: "b@example.nhs.uk"),
                state: .invited, createdAt: TestDay.now)
            await #expect(throws: StoreError.self) {
                try await scene.database.write(by: .test, at: TestDay.now) { try AccountStore.add(second, in: $0) }
            }
        }
    }
}

@Suite("Accounts made by commands")
struct ReadyAccountTests {
    @Test("The key that sealed the passcodes is told from another", arguments: TestDatabases.engines)
    func key(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let (own, other) = (scene.signIn.settings.passcodeKey, try #require(PasscodeKey([UInt8](repeating: 1, count: 32))))
            #expect(try await scene.database.read { try IdentityStore.passcodesOpen(with: other, in: $0) })
            try await scene.add("amina", hasPasscode: true)
            #expect(try await scene.database.read { try IdentityStore.passcodesOpen(with: own, in: $0) })
            #expect(try await scene.database.read { try IdentityStore.passcodesOpen(with: other, in: $0) } == false)
        }
    }

    @Test("A password set by a command ends every session", arguments: TestDatabases.engines)
    func password(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            let entry = try await scene.session("farah")
            let hash = try PasswordHash.make(Password("marble window nine"), cost: .cheap)
            try await scene.database.write(by: .test, at: TestDay.now) { try IdentityStore.setPassword(hash, of: account.id, in: $0) }
            #expect(try await scene.standing(entry.session) == .ended(.elsewhere))
            #expect(try await scene.enter("farah", password: "marble window nine").entry != nil)
        }
    }

    @Test("What nobody can come back to is forgotten, and nothing else", arguments: TestDatabases.engines)
    func sweeping(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            _ = try await scene.session("farah")
            _ = try await scene.enter("farah", password: "wrong wrong wrong")
            let item = JobItem(id: ID(at: TestDay.now), kind: ForgetOldTraces.kind, payload: "", attempt: 1)
            func left() async throws -> [Int] {
                try await scene.database.read { connection in
                    try ["sessions", "known_devices", "guesses"].map {
                        try connection.value(Int.self, SQL(verbatim: "SELECT COUNT(*) FROM \($0)")) ?? 0
                    }
                }
            }
            try await ForgetOldTraces().run(item, in: scene.database, at: TestDay.later(minutes: 60))
            #expect(try await left() == [1, 1, 3])
            try await ForgetOldTraces().run(item, in: scene.database, at: TestDay.later(minutes: 3 * 1440))
            #expect(try await left() == [0, 1, 0])
            try await ForgetOldTraces().run(item, in: scene.database, at: TestDay.later(minutes: 366 * 1440))
            #expect(try await left() == [0, 0, 0])
        }
    }
}

/// A database that can be read and not written to.
private struct FullDisk: Database {
    let database: any Database
    var engine: Engine { database.engine }

    func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { try await database.read(body) }

    func write<Value: Sendable>(
        by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw StoreError.diskFull }

    func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { throw StoreError.diskFull }

    func sealAuditTrail() async throws { throw StoreError.diskFull }
    func close() async {}
}
