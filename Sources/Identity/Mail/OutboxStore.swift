// Letters that wait to be sent.

import Kernel
import Store

package enum OutboxStore {
    /// Puts a letter into the outbox and asks the queue to send it, in the transaction that gives reason to write it.
    package static func put(_ letter: Letter, for account: AccountID, in tx: Transaction) throws {
        try tx.execute(
            """
            INSERT INTO outbox (id, account, recipient, subject, body, written_at, sent_at)
            VALUES (\(letter.id), \(account), \(letter.recipient.stored), \(letter.subject), \(letter.body), \(letter.writtenAt), NULL)
            """)
        try JobQueue.add(kind: SendLetter.kind, payload: SendLetter.payload(letter.id), in: tx)
    }

    /// The letter, if it has not been sent.
    package static func waiting(_ id: ID<LetterReference>, in connection: any Connection) throws -> Letter? {
        try connection.first(
            Letter.self, "SELECT id, recipient, subject, body, written_at FROM outbox WHERE id = \(id) AND sent_at IS NULL")
    }

    /// Notes that the letter has gone, and forgets its body, which holds a link that is as good as a password.
    static func sent(_ id: ID<LetterReference>, at instant: Instant, in connection: any Connection) throws {
        try connection.execute("UPDATE outbox SET sent_at = \(instant), body = '' WHERE id = \(id)")
    }
}
