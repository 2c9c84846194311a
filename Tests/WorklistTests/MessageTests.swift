// Messages that a practice reads and closes.

import Directory
import Governance
import Identity
import Kernel
import Patients
import Store
import TestCast
import TestKit
import Testing
import Web
import Worklist

@Suite("Messages of any room")
struct MessageTests {
    private static let about = RecordLink(kind: RecordKind("data request"), identifier: "2026/7")
    private static let due = TestDay.today.adding(days: 5)

    private func run(_ engine: Engine, _ body: (any Database) async throws -> Void) async throws {
        let migrations =
            DirectoryMigrations.all + IdentityFeature.migrations + GovernanceFeature.migrations + PatientsFeature.migrations
            + MessagesFeature.migrations
        try await withDatabase(engine, migrations: migrations) { database in
            try await database.write(by: .test, at: TestDay.now) { try Cast.found(in: $0) }
            try await body(database)
        }
    }

    private func send(_ database: any Database, body: String = "Please send the list of smokers.", mustAct: Bool = true, due: LocalDate? = due)
        async throws
    {
        try await database.write(by: .test, at: TestDay.now) { tx in
            try MessageStore.send(
                NewMessage(
                    about: Self.about, practice: Cast.riverside, kind: "request", heading: "Request for data", body: body, mustAct: mustAct,
                    dueOn: due),
                in: tx)
        }
    }

    @Test("A room writes to a practice about a record of its own, of no patient, and only that practice reads it", arguments: TestDatabases.engines)
    func sent(engine: Engine) async throws {
        try await run(engine) { database in
            try await send(database)
            await #expect(throws: MessageRefusal.bodyMissing) { try await send(database, body: "") }
            func unread(_ scope: Scope) async throws -> [Message] {
                try await database.read { try MessageStore.messages(.unread, scope: scope, in: $0) }
            }
            let message = try #require(try await unread(.practice(Cast.riverside)).first)
            #expect(message.about == Self.about && message.patient == nil && message.heading == "Request for data" && message.dueOn == Self.due)
            for scope in [Scope.practice(Cast.elm), .hub(Cast.hub), .federation, .reaching(.caseload(Cast.pat, at: Cast.hub))] {
                #expect(try await unread(scope).isEmpty)
            }
            let found = try await database.read { try MessageStore.messages(about: RecordKind("data request"), ["2026/7"], in: $0) }
            #expect(found.map(\.id) == [message.id])
            #expect(try await database.read { try MessageStore.messages(about: RecordKind("appointment"), ["2026/7"], in: $0) }.isEmpty)
        }
    }

    @Test("A message with a day is late after it until it is closed, one without only while nobody has read it", arguments: TestDatabases.engines)
    func late(engine: Engine) async throws {
        try await run(engine) { database in
            try await send(database)
            try await send(database, due: nil)
            let scope = Scope.practice(Cast.riverside)
            let evening = Cast.noon(Self.due)
            try await database.write(by: .test, at: evening) { tx in
                for message in try MessageStore.messages(.unread, scope: scope, in: tx) {
                    _ = try MessageStore.read(message.id, scope: scope, in: tx)
                }
            }
            let read = try await database.read { try MessageStore.messages(.read, scope: scope, in: $0) }
            #expect(read.count == 2)
            #expect(read.allSatisfy { !MessageRules.isLate($0, at: evening) })
            let after = Cast.noon(Self.due.adding(days: 1))
            #expect(read.filter { MessageRules.isLate($0, at: after) }.map(\.dueOn) == [Self.due])
            // What must be done is said before it is closed.
            let late = try #require(read.first { $0.dueOn != nil })
            await #expect(throws: MessageRefusal.noteMissing) {
                try await database.write(by: .test, at: after) { try MessageStore.close(late.id, note: "", scope: scope, in: $0) }
            }
            try await database.write(by: .test, at: after) { try MessageStore.close(late.id, note: "Sent", scope: scope, in: $0) }
            let closed = try await database.read { try MessageStore.messages(.closed, scope: scope, in: $0) }
            #expect(closed.map { MessageRules.isLate($0, at: after) } == [false])
        }
    }

    @Test("The page says what a message is about in its room's words, and by when", arguments: TestDatabases.engines)
    func page(engine: Engine) async throws {
        try await run(engine) { database in
            try await send(database)
            let ports = MessagePorts(
                subjects: [
                    RecordKind("data request"): { ids, _ in
                        Dictionary(
                            uniqueKeysWithValues: ids.map { ($0, MessageSubject(kind: "Request", title: "Request \($0)", address: "/requests/7")) })
                    }
                ], names: { _, _ in [:] }, banner: { _, _, _ in nil })
            let feature = MessagesFeature(database: database, ports: ports)
            let manager = try PageProbe(features: [feature], as: Cast.principal(.practiceManager, at: Cast.riverside), at: TestDay.now)
            let list = await manager.get("/messages")
            #expect(list.contains("Request for data") && list.contains("Action needed"))
            let id = try await database.read { try #require(try $0.value(String.self, "SELECT id FROM messages")) }
            let shown = await manager.get("/messages/\(id)")
            #expect(shown.contains("Request 2026/7") && shown.contains("/requests/7") && shown.contains("26 November 2026"))
            #expect(await manager.submit(shown, to: "/messages/\(id)/closing", ["note": ""]).status == 422)
            let closed = await manager.follow(manager.submit(shown, to: "/messages/\(id)/closing", ["note": "Sent"]))
            #expect(closed.contains("The message is closed"))
            let elm = try PageProbe(features: [feature], as: Cast.principal(.practiceManager, at: Cast.elm), at: TestDay.now)
            #expect(await elm.get("/messages/\(id)").status == 404)
        }
    }
}
