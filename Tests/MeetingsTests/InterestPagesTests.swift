// The register's pages, through the router.

import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Meetings

@Suite("Pages of interests")
struct InterestPagesTests {
    typealias Scene = MeetingsScene

    static let pharmacy: KeyValuePairs<String, String> = [
        "kind": "financial", "what": "Owns a fifth of it", "organisation": "Specimen Pharmacy", "from-day": "1", "from-month": "4",
        "from-year": "2026",
    ]

    @Test("An interest is declared, read by the others, ended by whoever declared it, and declared anew", arguments: TestDatabases.engines)
    func journey(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let lee = try Scene.probe(Cast.lee, database)
            let declared = await lee.submit(await lee.get("/interests/new"), to: "/interests/new", Self.pharmacy)
            let own = await lee.follow(declared)
            for words in [
                "Your declaration is on the register", "Lee Example", "Financial", "Owns a fifth of it", "Specimen Pharmacy", "1 April 2026",
            ] {
                #expect(own.contains(words), "\(words)")
            }
            let priya = try Scene.probe(Cast.doctor, database)
            let register = await priya.get("/interests")
            #expect(register.contains("Specimen Pharmacy") && !register.contains("End it") && !register.contains("Enter a paper form"))
            #expect(await priya.get("/interests?kind=indirect").contains("Nobody has declared anything of this kind."))
            #expect(await priya.get("/interests?format=csv").contains("Specimen Pharmacy"))
            #expect(await priya.get("/interests?format=xlsx").status == 200)

            let id = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM interests") })
            let page = await lee.get("/interests/\(id)/ending")
            let early = await lee.submit(page, to: "/interests/\(id)/ending", ["until-day": "31", "until-month": "3", "until-year": "2026"])
            #expect(early.status == 422 && early.contains("Enter a last day that is on or after the first day"))
            let ended = await lee.submit(page, to: "/interests/\(id)/ending")
            #expect(await lee.follow(ended).contains("The interest has ended"))
            let late = await lee.submit(early, to: "/interests/\(id)/ending", ["until-day": "1", "until-month": "5", "until-year": "2026"])
            #expect(late.status == 409)
            #expect(await lee.get("/interests/\(id)/ending").status == 409)
            #expect(await priya.get("/interests").contains("Specimen Pharmacy"), "it stays for six months")
            #expect(await lee.submit(await lee.get("/interests/new"), to: "/interests/new", Self.pharmacy).status == 303)
        }
    }

    @Test("That there is nothing to declare is a declaration, and goes with no text", arguments: TestDatabases.engines)
    func nothing(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let priya = try Scene.probe(Cast.doctor, database)
            let page = await priya.get("/interests/new")
            let both = await priya.submit(page, to: "/interests/new", ["kind": "nothing", "what": "Shares"])
            #expect(both.status == 422 && both.contains("Clear this, or choose the kind of interest that it is"))
            #expect(await priya.submit(page, to: "/interests/new", ["kind": "nothing"]).status == 303)
            #expect(await priya.get("/interests").contains("Nothing to declare"))
        }
    }

    @Test("A form says everything that is wrong with it, by field")
    func wrong() async throws {
        try await Scene.with(.sqlite) { database in
            let lee = try Scene.probe(Cast.lee, database)
            let page = await lee.get("/interests/new")
            let none = await lee.submit(page, to: "/interests/new", ["kind": "indirect"])
            for words in ["Enter what it is", "Enter the organisation’s name or ODS code", "Enter the day on which it began"] {
                #expect(none.status == 422 && none.contains(words), "\(words)")
            }
            #expect(await lee.submit(page, to: "/interests/new").contains("Choose a kind, or that there is nothing to declare"))
            let far = await lee.submit(none, to: "/interests/new", pairs: Self.pharmacy.map { ($0.key, $0.key == "from-year" ? "2028" : $0.value) })
            #expect(far.status == 422 && far.contains("Declare it again when it is nearer"))
        }
    }

    @Test("An organisation that the directory has is linked to it, any other keeps the name that was typed", arguments: TestDatabases.engines)
    func organisation(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let lee = try Scene.probe(Cast.lee, database)
            let form = Self.pharmacy.map { ($0.key, $0.key == "organisation" ? "elm practice" : $0.value) }
            let declared = await lee.submit(await lee.get("/interests/new"), to: "/interests/new", pairs: form)
            let own = await lee.follow(declared)
            #expect(own.text.contains("href=\"/directory/organisations/\(Cast.elm)\"") && own.contains("Elm Practice"))
        }
    }

    @Test("The federation manager enters a paper form, which is recorded as such", arguments: TestDatabases.engines)
    func paper(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let fern = try Scene.probe(Cast.fern, database)
            let page = await fern.get("/interests/paper")
            #expect(page.contains("Priya Sample") && !page.contains("Rae Example"))
            #expect(await fern.submit(page, to: "/interests/paper", Self.pharmacy).contains("Choose whose form it is"))
            let form = Self.pharmacy.map { ($0.key, $0.value) } + [("person", Cast.doctor.stored)]
            let later = [("declared-day", "1"), ("declared-month", "12"), ("declared-year", "2026")]
            #expect(
                await fern.submit(page, to: "/interests/paper", pairs: form + later).contains("Enter the day on the paper form, today or earlier"))
            let entered = await fern.submit(page, to: "/interests/paper", pairs: form)
            let register = await fern.follow(entered)
            #expect(register.contains("Priya Sample") && register.contains("on paper"))
            let id = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM interests") })
            #expect(await fern.get("/interests/\(id)/ending").status == 200)
            #expect(await (try Scene.probe(Cast.doctor, database)).get("/interests/\(id)/ending").status == 200)
        }
    }

    @Test("A receptionist opens nothing, and somebody else's declaration is not there")
    func refused() async throws {
        try await Scene.with(.sqlite) { database in
            let interest = Scene.interest()
            try await Scene.declare(interest, in: database)
            let ending = "/interests/\(interest.id)/ending"
            let rae = try Scene.probe(Cast.rae, database)
            for address in ["/interests", "/interests/new", "/interests/paper", ending] {
                #expect(await rae.get(address).status == 403, "\(address)")
            }
            for person in [Cast.fern, Cast.doctor] {
                let probe = try Scene.probe(person, database)
                #expect(await probe.get(ending).status == 404)
                let own = await probe.get("/interests/new")
                #expect(await probe.post(ending, ["once": "1", "until": "2026-11-01"], from: own).status == 404)
            }
            #expect(await (try Scene.probe(Cast.doctor, database)).get("/interests/paper").status == 403)
            #expect(await (try Scene.probe(Cast.lee, database)).get(ending).status == 200)
        }
    }

    @Test("What ended long ago is shown to the person and to the federation manager, to nobody else")
    func longAgo() async throws {
        try await Scene.with(.sqlite) { database in
            try await Scene.declare(Scene.interest(from: Cast.date(2020, 1, 1), until: Cast.date(2021, 1, 1)), in: database)
            for (person, whose, isShown) in [
                (Cast.lee, "", false), (Cast.lee, "mine", true), (Cast.fern, "record", true), (Cast.doctor, "record", false),
                (Cast.doctor, "mine", false),
            ] {
                let page = await (try Scene.probe(person, database)).get("/interests?whose=\(whose)")
                #expect(page.contains("Specimen Pharmacy") == isShown, "\(whose)")
            }
        }
    }

    @Test("Finding anything finds who declared what, for those who read the register")
    func finding() async throws {
        try await Scene.with(.sqlite) { database in
            try await Scene.declare(Scene.interest(), in: database)
            let feature = MeetingsFeature(database: database)
            for (words, person, count) in [("specimen", Cast.fern, 1), ("lee pharm", Cast.doctor, 1), ("specimen", Cast.rae, 0)] {
                let query = try #require(FindQuery(typed: words))
                let found = try await database.read { try feature.find(query, for: Scene.principal(person), at: TestDay.now, in: $0) }
                #expect(found.count == count, "\(words)")
            }
        }
    }
}
