// Sends one letter of the outbox.

import Kernel
import Store

/// Sent at least once: a letter may go twice where the machine stops between the mail server's word and the note of it.
package struct SendLetter: Job {
    package static let kind = "send letter"
    private let mailer: any Mailer

    package init(mailer: any Mailer) { self.mailer = mailer }

    /// The letter's identifier as a JSON text.
    static func payload(_ id: ID<LetterReference>) -> String { "\"\(id.stored)\"" }

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let id = try ID<LetterReference>(parsing: item.payload.filter { $0 != "\"" })
        guard let letter = try await database.read({ try OutboxStore.waiting(id, in: $0) }) else { return }
        try await mailer.send(letter)
        try await database.maintain { try OutboxStore.sent(id, at: now, in: $0) }
    }
}
