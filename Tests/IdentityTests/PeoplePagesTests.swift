// Inviting people and giving them roles.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("People")
struct PeoplePagesTests {
    static let invitation: KeyValuePairs<String, String> = [
        "given-name": "Noor", "family-name": "New", "email": "noor@example.nhs.uk", "role": "receptionist",
        "organisation": Cast.riverside.stored,
        "from-day": "21", "from-month": "11", "from-year": "2026", "reason": "Starts at Riverside on Saturday",
    ]

    static func administrator(_ scene: IdentityScene) async throws -> PageProbe {
        try await scene.add("sasha", [.systemAdministrator])
        let browser = try scene.browser()
        _ = await SignInPagesTests.enter(browser, "sasha")
        return browser
    }

    @Test("Invited, password chosen, passcode set up, at work: from end to end", arguments: TestDatabases.engines)
    func invitationJourney(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let form = await browser.get("/people/invitation")
            let sent = await browser.submit(form, to: "/people/invitation", Self.invitation)
            #expect(sent.location == "/people?notice=account-invited")
            #expect(await browser.follow(sent).contains("Noor New"))
            #expect(try await scene.enter("noor").isRefused)

            let token = try await OneTimeLinkTests.token(scene)
            let visitor = try scene.browser()
            let page = await visitor.get("/sign-in/link/\(token.text)")
            #expect(page.contains("Set up your account"))
            #expect(page.contains("Hello Noor New"))
            // A mail filter that opens the link first does not use it up.
            #expect(await visitor.get("/sign-in/link/\(token.text)").status == 200)
            let weak = await visitor.submit(page, to: "/sign-in/link/\(token.text)", ["password": "Password2026!", "again": "Password2026!"])
            #expect(weak.status == 422)
            #expect(weak.contains("on the lists that people who break in try first"))
            let chosen = await visitor.submit(
                page, to: "/sign-in/link/\(token.text)", ["password": "marble window nine", "again": "marble window nine"])
            #expect(chosen.location == "/sign-in/passcode-set-up")
            #expect(await visitor.get("/account").status == 303)
            let again = await visitor.get("/sign-in/link/\(token.text)")
            #expect(again.status == 410)
            #expect(again.contains("This link does not work any more"))
            let setUp = await visitor.follow(chosen)
            let sealed = try #require(try await scene.database.read { try $0.value(String.self, "SELECT sealed_secret FROM passcodes") })
            let secret = try #require(scene.signIn.settings.passcodeKey.open(sealed))
            let code = PasscodeRules.code(of: secret, step: PasscodeRules.step(at: scene.clock.now))
            _ = await visitor.submit(setUp, to: "/sign-in/passcode-set-up", ["passcode": code])
            let account = await visitor.get("/account")
            #expect(account.contains("Receptionist, Riverside Surgery"))
            let trail = try await scene.database.read { try $0.values(String.self, "SELECT action FROM audit_entries") }
            for action in ["person added", "account created", "role given", "account invited", "invitation accepted", "passcode set up"] {
                #expect(trail.contains(action), "\(action) is not in the audit trail")
            }
        }
    }

    @Test("An invitation that is not whole is refused with all its problems at once", arguments: TestDatabases.engines)
    func problems(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let form = await browser.get("/people/invitation")
            let empty = await browser.submit(form, to: "/people/invitation")
            #expect(empty.status == 422)
            for sentence in ["Enter the first name", "Enter the last name", "Enter an email address", "Choose a role", "Choose an organisation"] {
                #expect(empty.contains(sentence))
            }
            let noReason = await browser.submit(
                form, to: "/people/invitation",
                [
                    "given-name": "Noor", "family-name": "New", "email": "noor@example.nhs.uk", "role": "receptionist",
                    "organisation": Cast.riverside.stored,
                ])
            #expect(noReason.contains("Enter why this person needs to see patients’ details"))
            let wrongPlace = await browser.submit(
                form, to: "/people/invitation",
                [
                    "given-name": "Noor", "family-name": "New", "email": "noor@example.nhs.uk", "role": "receptionist",
                    "organisation": Cast.hub.stored, "reason": "Starts",
                ])
            #expect(wrongPlace.contains("Choose one of the federation’s practices for this role"))
            let taken = await browser.submit(
                form, to: "/people/invitation",
                [
                    "given-name": "Sasha", "family-name": "Second", "email": "sasha@example.nhs.uk", "role": "board-member",
                    "organisation": Cast.federation.stored,
                ])
            #expect(taken.status == 422)
            #expect(taken.contains("There is an account with this email address already"))
            #expect(try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM accounts") } == 1)
        }
    }

    @Test("A double click invites once", arguments: TestDatabases.engines)
    func doubleClick(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let form = await browser.get("/people/invitation")
            #expect(await browser.submit(form, to: "/people/invitation", Self.invitation).location == "/people?notice=account-invited")
            #expect(await browser.submit(form, to: "/people/invitation", Self.invitation).location == "/people?notice=account-invited")
            #expect(try await scene.database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM notices") } == 1)
        }
    }

    @Test("Somebody whom the directory knows by this name is asked about, and gets the account", arguments: TestDatabases.engines)
    func namesakes(engine: Engine) async throws {
        try await withDatabase(engine, migrations: IdentityFeature.migrations) { database in
            let known = IdentityPorts.KnownPerson(id: PersonID(at: TestDay.now), name: "Dr Noor Namesake", detail: "GP, Oak Hub")
            let scene = try IdentityScene(database, namesakes: [known])
            let browser = try await Self.administrator(scene)
            let fields: KeyValuePairs<String, String> = [
                "given-name": "Noor", "family-name": "Namesake", "email": "noor@example.nhs.uk", "role": "board-member",
                "organisation": Cast.federation.stored,
            ]
            let asked = await browser.submit(await browser.get("/people/invitation"), to: "/people/invitation", fields)
            #expect(asked.status == 422)
            #expect(asked.contains("GP, Oak Hub"))
            let sent = await browser.submit(asked, to: "/people/invitation", ["known": known.id.stored])
            #expect(sent.location == "/people?notice=account-invited")
            let account = try await database.read { try AccountStore.account(person: known.id, in: $0) }
            #expect(account?.displayName == "Dr Noor Namesake")
        }
    }

    @Test("A role is given with a reason, seen in the list, and ended; its holder is out at once", arguments: TestDatabases.engines)
    func roles(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let account = try await scene.add("bola", [.boardMember])
            let holder = try scene.browser()
            _ = await SignInPagesTests.enter(holder, "bola")
            let page = await browser.get("/people/\(account.id)")
            let given = await browser.submit(
                page, to: "/people/\(account.id)/roles", ["role": "finance-lead", "organisation": Cast.federation.stored])
            #expect(given.location == "/people/\(account.id)?notice=role-given")
            let twice = await browser.submit(
                await browser.get("/people/\(account.id)"), to: "/people/\(account.id)/roles",
                ["role": "finance-lead", "organisation": Cast.federation.stored])
            #expect(twice.status == 422)
            #expect(twice.contains("This person holds this role there already"))
            let id = try await scene.database.read { try $0.value(String.self, "SELECT id FROM role_assignments WHERE role = 'board-member'") }
            let shown = await browser.follow(given)
            let ended = await browser.submit(shown, to: "/people/\(account.id)/roles/\(try #require(id))/end")
            #expect(ended.location == "/people/\(account.id)?notice=role-ended")
            #expect(await holder.get("/account").status == 303)
            #expect(try await scene.trail(account.person.stored).filter { $0 == "role ended" }.count == 1)
        }
    }

    @Test("Nobody changes their own roles or disables themselves", arguments: TestDatabases.engines)
    func own(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let own = try #require(
                try await scene.database.read { try AccountStore.account(email: EmailAddress(parsing: "sasha@example.nhs.uk"), in: $0) })
            let page = await browser.get("/people/\(own.id)")
            #expect(page.contains("Nobody changes their own roles"))
            let given = await browser.post(
                "/people/\(own.id)/roles",
                [
                    "role": "receptionist", "organisation": Cast.riverside.stored, "from": "21 11 2026", "reason": "Because", "once": "1",
                ], from: page)
            #expect(given.status == 422)
            #expect(given.contains("Nobody changes their own roles"))
            for address in ["state", "invitation", "passcode", "sessions"] {
                let seen = await browser.post("/people/\(own.id)/\(address)", ["state-reason": "x", "passcode-reason": "x"], from: page)
                #expect(seen.status == 403, "\(address)")
            }
        }
    }

    @Test("A federation manager neither makes nor ends system administrators, nor disables accounts", arguments: TestDatabases.engines)
    func manager(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("mina", [.federationManager])
            let target = try await scene.add("sasha", [.systemAdministrator])
            let browser = try scene.browser()
            _ = await SignInPagesTests.enter(browser, "mina")
            let page = await browser.get("/people/\(target.id)")
            #expect(page.status == 200)
            let given = await browser.submit(
                page, to: "/people/\(target.id)/roles", ["role": "system-administrator", "organisation": Cast.federation.stored])
            #expect(given.status == 422)
            #expect(given.contains("Only a system administrator gives or ends the role of system administrator"))
            let id = try await scene.database.read {
                try $0.value(String.self, "SELECT id FROM role_assignments WHERE role = 'system-administrator'")
            }
            #expect(await browser.post("/people/\(target.id)/roles/\(try #require(id))/end", from: page).status == 403)
            #expect(await browser.post("/people/\(target.id)/state", ["state-reason": "x"], from: page).status == 403)
        }
    }

    @Test("A disabled account is out everywhere and its links are dead, and it can be enabled again", arguments: TestDatabases.engines)
    func disabling(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let account = try await scene.add("bola", [.boardMember])
            let holder = try scene.browser()
            _ = await SignInPagesTests.enter(holder, "bola")
            _ = try await scene.requestReset(email: account.email.stored, from: scene.origin())
            let token = try await OneTimeLinkTests.token(scene)
            let page = await browser.get("/people/\(account.id)")
            #expect(await browser.submit(page, to: "/people/\(account.id)/state").contains("Enter why"))
            let done = await browser.submit(page, to: "/people/\(account.id)/state", ["state-reason": "Has left"])
            #expect(done.location == "/people/\(account.id)?notice=account-disabled")
            #expect(await holder.get("/account").status == 303)
            #expect(try await scene.enter("bola").isRefused)
            #expect(await holder.get("/sign-in/link/\(token.text)").status == 410)
            let enabled = await browser.submit(
                await browser.get("/people/\(account.id)"), to: "/people/\(account.id)/state", ["state-reason": "Is back"])
            #expect(enabled.location == "/people/\(account.id)?notice=account-enabled")
            #expect(try await scene.enter("bola").entry != nil)
        }
    }

    @Test("A system administrator signs somebody out on every device", arguments: TestDatabases.engines)
    func signingOut(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let account = try await scene.add("bola", [.boardMember])
            let holder = try scene.browser()
            _ = await SignInPagesTests.enter(holder, "bola")
            let done = await browser.submit(await browser.get("/people/\(account.id)"), to: "/people/\(account.id)/sessions")
            #expect(done.location == "/people/\(account.id)?notice=account-signed-out")
            #expect(await holder.get("/account").status == 303)
            #expect(try await scene.trail(account.id.stored).contains("signed out everywhere"))
        }
    }

    @Test("A lost telephone: the passcode is taken away with a reason, and a new one is set up", arguments: TestDatabases.engines)
    func lostTelephone(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            let account = try await scene.add("amina", hasPasscode: true)
            let page = await browser.get("/people/\(account.id)")
            #expect(await browser.submit(page, to: "/people/\(account.id)/passcode").status == 422)
            let done = await browser.submit(
                page, to: "/people/\(account.id)/passcode", ["passcode-reason": "Lost; called back on the practice's number"])
            #expect(done.location == "/people/\(account.id)?notice=passcode-removed")
            #expect(try await scene.enter("amina").entry?.standing == .enrolmentWanted)
            #expect(try await scene.trail(account.id.stored).contains("passcode removed"))
        }
    }

    @Test("The list is found by name and state, pages by key and exports", arguments: TestDatabases.engines)
    func list(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let browser = try await Self.administrator(scene)
            for number in 100..<160 { try await scene.add("person\(number)", [.boardMember]) }
            let first = await browser.get("/people")
            #expect(first.contains("Person100"))
            #expect(!first.contains("Person159"))
            #expect(first.contains("Next"))
            #expect(await browser.get("/people?text=person15").contains("Person159"))
            #expect(await browser.get("/people?text=PERSON159%40").contains("Person159"))
            #expect(await browser.get("/people?state=disabled").contains("Nobody matches"))
            let file = await browser.get("/people?format=csv")
            #expect(file.text.components(separatedBy: "\r\n").count == 63)
            #expect(file.text.contains("Name,Email address,Roles today,Account\r\nPerson100,person100@example.nhs.uk,Board member,Active\r\n"))
        }
    }
}
