// The pages of actions, through the router.

import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@testable import Worklist

@Suite("Worklist pages")
struct WorklistPagesTests {
    typealias Scene = WorklistScene

    static func probe(_ person: Principal, _ database: any Database) throws -> PageProbe {
        let statement = RecordOpening(RecordKind("statement")) { identifier, person, _ in
            person.role == .receptionist ? nil : LinkView("Statement \(identifier)", "/statements/\(identifier)")
        }
        return try PageProbe(features: [WorklistFeature(database: database, openings: [statement])], as: person, at: TestDay.now)
    }

    static let form: KeyValuePairs<String, String> = [
        "title": "Send the fridge log", "organisation": Cast.elm.stored, "role": "practice-manager", "due-day": "5", "due-month": "12",
        "due-year": "2026",
    ]

    @Test("An action is raised from a record, seen by its owner, changed, and closed with its evidence", arguments: TestDatabases.engines)
    func journey(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let fern = try Self.probe(Scene.principal(Cast.fern), database)
            let page = await fern.get("/actions/new?source=statement%3A7")
            #expect(page.contains("Statement 7") && page.contains("Elm Practice"))
            let raised = await fern.submit(page, to: "/actions/new", Self.form)
            let address = try #require(raised.location?.split(separator: "?").first).description
            let shown = await fern.follow(raised)
            for words in ["The action is raised", "Send the fridge log", "Practice manager, Elm Practice", "5 December 2026", "Statement 7"] {
                #expect(shown.contains(words), "\(words)")
            }

            let pat = try Self.probe(Scene.principal(Cast.pat), database)
            #expect(await pat.get("/actions").contains("Send the fridge log"))
            let change = await pat.get("\(address)/change")
            let changed = await pat.submit(change, to: "\(address)/change", ["role": "receptionist", "email": "", "reason": "Rae has the key"])
            #expect(changed.status == 303)
            #expect(await pat.submit(change, to: "\(address)/change", ["reason": "Once more", "title": "Other"]).status == 409)
            #expect(!(await pat.get("/actions")).contains("Send the fridge log"))
            #expect(await pat.get("/actions?whose=all").contains("Receptionist, Elm Practice"))

            let rae = try Self.probe(Scene.principal(Cast.rae), database)
            let own = await rae.get(address)
            #expect(own.contains("A statement that you may not open"))
            let empty = await rae.submit(own, to: "\(address)/ending", ["evidence": ""])
            #expect(empty.status == 422 && empty.contains("Enter what was done and where one can see it."))
            let closed = await rae.submit(own, to: "\(address)/ending", ["evidence": "Sent by email on 21 November"])
            #expect(await rae.follow(closed).contains("Sent by email on 21 November"))
            #expect(await rae.get("/actions?whose=all&state=closed").contains("Done"))
            #expect(await fern.get("/actions?whose=all&state=closed&format=csv").contains("Send the fridge log"))
        }
    }

    @Test("An action is a role's or one person's: where both are given the form says so, and nothing changes", arguments: TestDatabases.engines)
    func ownedTwice(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let (id, fern) = (try await Scene.raise(.person(Cast.rae), database), try Self.probe(Scene.principal(Cast.fern), database))
            let page = await fern.get("/actions/\(id)/change")
            // The email address of Rae stands there already.
            let both = await fern.submit(page, to: "/actions/\(id)/change", ["role": "practice-manager", "reason": "Rae is away"])
            #expect(both.status == 422 && both.contains("Clear this, or choose “One person” above: it is either a role or one person"))
            #expect(await fern.get("/actions/\(id)").contains("Rae Example"))
            let handed = await fern.submit(both, to: "/actions/\(id)/change", ["email": ""])
            #expect(handed.status == 303)
            #expect(await fern.follow(handed).contains("Practice manager, Elm Practice"))
            let form = Self.form.map { ($0.key, $0.value) } + [("email", "rae@example.nhs.uk")]
            let raised = await fern.submit(await fern.get("/actions/new"), to: "/actions/new", pairs: form)
            #expect(raised.status == 422 && raised.contains("Clear this, or choose “One person” above"))
        }
    }

    @Test("Who closes or changes what has changed meanwhile is told so, and keeps what was typed", arguments: TestDatabases.engines)
    func changedMeanwhile(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            let address = "/actions/\(try await Scene.raise(.role(.practiceManager), database))"
            let (fern, pat) = (try Self.probe(Scene.principal(Cast.fern), database), try Self.probe(Scene.principal(Cast.pat), database))
            let (seen, change) = (await pat.get(address), await fern.get("\(address)/change"))
            let renamed = await fern.submit(change, to: "\(address)/change", ["title": "Send both fridge logs", "reason": "There are two"])
            #expect(renamed.status == 303)
            let conflict = await pat.submit(seen, to: "\(address)/ending", ["evidence": "Sent by email"])
            #expect(
                conflict.status == 409
                    && conflict.contains("It is now “Send both fridge logs”, to be done by Practice manager, Elm Practice, due on 5 December 2026."))

            let (later, changeLater) = (await fern.get(address), await fern.get("\(address)/change"))
            #expect(await pat.submit(conflict, to: "\(address)/ending").status == 303, "the evidence is kept, and sent with what stands now")
            let closed = await fern.submit(later, to: "\(address)/ending", ["evidence": "Seen in the post"])
            let changed = await fern.submit(changeLater, to: "\(address)/change", ["title": "Send all the logs", "reason": "There are three"])
            for (page, typed) in [(closed, "Seen in the post"), (changed, "Send all the logs")] {
                #expect(page.status == 409 && page.contains("This action has been closed already. Raise a new one."))
                #expect(page.contains(typed), "\(typed)")
            }
            #expect(await fern.get("\(address)/change").status == 409, "nobody begins to change what is closed")
            #expect(!(await fern.get(address)).contains("Close this action"))
        }
    }

    @Test("Another practice finds no page; who raises nothing gets no form; strange sources are left out")
    func outside() async throws {
        try await Scene.with(.sqlite) { database in
            let id = try await Scene.raise(.role(.practiceManager), database)
            let other = try Self.probe(Cast.principal(.practiceManager, at: Cast.riverside), database)
            for address in ["/actions/\(id)", "/actions/\(id)/change"] { #expect(await other.get(address).status == 404, "\(address)") }
            #expect(!(await other.get("/actions?whose=all")).contains("Send the fridge log"))
            let rae = try Self.probe(Scene.principal(Cast.rae), database)
            #expect(await rae.get("/actions/new").status == 403)
            #expect(await rae.get("/actions/\(id)/change").status == 403, "she sees it and may not change it")
            let pat = try Self.probe(Scene.principal(Cast.pat), database)
            let page = await pat.get("/actions/new?source=secret%3A7")
            #expect(page.status == 200 && !page.text.contains("secret"))
            let wrong = await pat.submit(page, to: "/actions/new", ["title": "Count", "role": "", "email": "nobody@example.nhs.uk"])
            #expect(wrong.status == 422 && wrong.contains("Nobody has an account with nobody@example.nhs.uk"))
        }
    }

    @Test("A question leads to what it is about, for those who may open it")
    func question() async throws {
        try await Scene.with(.sqlite) { database in
            let id = try await QuestionStoreTests.ask(database)
            #expect(await (try Self.probe(Scene.principal(Cast.lee), database)).get("/questions/\(id)").location == "/statements/1")
            #expect(await (try Self.probe(Scene.principal(Cast.rae), database)).get("/questions/\(id)").status == 404)
            #expect(await (try Self.probe(Cast.principal(.practiceManager, at: Cast.riverside), database)).get("/questions/\(id)").status == 404)
        }
    }

    @Test("Home pages show questions to answer by record, the first five actions, and the rest in one line", arguments: TestDatabases.engines)
    func needs(engine: Engine) async throws {
        try await Scene.with(engine) { database in
            _ = try await QuestionStoreTests.ask(database)
            _ = try await QuestionStoreTests.ask(text: "And the other line?", database)
            for day in 1...7 { try await Scene.raise(.role(.practiceManager), due: Cast.date(2026, 12, day), database) }
            let feature = WorklistFeature(
                database: database,
                openings: [RecordOpening(RecordKind("statement")) { id, _, _ in LinkView("Statement \(id)", "/statements/\(id)") }])
            let (lead, manager) = (Scene.principal(Cast.lee), Scene.principal(Cast.pat))
            let (asked, owned) = try await database.read { connection in
                (try feature.needs(of: lead, at: TestDay.now, in: connection), try feature.needs(of: manager, at: TestDay.now, in: connection))
            }
            #expect(asked.map(\.sentence) == ["2 questions wait for your answer."] && asked.map(\.address) == ["/statements/1"])
            #expect(asked.first?.due == Cast.date(2026, 11, 28) && asked.first?.count == 2)
            #expect(owned.count == 6 && owned.last?.sentence == "2 more actions are yours.")
            #expect(owned.map(\.due) == (1...6).map { Cast.date(2026, 12, $0) })
            #expect(owned.map(\.count).reduce(0, +) == 7)
        }
    }
}
