// Emails on their way out.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Notices

@Suite("Mail")
struct MailTests {
    static func email(_ body: String = "Grüße, and a line.\nhttps://commonweal.example.nhs.uk/sign-in/link/1") throws -> Email {
        Email(
            id: ID(at: TestDay.now), recipient: try EmailAddress(parsing: "amina@example.nhs.uk"), subject: "Set up your account", body: body,
            writtenAt: TestDay.now)
    }

    static func sender() throws -> EmailAddress { try EmailAddress(parsing: "commonweal@example.nhs.uk") }

    static func decoded(_ message: String) -> String? {
        let parts = message.components(separatedBy: "\r\n\r\n")
        guard parts.count == 2 else { return nil }
        return Data(base64Encoded: parts[1].replacingOccurrences(of: "\r\n", with: "")).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("An email is a message of RFC 5322 with a UTF-8 body")
    func format() throws {
        let text = MailFormat.message(try Self.email(), from: try Self.sender())
        #expect(text.contains("Date: Sat, 21 Nov 2026 09:30:00 +0000\r\n"))
        #expect(text.contains("From: Commonweal <commonweal@example.nhs.uk>\r\n"))
        #expect(text.contains("To: <amina@example.nhs.uk>\r\n"))
        #expect(text.contains("Subject: Set up your account\r\n"))
        #expect(Self.decoded(text) == (try Self.email().body))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    }

    @Test("A subject cannot add a header")
    func injection() throws {
        let email = Email(
            id: ID(at: TestDay.now), recipient: try EmailAddress(parsing: "amina@example.nhs.uk"), subject: "Hello\r\nBcc: all@example.nhs.uk",
            body: "", writtenAt: TestDay.now)
        #expect(MailFormat.message(email, from: try Self.sender()).contains("Subject: Hello??Bcc: all@example.nhs.uk\r\n"))
    }

    @Test("Without a mail server emails become files that only the product's user reads")
    func directory() async throws {
        try await withTemporaryDirectory { path in
            let directory = URL(fileURLWithPath: path).appendingPathComponent("outbox")
            let email = try Self.email()
            try await DirectoryMailer(directory: directory, sender: try Self.sender()).send(email)
            let file = directory.appendingPathComponent("\(email.id.stored).eml")
            #expect(Self.decoded(try String(contentsOf: file, encoding: .utf8)) == email.body)
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let blocked = DirectoryMailer(directory: file.appendingPathComponent("inside a file"), sender: try Self.sender())
            await #expect(throws: MailProblem.self) { try await blocked.send(email) }
        }
    }

    @Test("A mail server gets sender, recipient and message")
    func smtp() async throws {
        let server = try FakeMailServer()
        let email = try Self.email()
        let mailer = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .none, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        try await mailer.send(email)
        let dialogue = await server.dialogue()
        #expect(dialogue.contains { $0.hasPrefix("MAIL FROM:<commonweal@example.nhs.uk>") })
        #expect(dialogue.contains { $0.hasPrefix("RCPT TO:<amina@example.nhs.uk>") })
        #expect(dialogue.contains("Subject: Set up your account"))
        let body = dialogue.drop { !$0.isEmpty }.dropFirst().prefix { $0 != "." }.joined()
        #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == email.body)
    }

    @Test("A mail server that refuses the recipient, and one that is not there, are problems that say so")
    func refused() async throws {
        let server = try FakeMailServer(refusesRecipients: true)
        let there = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .none, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        let email = try Self.email()
        await #expect(throws: MailProblem.self) { try await there.send(email) }
        _ = await server.dialogue()
        let gone = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: 1, protection: .none, user: "", password: ""), sender: try Self.sender(), patience: 60)
        await #expect(throws: MailProblem.self) { try await gone.send(email) }
        let plain = SMTPMailer(
            server: SMTPServer(host: "127.0.0.1", port: server.port, protection: .startTLS, user: "", password: ""), sender: try Self.sender(),
            patience: 60)
        await #expect(throws: MailProblem.self, "a server without STARTTLS gets no email where encryption is asked for") {
            try await plain.send(email)
        }
        #expect(await server.dialogue().contains { $0.hasPrefix("MAIL FROM") } == false)
    }
}
