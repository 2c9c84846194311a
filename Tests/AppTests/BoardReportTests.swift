// What all rooms say to the board, together.

import App
import Directory
import Foundation
import Identity
import Kernel
import Store
import Testing
import Web

@Suite("The board report of the demonstration")
struct BoardReportTests {
    /// A browser of somebody whom no sign-in asks for a passcode.
    private func browser(_ role: Role) async throws -> PageProbe {
        let installation = try await Demonstrations.installation.value
        let today = London.local(Demonstrations.now).date
        let place = try await installation.database.read { connection in
            let federation = try #require(try OrganisationStore.federation(on: today, in: connection))
            return role.seat == .federation
                ? federation.id : try #require(try OrganisationStore.members(of: federation.id, on: today, in: connection).first).id
        }
        let principal = Principal(
            account: AccountID(at: Demonstrations.now), person: PersonID(at: Demonstrations.now), name: "Sam Reader", role: role,
            organisation: place, organisationName: "Here", holdsOtherRoles: false, scope: ScopeRules.scope(of: role, at: place))
        return try PageProbe(features: installation.features, as: principal, at: Demonstrations.now)
    }

    @Test("Six questions stand in their order, each with a chart, and every figure opens onto what it is made of")
    func report() async throws {
        let browser = try await browser(.federationManager)
        let page = await browser.get("/board")
        #expect(page.status == 200)
        let words = page.plainText
        let places = [
            "Care delivered", "Time booked", "Did not attend", "Owed to practices", "Are we delivering?", "Is the time used?",
            "How many do not attend?", "Who is not getting a share?", "What do we earn?", "What have practices been paid?",
        ].map { words.firstRange(of: $0)?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        #expect(page.text.components(separatedBy: "class=\"chart\"").count - 1 == 6)
        let figures = Set(page.links.filter { $0.hasPrefix("/figures/") })
        #expect(
            Set(figures.map { $0.prefix { $0 != "?" } }) == [
                "/figures/appointments", "/figures/offered", "/figures/postings", "/figures/required", "/figures/work",
            ])
        for link in figures { #expect(await browser.get(link).status == 200, "\(link)") }
    }

    @Test("Practices are compared by the columns of all rooms, each of which sorts and opens")
    func practices() async throws {
        let browser = try await browser(.federationManager)
        let page = await browser.get("/board/practices")
        for title in ["Share", "Had", "Of share", "Not attended", "Minutes", "Earned", "Paid", "Owed"] { #expect(page.contains(title), "\(title)") }
        for name in ["share", "had", "use", "missed", "minutes", "earned", "paid", "owed"] {
            #expect(await browser.get("/board/practices?sort=\(name)&order=descending").status == 200, "\(name)")
        }
        let whole = Set(page.links.filter { $0.hasPrefix("/figures/") && !$0.contains("practice=") })
        #expect(!whole.isEmpty)
        for link in whole { #expect(await browser.get(link).status == 200, "\(link)") }
    }

    @Test("A practice's manager reads what is owed, the share and how the practice compares, in that order, and opens each figure")
    func practiceHome() async throws {
        let browser = try await browser(.practiceManager)
        let page = await browser.get("/")
        let words = page.plainText
        let places = ["What we are owed, and why", "Our share of hub appointments", "How we compare"].map { words.firstRange(of: $0)?.lowerBound }
        #expect(!places.contains(nil))
        #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
        #expect(page.contains("Another practice"))
        let figures = Set(page.links.filter { $0.hasPrefix("/figures/") })
        #expect(figures.count >= 6)
        for link in figures { #expect(await browser.get(link).status == 200, "\(link)") }
    }
}
