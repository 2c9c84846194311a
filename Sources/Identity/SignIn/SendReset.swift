// Sends a link to who forgot the password.

import Foundation
import Kernel
import Store

/// Looks an address up that somebody typed, and sends a link where it is that of an account that is not disabled. Where it runs twice, because a machine
/// stopped half-way, the first link is dead and the second works.
package struct SendReset: Job {
    package static let kind = "send reset link"
    private let baseAddress: String
    private let random: RandomBytes

    package init(baseAddress: String, random: RandomBytes) {
        self.baseAddress = baseAddress
        self.random = random
    }

    private struct Asked: Codable {
        let email: String
    }

    static func payload(_ email: EmailAddress) throws -> String {
        String(decoding: try JSONEncoder().encode(Asked(email: email.stored)), as: UTF8.self)
    }

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let email = try EmailAddress(parsing: JSONDecoder().decode(Asked.self, from: Data(item.payload.utf8)).email)
        let token = Token(from: random)
        let address = SignIn.address(of: token, base: baseAddress)
        try await database.write(by: Actor(process: SendReset.kind), at: now) { tx in
            guard let account = try AccountStore.account(email: email, in: tx), account.state != .disabled else { return }
            // Somebody who was invited and lost the email gets on with this link as well.
            try SignIn.send(.reset, to: account, token: token, address: address, in: tx)
            try tx.audit("password reset sent", AuditSubject("account", account.id))
        }
    }
}
