// Every page of the room, for every role.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("Permissions of Identity's pages")
struct IdentityPermissionTests {
    static let administration: Set<Role> = [.systemAdministrator, .federationManager]

    @Test("Each page is served or refused as its permission says", arguments: Role.allCases)
    func matrix(role: Role) async throws {
        try await withScene(.sqlite) { scene in
            let account = try await scene.add("amina", [role], hasPasscode: role.seesPatients)
            let browser = try scene.browser()
            #expect(await SignInPagesTests.enterFully(browser, "amina", scene).location == "/")
            let isAdministration = Self.administration.contains(role)
            let expected: [(String, Bool)] = [
                ("/account", true), ("/people", isAdministration), ("/people/invitation", isAdministration),
                ("/people/\(account.id)", isAdministration), ("/account/notices", true),
            ]
            for (address, isServed) in expected {
                #expect(await browser.get(address).status == (isServed ? 200 : 403), "\(address)")
            }
            let page = await browser.get("/account")
            for address in [
                "/people/invitation", "/people/\(account.id)/roles", "/people/\(account.id)/state", "/people/\(account.id)/passcode",
                "/people/\(account.id)/invitation", "/people/\(account.id)/sessions",
            ] where !isAdministration {
                #expect(await browser.post(address, from: page).status == 403, "\(address)")
            }
        }
    }

    @Test("A visitor is led to the sign-in page from every page that is not open to everyone")
    func visitor() async throws {
        try await withScene(.sqlite) { scene in
            let website = try scene.website()
            let browser = PageProbe(website: website)
            for route in website.routes where route.permission.holders != .everyone && route.method == .get {
                let path = route.address.pattern.split(separator: "/").map { $0.hasPrefix("{") ? AccountID(at: TestDay.now).stored : String($0) }
                #expect(await browser.get("/" + path.joined(separator: "/")).status == 303, "\(route.address.pattern)")
            }
        }
    }

    @Test("A form without its token is refused, signing in and out included")
    func tokens() async throws {
        try await withScene(.sqlite) { scene in
            try await scene.add("farah", [.financeLead])
            let browser = try scene.browser()
            #expect(await browser.post("/sign-in", ["email": "farah@example.nhs.uk", "password": IdentityScene.password]).status == 403)
            _ = await SignInPagesTests.enter(browser, "farah")
            #expect(await browser.post("/sign-out").status == 403)
            #expect(await browser.post("/account/sessions", ["form-token": "00"]).status == 403)
            #expect(await browser.get("/account").status == 200)
        }
    }

    @Test("Every template fits its page")
    func templates() async throws {
        try await withScene(.sqlite) { scene in
            let renderer = try Renderer(templates: scene.feature.templates)
            for sample in scene.feature.samples {
                #expect(try TemplateCheck.problems(of: sample, in: renderer) == [], "\(type(of: sample).template)")
            }
        }
    }
}
