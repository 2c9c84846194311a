// Messages to practices, unread until read.

import Kernel
import Store

package enum MessageStore {
    /// Puts a message before its practice.
    package static func send(_ message: NewMessage, in transaction: Transaction) throws {
        guard !message.body.isEmpty else { throw MessageRefusal.bodyMissing }
        let id = ID<Message>(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO messages (id, subject_kind, subject, patient, practice, kind, heading, body, must_act, due_on, sent_at, sent_by, status,
              closing_note)
            VALUES (\(id), \(message.about.kind.rawValue), \(message.about.identifier), \(message.patient), \(message.practice), \(message.kind), \(message.heading),
              \(message.body), \(message.mustAct), \(message.dueOn), \(transaction.instant), \(transaction.actor.person), 'unread', '')
            """)
        try transaction.audit("message sent", AuditSubject("message", id), practice: message.practice, patient: message.patient)
    }

    /// The messages about records of one kind, oldest first.
    package static func messages(about kind: RecordKind, _ ids: [String], in connection: any Connection) throws -> [Message] {
        guard !ids.isEmpty else { return [] }
        return try connection.all("SELECT * FROM messages WHERE subject IN \(ids) AND subject_kind = \(kind.rawValue) ORDER BY sent_at, id")
    }

    /// A practice's messages of one status, oldest first.
    package static func messages(_ status: Message.Status, scope: Scope, in connection: any Connection) throws -> [Message] {
        try connection.all(listed(status, scope: scope) + "\nORDER BY sent_at, id")
    }

    /// A practice's messages of one status, for a list.
    static func listed(_ status: Message.Status, scope: Scope) -> SQL {
        "SELECT * FROM messages WHERE status = \(status) AND \(within(scope))"
    }

    package static func message(_ id: ID<Message>, scope: Scope, in connection: any Connection) throws -> Message? {
        try connection.first("SELECT * FROM messages WHERE id = \(id) AND \(within(scope))")
    }

    /// How many messages of each status a practice has.
    package static func counts(scope: Scope, in connection: any Connection) throws -> [Message.Status: Int] {
        struct Count: Decodable {
            let status: Message.Status
            let count: Int
        }
        let counts: [Count] = try connection.all(
            """
            SELECT status, CAST(COUNT(*) AS BIGINT) AS count
            FROM messages
            WHERE \(within(scope))
            GROUP BY status
            """)
        return Dictionary(counts.map { ($0.status, $0.count) }, uniquingKeysWith: +)
    }

    /// When a practice's messages of one status were sent, oldest first.
    static func sent(_ status: Message.Status, scope: Scope, in connection: any Connection) throws -> [Instant] {
        try connection.values("SELECT sent_at FROM messages WHERE status = \(status) AND \(within(scope)) ORDER BY sent_at")
    }

    /// Marks a message as read by the person who acts; a message read before stays as it was.
    package static func read(_ id: ID<Message>, scope: Scope, in transaction: Transaction) throws -> Message {
        guard let message = try message(id, scope: scope, in: transaction) else { throw MessageRefusal.notFound }
        if let patient = message.patient { try transaction.auditView(of: patient, practice: message.practice, purpose: "message") }
        guard message.status == .unread else { return message }
        try transaction.execute(
            "UPDATE messages SET status = 'read', read_at = \(transaction.instant), read_by = \(transaction.actor.person) WHERE id = \(id)")
        try transaction.audit("message read", AuditSubject("message", id), practice: message.practice, patient: message.patient)
        return try self.message(id, scope: scope, in: transaction) ?? message
    }

    /// Closes a message: the practice has dealt with it.
    package static func close(_ id: ID<Message>, note: String, scope: Scope, in transaction: Transaction) throws {
        let message = try read(id, scope: scope, in: transaction)
        if let refusal = MessageRules.refusalToClose(message, note: note) { throw refusal }
        try transaction.execute(
            """
            UPDATE messages
            SET status = 'closed', closed_at = \(transaction.instant), closed_by = \(transaction.actor.person), closing_note = \(note)
            WHERE id = \(id)
            """)
        try transaction.audit("message closed", AuditSubject("message", id), practice: message.practice, patient: message.patient)
    }

    // A practice reads what was sent to a practice that it took over; a hub and the federation read none.
    private static func within(_ scope: Scope) -> SQL {
        scope.practices == nil ? "FALSE" : scope.condition(practice: "practice")
    }
}
