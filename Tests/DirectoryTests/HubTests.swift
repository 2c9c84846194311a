// Opening hubs, and who hosts them.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

@Suite("Hub pages")
struct HubTests {
    /// Riverside and Elm in a federation; `work` is the last day of work at any site.
    static func withFederation(
        _ engine: Engine, work: LocalDate? = nil, clinics: Int = 0,
        _ body: (any Database, _ probe: (Role) throws -> PageProbe, _ practices: [OrganisationID]) async throws -> Void
    ) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let riverside = try await database.addPractice("A99901", "Riverside Surgery")
            let elm = try await database.addPractice("A99902", "Elm Practice")
            try await database.change {
                try FederationForming.form(
                    FederationDraft(
                        name: "Example Federation", on: day("2026-01-01"), practices: [try code("A99901"), try code("A99902")]), in: $0)
            }
            let ports = DirectoryPorts(
                lastWork: { _, _ in work }, commitments: Commitments(of: [Planned(clinics: clinics)]), hostChanged: { _, _, _ in })
            try await body(database, { try probe($0, database, ports) }, [riverside, elm])
        }
    }

    static func probe(_ role: Role, _ database: any Database, _ ports: DirectoryPorts = .none) throws -> PageProbe {
        let home = OrganisationID(at: TestDay.now)
        let principal = Principal(
            account: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), name: "Sam Sample", role: role, organisation: home,
            organisationName: "Example", holdsOtherRoles: false, scope: role.seat == .practice ? .practice(home) : .federation)
        return try PageProbe(features: [DirectoryFeature(database: database, files: .test(database), ports: ports)], as: principal, at: TestDay.now)
    }

    static func open(_ probe: PageProbe, host: OrganisationID) async -> PageSeen {
        await probe.submit(
            await probe.get("/directory/hubs/new"), to: "/directory/hubs/new",
            [
                "name": "Oak Hub", "host": host.stored, "postcode": "SW1A 1AA", "room": "Room 1\r\n\r\n Room 2 ", "from-day": "1", "from-month": "4",
                "from-year": "2026", "reason": "Agreed by the board",
            ])
    }

    @Test(
        "A hub is opened once with its site, its rooms and its host, and what is missing is said beside the field", arguments: TestDatabases.engines)
    func opening(engine: Engine) async throws {
        try await Self.withFederation(engine) { database, probe, practices in
            let manager = try probe(.federationManager)
            #expect(await manager.get("/directory").contains("Open a hub"))
            let form = await manager.get("/directory/hubs/new")
            #expect(form.contains("Riverside Surgery, A99901"))
            let empty = await manager.submit(form, to: "/directory/hubs/new", ["room": " "])
            #expect(empty.status == 422)
            for words in ["Enter the hub's name", "Choose the practice that hosts it", "Enter at least one room", "Say in a few words why"] {
                #expect(empty.contains(words), "\(words)")
            }
            let opened = await Self.open(manager, host: practices[0])
            #expect(opened.status == 303, "\(opened.plainText)")
            let page = await manager.follow(opened)
            for words in ["The hub is open", "Oak Hub", "Room 2", "Riverside Surgery", "Hosts over time", "Change who hosts Oak Hub", "SW1A 1AA"] {
                #expect(page.contains(words), "\(words)")
            }
            let again = await Self.open(manager, host: practices[0])
            #expect(again.status == 422 && again.contains("There is a hub called Oak Hub already"))
            let sites = try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0) }
            #expect(sites.count == 1)
            let twoRooms = await manager.submit(
                form, to: "/directory/hubs/new", ["name": "Elm Hub", "host": practices[1].stored, "room": "Room 1\nroom 1", "reason": "x"])
            #expect(twoRooms.status == 422 && twoRooms.contains("There is a room called room 1"))
            #expect(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0) }.count == 1)
        }
    }

    @Test("Another practice hosts from a day on; the days before stay with the old one", arguments: TestDatabases.engines)
    func host(engine: Engine) async throws {
        try await Self.withFederation(engine, work: day("2026-11-20")) { database, probe, practices in
            let manager = try probe(.federationManager)
            let base = try #require(await Self.open(manager, host: practices[0]).location?.split(separator: "?").first)
            let site = try #require(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0).first })
            let path = "\(base)/sites/\(site.id)/host"
            let form = await manager.get(path)
            #expect(form.contains("Hosted by Riverside Surgery, from 1 April 2026"))
            func send(_ page: PageSeen, _ practice: OrganisationID, day: String, month: String = "12") async -> PageSeen {
                await manager.submit(
                    page, to: path, ["host": practice.stored, "from-day": day, "from-month": month, "from-year": "2026", "reason": "Agreed"])
            }
            let early = await send(form, practices[1], day: "20", month: "11")
            #expect(early.status == 422 && early.contains("Work at Oak Hub on 20 November 2026 is on record"))
            #expect(await send(form, practices[0], day: "1").contains("hosts this site on that day already"))
            let stranger = await send(form, site.organisation, day: "1")
            #expect(stranger.status == 422 && stranger.contains("Choose the practice that hosts it"))
            let changed = await send(form, practices[1], day: "1")
            #expect(changed.status == 303, "\(changed.plainText)")
            let page = await manager.follow(changed)
            for words in ["The new host is recorded", "1 April 2026 to 30 November 2026", "from 1 December 2026"] {
                #expect(page.plainText.contains(words), "\(words)")
            }
            try await database.read { (connection: any Connection) throws in
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-11-30"), in: connection) == practices[0])
                #expect(try SiteStore.hostPractice(of: site.id, on: day("2026-12-01"), in: connection) == practices[1])
                let hosted = try OrganisationStore.relationships(of: site.organisation, in: connection).filter { $0.kind == .hostedBy }
                #expect(Set(hosted.map(\.untilDate)) == [day("2026-11-30"), nil])
            }
            // The form that was open before: somebody else was first, and what was typed is kept.
            let late = await manager.submit(
                form, to: path,
                ["host": practices[1].stored, "from-day": "15", "from-month": "12", "from-year": "2026", "reason": "Agreed", "once": "another"])
            #expect(late.status == 409 && late.contains("Somebody else changed this") && late.contains("value=\"15\""))
            // A change that is planned is replaced by another before it comes.
            let back = await send(await manager.get(path), practices[0], day: "25", month: "11")
            #expect(back.status == 303, "\(back.plainText)")
            #expect(try await database.read { try SiteStore.hostPractice(of: site.id, on: day("2026-12-05"), in: $0) } == practices[0])
        }
    }

    @Test("Two who give a hub another host at one moment: one goes through", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await Self.withFederation(engine) { database, probe, practices in
            let manager = try probe(.federationManager)
            let base = try #require(await Self.open(manager, host: practices[0]).location?.split(separator: "?").first)
            let site = try #require(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0).first })
            let form = await manager.get("\(base)/sites/\(site.id)/host")
            let statuses = await withTaskGroup(of: Int.self) { group in
                for (number, practice) in [practices[1], practices[1]].enumerated() {
                    group.addTask {
                        await manager.submit(
                            form, to: "\(base)/sites/\(site.id)/host",
                            [
                                "host": practice.stored, "from-day": "\(number + 1)", "from-month": "12", "from-year": "2026", "reason": "Agreed",
                                "once": "click \(number)",
                            ]
                        ).status
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [303, 409])
            #expect(try await database.read { try SiteStore.hosts(of: site.id, in: $0) }.count == 2)
        }
    }

    @Test(
        "A site's name, postcode and place are corrected; a hub with clinics, and a practice that hosts, stay open", arguments: TestDatabases.engines)
    func sites(engine: Engine) async throws {
        try await Self.withFederation(engine, clinics: 2) { database, probe, practices in
            let manager = try probe(.federationManager)
            let base = try #require(await Self.open(manager, host: practices[0]).location?.split(separator: "?").first)
            let site = try #require(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0).first })
            let path = "\(base)/sites/\(site.id)"
            let form = await manager.get(path)
            let wrong = await manager.submit(form, to: path, ["postcode": "nowhere", "reason": "x"])
            #expect(wrong.status == 422)
            let same = await manager.submit(form, to: path, ["reason": "x"])
            #expect(same.status == 422 && same.contains("Nothing was changed"))
            let corrected = await manager.submit(form, to: path, ["postcode": "ZE1 0AA", "place": "51.6, -0.17", "reason": "A slip"])
            #expect(corrected.status == 303, "\(corrected.plainText)")
            #expect(await manager.follow(corrected).contains("ZE1 0AA"))
            let late = await manager.submit(form, to: path, ["name": "Oak", "reason": "x", "once": "another"])
            #expect(late.status == 409 && late.contains("It is now “Oak Hub / ZE1 0AA / 51.6, -0.17”") && late.text.contains("value=\"Oak\""))
            #expect(await manager.get("/directory/organisations/\(practices[0])/sites/\(site.id)").status == 404)
            #expect(await manager.get("/directory/organisations/\(practices[0])/sites/\(site.id)/host").status == 404)

            let closing = await manager.submit(await manager.get("\(base)/closure"), to: "\(base)/closure", ["reason": "The lease ends"])
            #expect(closing.status == 422 && closing.contains("2 clinics are published at Oak Hub after that day"))
            let practice = "/directory/organisations/\(practices[0])/closure"
            let hosting = await manager.submit(await manager.get(practice), to: practice, ["reason": "It closes"])
            #expect(hosting.status == 422 && hosting.contains("It hosts Oak Hub after that day"))
            #expect(try await database.read { try OrganisationStore.organisation(practices[0], on: day("2027-01-01"), in: $0) }?.isOpen == true)
        }
    }

    @Test("Only a federation manager opens, changes and closes", arguments: Role.allCases)
    func refusals(role: Role) async throws {
        try await Self.withFederation(.sqlite) { database, probe, practices in
            let base = try #require(await Self.open(try probe(.federationManager), host: practices[0]).location?.split(separator: "?").first)
            let site = try #require(try await database.read { try SiteStore.hubSites(on: TestDay.today, in: $0).first })
            let before = try await database.directoryAsText()
            let person = try probe(role)
            let may = role == .federationManager
            let token: KeyValuePairs<String, String> = ["form-token": "token-of-\(AccountID(at: TestDay.now))", "once": "x"]
            let mine = await person.get("/directory/organisations/\(practices[0])")
            for path in [
                "/directory/organisations/new", "/directory/hubs/new", "\(base)/name", "\(base)/address", "\(base)/code", "\(base)/closure",
                "\(base)/sites/\(site.id)", "\(base)/sites/\(site.id)/host",
            ] {
                let page = await person.get(path)
                #expect(page.status == (may ? 200 : 403), "\(path)")
                let status = await person.post(path, token, from: may ? page : mine).status
                #expect(may ? status == 422 || status == 409 : status == 403, "\(path): \(status)")
            }
            #expect(try await database.directoryAsText() == before)
            let page = await person.get(String(base))
            #expect(page.contains("Change who hosts Oak Hub") == may && page.contains("Close Oak Hub") == may)
            #expect(await person.get("/directory").contains("Add an organisation") == may)
        }
    }
}

/// A room with clinics at every site after any day.
private struct Planned: Feature {
    let clinics: Int

    func commitments(of subject: Commitment.Subject, after day: LocalDate, in connection: any Connection) throws -> [Commitment] {
        guard case .site = subject, clinics > 0 else { return [] }
        return [
            Commitment(
                what: "\(clinics) clinics are published", remedy: "Ask a hub coordinator to withdraw them first.")
        ]
    }
}
