// What the end of a session leaves.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("The end of a session")
struct SessionEndTests {
    static func browser(_ scene: IdentityScene) throws -> PageProbe {
        try scene.browser([DraftsFeature(database: scene.database), StaySignedInFeature()])
    }

    static let invitation = IdentityAddresses.invitation.path()
    static let stands = "from a browser that had been signed out. Nothing of it has been saved."

    @Test(
        "A form that met an idle session stands as typed once the same person is back, and another person sees nothing of it",
        arguments: TestDatabases.engines)
    func idle(engine: Engine) async throws {
        try await withScene(engine) { scene in
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
                door.contains("nothing was done for a while") && door.contains("what was typed into a form stands in it again, to be sent"))
            _ = await SignInPagesTests.enter(browser, "tove")
            #expect(await !browser.get(Self.invitation).contains("Noor"))
            let own = try Self.browser(scene)
            _ = await SignInPagesTests.enter(own, "sana")
            let again = await own.get(Self.invitation)
            #expect(again.contains(Self.stands) && again.text.contains("value=\"Noor\"") && again.text.contains("value=\"noor@example.org\""))
        }
    }

    @Test(
        "A form that met a session that somebody ended is not kept, as whoever ended it may have lost it to a thief",
        arguments: TestDatabases.engines)
    func elsewhere(engine: Engine) async throws {
        try await withScene(engine) { scene in
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
            #expect(sent.location == "/sign-in?notice=signed-out")
            #expect(await browser.follow(sent).contains("You were signed out from another device"))
            _ = await SignInPagesTests.enter(browser, "sana")
            #expect(await !browser.get(Self.invitation).contains("Noor"))
            // What an account that is disabled sends is nobody's any more, nor is what it had typed.
            let other = await browser.get(Self.invitation)
            _ = await browser.post("/drafts", ["draft-of": Self.invitation, "given-name": "Noor"], from: other)
            #expect(try await Self.drafts(scene) == 1)
            try await scene.database.write(by: .test, at: scene.clock.now) {
                try IdentityStore.setState(.disabled, of: account.id, reason: "Left", in: $0)
            }
            #expect(await browser.submit(other, to: Self.invitation, ["given-name": "Noor"]).location == "/sign-in?notice=signed-out")
            #expect(try await Self.drafts(scene) == 0)
        }
    }

    private static func drafts(_ scene: IdentityScene) async throws -> Int? {
        try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM form_drafts") }
    }

    @Test(
        "While nobody is signed in, a browser speaks for its own session alone; signed in, for all that its person had",
        arguments: TestDatabases.engines
    )
    func ownSession(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("sana", [.systemAdministrator])
            let (one, two) = (try Self.browser(scene), try Self.browser(scene))
            _ = await SignInPagesTests.enter(one, "sana")
            let page = await one.get(Self.invitation)
            _ = await SignInPagesTests.enter(two, "sana")
            scene.clock.pass(minutes: 481)
            #expect(await two.submit(page, to: Self.invitation, ["given-name": "Noor"]).location == "/sign-in?notice=signed-out")
            #expect(try await Self.drafts(scene) == 0)
            _ = await SignInPagesTests.enter(two, "sana")
            #expect(await two.submit(page, to: Self.invitation, ["given-name": "Noor"]).location?.hasSuffix("notice=not-saved") == true)
            #expect(try await Self.drafts(scene) == 1)
        }
    }

    @Test(
        "A page says how long its session lasts, one press makes it longer, and a page that asks by itself does not", arguments: TestDatabases.engines
    )
    func staying(engine: Engine) async throws {
        try await withScene(engine) { scene in
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
