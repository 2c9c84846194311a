// What the end of a session leaves.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("The end of a session")
struct SessionEndTests {
    static func withDrafts<Value: Sendable>(_ engine: Engine, _ body: (IdentityScene) async throws -> Value) async throws -> Value {
        try await withDatabase(engine, migrations: IdentityFeature.migrations + DraftsFeature.migrations) { try await body(try IdentityScene($0)) }
    }

    static func browser(_ scene: IdentityScene) throws -> PageProbe {
        try scene.browser([DraftsFeature(database: scene.database), StaySignedInFeature()])
    }

    static let invitation = IdentityAddresses.invitation.path()
    static let stands = "You were signed out before this was sent. What you typed stands below"

    @Test(
        "A form that met an idle session stands as typed once the same person is back, and another person sees nothing of it",
        arguments: TestDatabases.engines)
    func idle(engine: Engine) async throws {
        try await Self.withDrafts(engine) { scene in
            try await scene.add("sana", [.systemAdministrator])
            try await scene.add("tove", [.systemAdministrator])
            let browser = try Self.browser(scene)
            _ = await SignInPagesTests.enter(browser, "sana")
            let page = await browser.get(Self.invitation)
            scene.clock.pass(minutes: 481)
            let sent = await browser.submit(page, to: Self.invitation, ["given-name": "Noor", "email": "noor@example.org"])
            #expect(sent.location == "/sign-in?notice=kept")
            let door = await browser.follow(sent)
            #expect(
                door.contains("nothing was done for a while") && door.contains("What you typed is kept: sign in, and it stands in its form again."))
            _ = await SignInPagesTests.enter(browser, "tove")
            #expect(await !browser.get(Self.invitation).contains("Noor"))
            let own = try Self.browser(scene)
            _ = await SignInPagesTests.enter(own, "sana")
            let again = await own.get(Self.invitation)
            #expect(again.contains(Self.stands) && again.text.contains("value=\"Noor\"") && again.text.contains("value=\"noor@example.org\""))
        }
    }

    @Test(
        "A form that met a session ended elsewhere or by a new password is kept as well, and the session lets nobody in",
        arguments: TestDatabases.engines)
    func elsewhere(engine: Engine) async throws {
        try await Self.withDrafts(engine) { scene in
            let account = try await scene.add("sana", [.systemAdministrator])
            let browser = try Self.browser(scene)
            _ = await SignInPagesTests.enter(browser, "sana")
            let page = await browser.get(Self.invitation)
            try await scene.database.write(by: .test, at: scene.clock.now) { tx in
                try SessionStore.endAll(of: account.id, in: tx)
                try tx.audit("signed out everywhere", AuditSubject("account", account.id))
            }
            #expect(await browser.get("/account").location == "/sign-in?next=%2Faccount")
            let sent = await browser.submit(page, to: Self.invitation, ["given-name": "Noor"])
            #expect(sent.location == "/sign-in?notice=kept")
            #expect(await browser.follow(sent).contains("You were signed out from another device"))
            _ = await SignInPagesTests.enter(browser, "sana")
            #expect(await browser.get(Self.invitation).contains(Self.stands))
            // What an account that is disabled sends is nobody's any more.
            let other = await browser.get(Self.invitation)
            try await scene.database.write(by: .test, at: scene.clock.now) {
                try IdentityStore.setState(.disabled, of: account.id, reason: "Left", in: $0)
            }
            #expect(await browser.submit(other, to: Self.invitation, ["given-name": "Noor"]).location == "/sign-in?notice=signed-out")
        }
    }

    @Test(
        "A page says how long its session lasts, one press makes it longer, and a page that asks by itself does not", arguments: TestDatabases.engines
    )
    func staying(engine: Engine) async throws {
        try await Self.withDrafts(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let browser = try Self.browser(scene)
            _ = await SignInPagesTests.enterFully(browser, "amina", scene)
            let page = await browser.get("/account")
            #expect(page.text.contains("data-seconds=\"1800\""))
            let address = StaySignedInFeature.address.path()
            func ask(byItself: Bool) async -> PageSeen {
                var headers: Headers = ["content-type": "application/x-www-form-urlencoded", "x-fragment": "1"]
                if byItself { headers.add("x-by-itself", "1") }
                return await browser.send("POST", address, headers, Array("form-token=\(page.formToken)".utf8))
            }
            scene.clock.pass(minutes: 28)
            #expect(await ask(byItself: true).text == "{\"seconds\":120}")
            #expect(await ask(byItself: true).text == "{\"seconds\":120}")
            #expect(await ask(byItself: false).text == "{\"seconds\":1800}")
            scene.clock.pass(minutes: 29)
            #expect(await ask(byItself: true).text == "{\"seconds\":60}")
            scene.clock.pass(minutes: 1)
            #expect(await ask(byItself: false).status == 401)
        }
    }

    @Test("The last of the twelve hours is not made longer")
    func longest() throws {
        let facts = try SessionRulesTests.facts(role: .boardMember)
        #expect(SessionRules.endsAt(facts, lastUsedAt: TestDay.later(minutes: 60)) == TestDay.later(minutes: 60 + 480))
        #expect(SessionRules.endsAt(facts, lastUsedAt: TestDay.later(minutes: 300)) == TestDay.later(minutes: 720))
    }
}
