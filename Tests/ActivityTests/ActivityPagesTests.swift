// The page of one unit of work.

import Activity
import Directory
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Activity page")
struct ActivityPagesTests {
    static let ports = ActivityPorts(
        evidence: { entry, _, role in
            role.seesPatients
                ? ActivityLink("The appointment", "/bookings/\(entry.evidence.identifier)")
                : ActivityLink("An appointment, which the practice may open", "")
        },
        earned: { _, _, _ in
            [EarnedLine(sentence: "3 appointments, 1 h delivered", account: "Owed to practices", amount: Money(pence: -3_267), address: "/ledger")]
        },
        settlement: { _, _ in .earned }, schemeTitle: { _, _ in "Enhanced access 2026/27" })

    static func withEntry(_ body: (_ path: String, _ probe: (Role, OrganisationID) throws -> PageProbe) async throws -> Void) async throws {
        try await withDatabase(.sqlite, migrations: ActivityStoreTests.migrations) { database in
            try await ActivityStoreTests.start(database, [Cast.entry(1)])
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                _ = try ActivityStore.reverse(Cast.entry(1).id, reason: .recordedTwice, in: $0)
            }
            try await body("/activity/\(Cast.entry(1).id)") { role, organisation in
                try PageProbe(
                    features: [ActivityFeature(database: database, ports: ports)], as: Cast.principal(role, at: organisation),
                    at: TestDay.later(minutes: 9))
            }
        }
    }

    @Test("An entry opens onto its evidence, what it earned and what took it back, without naming a patient")
    func entry() async throws {
        try await Self.withEntry { path, probe in
            let manager = try probe(.practiceManager, Cast.riverside)
            let page = await manager.get(path)
            for words in [
                "Appointment delivered", "Taken back", "The work was recorded twice", "Riverside Surgery", "Elm Practice", "Oak Hub", "Pat Marlow",
                "15 minutes",
                "Enhanced access 2026/27", "The appointment", "3 appointments, 1 h delivered", "−£32.67",
            ] { #expect(page.contains(words), "\(words)") }
            #expect(page.text.contains("/bookings/appointment-1"))
            let lead = try await probe(.financeLead, Cast.federation).get(path)
            #expect(lead.contains("An appointment, which the practice may open"))
            #expect(!lead.text.contains("/bookings/"))
        }
    }

    @Test(
        "Who may not see what work earned is told whether it earned anything",
        arguments: [
            (Settlement.waiting, "Nothing yet: work is turned into money when its month is closed."),
            (.earned, "It earned money for the practice that hosted it, Elm Practice."),
            (.nothing, "Nothing: its month is closed, and it came to no money."),
        ])
    func settlement(settlement: Settlement, words: String) async throws {
        try await withDatabase(.sqlite, migrations: ActivityStoreTests.migrations) { database in
            try await ActivityStoreTests.start(database, [Cast.entry(1), Cast.entry(2, kind: .capacityUnused, evidence: "clinic-1")])
            var ports = ActivityPorts.none
            ports.settlement = { _, _ in settlement }
            let manager = try PageProbe(
                features: [ActivityFeature(database: database, ports: ports)], as: Cast.principal(.practiceManager, at: Cast.riverside),
                at: TestDay.later(minutes: 9))
            let page = await manager.get("/activity/\(Cast.entry(1).id)")
            #expect(page.contains(words))
            #expect(page.contains("For patients of"))
            // Time that nobody booked is for nobody's patients.
            #expect(await !manager.get("/activity/\(Cast.entry(2).id)").contains("For patients of"))
        }
    }

    @Test(
        "Each role sees the work of its own practice, hub or federation, and no other",
        arguments: [
            (Role.receptionist, Cast.riverside, 403), (.practiceClinician, Cast.riverside, 403), (.practiceManager, Cast.riverside, 200),
            (.practiceManager, Cast.elm, 200), (.practiceManager, Cast.oldMill, 404), (.hubClinician, Cast.hub, 403),
            (.hubCoordinator, Cast.hub, 200),
            (.hubCoordinator, Cast.federation, 404), (.financeLead, Cast.federation, 200), (.federationManager, Cast.federation, 200),
            (.boardMember, Cast.federation, 200), (.systemAdministrator, Cast.federation, 403),
        ])
    func permissions(role: Role, organisation: OrganisationID, status: Int) async throws {
        try await Self.withEntry { path, probe in
            let person = try probe(role, organisation)
            #expect(await person.get(path).status == status)
            #expect(await person.get("/activity/not-an-entry").status == (status == 403 ? 403 : 404))
        }
    }
}
