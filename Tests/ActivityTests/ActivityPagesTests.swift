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

@Suite("Work behind a figure")
struct WorkFigureTests {
    /// Twenty appointments of 15 minutes of Riverside's patients and ten of Elm's in one week, one of Riverside's taken back.
    static func withWork(
        _ engine: Engine, extra: Int = 0, _ body: (any Database, _ probe: (Principal?) throws -> PageProbe) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: ActivityStoreTests.migrations) { database in
            let entries = (0..<30 + extra).map { index in
                ActivityEntry(
                    id: Cast.id(1000 + UInt64(index)), kind: .appointmentDelivered, practice: index < 20 || index >= 30 ? Cast.riverside : Cast.elm,
                    host: Cast.elm, site: Cast.oakHub, occurredAt: Cast.noon(week.adding(days: index % 5)), minutes: 15,
                    evidence: RecordLink(kind: "appointment", identifier: "\(index)"), recordedAt: TestDay.now)
            }
            try await ActivityStoreTests.start(database, entries)
            try await database.write(by: .test, at: TestDay.later(minutes: 5)) {
                _ = try ActivityStore.reverse(entries[0].id, reason: .wrongAppointment, in: $0)
            }
            try await body(database) { try PageProbe(features: [ActivityFeature(database: database)], as: $0, at: TestDay.later(minutes: 9)) }
        }
    }

    static let week = Cast.date(2026, 11, 2)

    static func path(practice: OrganisationID? = nil, network: OrganisationID? = nil, group: ReportFrame.Group? = nil) -> String {
        ActivityAddresses.figure(
            Origin(from: week, through: week.adding(days: 6), network: network, practice: practice, group: group), of: .appointmentDelivered)
    }

    @Test("A figure opens onto the entries that add up to it, taken back ones too", arguments: TestDatabases.engines)
    func work(engine: Engine) async throws {
        try await Self.withWork(engine) { _, probe in
            let page = try await probe(Cast.principal(.financeLead, at: Cast.federation)).get(Self.path(practice: Cast.riverside))
            #expect(page.contains("Riverside Surgery, 2 November 2026 to 8 November 2026") && page.contains("Taken back"))
            // 20 entries and one that takes the first back: 19 × 15 minutes.
            #expect(page.plainText.contains("Minutes 285"))
            #expect(page.links.filter { $0.hasPrefix("/activity/") }.count == 21)
        }
    }

    @Test("A practice opens its own figures only, and a link that was cut short is refused", arguments: TestDatabases.engines)
    func permissions(engine: Engine) async throws {
        try await Self.withWork(engine) { _, probe in
            let own = try probe(Cast.principal(.practiceManager, at: Cast.riverside))
            #expect(await own.get(Self.path(practice: Cast.elm)).status == 404)
            #expect(await own.get(Self.path(network: Cast.north)).status == 404)
            #expect(await own.get(Self.path(group: .former)).status == 404)
            #expect(await own.get(Self.path()).links.filter { $0.hasPrefix("/activity/") }.count == 21)
            for role in [Role.receptionist, .hubClinician, .hubCoordinator, .practiceClinician, .systemAdministrator] {
                #expect(try await probe(Cast.principal(role, at: Cast.riverside)).get(Self.path()).status == 403)
            }
            let board = try probe(Cast.principal(.boardMember, at: Cast.federation))
            for cut in ["", "?from=2026-11-02", "?from=2026-11-08&through=2026-11-02"]
                + ["kind", "practice", "known"].map({
                    "?from=2026-11-02&through=2026-11-08&\($0)=x"
                })
            { #expect(await board.get("/figures/work" + cut).status == 400, "\(cut)") }
            for body in ["practice=\(Cast.commissioner.stored)", "network=\(Cast.federation.stored)", "practice=\(Cast.north.stored)"] {
                #expect(await board.get("/figures/work?from=2026-11-02&through=2026-11-08&\(body)").status == 404, "\(body)")
            }
        }
    }

    @Test(
        "Work of a practice that merged counts for the one that carries on, and that of one that left keeps its page",
        arguments: TestDatabases.engines)
    func formerMembers(engine: Engine) async throws {
        try await Self.withWork(engine) { database, probe in
            try await database.write(by: .test, at: TestDay.later(minutes: 6)) { tx in
                try OrganisationStore.succeed(Cast.riverside, by: Cast.elm, from: TestDay.today, reason: "merger", in: tx)
                for relationship in try OrganisationStore.relationships(of: Cast.oldMill, in: tx) {
                    try OrganisationStore.end(relationship, lastDay: TestDay.today.adding(days: -1), reason: "left", in: tx)
                }
            }
            let board = try probe(Cast.principal(.boardMember, at: Cast.federation))
            // All 30 less the one taken back.
            #expect(await board.get(Self.path(practice: Cast.elm)).plainText.contains("Minutes 435"))
            #expect(await board.get(Self.path(practice: Cast.oldMill)).status == 200)
            #expect(await board.get(Self.path(group: .former)).contains("No longer a member"))
        }
    }

    @Test("Long lists turn their pages, each entry once", arguments: TestDatabases.engines)
    func pages(engine: Engine) async throws {
        // 30 entries, 200 more and the one that takes back: two pages of 100 and one of 31.
        try await Self.withWork(engine, extra: 200) { _, probe in
            let board = try probe(Cast.principal(.boardMember, at: Cast.federation))
            var (links, next, pages): ([String], String?, Int) = ([], Self.path(), 0)
            while let address = next, pages < 9 {
                let page = await board.get(address)
                links += page.links.filter { $0.hasPrefix("/activity/") }
                next = page.links.first { $0.contains("after=") }
                pages += 1
            }
            #expect(pages == 3 && links.count == 231 && Set(links).count == 231)
            #expect(await board.get(Self.path()).contains("1 to 100 of 231"))
            // A place that cannot be read is the beginning.
            #expect(await board.get(Self.path() + "&after=x").links.filter { $0.hasPrefix("/activity/") }.count == 100)
        }
    }
}
