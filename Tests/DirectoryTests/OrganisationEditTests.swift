// Adding, moving, closing organisations.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory

@Suite("Pages that edit organisations")
struct OrganisationEditTests {
    static func withManager(_ engine: Engine, _ body: (any Database, PageProbe) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            try await body(database, try HubTests.probe(.federationManager, database))
        }
    }

    static func add(_ probe: PageProbe, _ kind: String, _ name: String, code: String = "") async -> PageSeen {
        await probe.submit(
            await probe.get("/directory/organisations/new"), to: "/directory/organisations/new",
            ["kind": kind, "name": name, "code": code, "postcode": "SW1A 1AA", "reason": "Works with us"])
    }

    @Test("Bodies that no file brings are added once, and are found in spite of a slip", arguments: TestDatabases.engines)
    func adding(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            let form = await probe.get("/directory/organisations/new")
            let empty = await probe.submit(form, to: "/directory/organisations/new")
            #expect(empty.status == 422 && empty.contains("Choose what it is") && empty.contains("Enter its name"))
            for kind in [
                "trust", "council", "voluntary", "supplier", "locality", "commissioner", "integrated-care-board", "network", "practice", "other",
            ] {
                let added = await Self.add(probe, kind, "Northshire \(kind)")
                #expect(added.status == 303, "\(kind): \(added.plainText)")
                #expect(await probe.follow(added).contains("The organisation is added"))
            }
            for kind in ["hub", "federation"] { #expect(await Self.add(probe, kind, "Northshire \(kind)").status == 422, "\(kind)") }
            let found = await probe.get("/directory?q=nortshire+counsil")
            #expect(found.contains("Northshire council"))
            let twice = await Self.add(probe, "council", "NORTHSHIRE COUNCIL")
            #expect(twice.status == 422 && twice.contains("There is a council called NORTHSHIRE COUNCIL already"))
            #expect(await Self.add(probe, "trust", "General Hospital", code: "RAL").status == 303)
            let code = await Self.add(probe, "trust", "Other Hospital", code: "RAL")
            #expect(code.status == 422 && code.contains("The code RAL belongs to General Hospital"))
            let fields: KeyValuePairs<String, String> = ["kind": "supplier", "name": "Paper Ltd", "reason": "We buy paper"]
            let once = await probe.submit(form, to: "/directory/organisations/new", fields)
            let again = await probe.submit(form, to: "/directory/organisations/new", fields)
            #expect(once.status == 303 && once.location == again.location)
            let trail = try await AuditTrail.verify(in: database)
            #expect(trail.isWhole)
        }
    }

    @Test("A name changes from a day on, or is corrected as if it had never been wrong", arguments: TestDatabases.engines)
    func renaming(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            let base = try #require(await Self.add(probe, "council", "Northshire Counsil").location?.split(separator: "?").first)
            let form = await probe.get("\(base)/name")
            #expect(form.contains("value=\"Northshire Counsil\""))
            let same = await probe.submit(form, to: "\(base)/name", ["reason": "x"])
            #expect(same.status == 422 && same.contains("Nothing was changed"))
            let undated = await probe.submit(
                form, to: "\(base)/name", ["name": "N", "reason": "x", "from-day": "", "from-month": "", "from-year": ""])
            #expect(undated.status == 422 && undated.contains("Enter the first day on which it holds"))
            let corrected = await probe.submit(form, to: "\(base)/name", ["name": "Northshire Council", "change": "correction", "reason": "A slip"])
            #expect(corrected.status == 303, "\(corrected.plainText)")
            let past = await probe.get("\(base)?on=1+May+2020")
            #expect(past.contains("<h1>Northshire Council"))
            let stale = await probe.submit(form, to: "\(base)/name", ["name": "Northshire", "reason": "x", "once": "another"])
            #expect(stale.status == 409 && stale.contains("It is now “Northshire Council”") && stale.contains("value=\"Northshire\""))
            // A form that comes back for another reason has not been told: what it saw is still what it saw.
            let bare = await probe.submit(form, to: "\(base)/name", ["name": "Northshire", "once": "a third"])
            #expect(bare.status == 422 && !bare.contains("It is now"))
            #expect(await probe.submit(bare, to: "\(base)/name", ["reason": "x"]).status == 409)
            let renamed = await probe.submit(
                await probe.get("\(base)/name"), to: "\(base)/name",
                ["name": "Great Northshire Council", "from-day": "1", "from-month": "4", "from-year": "2026", "reason": "Reorganised"])
            #expect(renamed.status == 303)
            let now = await probe.get(String(base))
            #expect(now.contains("<h1>Great Northshire Council") && now.contains("until 31 March 2026"))
            #expect(await probe.get("\(base)?on=31+March+2026").contains("<h1>Northshire Council"))
            _ = await Self.add(probe, "council", "Southshire Council")
            let taken = await probe.submit(
                await probe.get("\(base)/name"), to: "\(base)/name", ["name": "southshire council", "change": "correction", "reason": "x"])
            #expect(taken.status == 422 && taken.contains("There is a council called southshire council already"))
        }
    }

    @Test("A postcode is corrected or changes from a day on; a code changes from a day on", arguments: TestDatabases.engines)
    func moving(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            let base = try #require(await Self.add(probe, "trust", "General Hospital").location?.split(separator: "?").first)
            let form = await probe.get("\(base)/address")
            let wrong = await probe.submit(form, to: "\(base)/address", ["postcode": "SW1", "reason": "x"])
            #expect(wrong.status == 422 && wrong.contains("postcode"))
            let corrected = await probe.submit(form, to: "\(base)/address", ["postcode": "ZE1 0AA", "change": "correction", "reason": "A slip"])
            #expect(corrected.status == 303, "\(corrected.plainText)")
            #expect(await probe.get("\(base)?on=1+May+2020").contains("ZE1 0AA"))
            let stale = await probe.submit(form, to: "\(base)/address", ["postcode": "AB1 2DE", "reason": "x", "once": "another"])
            #expect(stale.status == 409 && stale.contains("It is now “ZE1 0AA”") && stale.text.contains("value=\"AB1 2DE\""))
            let moved = await probe.submit(
                await probe.get("\(base)/address"), to: "\(base)/address",
                [
                    "address": "1 New Road", "postcode": "AB1 2DE", "telephone": "01632 960001", "from-day": "1", "from-month": "6",
                    "from-year": "2026",
                    "reason": "Moved",
                ])
            #expect(moved.status == 303)
            let now = await probe.get(String(base))
            #expect(now.contains("1 New Road") && now.contains("01632 960001"))
            #expect(await probe.get("\(base)?on=31+May+2026").contains("ZE1 0AA"))

            let codeForm = await probe.get("\(base)/code")
            let given = await probe.submit(codeForm, to: "\(base)/code", ["code": "RAL", "reason": "Its code"])
            #expect(given.status == 303, "\(given.plainText)")
            #expect(await probe.get("/directory?q=RAL").status == 303)
            let late = await probe.submit(codeForm, to: "\(base)/code", ["code": "RAM", "reason": "x", "once": "another"])
            #expect(late.status == 409 && late.contains("It is now RAL") && late.text.contains("value=\"RAM\""))
            // Told what stands now, it is sent again and meant, for a day after that of the code before.
            let same = await probe.submit(late, to: "\(base)/code")
            #expect(same.status == 422 && same.contains("Its latest code counts from \(TestDay.today.longText)"), "\(same.plainText)")
            let meant = await probe.submit(late, to: "\(base)/code", ["from-day": "1", "from-month": "12", "from-year": "2026"])
            #expect(meant.status == 303, "\(meant.plainText)")
        }
    }

    @Test("An organisation closes on a day, once, and not while practices belong to it or the database serves it", arguments: TestDatabases.engines)
    func closing(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            func close(_ base: some StringProtocol, year: String = "2026") async -> PageSeen {
                await probe.submit(
                    await probe.get("\(base)/closure"), to: "\(base)/closure",
                    ["until-day": "31", "until-month": "10", "until-year": year, "reason": "It was wound up"])
            }
            let base = try #require(await Self.add(probe, "supplier", "Paper Ltd").location?.split(separator: "?").first)
            let closed = await close(base)
            #expect(closed.status == 303, "\(closed.plainText)")
            let page = await probe.follow(closed)
            #expect(page.contains("The organisation has its last day") && page.contains("31 October 2026") && page.contains("Closed"))
            #expect(await probe.get("\(base)?on=31+October+2026").contains("Open"))
            #expect(!(await probe.get("/directory?q=paper")).contains("Paper Ltd"))
            #expect(await close(base).contains("It is closed already: its last day is 31 October 2026."))
            // Its name is free again.
            #expect(await Self.add(probe, "supplier", "Paper Ltd").status == 303)

            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let formed = try await database.change {
                try FederationForming.form(
                    FederationDraft(
                        name: "Example Federation", on: day("2026-01-01"),
                        networks: [FederationDraft.Network(name: "River network", practices: [try code("A99901")])]), in: $0)
            }
            #expect(await close("/directory/organisations/\(formed.federation.id)").contains("cannot be closed here"))
            let network = "/directory/organisations/\(try #require(formed.networks.first).id)"
            #expect(await close(network).contains("A practice belongs to it after that day"))
            #expect(await close(network, year: "2025").contains("It opened on 1 January 2026"))
            #expect(await close("/directory/organisations/\(practice)").status == 303)
            #expect(try await database.read { try OrganisationStore.members(of: formed.federation.id, on: day("2026-11-01"), in: $0) }.isEmpty)
        }
    }

    @Test("A practice joins a federation and a network that have no code, by name", arguments: TestDatabases.engines)
    func joining(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            let first = try await database.addPractice("A99901", "Riverside Surgery")
            let second = try await database.addPractice("A99902", "Elm Practice")
            let formed = try await database.change {
                try FederationForming.form(
                    FederationDraft(
                        name: "Example Federation", on: day("2026-01-01"),
                        networks: [FederationDraft.Network(name: "River network", practices: [try code("A99901")])]), in: $0)
            }
            #expect(await Self.add(probe, "network", "River network east").status == 303)
            let path = "/directory/organisations/\(second)/relationships/new"
            func join(_ kind: String, _ name: String, from page: PageSeen? = nil, choice: String = "") async -> PageSeen {
                let blank = await probe.get(path)
                return await probe.submit(
                    page ?? blank, to: path,
                    [
                        "kind": kind, "code": name, "code-choice": choice, "from-day": "1", "from-month": "7", "from-year": "2026",
                        "reason": "It joins",
                    ])
            }
            let joined = await join("member-of-federation", "example federation")
            #expect(joined.status == 303, "\(joined.plainText)")
            #expect(try await database.read { try OrganisationStore.members(of: formed.federation.id, on: day("2026-07-01"), in: $0) }.count == 2)
            // A federation is no network.
            let wrong = await join("member-of-network", "Example Federation")
            #expect(wrong.status == 422 && wrong.contains("Nothing open in the directory is called “Example Federation”"))
            let several = await join("member-of-network", "River netwok")
            #expect(several.status == 422 && several.contains("River network east"), "\(several.plainText)")
            let chosen = await join(
                "member-of-network", "River netwok", from: several, choice: try #require(formed.networks.first).id.stored)
            #expect(chosen.status == 303, "\(chosen.plainText)")
            let members = try await database.read {
                try OrganisationStore.members(of: try #require(formed.networks.first).id, on: day("2026-07-01"), in: $0).map(\.id)
            }
            #expect(Set(members) == [first, second])
        }
    }

    @Test("Somebody who was invited already is recognised by name, and what was not known is added", arguments: TestDatabases.engines)
    func namesakes(engine: Engine) async throws {
        try await Self.withManager(engine) { database, probe in
            let practice = try await database.addPractice("A99901", "Riverside Surgery")
            let invited = Person(id: ID(at: TestDay.now), givenName: "Dana", familyName: "Kline")
            try await database.change { try PersonStore.add(invited, in: $0) }
            let path = "/directory/organisations/\(practice)/posts/new"
            func send(_ page: PageSeen, _ namesake: String, registration: String = "GMC 1234567", kind: String = "salaried-clinician") async
                -> PageSeen
            {
                await probe.submit(
                    page, to: path,
                    [
                        "kind": kind, "given-name": "dana", "family-name": "KLINE", "profession": "GP", "registration": registration,
                        "namesake": namesake, "reason": "Works here",
                    ])
            }
            let asked = await send(await probe.get(path), "")
            #expect(asked.status == 422 && asked.contains("Say whether this is somebody who is recorded already") && asked.contains("Dana Kline"))
            let same = await send(asked, invited.id.stored)
            #expect(same.status == 303, "\(same.plainText)")
            let known = try await database.read { try PersonStore.people(at: practice, on: TestDay.today, in: $0) }
            #expect(known.map(\.id) == [invited.id])
            #expect(known.first?.profession == "GP" && known.first?.registration?.stored == "GMC 1234567")
            let other = await send(await probe.get(path), invited.id.stored, registration: "GMC 7654321", kind: "partner")
            #expect(other.status == 422 && other.contains("Dana Kline is recorded with GMC 1234567"))
            let new = await send(await probe.get(path), "new", registration: "GMC 7654321", kind: "partner")
            #expect(new.status == 303, "\(new.plainText)")
            #expect(try await database.read { try PersonStore.people(at: practice, on: TestDay.today, in: $0) }.count == 2)
        }
    }
}
