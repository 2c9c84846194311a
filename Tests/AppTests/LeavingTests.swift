// What is promised still when one leaves.

import Activity
import App
import Kernel
import Store
import TestKit
import Testing
import Web

@Suite("Leaving")
struct LeavingTests {
    /// Tuesday 3 November 2026, the day before which Riverside had booked for the Thursday.
    static let lastDay = Cast.date(2026, 11, 3)

    @Test(
        "A practice that leaves is told what is kept; it is delivered, listed and paid to the host, and the work says so to all who may see it",
        arguments: TestDatabases.engines)
    func leaving(engine: Engine) async throws {
        try await withDatabaseLocation(engine) { location in
            let installation = try await TestInstallations.ready(location, at: Federation.at(Federation.monday, 10))
            let (federation, journey) = (try await Federation.form(in: installation), JourneyTests())
            // given a clinic at Elm's hub on Thursday with one of Riverside's patients
            try await journey.givenConsent(federation, federation.riverside)
            try await journey.givenConsent(federation, federation.elm)
            try await journey.givenClinic(federation)
            let booked = try await journey.whenBooked(federation)
            // when each of the two thinks of leaving after Tuesday
            try await thenConsequencesAreTold(federation)
            // when Riverside leaves
            try await whenRiversideLeaves(federation)
            // then its people find what is kept
            try await thenKeptIsListed(federation, booked.patient)
            // then the appointment is held and the host is paid for it as the terms say
            try await journey.whenSeen(federation, booked)
            try await journey.whenMonthIsClosed(federation)
            try await journey.thenStatementOpens(federation)
            try await thenWorkSaysThatItEarned(federation)
            await installation.database.close()
        }
    }

    private func withdrawal(_ federation: Federation, of practice: OrganisationID) async throws -> (PageProbe, PageSeen) {
        let manager = try federation.browser(.practiceManager, at: practice, Federation.at(Federation.monday, 15))
        return (manager, await manager.get("/schemes/\(federation.scheme)/withdrawal?last-day-day=3&last-day-month=11&last-day-year=2026"))
    }

    func thenConsequencesAreTold(_ federation: Federation) async throws {
        let (_, riverside) = try await withdrawal(federation, of: federation.riverside)
        #expect(riverside.contains("1 appointment is booked for your patients after this day, the last on 5 November 2026. They are kept"))
        #expect(!riverside.contains("which your practice hosts"))
        let (_, host) = try await withdrawal(federation, of: federation.elm)
        #expect(host.contains("1 clinic is published at Oak Hub, which your practice hosts, after this day, the last on 5 November 2026"))
        #expect(host.contains("1 appointment is booked in them."))
        #expect(!host.contains("booked for your patients after this day"))
    }

    func whenRiversideLeaves(_ federation: Federation) async throws {
        let (manager, page) = try await withdrawal(federation, of: federation.riverside)
        let left = await manager.submit(page, to: "/schemes/\(federation.scheme)/withdrawal", ["reason": "Too far away"])
        #expect(left.status == 303)
        #expect(await manager.follow(left).contains("1 appointment is booked for your patients after this day"))
    }

    func thenKeptIsListed(_ federation: Federation, _ patient: String) async throws {
        let afternoon = Federation.at(Federation.monday, 16)
        let manager = try federation.browser(.practiceManager, at: federation.riverside, afternoon)
        let home = await manager.get("/")
        #expect(
            home.contains(
                "1 appointment of your patients is on 5 November 2026, after 3 November 2026, your practice’s last day in Enhanced access 2026/27."),
            "\(home.plainText)")
        let list = await manager.get(try #require(home.address(from: "/kept-appointments")))
        #expect(list.contains("Amina Testwood"))
        let host = try federation.browser(.practiceManager, at: federation.elm, afternoon)
        #expect(await !host.get("/").contains("your practice’s last day"))
        #expect(await !host.get("/kept-appointments").contains("Testwood"))
        let planner = try federation.browser(.hubCoordinator, afternoon)
        #expect(await planner.get("/clinics").contains("RIVERSIDE SURGERY: 1 appointment on 5 November 2026"))
    }

    func thenWorkSaysThatItEarned(_ federation: Federation) async throws {
        let later = Federation.at(JourneyTests.december, 12)
        func entry(_ kind: ActivityKind) async throws -> String {
            try await federation.installation.database.read {
                try #require(try $0.value(String.self, "SELECT id FROM activity_entries WHERE kind = \(kind)"))
            }
        }
        let (delivered, unused) = (try await entry(.appointmentDelivered), try await entry(.capacityUnused))
        let words = "It earned money for the practice that hosted it, ELM PRACTICE."
        let riverside = try federation.browser(.practiceManager, at: federation.riverside, later)
        #expect(await riverside.get("/activity/\(delivered)").contains(words))
        #expect(await riverside.get("/activity/\(unused)").status == 404)
        let coordinator = try federation.browser(.hubCoordinator, later)
        for id in [delivered, unused] { #expect(await coordinator.get("/activity/\(id)").contains(words)) }
        let host = await (try federation.browser(.practiceManager, at: federation.elm, later)).get("/activity/\(unused)")
        #expect(host.contains("£112.50") && !host.contains("For patients of"))
    }
}
