// Signing in as a browser does it.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("Pages of signing in")
struct SignInPagesTests {
    static func enter(_ browser: PageProbe, _ name: String, password: String = IdentityScene.password, next: String = "") async -> PageSeen {
        let page = await browser.get("/sign-in" + (next.isEmpty ? "" : "?next=\(Address.encode(next))"))
        return await browser.submit(page, to: "/sign-in", ["email": "\(name)@example.nhs.uk", "password": password])
    }

    /// Signs in all the way to a role's home.
    static func enterFully(_ browser: PageProbe, _ name: String, _ scene: IdentityScene) async -> PageSeen {
        let seen = await enter(browser, name)
        guard seen.location?.hasPrefix("/sign-in/passcode") == true else { return seen }
        let page = await browser.follow(seen)
        return await browser.submit(page, to: "/sign-in/passcode", ["passcode": scene.passcode])
    }

    @Test("Password, passcode, and on to where the person was going", arguments: TestDatabases.engines)
    func journey(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let browser = try scene.browser()
            let first = await browser.get("/account")
            #expect(first.status == 303)
            #expect(first.location == "/sign-in?next=%2Faccount")
            let second = await Self.enter(browser, "amina", next: "/account")
            #expect(second.location == "/sign-in/passcode?next=%2Faccount")
            // Half signed in is not signed in.
            #expect(await browser.get("/account").status == 303)
            let page = await browser.follow(second)
            let third = await browser.submit(page, to: "/sign-in/passcode", ["passcode": scene.passcode])
            #expect(third.location == "/account")
            let account = await browser.follow(third)
            #expect(account.status == 200)
            #expect(account.contains("amina@example.nhs.uk"))
            #expect(account.contains("Receptionist, Riverside Surgery"))
        }
    }

    @Test("Cookies are HttpOnly and SameSite=Lax, and the session's is gone after signing out", arguments: TestDatabases.engines)
    func cookies(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let browser = try scene.browser()
            let seen = await Self.enter(browser, "farah")
            #expect(seen.location == "/")
            let cookies = seen.headers.all("set-cookie")
            #expect(cookies.count == 2)
            #expect(cookies.allSatisfy { $0.contains("HttpOnly") && $0.contains("SameSite=Lax") && $0.contains("Path=/") })
            #expect(cookies.first { $0.contains("commonweal-session=") }?.contains("Max-Age") == false)
            let account = await browser.get("/account")
            let left = await browser.submit(account, to: "/sign-out")
            #expect(left.headers.all("set-cookie").contains { $0.contains("commonweal-session=;") && $0.contains("Max-Age=0") })
            #expect(await browser.follow(left).contains("You have signed out"))
            #expect(await browser.get("/account").status == 303)
        }
    }

    @Test("The same words for an unknown address and for a wrong password", arguments: TestDatabases.engines)
    func sameWords(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina")
            let browser = try scene.browser()
            let wrong = await Self.enter(browser, "amina", password: "not the password")
            let unknown = await Self.enter(browser, "nobody", password: "not the password")
            #expect(wrong.status == 422)
            #expect(unknown.status == 422)
            #expect(wrong.contains("The email address or the password is not right"))
            func plain(_ page: PageSeen) -> String { page.plainText.replacing(/Request [0-9a-f]+/, with: "") }
            #expect(plain(wrong) == plain(unknown))
            let one = await browser.submit(await browser.get("/sign-in/forgotten"), to: "/sign-in/forgotten", ["email": "amina@example.nhs.uk"])
            let other = await browser.submit(await browser.get("/sign-in/forgotten"), to: "/sign-in/forgotten", ["email": "nobody@example.nhs.uk"])
            #expect(one.status == other.status)
            #expect(plain(one) == plain(other))
            #expect(one.contains("If there is an account"))
        }
    }

    @Test("Empty boxes are named, each with a link to its field", arguments: TestDatabases.engines)
    func empty(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try scene.browser()
            let page = await browser.submit(await browser.get("/sign-in"), to: "/sign-in", ["email": "", "password": ""])
            #expect(page.status == 422)
            #expect(page.text.contains("<a href=\"#email\">Enter your email address</a>"))
            #expect(page.text.contains("<a href=\"#password\">Enter your password</a>"))
            #expect(page.text.contains("<title>Error: Sign in"))
        }
    }

    @Test("Too many failures are told how long to wait, with status 429", arguments: TestDatabases.engines)
    func waits(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina")
            let browser = try scene.browser()
            var last = await Self.enter(browser, "amina", password: "not the password")
            for _ in 0..<5 { last = await Self.enter(browser, "amina", password: "not the password") }
            #expect(last.status == 429)
            #expect(last.contains("Wait 1 second and try again"))
        }
    }

    @Test("A passcode that is wrong and one that was used are told apart, in words that help", arguments: TestDatabases.engines)
    func passcodeWords(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let other = try scene.browser()
            #expect(await Self.enterFully(other, "amina", scene).location == "/")
            let browser = try scene.browser()
            let page = await browser.follow(await Self.enter(browser, "amina"))
            let used = await browser.submit(page, to: "/sign-in/passcode", ["passcode": scene.passcode])
            #expect(used.status == 422)
            #expect(used.contains("This passcode has been used"))
            let wrong = await browser.submit(used, to: "/sign-in/passcode", ["passcode": scene.passcode == "123456" ? "654321" : "123456"])
            #expect(wrong.contains("This passcode is not right"))
            scene.clock.pass(seconds: 30)
            #expect(await browser.submit(wrong, to: "/sign-in/passcode", ["passcode": scene.passcode]).location == "/")
        }
    }

    @Test("Setting up a passcode shows key and picture, then recovery codes once", arguments: TestDatabases.engines)
    func enrolment(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina")
            let browser = try scene.browser()
            let seen = await Self.enter(browser, "amina", next: "/account")
            #expect(seen.location == "/sign-in/passcode-set-up?next=%2Faccount")
            #expect(await browser.get("/account").status == 303)
            let page = await browser.follow(seen)
            #expect(page.text.contains("<svg"))
            #expect(page.text.contains("otpauth://totp/Commonweal:amina%40example.nhs.uk"))
            let sealed = try #require(try await scene.database.read { try $0.value(String.self, "SELECT sealed_secret FROM passcodes") })
            let secret = PasscodeSecret(bytes: try #require(scene.signIn.settings.passcodeKey.open(sealed)))
            #expect(page.contains(secret.spaced))
            let wrong = await browser.submit(page, to: "/sign-in/passcode-set-up", ["passcode": "12"])
            #expect(wrong.status == 422)
            let code = PasscodeRules.code(of: secret.bytes, step: PasscodeRules.step(at: scene.clock.now))
            let twice = await browser.window()
            let done = await browser.submit(wrong, to: "/sign-in/passcode-set-up", ["passcode": code])
            #expect(done.status == 200)
            #expect(done.contains("They are shown only now"))
            #expect(done.text.contains("href=\"/account\""))
            #expect(await browser.get("/account").status == 200)
            #expect(await browser.get("/sign-in/passcode-set-up").location == "/")
            // The second of two clicks, whose answer is the one that the browser shows.
            let second = await twice.submit(wrong, to: "/sign-in/passcode-set-up", ["passcode": code])
            #expect(second.location == "/account?notice=codes-unseen")
            #expect(await browser.follow(second).contains("your recovery codes may not have been shown"))
            // Sent by whoever's session is merely over, it leads to the door.
            let stale = await twice.submit(page, to: "/sign-in/passcode-set-up", ["passcode": code])
            #expect(stale.location == "/sign-in?next=%2Faccount")
        }
    }

    @Test("An idle session is over, the page says why, and the way is not lost", arguments: TestDatabases.engines)
    func idle(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("amina", hasPasscode: true)
            let browser = try scene.browser()
            _ = await Self.enterFully(browser, "amina", scene)
            let account = await browser.get("/account")
            scene.clock.pass(minutes: 29)
            #expect(await browser.get("/account").status == 200)
            scene.clock.pass(minutes: 29)
            #expect(await browser.get("/account").status == 200)
            scene.clock.pass(minutes: 31)
            let seen = await browser.get("/account")
            #expect(seen.location == "/sign-in?next=%2Faccount")
            let page = await browser.follow(seen)
            #expect(page.contains("You were signed out because nothing was done for a while"))
            let post = await browser.submit(account, to: "/account/sessions")
            #expect(post.status == 303)
            #expect(post.location?.hasPrefix("/sign-in?") == true)
            #expect(await browser.follow(post).contains("You were signed out"))
            let sent = await browser.send(
                "POST", "/account/sessions",
                [
                    "host": "commonweal.test", "referer": "https://commonweal.test/account?notice=x",
                    "content-type": "application/x-www-form-urlencoded",
                ], [])
            // What was said there after a change is not said again.
            #expect(sent.location == "/sign-in?notice=signed-out&next=%2Faccount")
            let again = await browser.send(
                "POST", "/account/sessions", ["host": "commonweal.test", "referer": "https://commonweal.test/account/sessions?x=1"], [])
            // A form that was shown again stands where it was sent to, which is no page.
            #expect(again.location == "/sign-in?notice=signed-out&next=%2Faccount")
            let from = await browser.send("POST", "/account/sessions", ["host": "commonweal.test", "referer": "https://evil.example/account"], [])
            #expect(from.location == "/sign-in?notice=signed-out")
            let back = await browser.submit(page, to: "/sign-in", ["email": "amina@example.nhs.uk", "password": IdentityScene.password])
            #expect(back.location == "/sign-in/passcode?next=%2Faccount")
        }
    }

    @Test("The way back never leads to another site", arguments: ["//evil.example", "https://evil.example/", "/\\evil.example", "/sign-out"])
    func elsewhere(next: String) async throws {
        try await withScene(.sqlite) { scene in
            try await scene.add("farah", [.financeLead])
            #expect(await Self.enter(try scene.browser(), "farah", next: next).location == "/")
        }
    }

    @Test("Somebody with two roles chooses one and can change it", arguments: TestDatabases.engines)
    func roles(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("bola", [.financeLead, .boardMember])
            let browser = try scene.browser()
            let seen = await Self.enter(browser, "bola")
            #expect(seen.location == "/sign-in/role")
            #expect(await browser.get("/account").status == 303)
            let page = await browser.follow(seen)
            #expect(page.contains("Finance lead, Example Federation"))
            #expect(page.contains("Board member, Example Federation"))
            let none = await browser.submit(page, to: "/sign-in/role", ["role": ""])
            #expect(none.status == 422)
            let id = try await scene.database.read { try $0.value(String.self, "SELECT id FROM role_assignments WHERE role = 'board-member'") }
            let chosen = await browser.submit(page, to: "/sign-in/role", ["role": try #require(id)])
            #expect(chosen.location == "/")
            let account = await browser.get("/account")
            #expect(account.contains("Board member, Example Federation"))
            #expect(account.contains("Change role"))
            let change = await browser.get("/sign-in/role")
            let other = try await scene.database.read { try $0.value(String.self, "SELECT id FROM role_assignments WHERE role = 'finance-lead'") }
            #expect(await browser.submit(change, to: "/sign-in/role", ["role": try #require(other)]).location == "/")
        }
    }

    @Test("Somebody who holds no role is told whom to ask", arguments: TestDatabases.engines)
    func noRole(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("nia", [])
            let browser = try scene.browser()
            let page = await browser.follow(await Self.enter(browser, "nia"))
            #expect(page.contains("you hold no role today"))
        }
    }

    @Test("A session cookie from before signing in is worth nothing afterwards", arguments: TestDatabases.engines)
    func fixation(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let planted = Token(from: .system)
            let website = try scene.website()
            let cookie: Headers = ["host": "commonweal.test", "cookie": "commonweal-session=\(planted.text)"]
            _ = await Self.enter(PageProbe(website: website), "farah")
            let seen = await website.respond(to: WebRequest(method: "GET", target: "/account", headers: cookie))
            #expect(seen.status == 303)
        }
    }

    @Test("The home page leads a visitor to the sign-in page, and signing in leads home", arguments: TestDatabases.engines)
    func home(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let browser = try scene.browser()
            #expect(await browser.get("/").location == "/sign-in")
            _ = await Self.enter(browser, "farah")
            #expect(await browser.get("/").status == 200)
            #expect(await browser.get("/sign-in").location == "/")
        }
    }
}
