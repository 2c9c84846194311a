// The pages of schemes, through the router.

import Directory
import Governance
import Kernel
import Store
import TestCast
import TestKit
import Testing
import Web

@Suite("Scheme pages")
struct SchemePagesTests {
    static func withSchemes(
        _ body: (any Database, _ probe: (Role, OrganisationID) throws -> PageProbe) async throws -> Void
    ) async throws {
        try await withDatabase(.sqlite, migrations: ConsentStoreTests.migrations) { database in
            try await ConsentStoreTests.start(database)
            let planning = PlanningRoom { _, lastDay in
                [
                    Commitment(
                        sentence: "6 appointments are booked after \(lastDay.longText).", what: "6 appointments are booked", remedy: "",
                        address: "/kept-appointments")
                ]
            }
            let ports = GovernancePorts(commitments: Commitments(of: [planning]))
            let feature = GovernanceFeature(database: database, ports: ports)
            try await body(database) { role, organisation in
                try PageProbe(features: [feature], as: Cast.principal(role, at: organisation), at: TestDay.now)
            }
        }
    }

    static let path = "/schemes/\(ConsentStoreTests.scheme)"

    @Test("A practice manager reads the terms, agrees, sees it, and can withdraw with the consequences shown first")
    func agreeAndWithdraw() async throws {
        try await Self.withSchemes { database, probe in
            let manager = try probe(.practiceManager, Cast.riverside)
            let list = await manager.get("/schemes")
            #expect(list.status == 200)
            #expect(list.contains("Open to you"))
            let page = await manager.get(Self.path)
            #expect(page.contains("We take part."))
            let agreed = await manager.submit(
                page, to: "\(Self.path)/consents",
                ["from-day": "24", "from-month": "11", "from-year": "2026", "name": "Pat Marlow", "agree": "1"])
            #expect(agreed.status == 303)
            let after = await manager.follow(agreed)
            #expect(after.contains("Your practice has agreed"))
            #expect(after.contains("takes part from 24 November 2026"))
            #expect(try await !ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 11, 23), database))
            #expect(try await ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 11, 24), database))
            let leaving = await manager.get("\(Self.path)/withdrawal?last-day-day=30&last-day-month=11&last-day-year=2026")
            #expect(leaving.contains("6 appointments are booked after 30 November 2026."))
            #expect(leaving.contains("From now on nothing new can be booked for your patients"))
            #expect(leaving.contains("What was promised to patients before is kept."))
            // Nothing is said of a last day until there is one.
            #expect(!after.contains("6 appointments are booked"))
            let left = await manager.submit(leaving, to: "\(Self.path)/withdrawal", ["reason": "Too far away"])
            #expect(left.status == 303)
            #expect(try await ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 11, 30), database))
            #expect(try await !ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 12, 1), database))
            let scheme = await manager.follow(left)
            #expect(scheme.contains("Too far away"))
            // Its people see what stands after the last day; another practice's do not.
            let receptionist = await (try probe(.receptionist, Cast.riverside)).get(Self.path)
            for page in [scheme, receptionist] {
                #expect(page.contains("6 appointments are booked after 30 November 2026."))
                #expect(page.text.contains("href=\"/kept-appointments\""))
            }
            let other = await (try probe(.practiceManager, Cast.elm)).get(Self.path)
            #expect(!other.contains("6 appointments are booked"))
        }
    }

    @Test("To see what another last day means loses nothing that was typed, and only a day whose meaning was shown is withdrawn")
    func otherDay() async throws {
        try await Self.withSchemes { database, probe in
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(ConsentStoreTests.draft(), in: $0) }
            let manager = try probe(.practiceManager, Cast.riverside)
            let path = "\(Self.path)/withdrawal"
            func day(_ day: String) -> [(String, String)] { [("last-day-day", day), ("last-day-month", "12"), ("last-day-year", "2026")] }
            let opened = await manager.get(path)
            let shown = await manager.submit(opened, to: path, pairs: day("5") + [("reason", "Too far away"), ("act", "show")])
            #expect(shown.status == 200 && shown.contains("6 appointments are booked after 5 December 2026."))
            #expect(shown.text.contains(">Too far away</textarea>") && shown.text.contains("value=\"5\""))
            // Another day than the one that the page speaks of: it is shown first.
            let other = await manager.submit(shown, to: path, pairs: day("9"))
            #expect(other.status == 422 && other.contains("what it means to leave after 9 December 2026 had not been shown"))
            #expect(other.contains("6 appointments are booked after 9 December 2026.") && other.text.contains(">Too far away</textarea>"))
            let past = await manager.submit(shown, to: path, pairs: [("last-day-month", "1"), ("act", "show")])
            #expect(past.status == 422 && past.contains("The last day of taking part must be 21 November 2026 or later."))
            #expect(try await ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 12, 31), database))
            #expect(await manager.submit(other, to: path).status == 303)
            #expect(try await ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 12, 9), database))
            #expect(try await !ConsentStoreTests.inForce(Cast.riverside, on: Cast.date(2026, 12, 10), database))
        }
    }

    @Test("A practice that took another over is told what that one had agreed to, is not bound by it, and can agree")
    func merged() async throws {
        try await Self.withSchemes { database, _ in
            try await database.write(by: .test, at: TestDay.later(minutes: -14_400)) { transaction in
                try ConsentStore.give(ConsentStoreTests.draft(Cast.oldMill, from: TestDay.today.adding(days: -10)), in: transaction)
                try OrganisationStore.succeed(Cast.oldMill, by: Cast.elm, from: TestDay.today, reason: nil, in: transaction)
            }
            let plain = Cast.principal(.practiceManager, at: Cast.elm)
            let principal = Principal(
                account: plain.account, person: plain.person, name: plain.name, role: plain.role, organisation: Cast.elm,
                organisationName: "Elm Practice", holdsOtherRoles: false, scope: .practice(Cast.elm, carryingOnFor: [Cast.oldMill]))
            let manager = try PageProbe(features: [GovernanceFeature(database: database, ports: .none)], as: principal, at: TestDay.now)
            let list = await manager.get("/schemes")
            #expect(list.contains("Open to you") && list.contains("Agree for the patients of Old Mill Surgery"))
            let page = await manager.get(Self.path)
            let last = TestDay.today.adding(days: -1).longText
            #expect(page.contains("Old Mill Surgery, which merged into your practice, took part until \(last). That does not bind your practice"))
            let agreed = await manager.submit(
                page, to: "\(Self.path)/consents",
                [
                    "from-day": "\(TestDay.today.day)", "from-month": "\(TestDay.today.month)", "from-year": "\(TestDay.today.year)",
                    "name": "Pat Marlow", "agree": "1",
                ])
            #expect(agreed.status == 303)
            #expect(!(await manager.get("/schemes")).contains("Agree for the patients of"))
            #expect(try await ConsentStoreTests.inForce(Cast.elm, on: TestDay.today, database))
        }
    }

    @Test("What is missing or wrong in the form is said beside it, and nothing is agreed")
    func wrongForm() async throws {
        try await Self.withSchemes { database, probe in
            let manager = try probe(.practiceManager, Cast.riverside)
            let page = await manager.get(Self.path)
            let empty = await manager.submit(
                page, to: "\(Self.path)/consents", ["from-day": "", "from-month": "", "from-year": "", "name": ""])
            #expect(empty.status == 422)
            #expect(empty.contains("Enter the first day of taking part"))
            #expect(empty.contains("Type your full name to sign for the practice"))
            #expect(empty.contains("Tick the box to agree for your practice"))
            let early = await manager.submit(
                page, to: "\(Self.path)/consents",
                ["from-day": "20", "from-month": "11", "from-year": "2026", "name": "Pat Marlow", "agree": "1"])
            #expect(early.status == 422)
            #expect(early.contains("Agreement cannot start before the day it is signed"))
            let stale = await manager.submit(page, to: "\(Self.path)/consents", ["name": "Pat Marlow", "agree": "0"])
            #expect(stale.status == 409)
            #expect(stale.contains("The terms have changed since you opened this page"))
            #expect(try await database.read { try ConsentStore.consents(scope: .federation, in: $0) }.isEmpty)
        }
    }

    @Test("A double click agrees once")
    func doubleClick() async throws {
        try await Self.withSchemes { database, probe in
            let manager = try probe(.practiceManager, Cast.riverside)
            let page = await manager.get(Self.path)
            let answers = [
                await manager.submit(page, to: "\(Self.path)/consents", ["name": "Pat Marlow", "agree": "1"]),
                await manager.submit(page, to: "\(Self.path)/consents", ["name": "Pat Marlow", "agree": "1"]),
            ]
            #expect(answers.map(\.status) == [303, 303])
            #expect(try await database.read { try ConsentStore.consents(scope: .federation, in: $0) }.count == 1)
        }
    }

    @Test("The federation manager sees every practice as of a date and publishes terms; practices are asked to agree to them")
    func federation() async throws {
        try await Self.withSchemes { database, probe in
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(ConsentStoreTests.draft(), in: $0) }
            let manager = try probe(.federationManager, Cast.federation)
            let matrix = await manager.get("/schemes?on=24+11+2026")
            #expect(matrix.contains("What each practice has agreed to on 24 November 2026"))
            #expect(matrix.contains("Riverside Surgery"))
            #expect(matrix.contains("Elm Practice"))
            #expect(matrix.contains("Taking part"))
            #expect(matrix.contains("Not agreed"))
            let export = await manager.get("/schemes?on=2026-11-24&format=csv")
            #expect(export.contains("Riverside Surgery"))
            let form = await manager.get("\(Self.path)/terms")
            let published = await manager.submit(
                form, to: "\(Self.path)/terms",
                ["terms": "We take part and share our rota.", "older-until-day": "31", "older-until-month": "12", "older-until-year": "2026"])
            #expect(published.status == 303)
            let practice = try probe(.practiceManager, Cast.riverside)
            #expect(await practice.get("/schemes").contains("New terms to agree"))
            #expect(await practice.get(Self.path).contains("which ends on 31 December 2026"))
            let unchanged = await manager.submit(await manager.get("\(Self.path)/terms"), to: "\(Self.path)/terms")
            #expect(unchanged.status == 422)
            let offer = await manager.submit(
                await manager.get("/schemes/offer"), to: "/schemes/offer",
                ["title": "Shared data for planning", "purpose": "Counts without names", "kind": "data-sharing", "terms": "We share counts."])
            #expect(offer.status == 303)
            #expect(await practice.get("/schemes").contains("Shared data for planning"))
        }
    }

    @Test("Of two who publish terms, the second is told of the first's; a consent to terms that changed meanwhile is not taken for the new ones")
    func meanwhile() async throws {
        try await Self.withSchemes { database, probe in
            let manager = try probe(.federationManager, Cast.federation)
            let practice = try probe(.practiceManager, Cast.riverside)
            let (first, second) = (await manager.get("\(Self.path)/terms"), await manager.get("\(Self.path)/terms"))
            let ticked = await practice.get(Self.path)
            let published = await manager.submit(first, to: "\(Self.path)/terms", ["terms": "We take part.\r\nWe share our rota."])
            #expect(published.location == "\(Self.path)?notice=terms-published", "\(published.plainText)")
            let changed = await manager.submit(first, to: "\(Self.path)/terms", ["terms": "We share nothing."])
            #expect(changed.status == 409 && changed.contains("You sent this form before") && changed.contains("We share nothing."))
            let late = await manager.submit(second, to: "\(Self.path)/terms", ["terms": "We take part on Saturdays."])
            #expect(late.status == 409 && late.contains("Somebody else changed this while you were typing"))
            #expect(late.contains("Version 2, published") && late.contains("We share our rota.") && late.contains("We take part on Saturdays."))
            #expect(await manager.submit(late, to: "\(Self.path)/terms").status == 303)
            let stale = await practice.submit(ticked, to: "\(Self.path)/consents", ["name": "Pat Marlow", "agree": "1"])
            #expect(stale.status == 409 && stale.contains("version 3 is the one to agree to") && stale.text.contains("value=\"Pat Marlow\""))
            // The tick was for other terms.
            #expect(await practice.submit(stale, to: "\(Self.path)/consents").status == 422)
            #expect(await practice.submit(stale, to: "\(Self.path)/consents", ["agree": "3"]).status == 303)
        }
    }

    @Test("What was offered, agreed or withdrawn is not done again with another content")
    func otherContent() async throws {
        try await Self.withSchemes { database, probe in
            let manager = try probe(.federationManager, Cast.federation)
            let practice = try probe(.practiceManager, Cast.riverside)
            func twice(
                _ probe: PageProbe, _ page: String, to path: String, _ fields: (_ text: String) -> KeyValuePairs<String, String>
            ) async {
                let form = await probe.get(page)
                let first = await probe.submit(form, to: path, fields("One"))
                #expect(first.status == 303, "\(path): \(first.plainText)")
                #expect(await probe.submit(form, to: path, fields("One")).location == first.location, "\(path)")
                let other = await probe.submit(form, to: path, fields("Two"))
                #expect(other.status == 409 && other.contains("You sent this form before") && other.contains("One"), "\(path): \(other.status)")
            }
            await twice(manager, "/schemes/offer", to: "/schemes/offer") { ["title": $0, "kind": "project", "terms": "We share our rota."] }
            await twice(practice, Self.path, to: "\(Self.path)/consents") { ["name": $0, "agree": "1"] }
            await twice(practice, "\(Self.path)/withdrawal", to: "\(Self.path)/withdrawal") { ["reason": $0] }
            #expect(try await database.read { try ConsentStore.consents(scope: .federation, in: $0) }.map(\.signedName) == ["One"])
        }
    }

    @Test(
        "Each role does what it may and no more",
        arguments: [
            (Role.receptionist, 200, 403), (.practiceClinician, 200, 403), (.practiceManager, 200, 422), (.financeLead, 200, 403),
            (.federationManager, 200, 403), (.boardMember, 200, 403), (.hubClinician, 403, 403), (.hubCoordinator, 403, 403),
            (.systemAdministrator, 403, 403),
        ])
    func permissions(role: Role, reading: Int, agreeing: Int) async throws {
        try await Self.withSchemes { _, probe in
            let person = try probe(role, role.seat == .practice ? Cast.riverside : Cast.federation)
            let page = await person.get("/schemes")
            #expect(page.status == reading)
            #expect(await person.get(Self.path).status == reading)
            let token = KeyValuePairs<String, String>(dictionaryLiteral: ("form-token", "token-of-\(Cast.account(role).stored)"))
            #expect(await person.post("\(Self.path)/consents", token).status == agreeing)
            let publishing = await person.post("\(Self.path)/terms", token).status
            #expect(publishing == (role == .federationManager ? 422 : 403))
            #expect(page.contains("Agree for the practice") == false)
        }
    }

    @Test("A practice's people see their own practice and no other")
    func ownPractice() async throws {
        try await Self.withSchemes { database, probe in
            try await database.write(by: .test, at: TestDay.now) { _ = try ConsentStore.give(ConsentStoreTests.draft(Cast.elm), in: $0) }
            let receptionist = try probe(.receptionist, Cast.riverside)
            let page = await receptionist.get(Self.path)
            #expect(page.contains("Your practice has not agreed to this"))
            #expect(!page.contains("Pat Marlow"))
            #expect(!page.contains("Agree for the practice"))
        }
    }

    @Test("The templates name nothing that their pages lack")
    func templates() async throws {
        try await Self.withSchemes { database, probe in
            let website = try probe(.receptionist, Cast.riverside).website
            for sample in GovernanceFeature(database: database).samples {
                #expect(try TemplateCheck.problems(of: sample, in: website.renderer) == [])
            }
        }
    }
}
