// What an operator sees.

import Identity
import Kernel
import Notices
import Store
import TestKit
import Testing
import Web

@testable import Operations

@Suite("Pages of operations")
struct OperationsPagesTests {
    static let patient = PatientID(at: Instant(milliseconds: 5))
    /// Has the number now that the patient's record had before.
    static let other = PatientID(at: Instant(milliseconds: 6))
    static let account = AccountID(at: Instant(milliseconds: 6))
    static let farah = PersonID(at: Instant(milliseconds: 7))

    static func withFarah(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
        try await withDatabase(engine, migrations: IdentityFeature.migrations) { database async throws in
            let email = try EmailAddress(parsing: "farah@example.nhs.uk")
            try await database.write(by: .test, at: TestDay.now) {
                try AccountStore.add(
                    Account(id: account, person: farah, displayName: "Farah", email: email, state: .active, createdAt: TestDay.now), in: $0)
            }
            try await body(database)
        }
    }

    static func feature(_ database: any Database, _ channels: [any MessageChannel] = []) -> OperationsFeature {
        OperationsFeature(
            database: database,
            ports: OperationsPorts(patientsNumbered: { number, _ in ["9990000018": [patient], "9990000034": [other, patient]][number.stored] ?? [] }),
            sending: SendNotice(
                channels, links: MessageRules.Links(base: "https://commonweal.example.nhs.uk", choices: "/account/notices"), kinds: [],
                recipient: { try AccountStore.recipient($0, in: $1) }))
    }

    static func probe(_ role: Role, _ database: any Database) throws -> PageProbe {
        let person = Principal(
            account: AccountID(at: TestDay.now), person: PersonID(at: TestDay.now), name: "Example Person", role: role,
            organisation: OrganisationID(at: TestDay.now), organisationName: "Example Federation", holdsOtherRoles: false, scope: .federation)
        return try PageProbe(features: [feature(database)], as: person, at: TestDay.now)
    }

    @Test("Each page is served or refused as its permission says", arguments: Role.allCases)
    func permissions(role: Role) async throws {
        try await Self.withFarah(.sqlite) { database in
            let browser = try Self.probe(role, database)
            let reads = role == .systemAdministrator || role == .federationManager
            #expect(await browser.get("/audit").status == (reads ? 200 : 403))
            for address in ["/jobs", "/undelivered"] {
                #expect(await browser.get(address).status == (role == .systemAdministrator ? 200 : 403), "\(address)")
            }
            if reads, role != .federationManager {
                #expect(await browser.post("/audit/patient", from: await browser.get("/audit")).status == 403)
            }
        }
    }

    @Test("The audit trail is found by person, subject and day, without patients' names", arguments: TestDatabases.engines)
    func trail(engine: Engine) async throws {
        try await Self.withFarah(engine) { database in
            let farah = Actor(account: Self.account, person: Self.farah, role: nil, organisation: nil, request: nil)
            try await database.write(by: farah, at: TestDay.now) { try $0.audit("signed in", AuditSubject("account", Self.account)) }
            let browser = try Self.probe(.systemAdministrator, database)
            let all = await browser.get("/audit")
            #expect(all.contains("signed in") && all.contains("account created"))
            let byPerson = await browser.get("/audit?email=farah%40example.nhs.uk")
            #expect(byPerson.contains("by Farah") && !byPerson.contains("account created"))
            #expect(await browser.get("/audit?account=\(Self.account)").contains("signed in"))
            #expect(await browser.get("/audit?subject=\(Self.account)").contains("account created"))
            #expect(await browser.get("/audit?subject=account&day=21+11+2026").contains("account created"))
            #expect(await browser.get("/audit?day=20+11+2026").contains("Nothing was done that matches"))
            #expect(await browser.get("/audit?day=soon").status == 422)
            #expect(await browser.get("/audit?email=nobody%40example.nhs.uk").contains("Nobody has an account with nobody@example.nhs.uk"))
            #expect(await browser.get("/audit?format=csv").contains("When,Who,Role,What,About,Number of the record,Details\r\n"))
        }
    }

    @Test("Who looked at a patient is asked by NHS number, which no address holds, by the federation manager alone", arguments: TestDatabases.engines)
    func patientTrail(engine: Engine) async throws {
        try await Self.withFarah(engine) { database in
            let patient = Self.patient
            try await database.write(by: .test, at: TestDay.now) { tx in
                try tx.audit("patient record viewed", AuditSubject("patient", patient), patient: patient)
                try tx.audit("appointment booked", AuditSubject("booking", "7"), patient: patient)
                try tx.audit("clinic list viewed", AuditSubject("clinic list", "today"), showing: [patient, PatientID(at: TestDay.now)])
                try tx.audit("patients searched", AuditSubject("search", "patients"), showing: [])
            }
            let manager = try Self.probe(.federationManager, database)
            let page = await manager.get("/audit")
            #expect(page.contains("Show who looked"))
            let answer = await manager.submit(page, to: "/audit/patient", ["nhs-number": "999 000 0018"])
            #expect(answer.location == "/audit?subject=\(patient.stored)")
            let trail = await manager.follow(answer)
            for action in ["patient record viewed", "appointment booked", "clinic list viewed", "audit trail asked for"] {
                #expect(trail.contains(action), "\(action)")
            }
            #expect(!trail.contains("patients searched") && !trail.contains("account created"))
            #expect(!trail.contains("999 000") && !trail.contains("9990000018"))

            // By a number that the record had before: whose it is now, and the record as well.
            let former = await manager.submit(page, to: "/audit/patient", ["nhs-number": "999 000 0034"])
            #expect(former.location == "/audit?subject=\(Self.other.stored)%2C\(patient.stored)")
            #expect(await manager.follow(former).contains("appointment booked"))

            let wrong = await manager.submit(page, to: "/audit/patient", ["nhs-number": "999 000 0019"])
            #expect(wrong.status == 422)
            let unknown = await manager.submit(page, to: "/audit/patient", ["nhs-number": "999 000 0026"])
            #expect(unknown.status == 422 && unknown.contains("No patient here has this NHS number"))
            #expect(await manager.submit(page, to: "/audit/patient").contains("Enter the patient’s NHS number"))
            let asked = try await database.read {
                try $0.values(String.self, "SELECT action FROM audit_entries WHERE subject_id = 'not known'")
            }
            #expect(asked == ["patient’s audit trail asked for"])

            // Who keeps the product running sees identifiers and asks for none.
            let administrator = try Self.probe(.systemAdministrator, database)
            let own = await administrator.get("/audit?subject=\(patient.stored)")
            #expect(own.contains("clinic list viewed") && !own.contains("Show who looked"))
            #expect(await administrator.post("/audit/patient", ["nhs-number": "999 000 0018"], from: own).status == 403)
        }
    }

    static func tell(_ database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.now) { tx in
            try tx.audit("reminded", AuditSubject("person", farah))
            try Notifier.tell(farah, Reminder(secret: "link/1"), once: "1", in: tx)
        }
    }

    @Test("Work in the background is seen, and what was given up is tried again", arguments: TestDatabases.engines)
    func queue(engine: Engine) async throws {
        try await Self.withFarah(engine) { database in
            try await Self.tell(database)
            let browser = try Self.probe(.systemAdministrator, database)
            #expect(await browser.get("/jobs").contains("send notice"))
            try await database.maintain { connection in
                try connection.execute(
                    "UPDATE jobs SET state = 'dead', attempt = 8, last_error = 'Its worker stopped', finished_at = \(TestDay.now)")
            }
            let page = await browser.get("/jobs")
            #expect(page.contains("Its worker stopped"))
            let id = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM jobs") })
            let again = await browser.submit(page, to: "/jobs/\(id)/again")
            #expect(again.location == "/jobs?notice=job-again")
            #expect(try await database.read { try $0.value(String.self, "SELECT state FROM jobs") } == "waiting")
        }
    }

    @Test("What was not delivered is seen with its reason, never with its words, and sent again", arguments: TestDatabases.engines)
    func undelivered(engine: Engine) async throws {
        try await Self.withFarah(engine) { database in
            try await Self.tell(database)
            let payload = try #require(try await database.read { try $0.value(String.self, "SELECT payload FROM jobs") })
            let item = JobItem(id: ID(at: TestDay.now), kind: SendNotice.kind, payload: payload, attempt: 8)
            let job = try #require(Self.feature(database, [BrokenChannel()]).jobs.first { $0 is SendNotice })
            try await job.run(item, in: database, at: TestDay.now)
            let browser = try Self.probe(.systemAdministrator, database)
            #expect(await browser.get("/jobs").contains("Messages not delivered"))
            let page = await browser.get("/undelivered")
            for words in ["Farah", "Something waits", "Not delivered", "The mail server is away."] { #expect(page.contains(words), "\(words)") }
            #expect(!page.contains("link/1"))
            let id = try #require(try await database.read { try $0.value(String.self, "SELECT id FROM outgoing_messages") })
            let again = await browser.submit(page, to: "/undelivered/\(id)/again")
            #expect(again.location == "/undelivered?notice=message-again")
            #expect(await browser.follow(again).contains("Every message was taken."))
            #expect(try await database.read { try $0.value(String.self, "SELECT state FROM outgoing_messages") } == "waiting")
            #expect(await browser.submit(page, to: "/undelivered/\(id)/again").location == "/undelivered", "a second click does nothing")
        }
    }
}

private struct Reminder: NoticeTemplate {
    static let key = "test reminder"
    static let kind = NoticeKind("test reminders", title: "Reminders", explanation: "When something is due.", choices: [.atOnce])
    static let sample = Reminder(secret: "")
    let secret: String
    var subject: String { "Something waits" }
    var body: String { secret }
}

private struct BrokenChannel: MessageChannel {
    let kind = ChannelKind.email
    func send(_ message: ComposedMessage, to recipient: Recipient) async throws(ChannelProblem) -> String {
        throw .unavailable("The mail server is away.")
    }
}
