// Contracts, closes and statements by page.

import Activity
import Contracts
import Directory
import Finance
import Foundation
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

@Suite("Contract, close, statement and payment pages")
struct StatementPagesTests {
    typealias Probe = (Role, OrganisationID, Instant) throws -> PageProbe

    static func withContracts(_ engine: Engine = .sqlite, closed: Bool = true, _ body: (any Database, Probe) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: Cast.migrations) { database in
            try await CloseStoreTests.start(database, CloseStoreTests.work)
            if closed { _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database) }
            let features: [any Feature] = [
                ContractsFeature(
                    database: database,
                    ports: ContractsPorts(minutesOffered: { _, _, _, _ in [MinutesOffered(network: nil, minutes: 200)] })),
                ActivityFeature(database: database), FinanceFeature(database: database), WorklistFeature(database: database),
            ]
            try await body(database) { role, organisation, instant in
                try PageProbe(features: features, as: Cast.principal(role, at: organisation), at: instant)
            }
        }
    }

    static func statement(of practice: OrganisationID, _ database: any Database) async throws -> ID<Statement> {
        let all = try await database.read { try StatementStore.statements(month: Cast.october, scope: .federation, in: $0) }
        return try #require(all.first { $0.practice == practice }).id
    }

    @Test("The finance lead sees a month before closing it, closes it once, and is told when somebody else did")
    func closing() async throws {
        try await Self.withContracts(closed: false) { _, probe in
            let lead = try probe(.financeLead, Cast.federation, Cast.afterOctober)
            let path = "/month-closes/\(Cast.scheme)/2026-10"
            let preview = await lead.get(path)
            #expect(preview.status == 200)
            #expect(preview.contains("3 appointments, 1 h delivered at Oak Hub, at £98.00 an hour"))
            #expect(preview.contains("£147.00"))
            #expect(preview.contains("£16.33"))
            #expect(preview.contains("£583.35"))
            #expect(await lead.get("/statements").contains("There are no statements yet"))
            let closed = await lead.submit(preview, to: path)
            #expect(closed.status == 303)
            #expect(await lead.follow(closed).contains("The month is closed"))
            let again = await lead.submit(preview, to: path, ["once": "another"])
            #expect(await lead.follow(again).contains("Nothing was done twice"))
            let later = await lead.get("/month-closes/\(Cast.scheme)/2026-11")
            #expect(later.contains("November 2026 is not over"))
            #expect(!later.contains("Closing posts these lines"))
            let refused = await lead.post("/month-closes/\(Cast.scheme)/2026-11", ["form-token": "token-of-\(Cast.account(.financeLead))"])
            #expect(refused.status == 409)
            #expect(await lead.get("/month-closes").contains("Last closed: October 2026"))
        }
    }

    @Test("The first month of a scheme is offered for closing, and the link leads to it")
    func firstMonth() async throws {
        try await Self.withContracts(closed: false) { database, probe in
            try await database.write(by: .test, at: Cast.setUp.adding(minutes: 10)) {
                try TwoSchemesTests.addSecond(from: Cast.date(2026, 9, 1), until: Cast.date(2027, 3, 31), in: $0)
            }
            let lead = try probe(.financeLead, Cast.federation, Cast.afterOctober)
            let list = await lead.get("/month-closes")
            let path = "/month-closes/\(TwoSchemesTests.second)/2026-09"
            #expect(list.text.contains("href=\"\(path)\"") && list.contains("Ready to close") && list.contains("None closed yet"))
            #expect(await lead.submit(await lead.get(path), to: path).status == 303)
            #expect(await lead.get("/month-closes").text.contains("href=\"/month-closes/\(TwoSchemesTests.second)/2026-10\""))
            // A month before it, by its address.
            let early = await lead.get("/month-closes/\(TwoSchemesTests.second)/2026-08")
            #expect(early.contains("does not run in August 2026") && !early.contains("Closing posts these lines"))
        }
    }

    @Test("A scheme that has ended is listed while work of it waits")
    func lateWork() async throws {
        try await Self.withContracts(closed: false) { database, probe in
            try await database.write(by: .test, at: Cast.setUp.adding(minutes: 10)) {
                try TwoSchemesTests.addSecond(from: Cast.date(2026, 10, 1), until: Cast.date(2026, 10, 31), in: $0)
            }
            for scheme in [Cast.scheme, TwoSchemesTests.second] {
                try await TwoSchemesTests.close(scheme, Cast.october, at: Cast.afterOctober, database)
            }
            let lead = try probe(.financeLead, Cast.federation, Cast.afterNovember)
            #expect(!(await lead.get("/month-closes")).text.contains("\(TwoSchemesTests.second)/2026-11"))
            try await CloseStoreTests.record([TwoSchemesTests.entry(1, minutes: 30, on: Cast.date(2026, 10, 30))], at: TestDay.now, database)
            let list = await lead.get("/month-closes")
            #expect(list.text.contains("\(TwoSchemesTests.second)/2026-11"))
            #expect(list.contains("Work of the scheme, which ended on 31 October 2026, came late"))
        }
    }

    @Test("Before a month is closed the page says what nobody has marked or closed, by day and hub")
    func unfinished() async throws {
        try await Self.withContracts(closed: false) { database, _ in
            let ports = ContractsPorts(
                minutesOffered: { _, _, _, _ in [] },
                unfinished: { _, through, _ in
                    #expect(through == Cast.october.last)
                    return [
                        WorkUnfinished(hub: Cast.hub, date: Cast.date(2026, 10, 14), appointments: 6, minutes: 90, clinics: 0),
                        WorkUnfinished(hub: Cast.hub, date: Cast.date(2026, 10, 15), appointments: 1, minutes: 15, clinics: 2),
                    ]
                })
            let lead = try PageProbe(
                features: [ContractsFeature(database: database, ports: ports), WorklistFeature(database: database)],
                as: Cast.principal(.financeLead, at: Cast.federation),
                at: Cast.afterOctober)
            let path = "/month-closes/\(Cast.scheme)/2026-10"
            let page = await lead.get(path)
            for words in [
                "7 appointments are not marked as seen or not attended (1 h 45 min)", "2 clinics are not closed", "is paid with November 2026",
                "14 October 2026", "Oak Hub",
            ] { #expect(page.contains(words), "\(words)") }
            // It says so and lets close all the same.
            #expect(await lead.submit(page, to: path).status == 303)
            #expect(!(await lead.get(path)).contains("are not marked"))
        }
    }

    @Test("A practice manager opens the statement, a line, its arithmetic, and the work behind it")
    func statement() async throws {
        try await Self.withContracts { database, probe in
            let id = try await Self.statement(of: Cast.elm, database)
            let manager = try probe(.practiceManager, Cast.elm, TestDay.now)
            let list = await manager.get("/statements")
            #expect(list.contains("October 2026"))
            #expect(list.contains("£147.00"))
            let page = await manager.get("/statements/\(id)")
            #expect(page.status == 200)
            for words in [
                "Brought forward", "£0.00", "3 appointments, 1 h delivered at Oak Hub, at £98.00 an hour", "Carried forward", "£147.00",
                "Ask about this line",
            ] { #expect(page.contains(words), "\(words)") }
            let address = try #require(page.text.split(separator: "\"").first { $0.contains("/lines/") }).description
            let line = await manager.get(address)
            #expect(line.contains("60 minutes × £98.00 an hour ÷ 60 = £98.00, to the nearest penny"))
            #expect(line.contains("Example price for 2026/27"))
            #expect(line.contains("£32.67"))
            #expect(line.contains("Riverside Surgery"))
            let entry = try #require(line.text.split(separator: "\"").first { $0.hasPrefix("/activity/") }).description
            let activity = await manager.get(entry)
            #expect(activity.status == 200)
            #expect(activity.contains("Appointment delivered"))
            let export = await manager.get("/statements/\(id)?format=csv")
            #expect(export.contains("Carried forward"))
        }
    }

    @Test("A line with much work lists its days, and each day opens")
    func days() async throws {
        try await Self.withContracts(closed: false) { database, probe in
            let work = (100..<230).map { Cast.entry($0, minutes: 10, on: Cast.date(2026, 10, $0 < 200 ? 13 : 14)) }
            try await CloseStoreTests.record(work, database)
            _ = try await CloseStoreTests.close(Cast.october, at: Cast.afterOctober, database)
            let id = try await Self.statement(of: Cast.elm, database)
            let line = try #require(try await CloseStoreTests.figures(Cast.october, Cast.elm, database)?.lines.first)
            let manager = try probe(.practiceManager, Cast.elm, TestDay.now)
            let path = "/statements/\(id)/lines/\(line.posting)"
            let page = await manager.get(path)
            for words in ["Tuesday 13 October", "Wednesday 14 October", "133"] { #expect(page.contains(words), "\(words)") }
            #expect(!page.text.contains("/activity/"))
            // 30 of 1,360 minutes in ten-minute pieces, each worth £16.33 or £16.34.
            let day = await manager.get("\(path)?day=2026-10-14")
            #expect(day.text.components(separatedBy: "href=\"/activity/").count - 1 == 30)
            let export = await manager.get("\(path)?format=csv")
            #expect(export.text.split(whereSeparator: \.isNewline).count == 135)
        }
    }

    @Test("A practice manager sees no other practice's statement, line or work")
    func otherPractice() async throws {
        try await Self.withContracts { database, probe in
            let id = try await Self.statement(of: Cast.elm, database)
            let line = try #require(try await CloseStoreTests.figures(Cast.october, Cast.elm, database)?.lines.first)
            let other = try probe(.practiceManager, Cast.oldMill, TestDay.now)
            #expect(await other.get("/statements/\(id)").status == 404)
            #expect(await other.get("/statements/\(id)/lines/\(line.posting)").status == 404)
            #expect(await other.get("/statements/\(id)/questions").status == 404)
            let asked = await other.post(
                "/statements/\(id)/questions",
                ["form-token": "token-of-\(Cast.account(.practiceManager))", "once": "x", "question": "Why?"])
            #expect(asked.status == 404)
            #expect(await other.get("/activity/\(CloseStoreTests.work[0].id)").status == 404)
            #expect(!(await other.get("/statements")).contains("Elm Practice"))
            // A line of one's own statement cannot be reached through another's.
            let own = try await Self.statement(of: Cast.riverside, database)
            let riverside = try probe(.practiceManager, Cast.riverside, TestDay.now)
            #expect(await riverside.get("/statements/\(own)").status == 200)
            #expect(await riverside.get("/statements/\(own)/lines/\(line.posting)").status == 404)
        }
    }

    @Test("A line is queried by the practice and answered by the finance lead; both read both")
    func question() async throws {
        try await Self.withContracts { database, probe in
            let id = try await Self.statement(of: Cast.elm, database)
            let manager = try probe(.practiceManager, Cast.elm, TestDay.now)
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            let line = try #require(try await CloseStoreTests.figures(Cast.october, Cast.elm, database)?.lines.first)
            let form = await manager.get("/statements/\(id)/questions?line=\(line.posting)")
            #expect(form.contains("3 appointments, 1 h delivered"))
            let empty = await manager.submit(form, to: "/statements/\(id)/questions", ["question": ""])
            #expect(empty.status == 422)
            let asked = await manager.submit(form, to: "/statements/\(id)/questions", ["question": "We count four appointments."])
            #expect(asked.status == 303)
            // Asked on 21 November, so the answer is due a week later.
            let list = await lead.get("/statements")
            #expect(list.contains("We count four appointments.") && list.contains("28 November 2026"))
            let seen = await lead.get("/statements/\(id)")
            let record = RecordLink(.statement, id)
            let question = try #require(try await database.read { try QuestionStore.questions(about: record, scope: .federation, in: $0).first })
            let answers = "/statements/\(id)/questions/\(question.id)/answer"
            let missing = await lead.submit(seen, to: answers, ["answer": ""])
            #expect(missing.status == 422)
            let answered = await lead.submit(seen, to: answers, ["answer": "The fourth was on 1 November."])
            #expect(answered.status == 303)
            let read = await manager.get("/statements/\(id)")
            #expect(read.contains("The fourth was on 1 November."))
            #expect(read.contains("Fern Oduya"))
            // It was answered meanwhile: what the lead typed on the old page is kept and refused.
            let late = await lead.submit(seen, to: answers, ["answer": "Another answer"])
            #expect(late.status == 409)
            let again = "/statements/\(id)/questions/\(question.id)/asking-again"
            let asks = await manager.submit(read, to: again, ["question": "Then November lacks it."])
            #expect(await manager.follow(asks).contains("Asked again by Pat Marlow"))
            #expect(await lead.get("/statements/\(id)").contains("Not answered yet. The answer is due by 28 November 2026."))
            let other = try probe(.practiceManager, Cast.oldMill, TestDay.now)
            let token: KeyValuePairs<String, String> = ["form-token": "token-of-\(Cast.account(.practiceManager))", "once": "x", "question": "Why?"]
            #expect(await other.post(again, token).status == 404)
        }
    }

    @Test("The month is paid on one page, once, with a list for the bank")
    func paying() async throws {
        try await Self.withContracts { _, probe in
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            #expect(await lead.get("/payments").contains("To be paid"))
            let page = await lead.get("/payments/2026-10")
            #expect(page.contains("Record £147.00 to 1 practice as paid"))
            let list = await lead.get("/payments/2026-10/list")
            #expect(list.contains("Elm Practice,147.00,CW202610"))
            let paid = await lead.submit(page, to: "/payments/2026-10")
            #expect(await lead.follow(paid).contains("The payments are recorded"))
            let again = await lead.submit(page, to: "/payments/2026-10", ["once": "another"])
            #expect(await lead.follow(again).contains("Nothing was paid twice"))
            #expect(await lead.get("/payments/2026-11").status == 404)
            #expect(await lead.get("/ledger?month=2026-11").contains("Payment run for October 2026"))
        }
    }

    @Test("A contract shows what is required in words, its prices as examples, and each network's week")
    func contract() async throws {
        try await Self.withContracts { database, probe in
            try await database.write(by: .test, at: Cast.setUp) { transaction in
                try PopulationStore.record(
                    3_318_600, of: Cast.riverside, kind: .adjusted, snapshotDate: Cast.date(2026, 1, 1), in: transaction)
            }
            let lead = try probe(.financeLead, Cast.federation, TestDay.now)
            #expect(await lead.get("/contracts").contains("Enhanced access"))
            let page = await lead.get("/contracts/\(Cast.contract)")
            for words in [
                "60 minutes of appointments a week for each 1,000 patients", "£98.00", "Example", "North Network", "33 h 15 min",
                "1991.16 min before rounding",
                "3 h 20 min", "29 h 55 min short",
            ] { #expect(page.contains(words), "\(words)") }
            // Restated today: 34,000 × 60 ÷ 1,000 = 2,040 minutes; as known yesterday 33,186 made 1,991.16, so 1,995.
            try await database.write(by: .test, at: TestDay.now) { transaction in
                try PopulationStore.record(
                    3_400_000, of: Cast.riverside, kind: .adjusted, snapshotDate: Cast.date(2026, 1, 1), in: transaction)
            }
            let now = await lead.get("/contracts/\(Cast.contract)")
            for words in ["34,000", "34 h", "2040.00 min before rounding"] { #expect(now.contains(words), "\(words)") }
            let then = await lead.get("/contracts/\(Cast.contract)?known=20+11+2026")
            for words in ["33,186", "33 h 15 min", "known on 20 November 2026"] { #expect(then.contains(words), "\(words)") }
            #expect(await lead.get("/contracts/\(Cast.contract)?known=32+11+2026").contains("November 2026 has 30 days. Check the day."))
            let form = await lead.get("/contracts/schemes/\(Cast.scheme)/price")
            let early = await lead.submit(
                form, to: "/contracts/schemes/\(Cast.scheme)/price",
                ["from-day": "1", "from-month": "10", "from-year": "2026", "amount": "101.50", "source": "Variation 1"])
            #expect(early.status == 422)
            #expect(early.contains("October 2026 is closed for this scheme"))
            let set = await lead.submit(
                form, to: "/contracts/schemes/\(Cast.scheme)/price",
                ["from-day": "1", "from-month": "12", "from-year": "2026", "amount": "101.50", "source": "Variation 1"])
            #expect(set.status == 303)
            #expect(await lead.follow(set).contains("£101.50"))
            let share = await lead.submit(
                await lead.get("/contracts/schemes/\(Cast.scheme)/unused-share"), to: "/contracts/schemes/\(Cast.scheme)/unused-share",
                ["from-day": "1", "from-month": "12", "from-year": "2026", "amount": "120", "source": "Board"])
            #expect(share.status == 422)
        }
    }

    @Test(
        "Each role does what it may and no more",
        arguments: [
            (Role.receptionist, [403, 403, 403, 403, 403, 403]), (.practiceClinician, [403, 403, 403, 403, 403, 403]),
            (.practiceManager, [200, 200, 200, 403, 403, 403]), (.hubClinician, [403, 403, 403, 403, 403, 403]),
            (.hubCoordinator, [403, 403, 403, 403, 403, 403]), (.financeLead, [200, 200, 200, 200, 200, 200]),
            (.federationManager, [200, 200, 200, 403, 200, 200]), (.boardMember, [200, 403, 403, 403, 403, 403]),
            (.systemAdministrator, [403, 403, 403, 403, 403, 403]),
        ])
    func permissions(role: Role, expected: [Int]) async throws {
        try await Self.withContracts { database, probe in
            let id = try await Self.statement(of: Cast.elm, database)
            let organisation = role.seat == .practice ? Cast.elm : role.seat == .hub ? Cast.hub : Cast.federation
            let person = try probe(role, organisation, TestDay.now)
            var statuses: [Int] = []
            for path in ["/contracts", "/statements", "/statements/\(id)", "/month-closes", "/payments", "/ledger"] {
                statuses.append(await person.get(path).status)
            }
            #expect(statuses == expected)
            let token: KeyValuePairs<String, String> = ["form-token": "token-of-\(Cast.account(role))", "once": "x"]
            let (isLead, isManager) = (role == .financeLead, role == .practiceManager)
            #expect(await person.post("/payments/2026-10", token).status == (isLead ? 422 : 403))
            #expect(await person.get("/payments/2026-10/returns").status == (isLead ? 404 : 403))
            #expect(await person.post("/payments/2026-10/returns", token).status == (isLead ? 404 : 403))
            #expect(await person.post("/month-closes/\(Cast.scheme)/2026-10", token).status == (isLead ? 303 : 403))
            #expect(await person.post("/contracts/schemes/\(Cast.scheme)/price", token).status == (isLead ? 422 : 403))
            #expect(await person.post("/statements/\(id)/questions", token).status == (isManager ? 422 : 403))
            #expect(await person.get("/payments/2026-10/list").status == (isLead ? 200 : 403))
        }
    }

    @Test("The templates name nothing that their pages lack")
    func templates() async throws {
        try await Self.withContracts { database, probe in
            let website = try probe(.financeLead, Cast.federation, TestDay.now).website
            let features: [any Feature] = [
                ContractsFeature(database: database), ActivityFeature(database: database), FinanceFeature(database: database),
                WorklistFeature(database: database),
            ]
            for sample in features.flatMap(\.samples) {
                #expect(try TemplateCheck.problems(of: sample, in: website.renderer) == [], "\(type(of: sample).template)")
            }
        }
    }
}
