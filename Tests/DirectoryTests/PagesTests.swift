// The directory's pages, role by role.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

struct PagesTests {
    private func principal(_ role: Role) -> Principal {
        let home = OrganisationID(at: TestDay.now)
        return Principal(
            account: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), name: "Sam Sample", role: role, organisation: home,
            organisationName: "Riverside Surgery", holdsOtherRoles: false, scope: role.seat == .practice ? .practice(home) : .federation)
    }

    private func probe(_ role: Role?, _ database: any Database) throws -> PageProbe {
        try PageProbe(features: [DirectoryFeature(database: database, files: .test(database))], as: role.map(principal), at: TestDay.now)
    }

    private func upload(_ text: String, name: String, kind: String, from page: PageSeen) -> [UInt8] {
        let token = page.text.components(separatedBy: "name=\"form-token\" value=\"")[1].prefix { $0 != "\"" }
        let once = page.text.components(separatedBy: "name=\"once\" value=\"").last?.prefix { $0 != "\"" } ?? ""
        var body = ""
        for (field, value) in [
            ("form-token", String(token)), ("once", String(once)), ("kind", kind), ("effective-day", ""), ("effective-month", ""),
            ("effective-year", ""),
        ] {
            body += "--edge\r\nContent-Disposition: form-data; name=\"\(field)\"\r\n\r\n\(value)\r\n"
        }
        body +=
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\nContent-Type: text/csv\r\n\r\n\(text)\r\n--edge--\r\n"
        return Array(body.utf8)
    }

    private func send(_ text: String, name: String = "epraccur_2022-06.csv", kind: String = "ods", from page: PageSeen? = nil, to probe: PageProbe)
        async
        -> PageSeen
    {
        let blank = await probe.get("/directory/imports")
        return await probe.send(
            "POST", "/directory/imports", ["content-type": "multipart/form-data; boundary=edge"],
            upload(text, name: name, kind: kind, from: page ?? blank))
    }

    @Test("Everybody who is signed in may read the directory; only some may edit and import", arguments: Role.allCases)
    func roles(role: Role) async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let probe = try probe(role, database)
            for path in ["/directory", "/directory/federation", "/directory/map", "/directory/organisations/\(practice)"] {
                let page = await probe.get(path)
                #expect(page.status == 200, "\(path)")
            }
            let mayEdit = role == .federationManager
            for path in ["posts/new", "named-lead", "sites/new", "populations/new", "relationships/new", "merger"] {
                let page = await probe.get("/directory/organisations/\(practice)/\(path)")
                #expect(page.status == (mayEdit ? 200 : 403), "\(path)")
            }
            let organisation = await probe.get("/directory/organisations/\(practice)")
            #expect(organisation.contains("Record a population") == mayEdit)
            let imports = await probe.get("/directory/imports")
            #expect(imports.status == (role == .federationManager || role == .systemAdministrator ? 200 : 403))
        }
    }

    @Test("A visitor who is not signed in is sent to sign in")
    func visitor() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let page = await (try probe(nil, database)).get("/directory")
            #expect(page.status == 303)
        }
    }

    @Test("Organisations are found by a misspelt name, a code or a postcode, on a date", arguments: TestDatabases.engines)
    func search(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods,
                practiceFile(
                    practiceRow("A99901", "RIVERSIDE SURGERY"), practiceRow("A99902", "OAKLANDS PRACTICE", postcode: "ZE1 0AA"),
                    practiceRow("A99903", "OLD MILL SURGERY", closed: "20191231", status: "C", left: "20191231")), name: "epraccur_2022-06.csv")
            let probe = try probe(.receptionist, database)
            for (query, found, missed) in [
                ("q=riversde", "RIVERSIDE SURGERY", "OAKLANDS"), ("q=surgery+rivers", "RIVERSIDE SURGERY", "OAKLANDS"),
                ("q=ze10aa", "OAKLANDS PRACTICE", "RIVERSIDE"), ("kind=practice", "OAKLANDS PRACTICE", "OLD MILL"),
                ("q=old+mill&closed=yes", "OLD MILL SURGERY", "OAKLANDS"), ("q=old+mill&on=1+April+2019", "OLD MILL SURGERY", "OAKLANDS"),
            ] {
                let page = await probe.get("/directory?\(query)")
                #expect(page.status == 200 && page.contains(found) && !page.contains(missed), "\(query)")
            }
            let code = await probe.get("/directory?q=a99901")
            #expect(code.status == 303 && code.location?.hasPrefix("/directory/organisations/") == true)
            let nothing = await probe.get("/directory?q=zzzzzz")
            #expect(nothing.contains("Nothing was found for “zzzzzz”"))
            let wrong = await probe.get("/directory?on=yesterday")
            #expect(wrong.status == 422 && wrong.contains("Enter a date"))
            let file = await probe.get("/directory?format=csv")
            #expect(file.text.contains("RIVERSIDE SURGERY,A99901,Practice"))
        }
    }

    @Test("An organisation shows what was true on the date, and an unknown one is not found", arguments: TestDatabases.engines)
    func organisation(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Dr Old and partners")
            let network = try await database.addPractice("U99901", "River network", kind: .network)
            try await database.change {
                try OrganisationStore.rename(practice, to: "Riverside Surgery", from: day("2025-01-01"), reason: nil, in: $0)
                try OrganisationStore.relate(practice, .memberOfNetwork, network, from: day("2020-04-01"), in: $0)
                try PopulationStore.record(883_875, of: practice, kind: .weighted, snapshotDate: day("2024-01-01"), in: $0)
            }
            let probe = try probe(.boardMember, database)
            let now = await probe.get("/directory/organisations/\(practice)")
            #expect(now.contains("Riverside Surgery") && now.contains("River network") && now.contains("8,838.75"))
            let then = await probe.get("/directory/organisations/\(practice)?on=1+May+2024")
            #expect(then.contains("As on 1 May 2024") && then.contains("<h1>Dr Old and partners"))
            let members = await probe.get("/directory/organisations/\(network)")
            #expect(members.contains("Riverside Surgery"))
            let unknown = await probe.get("/directory/organisations/\(OrganisationID(at: TestDay.now))")
            #expect(unknown.status == 404)
        }
    }

    @Test(
        "A federation manager adds a person, a lead, a site, a room and a population, each once and with a reason", arguments: TestDatabases.engines)
    func edits(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let probe = try probe(.federationManager, database)
            let base = "/directory/organisations/\(practice)"

            let form = await probe.get("\(base)/posts/new")
            let missing = await probe.submit(form, to: "\(base)/posts/new")
            #expect(missing.status == 422 && missing.contains("Say in a few words why"))
            let fields: KeyValuePairs<String, String> = [
                "kind": "partner", "family-name": "Example", "given-name": "Amina", "registration": "GMC 1234567", "reason": "New partner",
            ]
            let added = await probe.submit(form, to: "\(base)/posts/new", fields)
            #expect(added.status == 303)
            // The same form again, as by a double click.
            let again = await probe.submit(form, to: "\(base)/posts/new", fields)
            #expect(again.status == 303)
            let posts = try await database.read { try PersonStore.posts(at: practice, in: $0) }
            #expect(posts.count == 1)

            let leadForm = await probe.get("\(base)/named-lead")
            let lead = await probe.submit(leadForm, to: "\(base)/named-lead", ["reason": "Chosen by the partners"])
            #expect(lead.location?.contains("notice=lead-chosen") == true)
            let twice = await probe.submit(await probe.get("\(base)/named-lead"), to: "\(base)/named-lead", ["reason": "Again"])
            #expect(twice.status == 422 && twice.contains("Nothing was changed"))

            let siteForm = await probe.get("\(base)/sites/new")
            let wrongPlace = await probe.submit(siteForm, to: "\(base)/sites/new", ["name": "Main", "place": "-0.1, 51.5", "reason": "It is there"])
            #expect(wrongPlace.status == 422 && wrongPlace.contains("Enter latitude and longitude"))
            let site = await probe.submit(siteForm, to: "\(base)/sites/new", ["name": "Main", "place": "51.6, -0.17", "reason": "It is there"])
            #expect(site.status == 303)
            let siteID = try #require(try await database.read { try SiteStore.sites(of: practice, in: $0).first?.id })
            let roomForm = await probe.get("\(base)/sites/\(siteID)/rooms/new")
            let room = await probe.submit(roomForm, to: "\(base)/sites/\(siteID)/rooms/new", ["room": "Room 1", "reason": "Painted"])
            #expect(room.status == 303)
            let sameRoom = await probe.submit(
                await probe.get("\(base)/sites/\(siteID)/rooms/new"), to: "\(base)/sites/\(siteID)/rooms/new", ["room": "room 1", "reason": "x"])
            #expect(sameRoom.status == 422 && sameRoom.contains("There is a room called"))

            let roomID = try #require(try await database.read { try SiteStore.rooms(at: siteID, in: $0).first?.id })
            let open = await probe.get(base)
            #expect(open.contains("Take out of use"))
            let closeForm = await probe.get("\(base)/rooms/\(roomID)/close")
            let closed = await probe.submit(closeForm, to: "\(base)/rooms/\(roomID)/close", ["reason": "Flooded"])
            #expect(closed.status == 303)
            let elsewhere = await probe.get("\(base)/rooms/\(siteID)/close")
            #expect(elsewhere.status == 404)

            let populationForm = await probe.get("\(base)/populations/new")
            let snapshot: KeyValuePairs<String, String> = [
                "count": "8,700.5", "snapshot-day": "1", "snapshot-month": "1", "snapshot-year": "2026", "reason": "From the commissioner",
            ]
            let population = await probe.submit(populationForm, to: "\(base)/populations/new", snapshot)
            #expect(population.status == 303)
            let bad = await probe.submit(
                await probe.get("\(base)/populations/new"), to: "\(base)/populations/new",
                ["count": "many", "snapshot-day": "1", "snapshot-month": "1", "snapshot-year": "2027", "reason": "x"])
            #expect(bad.status == 422 && bad.contains("Enter a number of patients") && bad.contains("not in the future"))

            let page = await probe.get(base)
            for words in ["Amina Example", "Named lead", "Room 1", "8,700.50", "Adjusted population"] { #expect(page.contains(words), "\(words)") }
            let map = await probe.get("/directory/map")
            #expect(map.status == 200)
        }
    }

    @Test("A merger is recorded once, with the practice that carries on", arguments: TestDatabases.engines)
    func merger(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let old = try await database.addPractice("A99901", "Riverside Surgery")
            _ = try await database.addPractice("A99902", "Oak Surgery")
            _ = try await database.addPractice("U99901", "River network", kind: .network)
            let probe = try probe(.federationManager, database)
            let path = "/directory/organisations/\(old)/merger"
            let form = await probe.get(path)
            let on: KeyValuePairs<String, String> = [
                "from-day": "1", "from-month": "7", "from-year": "2026", "reason": "Merger agreed", "code": "A99902",
            ]
            let unknown = await probe.submit(
                form, to: path, ["from-day": "1", "from-month": "7", "from-year": "2026", "reason": "x", "code": "A99999"])
            #expect(unknown.status == 422 && unknown.contains("not in the directory"))
            let network = await probe.submit(
                form, to: path, ["from-day": "1", "from-month": "7", "from-year": "2026", "reason": "x", "code": "U99901"])
            #expect(network.status == 422 && network.contains("is not a practice"))
            let itself = await probe.submit(
                form, to: path, ["from-day": "1", "from-month": "7", "from-year": "2026", "reason": "x", "code": "A99901"])
            #expect(itself.status == 422 && itself.contains("cannot be its own successor"))
            let merged = await probe.submit(form, to: path, on)
            #expect(merged.status == 303)
            let page = await probe.get("/directory/organisations/\(old)")
            #expect(page.contains("Carried on by") && page.contains("Oak Surgery") && page.contains("30 June 2026"))
        }
    }

    @Test("A file is uploaded, looked at, and imported once", arguments: TestDatabases.engines)
    func importing(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let probe = try probe(.systemAdministrator, database)
            let sent = await send(practiceFile(practiceRow("A99901", "RIVERSIDE"), practiceRow("A99902", status: "X")), to: probe)
            #expect(sent.status == 303)
            let preview = await probe.follow(sent)
            #expect(preview.status == 200 && preview.contains("RIVERSIDE (A99901) opened") && preview.contains("M2"))
            #expect(try await database.members(of: "00A", on: "2022-06-30").isEmpty)
            let action = (sent.location ?? "") + "/apply"
            let applied = await probe.submit(preview, to: action)
            #expect(applied.status == 303)
            let twice = await probe.submit(preview, to: action)
            #expect(twice.location == applied.location)
            let record = await probe.follow(applied)
            #expect(record.contains("The file was imported") && record.contains("RIVERSIDE (A99901) opened"))
            #expect(try await database.members(of: "00A", on: "2022-06-30") == ["A99901"])
            let count = try await database.read { try $0.all(ImportRecord.self, ImportStore.all).count }
            #expect(count == 1)
            let list = await probe.get("/directory/imports")
            #expect(list.contains("epraccur_2022-06.csv"))
            let gone = await probe.get(sent.location ?? "")
            #expect(gone.status == 409)
            let kept = try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM files") }
            #expect(kept == 0)
        }
    }

    @Test("A file that waits is kept sealed, says whether it was scanned, and is not imported with a virus", arguments: TestDatabases.engines)
    func waiting(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let probe = try probe(.systemAdministrator, database)
            #expect(await probe.get("/directory/imports").contains("Files are not checked for viruses"))
            let sent = await send(practiceFile(practiceRow("A99901", "RIVERSIDE")), to: probe)
            let preview = await probe.follow(sent)
            #expect(preview.contains("Virus check") && preview.contains("It is being checked."))
            let chunk = try await database.read { try $0.value([UInt8].self, "SELECT sealed FROM file_chunks") }
            #expect(chunk?.firstRange(of: Array("RIVERSIDE".utf8)) == nil)
            try await database.maintain { try $0.execute("UPDATE files SET state = 'refused', reason = 'The virus scanner found Eicar in it.'") }
            let refused = await probe.submit(preview, to: (sent.location ?? "") + "/apply")
            #expect(refused.status == 409 && refused.contains("found Eicar"))
            #expect(try await database.members(of: "00A", on: "2022-06-30").isEmpty)
            // Nobody applied another within a day: it goes, and its file with it.
            let later = try PageProbe(
                features: [DirectoryFeature(database: database, files: .test(database))], as: principal(.systemAdministrator),
                at: TestDay.later(minutes: 1500))
            #expect(await send(practiceFile(practiceRow("A99902")), to: later).status == 303)
            let names = try await database.read { try $0.values(String.self, "SELECT name FROM files") }
            #expect(names.count == 1)
            #expect(await later.get(sent.location ?? "").status == 409)
        }
    }

    @Test("Uploads that waited under the version before go; nothing else does", arguments: TestDatabases.engines)
    func uploadsOfBefore(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all.filter { $0.name != DirectoryMigrations.uploads.name }) { database in
            _ = try await database.addPractice("A99901", "Riverside Surgery")
            try await database.maintain { connection in
                try connection.execute(
                    """
                    INSERT INTO import_uploads (id, kind, file_name, effective_on, contents, account_id, uploaded_at)
                    VALUES ('u', 'ods', 'epraccur.csv', '2026-11-01', 'eA==', 'a', \(TestDay.now))
                    """)
            }
            try await SchemaHistory.bring(database, to: TestDatabases.ground + DirectoryMigrations.all, at: TestDay.now)
            let (uploads, organisations) = try await database.read { connection in
                (
                    try connection.value(Int.self, "SELECT COUNT(*) FROM import_uploads"),
                    try connection.value(Int.self, "SELECT COUNT(*) FROM organisations")
                )
            }
            #expect(uploads == 0 && organisations == 1)
        }
    }

    @Test("A file with lists that jump is imported once somebody has ticked that they are right", arguments: TestDatabases.engines)
    func jumps(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let probe = try probe(.federationManager, database)
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901", "RIVERSIDE")), name: "epraccur_2021-06.csv")
            func weighted(_ day: String, _ count: String) -> String { "Practice code,Snapshot date,Weighted list\nA99901,\(day),\(count)\n" }
            _ = try await database.importing(.weightedLists, weighted("2026-01-01", "8000"), name: "weighted.csv")
            let sent = await send(weighted("2026-04-01", "80000"), name: "weighted.csv", kind: "weighted-lists", to: probe)
            let preview = await probe.follow(sent)
            #expect(preview.contains("1 list jumps by a fifth or more") && preview.contains("80,000 on 1 April 2026, but 8,000 on 1 January 2026"))
            let action = (sent.location ?? "") + "/apply"
            let refused = await probe.submit(preview, to: action)
            #expect(refused.status == 422 && refused.contains("Nothing was imported, because 1 list jumps by a fifth or more."))
            // Another file corrects what was known before: the jump that was looked at is not the one that would go in.
            _ = try await database.importing(.weightedLists, weighted("2026-02-01", "9000"), name: "weighted.csv", minutes: 1)
            let late = await probe.submit(refused, to: action, ["jumps": try #require(preview.value(of: "jumps"))])
            #expect(late.status == 422 && late.contains("80,000 on 1 April 2026, but 9,000 on 1 February 2026"))
            #expect(await probe.submit(late, to: action, ["jumps": "right"]).status == 422)
            let applied = await probe.submit(late, to: action, ["jumps": try #require(late.value(of: "jumps"))])
            #expect(applied.status == 303)
            let record = await probe.follow(applied)
            #expect(record.contains("look at this") && record.contains("80,000 on 1 April 2026"))
        }
    }

    @Test("A file may be discarded, and a wrong one says what it is")
    func discarding() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let probe = try probe(.federationManager, database)
            let sent = await send(practiceFile(practiceRow("A99901")), to: probe)
            let preview = await probe.follow(sent)
            let discarded = await probe.submit(preview, to: (sent.location ?? "") + "/discard")
            #expect(discarded.location == "/directory/imports?notice=file-discarded")
            #expect(await probe.follow(discarded).contains("The file was discarded"))
            let left = try await database.directoryAsText()
            #expect(left.isEmpty)
            // A second click leads to the same place; another window's button finds it gone.
            #expect(await probe.submit(preview, to: (sent.location ?? "") + "/discard").location == discarded.location)
            let gone = await probe.submit(preview, to: (sent.location ?? "") + "/discard", ["once": "another"])
            #expect(gone.status == 409 && gone.contains("This file was applied or discarded meanwhile"))
            // The same sheet with another file is another upload, and says so.
            let page = await probe.get("/directory/imports")
            let first = await send(practiceFile(practiceRow("A99901")), from: page, to: probe)
            #expect(await send(practiceFile(practiceRow("A99901")), from: page, to: probe).location == first.location)
            let other = await send(practiceFile(practiceRow("A99902")), from: page, to: probe)
            #expect(other.status == 409 && other.contains("You sent this form before"))
            let wrong = await send(practiceFile(practiceRow("A99901")), kind: "pcn", to: probe)
            #expect(wrong.status == 422 && wrong.contains("it looks like the NHS practice file epraccur"))
            let undated = await send(practiceFile(practiceRow("A99901")), name: "epraccur.csv", to: probe)
            #expect(undated.status == 422 && undated.contains("does not say which day"))
            let empty = await send("", to: probe)
            #expect(empty.status == 422)
        }
    }

    @Test("The federation's page warns where a body is outside its range, and the map names its sites")
    func federation() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let none = await (try probe(.boardMember, database)).get("/directory/federation")
            #expect(none.contains("No federation has been formed"))
            let practice = try await database.addPractice("A99901", "Oak & Elm <Surgery>")
            _ = try await database.change { transaction in
                try PopulationStore.record(500_000, of: practice, kind: .registered, snapshotDate: day("2026-04-01"), in: transaction)
                try SiteStore.add(
                    Site(id: ID(at: TestDay.now), organisation: practice, name: "Oak & Elm <Surgery>", latitude: 51.6, longitude: -0.17),
                    in: transaction)
                return try FederationForming.form(
                    FederationDraft(
                        name: "Example Federation", on: day("2026-05-01"),
                        networks: [FederationDraft.Network(name: "River network", practices: [ODSCode(parsing: "A99901")])]), in: transaction)
            }
            let page = await (try probe(.boardMember, database)).get("/directory/federation")
            #expect(page.contains("River network has 5,000 registered patients, fewer than the 30,000 that a network should have."))
            let before = await (try probe(.boardMember, database)).get("/directory/federation?on=30+April+2026")
            #expect(before.contains("No practice belongs to the federation"))
            let map = await (try probe(.boardMember, database)).get("/directory/map")
            #expect(map.text.contains("<title>Oak &amp; Elm &lt;Surgery&gt;</title>"))
        }
    }

    @Test("Every template finds on its page what it names")
    func templates() throws {
        let feature = DirectoryFeature(database: NoDatabase(), files: .test(NoDatabase()))
        let renderer = try Renderer(templates: feature.templates)
        for sample in feature.samples { #expect(try TemplateCheck.problems(of: sample, in: renderer) == []) }
    }

    /// For what needs no data.
    private struct NoDatabase: Database {
        var engine: Engine { .sqlite }
        func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value { throw StoreError.unaudited }
        func write<Value: Sendable>(
            by actor: Actor, at instant: Instant, _ body: @escaping @Sendable (Transaction) throws -> Value
        ) async throws -> Value { throw StoreError.unaudited }
        func maintain<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value {
            throw StoreError.unaudited
        }
        func sealAuditTrail() async throws {}
        func close() async {}
    }
}
