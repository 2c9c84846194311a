// Making and changing contracts by page.

import Activity
import Directory
import Foundation
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

@testable import Contracts

@Suite("Pages that make and change contracts")
struct ContractPagesTests {
    typealias Probe = (Role) throws -> PageProbe

    /// The federation of this cast without any contract; `clinics` are published under every scheme after any day.
    static func withFederation(_ engine: Engine, clinics: Int = 0, founded: Bool = false, _ body: (any Database, Probe) async throws -> Void)
        async throws
    {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await database.write(by: .test, at: Cast.setUp) { try founded ? Cast.foundScheme(in: $0) : Cast.found(in: $0) }
            let ports = ContractsPorts(minutesOffered: { _, _, _, _ in [] }, commitments: PlanningRoom.clinics(clinics))
            let features: [any Feature] = [
                ContractsFeature(database: database, ports: ports), GovernanceFeature(database: database), WorklistFeature(database: database),
            ]
            try await body(database) { role in
                let organisation = role.seat == .practice ? Cast.elm : role.seat == .hub ? Cast.hub : Cast.federation
                return try PageProbe(features: features, as: Cast.principal(role, at: organisation), at: TestDay.now)
            }
        }
    }

    static let contract: KeyValuePairs<String, String> = [
        "title": "Enhanced access 2026/27", "reference": "EA-2026", "commissioner": "Example ICB", "value": "1,250,000", "unit": "whole",
        "from-day": "1", "from-month": "4", "from-year": "2026", "until-day": "31", "until-month": "3", "until-year": "2027",
    ]

    static func contracts(_ database: any Database) async throws -> [Contract] { try await database.read { try SchemeStore.contracts(in: $0) } }

    @Test(
        "From nothing, a finance lead adds a contract and its scheme, and each role is led to what it still has to do",
        arguments: TestDatabases.engines)
    func fromNothing(engine: Engine) async throws {
        try await Self.withFederation(engine) { database, probe in
            let lead = try probe(.financeLead)
            let empty = await lead.get("/contracts")
            #expect(empty.contains("The federation holds no contracts yet. Add the first one"))
            let form = await lead.get("/contracts/new")
            let wrong = await lead.submit(form, to: "/contracts/new", ["title": "", "value": "-5", "from-day": "1"])
            #expect(wrong.status == 422)
            for words in [
                "Enter the contract's title", "Enter the contract's reference", "Enter a month as well", "Enter the last day",
                "Enter a value of £0 or more", "Enter the commissioner's name or ODS code",
            ] { #expect(wrong.contains(words), "\(words)") }
            let added = await lead.submit(form, to: "/contracts/new", Self.contract)
            #expect(added.status == 303, "\(added.plainText)")
            // The same form again, as by a double click.
            let again = await lead.submit(form, to: "/contracts/new", Self.contract)
            #expect(again.location == added.location)
            let contract = try #require(try await Self.contracts(database).first)
            #expect(try await Self.contracts(database).count == 1)
            #expect(contract.value == Money(pence: 125_000_000))
            #expect(contract.commissioner == Cast.commissioner)
            let page = await lead.follow(added)
            for words in ["The contract is added", "£1,250,000", "EA-2026", "Example ICB", "There is no scheme under it yet"] {
                #expect(page.contains(words), "\(words)")
            }
            let taken = await lead.submit(await lead.get("/contracts/new"), to: "/contracts/new", Self.contract)
            #expect(taken.status == 422 && taken.contains("There is a contract with the reference “EA-2026” already."))

            let path = "/contracts/\(contract.id)/schemes/new"
            let schemeForm = await lead.get(path)
            let badScheme = await lead.submit(
                schemeForm, to: path, ["title": "", "minutes": "many", "hours-monday": "8pm to 6pm", "hours-tuesday": "evening", "source": ""])
            #expect(badScheme.status == 422)
            for words in [
                "Enter a title, for example", "Enter a whole number", "Monday's hours end before they begin", "Enter Tuesday's hours",
                "Say where it is written down",
            ] { #expect(badScheme.contains(words), "\(words)") }
            let late = await lead.submit(schemeForm, to: path, ["title": "X", "source": "DES", "until-year": "2028"])
            #expect(late.status == 422 && late.contains("The scheme must lie within its contract's dates."))
            let scheme: KeyValuePairs<String, String> = [
                "title": "Enhanced access 2026/27", "purpose": "Evening appointments", "source": "Network Contract DES",
                "hours-sunday": "9am to 12pm, 2pm-4pm",
            ]
            let made = await lead.submit(schemeForm, to: path, scheme)
            #expect(made.status == 303, "\(made.plainText)")
            #expect(await lead.submit(schemeForm, to: path, scheme).status == 303)
            let after = await lead.follow(made)
            for words in [
                "The scheme is added", "Still to do", "a federation manager publishes them", "Set the price of an hour",
                "60 minutes of appointments a week", "6:30pm to 8pm Monday to Friday", "9am to 5pm Saturday", "2pm to 4pm Sunday",
                "A GP is on site throughout", "14 days ahead", "Open to all patients",
            ] { #expect(after.contains(words), "\(words)") }
            let schemeID = try #require(try await database.read { try SchemeStore.schemes(in: $0).first?.id })
            #expect(try await database.read { try SchemeStore.schemes(in: $0) }.count == 1)

            // Practices are asked once there are terms, which a federation manager publishes.
            #expect(!(await (try probe(.practiceManager)).get("/schemes")).contains("Enhanced access"))
            let manager = try probe(.federationManager)
            let seen = await manager.get("/contracts/\(contract.id)")
            #expect(seen.contains("/schemes/\(schemeID)/terms") && seen.contains("a finance lead sets it here"))
            let terms = await manager.get("/schemes/\(schemeID)/terms")
            #expect(terms.contains("Terms for Enhanced access 2026/27") && !terms.contains("consents to older terms"))
            let published = await manager.submit(terms, to: "/schemes/\(schemeID)/terms", ["terms": "We take part."])
            #expect(published.status == 303)
            #expect((await (try probe(.practiceManager)).get("/schemes")).contains("Open to you"))
            #expect((await manager.get("/contracts/\(contract.id)")).contains("No practice has agreed yet"))
            #expect(try await AuditTrail.verify(in: database).isWhole)
        }
    }

    @Test("A commissioner is found by code, by name, or chosen where several answer", arguments: TestDatabases.engines)
    func commissioner(engine: Engine) async throws {
        try await Self.withFederation(engine) { database, probe in
            try await database.write(by: .test, at: Cast.setUp) { transaction in
                for (number, code, name) in [(60, "QXA", "Northshire Council"), (61, "QXB", "Northshire North Council")] {
                    try OrganisationStore.add(
                        Organisation(id: Cast.id(UInt64(number)), kind: .council, odsCode: try ODSCode(parsing: code), name: name), in: transaction)
                }
            }
            let manager = try probe(.federationManager)
            let form = await manager.get("/contracts/new")
            func send(_ page: PageSeen, _ words: String, choice: String? = nil) async -> PageSeen {
                if let choice {
                    return await manager.submit(
                        page, to: "/contracts/new",
                        [
                            "commissioner": words, "commissioner-choice": choice, "reference": words, "title": "Checks", "value": "100",
                            "from-day": "1",
                            "from-month": "4", "from-year": "2026", "until-day": "31", "until-month": "3", "until-year": "2027",
                        ])
                }
                return await manager.submit(
                    page, to: "/contracts/new",
                    [
                        "commissioner": words, "reference": words, "title": "Checks", "value": "100", "from-day": "1", "from-month": "4",
                        "from-year": "2026", "until-day": "31", "until-month": "3", "until-year": "2027",
                    ])
            }
            #expect(await send(form, "Nowhere at all").contains("Nothing open in the directory is called “Nowhere at all”"))
            // A practice commissions nothing here.
            #expect(await send(form, "Riverside Surgery").status == 422)
            let several = await send(form, "Northshire")
            #expect(
                several.status == 422 && several.contains("Which one do you mean by “Northshire”?") && several.contains("Northshire North Council"))
            let chosen = await send(several, "Northshire", choice: Cast.id(61, of: Organisation.self).stored)
            #expect(chosen.status == 303, "\(chosen.plainText)")
            #expect(await send(await manager.get("/contracts/new"), "qxa").status == 303)
            // A choice counts only for the words for which it was offered.
            #expect(await send(several, "Northshir", choice: Cast.id(61, of: Organisation.self).stored).status == 422)
            let commissioners = try await Self.contracts(database).map(\.commissioner)
            #expect(Set(commissioners) == [Cast.id(60), Cast.id(61)])
        }
    }

    @Test("A contract is varied from an open month on, and the closed month stays", arguments: TestDatabases.engines)
    func varied(engine: Engine) async throws {
        try await Self.withFederation(engine, founded: true) { database, probe in
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let lead = try probe(.financeLead)
            let path = "/contracts/\(Cast.contract)/variations/new"
            let form = await lead.get(path)
            #expect(form.contains("November 2026") && !form.contains("October 2026</option>"))
            let low = await lead.submit(form, to: path, ["value": "500", "source": "Variation 1", "reason": "Agreed"])
            #expect(low.status == 422 && low.contains("The months before it come to £583.35"))
            let saved = await lead.submit(form, to: path, ["value": "1,200", "source": "Variation 1", "reason": "Agreed"])
            #expect(saved.status == 303, "\(saved.plainText)")
            let page = await lead.follow(saved)
            for words in ["The contract is changed", "£1,200", "£1,000 as signed", "£123.33", "Variation 1"] {
                #expect(page.contains(words), "\(words)")
            }
            // The form that was open before: somebody else was first.
            let stale = await lead.submit(form, to: path, ["value": "1,300", "source": "Variation 2", "reason": "Agreed", "once": "another"])
            #expect(stale.status == 409)
            #expect(stale.contains("Somebody else changed this while you were typing") && stale.contains("worth £1,200"))
            #expect(stale.contains("value=\"1,300\""))
            let knowing = await lead.submit(stale, to: path)
            #expect(knowing.status == 303, "\(knowing.plainText)")
            let contract = try #require(try await Self.contracts(database).first)
            #expect(contract.variations.map(\.value.pence) == [120_000, 130_000])
            #expect(contract.instalment(for: Cast.october) == Money(pence: 8_333))
            let posted = try await database.read { try $0.value(Int.self, "SELECT amount_pence FROM contract_instalments WHERE month = '2026-10'") }
            #expect(posted == 8_333)
            let facts = try await database.read { try SchemeStore.scheme(Cast.scheme, in: $0) }
            let draft = try await database.read { try CloseStore.preview(try #require(facts), month: Cast.november, in: $0) }
            // £1,300.00 less £583.35 are £716.65, over five months £143.33.
            #expect(draft.instalment == Money(pence: 14_333))

            let correction = await lead.get("/contracts/\(Cast.contract)/correction")
            #expect(correction.contains("A month is closed") && !correction.contains("name=\"value\""))
            let renamed = await lead.submit(
                correction, to: "/contracts/\(Cast.contract)/correction", ["title": "Enhanced access, north", "reason": "A slip"])
            #expect(renamed.status == 303)
            #expect(try await Self.contracts(database).first?.title == "Enhanced access, north")
            // Somebody sends the money all the same.
            let forced = await lead.submit(
                await lead.get("/contracts/\(Cast.contract)/correction"), to: "/contracts/\(Cast.contract)/correction",
                [
                    "title": "T", "reference": "R", "commissioner": "Example ICB", "value": "1", "unit": "whole", "reason": "x", "from-day": "1",
                    "from-month": "4", "from-year": "2026", "until-day": "31", "until-month": "3", "until-year": "2027",
                ])
            #expect(forced.status == 422 && forced.contains("only its title and reference can be corrected"))
        }
    }

    @Test("A contract that nothing is closed under can be put right in everything", arguments: TestDatabases.engines)
    func corrected(engine: Engine) async throws {
        try await Self.withFederation(engine, founded: true) { database, probe in
            let lead = try probe(.financeLead)
            let path = "/contracts/\(Cast.contract)/correction"
            let form = await lead.get(path)
            let same = await lead.submit(form, to: path, ["reason": "x"])
            #expect(same.status == 422 && same.contains("Nothing was changed"))
            let outside = await lead.submit(form, to: path, ["until-year": "2026", "until-month": "12", "reason": "Shorter"])
            #expect(outside.status == 422 && outside.contains("The scheme must lie within its contract's dates."))
            let saved = await lead.submit(form, to: path, ["value": "12,000", "reason": "A nought was missing"])
            #expect(saved.status == 303, "\(saved.plainText)")
            let late = await lead.submit(form, to: path, ["value": "13,000", "reason": "Another", "once": "another"])
            #expect(late.status == 409)
            let contract = try #require(try await Self.contracts(database).first)
            #expect(contract.value == Money(pence: 1_200_000) && contract.revision == 1)
        }
    }

    @Test(
        "A contract ends early with its scheme, but not while clinics are published or work is on record after that day",
        arguments: TestDatabases.engines)
    func ended(engine: Engine) async throws {
        let fields: KeyValuePairs<String, String> = [
            "until-day": "31", "until-month": "12", "until-year": "2026", "source": "Letter of 20 November 2026",
            "reason": "The commissioner ends it",
        ]
        let path = "/contracts/\(Cast.contract)/ending"
        try await Self.withFederation(engine, clinics: 3, founded: true) { database, probe in
            let lead = try probe(.federationManager)
            let refused = await lead.submit(await lead.get(path), to: path, fields)
            #expect(refused.status == 422 && refused.contains("3 clinics are published under it after 31 December 2026"))
            #expect(try await Self.contracts(database).first?.until == Cast.date(2027, 3, 31))
        }
        try await Self.withFederation(engine, founded: true) { database, probe in
            try await CloseStoreTests.record([Cast.entry(1, minutes: 20, on: Cast.date(2026, 11, 19))], database)
            let lead = try probe(.financeLead)
            let early = await lead.submit(
                await lead.get(path), to: path,
                ["until-day": "18", "until-month": "11", "until-year": "2026", "source": "Letter", "reason": "At once"])
            #expect(early.status == 422 && early.contains("Work on 19 November 2026 is on record under it"))
            let ended = await lead.submit(await lead.get(path), to: path, fields)
            #expect(ended.status == 303, "\(ended.plainText)")
            let page = await lead.follow(ended)
            #expect(page.contains("Signed until 31 March 2027, ended early") && page.contains("1 April 2026 to 31 December 2026"))
            // Nine of twelve instalments: 4 × £83.34 and 5 × £83.33.
            #expect(page.contains("£750.01"))
            #expect(try await database.read { try SchemeStore.scheme(Cast.scheme, in: $0) }?.until == Cast.date(2026, 12, 31))
            #expect(try await database.read { try RequirementStore.contract(of: Cast.scheme, on: Cast.date(2027, 1, 1), in: $0) } == nil)
            let later = await lead.submit(
                await lead.get(path), to: path,
                ["until-day": "31", "until-month": "3", "until-year": "2027", "source": "Letter", "reason": "Later"])
            #expect(later.status == 422 && later.contains("ends on 31 December 2026 already"))
        }
    }

    @Test("Two who vary a contract at one moment: one goes through", arguments: TestDatabases.engines)
    func race(engine: Engine) async throws {
        try await Self.withFederation(engine, founded: true) { database, _ in
            let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
                for value in [120_000, 130_000] {
                    group.addTask {
                        do {
                            try await database.write(by: .test, at: TestDay.now) { transaction in
                                try ContractStore.vary(Cast.contract, seen: 0, reason: "Agreed", ports: .none, in: transaction) { contract, open in
                                    try ContractRules.variation(
                                        of: contract, value: Money(pence: value), until: contract.until, from: open, firstOpen: open,
                                        source: "Variation", at: transaction.instant)
                                }
                            }
                            return true
                        } catch is ChangedMeanwhile {
                            return false
                        } catch StoreError.duplicate {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0 }.count == 1)
            #expect(try await Self.contracts(database).first?.variations.count == 1)
        }
    }

    @Test("What a scheme requires changes from an open day on; its last day moves within its contract", arguments: TestDatabases.engines)
    func requirement(engine: Engine) async throws {
        try await Self.withFederation(engine, founded: true) { database, probe in
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let manager = try probe(.federationManager)
            let path = "/contracts/schemes/\(Cast.scheme)/requirement"
            let form = await manager.get(path)
            let closed = await manager.submit(
                form, to: path, ["from-day": "31", "from-month": "10", "from-year": "2026", "minutes": "45", "reason": "x"])
            #expect(closed.status == 422 && closed.contains("October 2026 is closed for this scheme"))
            let outside = await manager.submit(form, to: path, ["from-day": "1", "from-month": "4", "from-year": "2027", "reason": "x"])
            #expect(outside.status == 422 && outside.contains("The scheme runs from 1 April 2026 to 31 March 2027"))
            let set = await manager.submit(
                form, to: path, ["from-day": "1", "from-month": "12", "from-year": "2026", "minutes": "45", "reason": "Variation 3"])
            #expect(set.status == 303, "\(set.plainText)")
            let requirements = try await database.read { try SchemeStore.requirements(of: Cast.scheme, in: $0) }
            #expect(requirements.map(\.minutesPerThousand) == [60, 45])
            #expect(requirements.map(\.gpOnSite) == [true, true])
            let stale = await manager.submit(
                form, to: path,
                ["from-day": "1", "from-month": "12", "from-year": "2026", "minutes": "50", "reason": "Variation 4", "once": "another"])
            #expect(stale.status == 409 && stale.contains("Somebody else changed this while you were typing") && stale.contains("value=\"50\""))
            let knowing = await manager.submit(stale, to: path)
            #expect(knowing.status == 303, "\(knowing.plainText)")
            #expect(try await database.read { try SchemeStore.requirements(of: Cast.scheme, in: $0) }.map(\.minutesPerThousand) == [60, 50])

            let last = "/contracts/schemes/\(Cast.scheme)/last-day"
            let days = await manager.get(last)
            let beyond = await manager.submit(days, to: last, ["until-day": "1", "until-month": "4", "until-year": "2027", "reason": "x"])
            #expect(beyond.status == 422 && beyond.contains("The scheme must lie within its contract's dates."))
            let before = await manager.submit(days, to: last, ["until-day": "1", "until-month": "10", "until-year": "2026", "reason": "x"])
            #expect(before.status == 422 && before.contains("Months up to 31 October 2026 are closed"))
            let moved = await manager.submit(days, to: last, ["until-day": "28", "until-month": "2", "until-year": "2027", "reason": "Agreed"])
            #expect(moved.status == 303, "\(moved.plainText)")
            let late = await manager.submit(
                days, to: last, ["until-day": "15", "until-month": "2", "until-year": "2027", "reason": "Agreed", "once": "another"])
            #expect(late.status == 409 && late.contains("It is now 28 February 2027"))
        }
    }

    @Test("Terms that are offered already can be put under a contract, once", arguments: TestDatabases.engines)
    func offered(engine: Engine) async throws {
        try await Self.withFederation(engine, founded: true) { database, probe in
            let id: SchemeID = Cast.id(70)
            try await database.write(by: .test, at: Cast.setUp) { transaction in
                try UndertakingStore.add(
                    Undertaking(id: id, kind: .scheme, title: "Health checks", purpose: "Checks"), terms: "We check.",
                    publishedOn: Cast.date(2026, 4, 1), in: transaction)
                try UndertakingStore.add(
                    Undertaking(id: Cast.id(71), kind: .dataSharing, title: "Counts", purpose: "Counts"), terms: "We count.",
                    publishedOn: Cast.date(2026, 4, 1), in: transaction)
            }
            let manager = try probe(.federationManager)
            let path = "/contracts/\(Cast.contract)/schemes/new"
            let form = await manager.get(path)
            #expect(
                form.contains("Health checks</option>") && !form.contains("Counts</option>") && !form.contains("Enhanced access 2026/27</option>"))
            let taken = await manager.submit(form, to: path, ["undertaking": Cast.scheme.stored, "source": "Schedule 2"])
            #expect(taken.status == 422 && taken.contains("under a contract already"))
            let wrong = await manager.submit(form, to: path, ["undertaking": Cast.id(71, of: Undertaking.self).stored, "source": "Schedule 2"])
            #expect(wrong.status == 422 && wrong.contains("cannot be paid as a scheme"))
            let added = await manager.submit(form, to: path, ["undertaking": id.stored, "source": "Schedule 2"])
            #expect(added.status == 303, "\(added.plainText)")
            #expect(try await database.read { try SchemeStore.scheme(id, in: $0) }?.contract == Cast.contract)
            let title = await manager.submit(await manager.get(path), to: path, ["title": "Counts", "source": "Schedule 2"])
            #expect(title.status == 422 && title.contains("There is a scheme called “Counts” already"))
        }
    }

    @Test("Who may not make contracts is refused, and what is not there is not found", arguments: Role.allCases)
    func refusals(role: Role) async throws {
        try await Self.withFederation(.sqlite, founded: true) { database, probe in
            let person = try probe(role)
            let may = role == .financeLead || role == .federationManager
            let token: KeyValuePairs<String, String> = ["form-token": "token-of-\(Cast.account(role))", "once": "x"]
            let before = try await Self.contracts(database)
            for path in [
                "/contracts/new", "/contracts/\(Cast.contract)/correction", "/contracts/\(Cast.contract)/variations/new",
                "/contracts/\(Cast.contract)/ending", "/contracts/\(Cast.contract)/schemes/new", "/contracts/schemes/\(Cast.scheme)/requirement",
                "/contracts/schemes/\(Cast.scheme)/last-day",
            ] {
                #expect(await person.get(path).status == (may ? 200 : 403), "\(path)")
                #expect(await person.post(path, token).status == (may ? 422 : 403), "\(path)")
            }
            for path in [
                "/contracts/\(Cast.scheme)/ending", "/contracts/\(Cast.scheme)/schemes/new", "/contracts/schemes/\(Cast.contract)/requirement",
            ] {
                #expect(await person.get(path).status == (may ? 404 : 403), "\(path)")
                #expect(await person.post(path, token).status == (may ? 404 : 403), "\(path)")
            }
            #expect(try await Self.contracts(database) == before)
            let page = await person.get("/contracts/\(Cast.contract)")
            #expect(page.contains("End the contract early") == may)
            #expect(page.contains("Set a price") == (role == .financeLead))
        }
    }

    @Test("Hours are read as people write them")
    func hours() throws {
        func read(_ text: String) throws -> [String] {
            try HoursText.read(text, on: .monday).map { "\($0.from.stored)-\($0.until.stored)" }
        }
        #expect(try read("") == [])
        #expect(try read("6:30pm to 8pm") == ["18:30-20:00"])
        #expect(try read("18:30 – 20:00, 7am-8am") == ["07:00-08:00", "18:30-20:00"])
        for wrong in ["8pm to 6pm", "6pm", "6pm to 7pm to 8pm", "noon", "6pm to 8pm, 7pm to 9pm"] {
            #expect(throws: ParseProblem.self, "\(wrong)") { try read(wrong) }
        }
        #expect(HoursText.text(try HoursText.read("7am to 8am, 6:30pm to 8pm", on: .monday)) == "7am to 8am, 6:30pm to 8pm")
    }
}

extension Cast {
    static func id<Subject>(_ number: UInt64, of _: Subject.Type) -> ID<Subject> { id(number) }
}
