// Messages that wait, went, or did not go.

import Kernel
import Store

package enum MessageStore {
    private static let columns: SQL = "id, person, channel, rhythm, state, due_at, made_at, claimed_at, problem"

    /// A message that this server alone may send now.
    struct Claim: Sendable {
        let message: OutgoingMessage
        let lines: [NoticeLine]
        let token: String
    }

    static func message(_ id: ID<OutgoingMessage>, in connection: any Connection) throws -> OutgoingMessage? {
        try connection.first("SELECT \(columns) FROM outgoing_messages WHERE id = \(id)")
    }

    static func lines(of id: ID<OutgoingMessage>, in connection: any Connection) throws -> [NoticeLine] {
        try connection.all("SELECT kind, subject, body, path FROM notices WHERE message = \(id) ORDER BY written_at, id")
    }

    /// What each of some messages says of itself, in the order in which it was told.
    package static func subjects(of messages: [ID<OutgoingMessage>], in connection: any Connection) throws -> [ID<OutgoingMessage>: [String]] {
        struct Told: Decodable {
            let message: ID<OutgoingMessage>
            let subject: String
        }
        let told = try connection.all(
            Told.self, "SELECT message, subject FROM notices WHERE message IN \(messages) ORDER BY written_at, id")
        return Dictionary(grouping: told, by: \.message).mapValues { $0.map(\.subject) }
    }

    /// The message that waits for this moment, or a new one with the work of sending it. A summary is one message for all that it sums up.
    static func open(
        for person: PersonID, by channel: ChannelKind, _ rhythm: Rhythm, due: Instant, in tx: Transaction
    ) throws -> ID<OutgoingMessage>? {
        let id = ID<OutgoingMessage>(at: tx.instant)
        let made = try tx.execute(
            """
            INSERT INTO outgoing_messages (id, person, channel, rhythm, state, due_at, made_at, problem)
            VALUES (\(id), \(person), \(channel), \(rhythm), \(MessageState.waiting), \(due), \(tx.instant), '')
            ON CONFLICT DO NOTHING
            """)
        guard made == 0 else {
            try JobQueue.add(kind: SendNotice.kind, payload: SendNotice.payload(id), due: due, in: tx)
            return id
        }
        return try tx.value(
            """
            SELECT id
            FROM outgoing_messages
            WHERE person = \(person) AND channel = \(channel) AND rhythm = \(rhythm) AND due_at = \(due) AND state = \(MessageState.waiting)
            """)
    }

    /// Takes a message in hand, unless another server has it or it is settled.
    /// - Throws: `MessageInHand` where another server may still be sending it.
    static func claim(_ id: ID<OutgoingMessage>, at now: Instant, in connection: any Connection) throws -> Claim? {
        guard let message = try message(id, in: connection) else { return nil }
        switch MessageRules.step(message.state, channel: message.channel, claimedAt: message.claimedAt, at: now) {
        case .none: return nil
        case .wait: throw MessageInHand()
        case .doubt:
            try change(id, to: .inDoubt, problem: "The server stopped while it was being sent. It may have arrived.", at: now, in: connection)
            return nil
        case .send: break
        }
        let token = ID<Claim>(at: now).stored
        try connection.execute(
            """
            UPDATE outgoing_messages
            SET state = \(MessageState.sending), claim = \(token), claimed_at = \(now)
            WHERE id = \(id)
            """)
        return Claim(message: message, lines: try lines(of: id, in: connection), token: token)
    }

    /// Notes how a message fared, unless another server has taken it in hand since.
    static func settle(
        _ claim: Claim, as state: MessageState, receipt: String = "", problem: String = "", at now: Instant, in connection: any Connection
    )
        throws
    {
        let held = try connection.value(Int.self, "SELECT 1 FROM outgoing_messages WHERE id = \(claim.message.id) AND claim = \(claim.token)")
        guard held != nil else { return }
        try change(claim.message.id, to: state, receipt: receipt, problem: problem, at: now, in: connection)
        // What a link in it opens is as good as a password, and nobody reads it here again.
        if state == .sent { try connection.execute("UPDATE notices SET body = '', path = '' WHERE message = \(claim.message.id)") }
    }

    private static func change(
        _ id: ID<OutgoingMessage>, to state: MessageState, receipt: String = "", problem: String, at now: Instant, in connection: any Connection
    ) throws {
        try connection.execute(
            """
            UPDATE outgoing_messages
            SET state = \(state), claim = NULL, claimed_at = NULL, settled_at = \(state == .waiting ? nil : now), receipt = \(receipt),
                problem = \(problem)
            WHERE id = \(id)
            """)
    }

    // MARK: What did not arrive

    /// Messages that were not delivered or may not have been, for a list.
    package static var undelivered: SQL {
        """
        SELECT \(columns)
        FROM outgoing_messages
        WHERE state IN \([MessageState.undelivered, .inDoubt])
        """
    }

    package static func countUndelivered(in connection: any Connection) throws -> Int {
        try connection.value(
            Int.self, "SELECT COUNT(*) FROM outgoing_messages WHERE state IN \([MessageState.undelivered, .inDoubt])") ?? 0
    }

    /// Has a message that was not delivered tried again. False where it is not one (any more).
    package static func again(_ id: ID<OutgoingMessage>, in tx: Transaction) throws -> Bool {
        let changed = try tx.execute(
            """
            UPDATE outgoing_messages
            SET state = \(MessageState.waiting), settled_at = NULL, due_at = \(tx.instant), rhythm = \(Rhythm.atOnce)
            WHERE id = \(id) AND state IN \([MessageState.undelivered, .inDoubt])
            """)
        guard changed > 0 else { return false }
        try JobQueue.add(kind: SendNotice.kind, payload: SendNotice.payload(id), in: tx)
        try tx.audit("message sent again", AuditSubject("outgoing message", id))
        return true
    }

    /// Forgets what went more than half a year ago.
    static func sweep(now: Instant, in connection: any Connection) throws {
        let long = now.adding(minutes: -180 * 1440)
        let old: SQL = "SELECT id FROM outgoing_messages WHERE state IN \([MessageState.sent, .delivered]) AND settled_at < \(long)"
        try connection.execute("DELETE FROM notices WHERE message IN (\(old))")
        try connection.execute("DELETE FROM outgoing_messages WHERE state IN \([MessageState.sent, .delivered]) AND settled_at < \(long)")
    }
}

/// Another server has the message in hand.
struct MessageInHand: ErrorInWords {
    var sentence: String { "Another server was sending this message. It is looked at again shortly." }
}
