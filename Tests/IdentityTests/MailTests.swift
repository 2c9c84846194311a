// Letters on their way out.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Identity

@Suite("Mail")
struct MailTests {
    static func letter(_ body: String = "Grüße, and a line.\nhttps://commonweal.example.nhs.uk/sign-in/link/1") throws -> Letter {
        Letter(
            id: ID(at: TestDay.now), recipient: try EmailAddress(parsing: "amina@example.nhs.uk"), subject: "Set up your account", body: body,
            writtenAt: TestDay.now)
    }

    static func sender() throws -> EmailAddress { try EmailAddress(parsing: "commonweal@example.nhs.uk") }

    static func decoded(_ message: String) -> String? {
        let parts = message.components(separatedBy: "\r\n\r\n")
        guard parts.count == 2 else { return nil }
        return Data(base64Encoded: parts[1].replacingOccurrences(of: "\r\n", with: "")).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("A letter is a message of RFC 5322 with a UTF-8 body")
    func format() throws {
        let text = MailFormat.message(try Self.letter(), from: try Self.sender())
        #expect(text.contains("Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n"))
        #expect(text.contains("From: Commonweal <commonweal@example.nhs.uk>\r\n"))
        #expect(text.contains("To: <amina@example.nhs.uk>\r\n"))
        #expect(text.contains("Subject: Set up your account\r\n"))
        #expect(Self.decoded(text) == (try Self.letter().body))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    }

    @Test("A subject cannot add a header")
    func injection() throws {
        let letter = Letter(
            id: ID(at: TestDay.now), recipient: try EmailAddress(parsing: "amina@example.nhs.uk"), subject: "Hello\r\nBcc: all@example.nhs.uk",
            body: "", writtenAt: TestDay.now)
        #expect(MailFormat.message(letter, from: try Self.sender()).contains("Subject: Hello??Bcc: all@example.nhs.uk\r\n"))
    }

    @Test("Without a mail server letters become files that only the product's user reads")
    func directory() async throws {
        try await withTemporaryDirectory { path in
            let directory = URL(fileURLWithPath: path).appendingPathComponent("outbox")
            let letter = try Self.letter()
            try await DirectoryMailer(directory: directory, sender: try Self.sender()).send(letter)
            let file = directory.appendingPathComponent("\(letter.id.stored).eml")
            #expect(Self.decoded(try String(contentsOf: file, encoding: .utf8)) == letter.body)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let blocked = DirectoryMailer(directory: file.appendingPathComponent("inside a file"), sender: try Self.sender())
            await #expect(throws: MailProblem.self) { try await blocked.send(letter) }
        }
    }

    @Test("A mail server gets sender, recipient and message")
    func smtp() async throws {
        let server = try FakeMailServer()
        let letter = try Self.letter()
        let mailer = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .none, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        try await mailer.send(letter)
        let dialogue = await server.dialogue()
        #expect(dialogue.contains { $0.hasPrefix("MAIL FROM:<commonweal@example.nhs.uk>") })
        #expect(dialogue.contains { $0.hasPrefix("RCPT TO:<amina@example.nhs.uk>") })
        #expect(dialogue.contains("Subject: Set up your account"))
        let body = dialogue.drop { !$0.isEmpty }.dropFirst().prefix { $0 != "." }.joined()
        #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == letter.body)
    }

    @Test("A mail server that refuses the recipient, and one that is not there, are problems that say so")
    func refused() async throws {
        let server = try FakeMailServer(refusesRecipients: true)
        let there = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .none, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        let letter = try Self.letter()
        await #expect(throws: MailProblem.self) { try await there.send(letter) }
        _ = await server.dialogue()
        let gone = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: 1, protection: .none, user: "", password: ""), sender: try Self.sender(), patience: 60)
        await #expect(throws: MailProblem.self) { try await gone.send(letter) }
        let plain = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .startTLS, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        await #expect(throws: MailProblem.self, "a server without STARTTLS gets no letter where encryption is asked for") {
            try await plain.send(letter)
        }
        #expect(await server.dialogue().contains { $0.hasPrefix("MAIL FROM") } == false)
    }

    @Test("The job sends a letter, forgets its body, and does not send it again", arguments: TestDatabases.engines)
    func job(engine: Engine) async throws {
        try await withCast(engine) { cast in
            try await cast.add("farah", [.financeLead])
            _ = try await cast.requestReset(email: "farah@example.nhs.uk", from: cast.origin())
            let id = try #require(try await cast.database.read { try $0.value(ID<LetterReference>.self, "SELECT id FROM outbox") })
            let item = JobItem(id: ID(at: TestDay.now), kind: SendLetter.kind, payload: SendLetter.payload(id), attempt: 1)
            let mailer = CountingMailer()
            try await SendLetter(mailer: mailer).run(item, in: cast.database, at: cast.clock.now)
            try await SendLetter(mailer: mailer).run(item, in: cast.database, at: cast.clock.now)
            #expect(await mailer.recipients == ["farah@example.nhs.uk"])
            #expect(try await cast.database.read { try $0.value(String.self, "SELECT body FROM outbox") } == "")
        }
    }

    @Test("A letter that could not be sent stays in the outbox", arguments: TestDatabases.engines)
    func failing(engine: Engine) async throws {
        try await withCast(engine) { cast in
            try await cast.add("farah", [.financeLead])
            _ = try await cast.requestReset(email: "farah@example.nhs.uk", from: cast.origin())
            let id = try #require(try await cast.database.read { try $0.value(ID<LetterReference>.self, "SELECT id FROM outbox") })
            let item = JobItem(id: ID(at: TestDay.now), kind: SendLetter.kind, payload: SendLetter.payload(id), attempt: 1)
            await #expect(throws: MailProblem.self) {
                try await SendLetter(mailer: BrokenMailer()).run(item, in: cast.database, at: TestDay.now)
            }
            #expect(try await cast.database.read { try OutboxStore.waiting(id, in: $0) } != nil)
        }
    }
}

actor CountingMailer: Mailer {
    private(set) var recipients: [String] = []
    func send(_ letter: Letter) async throws { recipients.append(letter.recipient.stored) }
}

struct BrokenMailer: Mailer {
    func send(_ letter: Letter) async throws { throw MailProblem.refused("no route to host") }
}
