// What people choose to be told of.

import Kernel
import Notices
import Store
import TestKit
import Testing
import Web

@testable import Identity

@Suite("Notice preferences")
struct NoticePreferenceTests {
    static let kind = NoticeKind(
        "action reminders", title: "Reminders", explanation: "When something is due.", choices: [.atOnce, .daily, .off])

    @Test("A person chooses how often, and when not; links to the account come at once always", arguments: TestDatabases.engines)
    func choosing(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let farah = try await scene.add("farah", [.financeLead])
            let browser = PageProbe(website: try scene.website(told: [Self.kind]))
            _ = await SignInPagesTests.enter(browser, "farah")
            #expect(await browser.get("/account").contains("Choose what you are told of"))
            let page = await browser.get("/account/notices")
            #expect(page.contains("Links to your account") && page.contains("8pm") && !page.contains("Once a week"))
            let saved = await browser.submit(
                page, to: "/account/notices", ["kind-action-reminders": "daily", "quiet-from": "9pm", "quiet-until": "6:30"])
            #expect(saved.location == "/account/notices?notice=notice-preferences-saved")
            #expect(await browser.follow(saved).contains("6:30am"))
            let (rhythm, quiet) = try await scene.database.read {
                (try PreferenceStore.rhythm(of: Self.kind, for: farah.person, in: $0), try PreferenceStore.quietHours(of: farah.person, in: $0))
            }
            #expect(rhythm == .daily && quiet == QuietHours(from: LocalTime(clamping: 21 * 60), until: LocalTime(clamping: 390)))
            #expect(try await scene.trail(farah.person.stored).contains("notice preferences chosen"))
        }
    }

    @Test("What a kind does not offer, and a time that is none, are refused with what was typed", arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await withScene(engine) { scene in
            try await scene.add("farah", [.financeLead])
            let browser = PageProbe(website: try scene.website(told: [Self.kind]))
            _ = await SignInPagesTests.enter(browser, "farah")
            let page = await browser.get("/account/notices")
            let answer = await browser.submit(
                page, to: "/account/notices", ["kind-action-reminders": "weekly", "quiet-from": "bedtime"])
            #expect(answer.status == 422)
            #expect(answer.contains("Choose how often") && answer.contains("Enter a time") && answer.contains("bedtime"))
        }
    }

    @Test("A reset link goes by email to the account's address, with the words that it always had", arguments: TestDatabases.engines)
    func emailed(engine: Engine) async throws {
        try await withScene(engine) { scene in
            let farah = try await scene.add("farah", [.financeLead])
            _ = try await scene.requestReset(email: "farah@example.nhs.uk", from: scene.origin())
            let (person, body, due) = try await scene.database.read { connection in
                (
                    try connection.value(PersonID.self, "SELECT person FROM notices"), try connection.value(String.self, "SELECT body FROM notices"),
                    try connection.value(Instant.self, "SELECT due_at FROM jobs WHERE kind = 'send notice'")
                )
            }
            #expect(person == farah.person && due == TestDay.now)
            #expect(
                body?.hasPrefix("Somebody, we hope you, asked to choose a new password for your Commonweal account.\n\nChoose one here before ")
                    == true)
            let recipient = try await scene.database.read { try AccountStore.recipient(farah.person, in: $0) }
            #expect(recipient?.email?.stored == "farah@example.nhs.uk")
            let dora = try await scene.add("dora", state: .disabled)
            #expect(try await scene.database.read { try AccountStore.recipient(dora.person, in: $0) } == nil)
        }
    }

    @Test("Letters of the old outbox become notices: waiting, sent and given up", arguments: TestDatabases.engines)
    func migration(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [AccountTables.migration]) { database async throws in
            let dora = Account(
                id: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), displayName: "Dora O’Neill",
                email: try EmailAddress(parsing: "dora@example.nhs.uk"), state: .active, createdAt: TestDay.now)
            let letters: [ID<OutgoingMessage>] = [1, 2, 3].map { ID(at: Instant(milliseconds: $0)) }
            let sentAt: [Instant?] = [nil, TestDay.now, nil]
            let jobs = ["waiting", "done", "dead"]
            try await database.write(by: .test, at: TestDay.now) { try AccountStore.add(dora, in: $0) }
            try await database.maintain { connection in
                for index in 0..<3 {
                    try connection.execute(
                        """
                        INSERT INTO outbox (id, account, recipient, subject, body, written_at, sent_at)
                        VALUES (\(letters[index]), \(dora.id), \(dora.email), 'Choose a new password',
                            \(index == 1 ? "" : "Hello Dora O’Neill,\n\nThe link"), \(TestDay.now), \(sentAt[index]))
                        """)
                    try connection.execute(
                        """
                        INSERT INTO jobs (id, kind, payload, state, due_at, attempt, added_at, finished_at, last_error)
                        VALUES (\(letters[index]), 'send letter', \("\"\(letters[index])\""), \(jobs[index]), \(TestDay.now), 8, \(TestDay.now),
                            \(index == 0 ? nil : TestDay.now), \(index == 2 ? "The mail server is away." : nil))
                        """)
                }
            }
            let all = TestDatabases.ground + IdentityFeature.migrations
            #expect(try await SchemaHistory.bring(database, to: all, at: TestDay.now) == IdentityFeature.migrations.dropFirst().map(\.name))
            let (bodies, states, kinds, problems) = try await database.read { connection in
                (
                    try connection.values(String.self, "SELECT body FROM notices ORDER BY id"),
                    try connection.values(String.self, "SELECT state FROM outgoing_messages ORDER BY id"),
                    try connection.values(String.self, "SELECT kind || ' ' || state FROM jobs ORDER BY id"),
                    try connection.all(OutgoingMessage.self, MessageStore.undelivered).map(\.problem)
                )
            }
            #expect(bodies == ["The link", "", "The link"])
            #expect(states == ["waiting", "sent", "undelivered"])
            #expect(kinds == ["send notice waiting", "send notice done", "send notice done"])
            #expect(problems == ["The mail server is away."])
        }
    }
}
