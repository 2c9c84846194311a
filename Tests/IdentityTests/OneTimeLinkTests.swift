// Links that work once.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Identity

@Suite("One-time links")
struct OneTimeLinkTests {
    /// The token in the newest email.
    static func token(_ scene: IdentityScene) async throws -> Token {
        let body = try #require(try await scene.database.read { try $0.value(String.self, "SELECT body FROM notices ORDER BY id DESC LIMIT 1") })
        let address = try #require(body.split(separator: "\n").first { $0.hasPrefix("https://commonweal.example.nhs.uk/sign-in/link/") })
        return try #require(Token(presented: String(address.suffix(64))))
    }

    @Test("A forgotten password is replaced by a link, which signs in and ends every other session", arguments: TestDatabases.engines)
    func reset(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            let before = try await scene.session("farah")
            #expect(try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin()) == 0)
            let token = try await Self.token(scene)
            guard case .problem(.tooShort) = try await scene.signIn.setPassword("short", again: "short", link: token, from: scene.origin()) else {
                return #expect(Bool(false), "a short password was taken")
            }
            let new = "marble window nine"
            guard case .entered(let entry) = try await scene.signIn.setPassword(new, again: new, link: token, from: scene.origin()) else {
                return #expect(Bool(false), "the link did not work")
            }
            #expect(SessionRulesTests.isOpen(entry.standing))
            #expect(try await scene.standing(before.session) == .ended(.elsewhere))
            #expect(try await scene.enter("farah").isRefused)
            #expect(try await scene.enter("farah", password: new).entry != nil)
            guard case .dead = try await scene.signIn.setPassword(new, again: new, link: token, from: scene.origin()) else {
                return #expect(Bool(false), "the link worked twice")
            }
            #expect(try await scene.trail(account.id.stored).contains("password reset"))
        }
    }

    @Test("Of two who use a link at once exactly one wins", arguments: TestDatabases.engines)
    func twoAtOnce(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            _ = try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin())
            let token = try await Self.token(scene)
            let origin = scene.origin()
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...6 {
                    group.addTask {
                        let password = "marble window \(number)\(number)"
                        if case .entered = try await scene.signIn.setPassword(password, again: password, link: token, from: origin) { return true }
                        return false
                    }
                }
                return try await group.reduce(into: 0) { count, isWin in count += isWin ? 1 : 0 }
            }
            #expect(wins == 1)
        }
    }

    @Test("A reset link dies after an hour, and when a newer one is sent", arguments: TestDatabases.engines)
    func expiry(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            _ = try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin())
            let first = try await Self.token(scene)
            scene.clock.pass(minutes: 5)
            _ = try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin())
            let second = try await Self.token(scene)
            let now = scene.clock.now
            #expect(try await scene.database.read { try OneTimeLinkStore.open(first, now: now, in: $0) } == nil)
            let link = try await scene.database.read { try OneTimeLinkStore.open(second, now: now.adding(minutes: 59), in: $0) }
            #expect(link?.email.stored == "farah@example.nhs.uk")
            #expect(try await scene.database.read { try OneTimeLinkStore.open(second, now: now.adding(minutes: 60), in: $0) } == nil)
        }
    }

    @Test("A link does not go round the passcode, and does not wake a disabled account", arguments: TestDatabases.engines)
    func limits(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            _ = try await scene.requestReset(email: "amina@example.nhs.uk", from: scene.origin())
            let new = "marble window nine"
            guard case .entered(let entry) = try await scene.signIn.setPassword(new, again: new, link: Self.token(scene), from: scene.origin()) else {
                return #expect(Bool(false), "the link did not work")
            }
            #expect(entry.standing == .passcodeWanted)
            try await scene.add("dora", state: .disabled)
            let told = try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM notices") }
            _ = try await scene.requestReset(email: "dora@example.nhs.uk", from: scene.origin())
            #expect(try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM notices") } == told)
        }
    }

    @Test("Asking for a link does the same work whether or not there is an account", arguments: TestDatabases.engines)
    func sameWork(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("farah", [.financeLead])
            func rows() async throws -> [Int] {
                try await scene.database.read { connection in
                    try ["audit_entries", "jobs", "notices", "one_time_links"].map {
                        try connection.value(Int.self, SQL(verbatim: "SELECT CAST(COUNT(*) AS BIGINT) FROM \($0)")) ?? 0
                    }
                }
            }
            var before = try await rows()
            for email in ["farah@example.nhs.uk", "nobody@example.nhs.uk"] {
                _ = try await scene.signIn.requestReset(email: email, from: scene.origin())
                let after = try await rows()
                #expect(zip(after, before).map { $0 - $1 } == [1, 1, 0, 0], "\(email)")
                before = after
            }
            try await scene.sendResets()
            #expect(try await rows()[2...] == [1, 1])
            #expect(try await scene.trail(account.id.stored).contains("password reset sent"))
        }
    }

    @Test("Links are not sent without end, known address or not", arguments: TestDatabases.engines)
    func flood(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            for email in ["farah@example.nhs.uk", "nobody@example.nhs.uk"] {
                var waits: [Int] = []
                for _ in 0..<5 { waits.append(try await scene.requestReset(email: email, from: scene.origin())) }
                #expect(waits == [0, 0, 0, 1, 1])
            }
            #expect(try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM notices") } == 3)
        }
    }

    @Test("The database holds no token in clear: not of links, sessions or devices", arguments: TestDatabases.engines)
    func hashed(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let entry = try await scene.session("farah")
            _ = try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin())
            let token = try await Self.token(scene)
            let kept = try await scene.database.read { connection in
                try ["SELECT token_hash FROM sessions", "SELECT token_hash FROM known_devices", "SELECT token_hash FROM one_time_links"].flatMap {
                    try connection.values(String.self, SQL(verbatim: $0))
                }
            }
            #expect(kept.count == 3)
            for secret in [entry.session, entry.device, token] {
                #expect(!kept.contains(secret.text))
                #expect(kept.contains(secret.hash))
            }
        }
    }
}
