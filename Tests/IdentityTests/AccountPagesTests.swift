// One's own account, through the router.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("My account")
struct AccountPagesTests {
    private let new = "marble window nine"

    @Test("Changing the password takes the present one and ends other sessions, not this one", arguments: TestDatabases.engines)
    func password(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let (browser, other) = (try scene.browser(), try scene.browser())
            _ = await SignInPagesTests.enter(browser, "farah")
            _ = await SignInPagesTests.enter(other, "farah")
            let page = await browser.get("/account")
            let wrong = await browser.submit(page, to: "/account/password", ["current": "not the password", "password": new, "again": new])
            #expect(wrong.status == 422)
            #expect(wrong.contains("This is not your present password"))
            let short = await browser.submit(
                page, to: "/account/password", ["current": IdentityScene.password, "password": "short", "again": "short"])
            #expect(short.status == 422)
            #expect(short.contains("Enter a password of 12 characters or more"))
            let unlike = await browser.submit(page, to: "/account/password", ["current": IdentityScene.password, "password": new, "again": "other"])
            #expect(unlike.text.contains("<a href=\"#again\">Enter the same password in both boxes</a>"))
            let done = await browser.submit(page, to: "/account/password", ["current": IdentityScene.password, "password": new, "again": new])
            #expect(done.location == "/account?notice=password-changed")
            #expect(await browser.follow(done).contains("Your password has been changed"))
            #expect(await other.get("/account").status == 303)
            #expect(try await scene.enter("farah").isRefused)
            #expect(try await scene.enter("farah", password: new).entry != nil)
        }
    }

    @Test("Sessions are listed; one can be ended, and all", arguments: TestDatabases.engines)
    func sessions(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let (browser, other, third) = (try scene.browser(), try scene.browser(), try scene.browser())
            for probe in [browser, other, third] { _ = await SignInPagesTests.enter(probe, "farah") }
            let page = await browser.get("/account")
            #expect(page.contains("This one"))
            #expect(page.text.components(separatedBy: "/end\"").count == 3)
            let otherOne = try #require(page.text.components(separatedBy: "action=\"/account/sessions/").dropFirst().first?.prefix(36))
            let ended = await browser.submit(page, to: "/account/sessions/\(otherOne)/end")
            #expect(ended.location == "/account?notice=session-ended")
            let left = [await other.get("/account").status, await third.get("/account").status]
            #expect(left.sorted() == [200, 303])
            let all = await browser.submit(await browser.get("/account"), to: "/account/sessions")
            #expect(await browser.follow(all).contains("signed out on every device"))
            for probe in [browser, other, third] { #expect(await probe.get("/account").status == 303) }
        }
    }

    @Test("Nobody ends another person's session", arguments: TestDatabases.engines)
    func othersSession(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            try await scene.add("greta", [.boardMember])
            let (browser, victim) = (try scene.browser(), try scene.browser())
            _ = await SignInPagesTests.enter(browser, "farah")
            _ = await SignInPagesTests.enter(victim, "greta")
            let id = try await scene.database.read {
                try $0.value(String.self, "SELECT s.id FROM sessions s JOIN accounts a ON a.id = s.account WHERE a.email LIKE 'greta%'")
            }
            let page = await browser.get("/account")
            let seen = await browser.post("/account/sessions/\(try #require(id))/end", from: page)
            #expect(seen.location == "/account?notice=session-gone")
            #expect(await victim.get("/account").status == 200)
        }
    }

    @Test("A new passcode takes the password, and the session then has to set it up", arguments: TestDatabases.engines)
    func passcode(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let browser = try scene.browser()
            _ = await SignInPagesTests.enterFully(browser, "amina", scene)
            let page = await browser.get("/account")
            let refused = await browser.submit(page, to: "/account/passcode", ["passcode-password": "not the password"])
            #expect(refused.status == 422)
            let done = await browser.submit(page, to: "/account/passcode", ["passcode-password": IdentityScene.password])
            #expect(done.location == "/sign-in/passcode-set-up?next=%2Faccount")
            #expect(await browser.get("/account").status == 303)
            #expect(await browser.follow(done).contains("Set up a passcode"))
        }
    }

    @Test("New recovery codes take the password and replace the old", arguments: TestDatabases.engines)
    func recoveryCodes(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let account = try await scene.add("amina", hasPasscode: true)
            let browser = try scene.browser()
            _ = await SignInPagesTests.enterFully(browser, "amina", scene)
            let page = await browser.get("/account")
            #expect(page.contains("0 recovery codes left"))
            let codes = await browser.submit(page, to: "/account/recovery-codes", ["codes-password": IdentityScene.password])
            #expect(codes.contains("They are shown only now"))
            #expect(try await scene.database.read { try PasscodeStore.recoveryCodesLeft(of: account.id, in: $0) } == 10)
        }
    }
}
