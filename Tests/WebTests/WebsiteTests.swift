// Requests, from the door to the page.

import Foundation
import Kernel
import Logging
import Store
import Testing
import Web

@Suite struct WebsiteTests {
    @Test("A page is served in its layout with the person's name, role and navigation")
    func page() async throws {
        let page = try await probe().get("/people")
        #expect(page.status == 200)
        #expect(page.contains("Receptionist, Riverside Surgery"))
        #expect(page.text.contains("<a href=\"/people\" aria-current=\"page\">People</a>"))
        #expect(!page.contains("Board"))
        #expect(page.headers["cache-control"] == "no-store")
    }

    @Test("A form is sent with its token, and a problem shows what was typed")
    func form() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        let wrong = await probe.submit(page, to: "/people", ["name": ""])
        #expect(wrong.status == 422)
        #expect(wrong.contains("Enter a name"))
        let right = await probe.submit(page, to: "/people", ["name": "Amina Example"])
        #expect(right.status == 303)
        #expect(right.location == "/people?notice=added")
    }

    @Test("A form without its token, with another's, or from another site is refused")
    func forgery() async throws {
        let probe = try probe()
        let page = await probe.get("/people")
        #expect(await probe.post("/people", ["name": "Amina"]).status == 403)
        #expect(await probe.post("/people", ["name": "Amina", "form-token": "guess"]).status == 403)
        #expect(await probe.post("/people", ["name": "Amina"], from: page).status == 303)
    }

    private func probe() throws -> PageProbe { try PageProbe(features: [PeopleFeature()], as: Cast.receptionist, at: Cast.now) }
}
