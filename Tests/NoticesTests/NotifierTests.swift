// Telling people, once, whatever happens.

import Kernel
import Store
import Synchronization
import TestKit
import Testing

@testable import Notices

@Suite("Telling people")
struct NotifierTests {
    static let amina = PersonID(at: Instant(milliseconds: 1))
    static let ben = PersonID(at: Instant(milliseconds: 2))

    static func tell(
        to person: PersonID = amina, once key: String = "1", by channel: ChannelKind = .email, at now: Instant = TestDay.now, _ database: any Database
    ) async throws -> Bool {
        try await database.write(by: .test, at: now) { tx in
            try tx.audit("reminded", AuditSubject("person", person))
            return try Notifier.tell(person, Reminder(what: "Fridges \(key)"), once: key, by: channel, in: tx)
        }
    }

    /// Sends what is due at `now`, one item after the other, as a worker would.
    static func work(_ channel: ScriptedChannel, at now: Instant, attempt: Int = 1, _ database: any Database) async throws {
        let due = try await database.read {
            try $0.values(String.self, "SELECT payload FROM jobs WHERE state = 'waiting' AND due_at <= \(now) ORDER BY id")
        }
        for payload in due { try await send(channel, payload, at: now, attempt: attempt, database) }
    }

    static func send(_ channel: ScriptedChannel, _ payload: String, at now: Instant, attempt: Int = 1, _ database: any Database) async throws {
        let job = SendNotice(
            [channel], links: MessageRules.Links(base: "https://commonweal.example.nhs.uk", choices: "/account/notices"), kinds: [Reminder.kind],
            recipient: { person, _ in
                person == amina
                    ? Recipient(
                        name: "Amina", email: try EmailAddress(parsing: "amina@example.nhs.uk"), mobile: try TelephoneNumber(parsing: "07700900123"))
                    : nil
            })
        try await job.run(JobItem(id: ID(at: now), kind: SendNotice.kind, payload: payload, attempt: attempt), in: database, at: now)
    }

    static func payload(_ database: any Database) async throws -> String {
        try #require(try await database.read { try $0.value(String.self, "SELECT payload FROM jobs ORDER BY id DESC LIMIT 1") })
    }

    static func states(_ database: any Database) async throws -> [MessageState] {
        try await database.read { try $0.values(MessageState.self, "SELECT state FROM outgoing_messages ORDER BY id") }
    }

    static func choose(_ rhythm: Rhythm, _ database: any Database) async throws {
        try await database.write(by: .test, at: TestDay.now) {
            try PreferenceStore.set([(Reminder.kind, rhythm)], quiet: .standard, of: amina, in: $0)
        }
    }

    @Test("A person is told of one thing once; the words are forgotten when they have gone", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            #expect(try await Self.tell(database))
            #expect(try await !Self.tell(database))
            #expect(try await Self.tell(once: "2", database))
            let channel = ScriptedChannel()
            try await Self.work(channel, at: TestDay.now, database)
            try await Self.work(channel, at: TestDay.now, database)
            #expect(channel.sent.map(\.subject).sorted() == ["Fridges 1", "Fridges 2"])
            #expect(try await Self.states(database) == [.sent, .sent])
            #expect(try await database.read { try $0.values(String.self, "SELECT DISTINCT body FROM notices") } == [""])
            #expect(try await !Self.tell(database), "not again after it has gone")
        }
    }

    @Test("Of two servers that look at a message in the same moment one sends it", arguments: TestDatabases.engines)
    func twoServers(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            _ = try await Self.tell(database)
            let payload = try await Self.payload(database)
            let channel = ScriptedChannel()
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try? await Self.send(channel, payload, at: TestDay.now, database) } }
            }
            #expect(channel.sent.count == 1)
            #expect(try await Self.states(database) == [.sent])
        }
    }

    @Test("Two who tell of one thing in the same moment tell it once", arguments: TestDatabases.engines)
    func twoTellers(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let told = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 { group.addTask { try await Self.tell(database) } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(told == 1)
            #expect(try await Self.states(database) == [.waiting])
        }
    }

    @Test("A server that stops between sending and its note leaves an email to go again, a text message in doubt", arguments: TestDatabases.engines)
    func stopped(engine: Engine) async throws {
        for (channelKind, expected, count) in [(ChannelKind.email, MessageState.sent, 1), (.text, .inDoubt, 0)] {
            try await withDatabase(engine) { database async throws in
                _ = try await Self.tell(by: channelKind, database)
                let payload = try await Self.payload(database)
                let id = try ID<OutgoingMessage>(parsing: payload.filter { $0 != "\"" })
                // The first server takes it in hand, hands it over and is gone.
                _ = try await database.maintain { try MessageStore.claim(id, at: TestDay.now, in: $0) }
                let channel = ScriptedChannel(kind: channelKind)
                await #expect(throws: MessageInHand.self) { try await Self.send(channel, payload, at: TestDay.now.adding(seconds: 59), database) }
                try await Self.send(channel, payload, at: TestDay.now.adding(seconds: 60), database)
                #expect(channel.sent.map(\.id) == Array(repeating: id, count: count))
                #expect(try await Self.states(database) == [expected])
            }
        }
    }

    @Test("A server that was taken for stopped and comes back changes nothing", arguments: TestDatabases.engines)
    func lateServer(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            _ = try await Self.tell(database)
            let id = try ID<OutgoingMessage>(parsing: try await Self.payload(database).filter { $0 != "\"" })
            let first = try #require(try await database.maintain { try MessageStore.claim(id, at: TestDay.now, in: $0) })
            let later = TestDay.later(minutes: 2)
            let second = try #require(try await database.maintain { try MessageStore.claim(id, at: later, in: $0) })
            try await database.maintain { try MessageStore.settle(second, as: .sent, at: later, in: $0) }
            try await database.maintain { try MessageStore.settle(first, as: .undelivered, problem: "Late.", at: later, in: $0) }
            #expect(try await Self.states(database) == [.sent])
        }
    }

    @Test("What a channel cannot take now is tried again, and set aside with its reason after the last try", arguments: TestDatabases.engines)
    func failing(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            _ = try await Self.tell(database)
            let payload = try await Self.payload(database)
            let away = ScriptedChannel(answers: [.unavailable("The mail server is away."), .unavailable("The mail server is away.")])
            await #expect(throws: MessageDelayed.self) { try await Self.send(away, payload, at: TestDay.now, database) }
            #expect(try await Self.states(database) == [.waiting])
            try await Self.send(away, payload, at: TestDay.now, attempt: SendNotice.attempts, database)
            let set = try await database.read { try $0.all(OutgoingMessage.self, MessageStore.undelivered) }
            #expect(set.map(\.problem) == ["The mail server is away."])
            #expect(try await database.read { try MessageStore.countUndelivered(in: $0) } == 1)
            // Sent again by a person, with the words that it had.
            let isQueued = try await database.write(by: .test, at: TestDay.later(minutes: 60)) { try MessageStore.again(set[0].id, in: $0) }
            #expect(isQueued)
            let channel = ScriptedChannel()
            try await Self.work(channel, at: TestDay.later(minutes: 60), database)
            #expect(channel.sent.count == 1 && channel.sent[0].body.contains("Fridges 1 need counting."))
            let repeated = try await database.write(by: .test, at: TestDay.later(minutes: 61)) { try MessageStore.again(set[0].id, in: $0) }
            #expect(!repeated, "what went is not sent again")
        }
    }

    @Test("A refusal is final, and so is silence after a text message", arguments: TestDatabases.engines)
    func refused(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            _ = try await Self.tell(by: .text, database)
            try await Self.send(
                ScriptedChannel(kind: .text, answers: [.refused("Not a UK mobile number.")]), Self.payload(database), at: TestDay.now, database)
            _ = try await Self.tell(once: "2", by: .text, at: TestDay.later(minutes: 1), database)
            try await Self.send(ScriptedChannel(kind: .text, answers: [.unanswered("No answer.")]), Self.payload(database), at: TestDay.now, database)
            _ = try await Self.tell(to: Self.ben, at: TestDay.later(minutes: 2), database)
            try await Self.send(ScriptedChannel(), Self.payload(database), at: TestDay.now, database)
            _ = try await Self.tell(once: "3", by: .text, at: TestDay.later(minutes: 3), database)
            try await Self.send(ScriptedChannel(), Self.payload(database), at: TestDay.now, database)
            let problems = try await database.read { try $0.all(OutgoingMessage.self, MessageStore.undelivered) }.sorted { $0.id > $1.id }
            #expect(problems.map(\.state) == [.undelivered, .undelivered, .inDoubt, .undelivered])
            #expect(
                problems.map(\.problem) == [
                    "No way to send text messages is set up.", "This person has no account, or it is disabled.", "No answer.",
                    "Not a UK mobile number.",
                ])
        }
    }

    @Test("Who chose a summary gets one message a day; who chose nothing of a kind is not told", arguments: TestDatabases.engines)
    func summary(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            try await Self.choose(.daily, database)
            for key in ["1", "2", "3"] { #expect(try await Self.tell(once: key, database)) }
            let channel = ScriptedChannel()
            try await Self.work(channel, at: TestDay.later(minutes: 60), database)
            #expect(channel.sent.isEmpty)
            // 7am on 22 November, 21 and a half hours later. What is told while it is being sent waits for the next one.
            let morning = TestDay.later(minutes: 21 * 60 + 30)
            let id = try ID<OutgoingMessage>(parsing: try await Self.payload(database).filter { $0 != "\"" })
            let claim = try #require(try await database.maintain { try MessageStore.claim(id, at: morning, in: $0) })
            #expect(claim.lines.map(\.subject).sorted() == ["Fridges 1", "Fridges 2", "Fridges 3"])
            #expect(try await Self.tell(once: "4", at: TestDay.later(minutes: 21 * 60), database))
            #expect(try await Self.states(database) == [.sending, .waiting])
            #expect(
                try await database.read { try $0.values(Instant.self, "SELECT due_at FROM outgoing_messages ORDER BY id") }
                    == [morning, morning.adding(minutes: 1440)])
            try await Self.choose(.off, database)
            #expect(try await !Self.tell(once: "5", database))
        }
    }

    @Test("What went is forgotten after half a year, what did not stays", arguments: TestDatabases.engines)
    func sweep(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            _ = try await Self.tell(database)
            try await Self.work(ScriptedChannel(), at: TestDay.now, database)
            _ = try await Self.tell(to: Self.ben, at: TestDay.later(minutes: 1), database)
            try await Self.send(ScriptedChannel(), Self.payload(database), at: TestDay.later(minutes: 1), database)
            for (days, expected) in [(180, 2), (181, 1)] {
                let item = JobItem(id: ID(at: TestDay.now), kind: ForgetOldMessages.kind, payload: "{}", attempt: 1)
                try await ForgetOldMessages().run(item, in: database, at: TestDay.later(minutes: days * 1440))
                #expect(try await Self.states(database).count == expected)
            }
        }
    }

    @Test("What a person chose before a kind stopped offering it counts for nothing", arguments: TestDatabases.engines)
    func goneChoice(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            try await Self.choose(.weekly, database)
            let narrower = NoticeKind(Reminder.kind.key, title: "", explanation: "", choices: [.daily, .atOnce])
            #expect(try await database.read { try PreferenceStore.rhythm(of: narrower, for: Self.amina, in: $0) } == .daily)
        }
    }
}

/// A template of tests.
struct Reminder: NoticeTemplate {
    static let key = "test reminder"
    static let kind = NoticeKind(
        "test reminders", title: "Reminders", explanation: "When something is due.", choices: [.atOnce, .daily, .weekly, .off])
    static let sample = Reminder(what: "Fridges")
    let what: String
    var subject: String { what }
    var body: String { "\(what) need counting." }
    var path: String { "/fridges" }
}

/// A channel that answers as it is told to, and takes whatever comes after that.
final class ScriptedChannel: MessageChannel {
    let kind: ChannelKind
    private let state: Mutex<(answers: [ChannelProblem], sent: [ComposedMessage])>

    init(kind: ChannelKind = .email, answers: [ChannelProblem] = []) {
        self.kind = kind
        state = Mutex((answers, []))
    }

    var sent: [ComposedMessage] { state.withLock { $0.sent } }

    func send(_ message: ComposedMessage, to recipient: Recipient) async throws(ChannelProblem) -> String {
        let problem = state.withLock { state -> ChannelProblem? in
            guard state.answers.isEmpty else { return state.answers.removeFirst() }
            state.sent.append(message)
            return nil
        }
        if let problem { throw problem }
        return "receipt"
    }
}
