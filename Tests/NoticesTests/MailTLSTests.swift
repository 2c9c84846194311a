// Emails leave encrypted, or not at all.

import Foundation
import Kernel
import TestKit
import Testing

@testable import Notices

@Suite("Mail over TLS")
struct MailTLSTests {
    private static let user = "commonweal"
    private static let password = "päss word"

    /// A mailer and its server; what the test leaves out is as it ought to be.
    private static func mailer(
        _ protection: SMTPServer.Protection, port: Int, host: String = "localhost", password: String = password, authorities: String?
    ) throws -> SMTPMailer {
        SMTPMailer(
            server: SMTPServer(host: host, port: port, protection: protection, user: user, password: password, authorities: authorities),
            sender: try MailTests.sender(), patience: 60)
    }

    private static func refusal(_ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return "nothing was refused"
        } catch MailProblem.refused(let why) {
            return why
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "It goes over TLS after signing in, from the start or by STARTTLS; an untrusted certificate, another's name or a wrong password stops it",
        arguments: [SMTPServer.Protection.tls, .startTLS])
    func exchange(protection: SMTPServer.Protection) async throws {
        try await withTemporaryDirectory { folder in
            let authority = try ThrowawayAuthority(in: folder)
            let server = try TLSMailServer(protection.rawValue, authority, user: Self.user, password: Self.password)
            let email = try MailTests.email()
            func mailer(host: String = "localhost", password: String = Self.password, authorities: String?) throws -> SMTPMailer {
                try Self.mailer(protection, port: server.port, host: host, password: password, authorities: authorities)
            }

            try await mailer(authorities: authority.authorities).send(email)
            var heard = await server.dialogue()
            let encrypted = try #require(heard.firstIndex(of: "(encrypted)"))
            let signedIn = try #require(heard.firstIndex { $0.hasPrefix("AUTH PLAIN") })
            let message = try #require(heard.firstIndex(of: "DATA"))
            #expect(encrypted < signedIn && signedIn < message)
            #expect(heard.contains("RCPT TO:<amina@example.nhs.uk>"))
            let body = heard[message...].drop { !$0.isEmpty }.dropFirst().prefix { $0 != "." }.joined()
            #expect(Data(base64Encoded: body).map { String(decoding: $0, as: UTF8.self) } == email.body)

            try await mailer(authorities: authority.authorities).check()
            heard = await server.dialogue()
            #expect(heard.contains { $0.hasPrefix("AUTH") } && !heard.contains { $0.hasPrefix("MAIL") }, "a check-up signs in and sends nothing")

            // The machine's own authorities do not know the throwaway one.
            let untrusted = await Self.refusal { try await mailer(authorities: nil).send(email) }
            #expect(untrusted.contains("certificate"), "\(untrusted)")
            heard = await server.dialogue()
            #expect(!heard.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") }, "neither password nor email was sent: \(heard)")

            // The certificate is for "localhost", not for the address.
            let otherName = await Self.refusal { try await mailer(host: "127.0.0.1", authorities: authority.authorities).send(email) }
            #expect(otherName.contains("127.0.0.1"), "\(otherName)")
            heard = await server.dialogue()
            #expect(!heard.contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") }, "neither password nor email was sent: \(heard)")

            let stranger = await Self.refusal { try await mailer(password: "guessed", authorities: authority.authorities).send(email) }
            #expect(stranger.contains("denied"), "\(stranger)")
            heard = await server.dialogue()
            #expect(!heard.contains { $0.hasPrefix("MAIL") }, "no email was sent: \(heard)")

            let nobody = await Self.refusal { try await mailer(authorities: "\(folder)/absent.pem").check() }
            #expect(nobody.contains("certificate"), "\(nobody)")
        }
    }
}
