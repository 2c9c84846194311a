// Messages to practices, unread until read.

import Kernel
import Patients
import Store

package enum MessageStore {
    /// Writes to the registered practice about an appointment that is over.
    package static func send(
        _ body: String, actionNeeded: Bool, about id: ID<Booking>, hub: OrganisationID?, clinician: PersonID? = nil, in transaction: Transaction
    ) throws {
        guard let (booking, _) = try ClinicListStore.booking(id, hub: hub, clinician: clinician, in: transaction) else { throw ActRefusal.notFound }
        guard booking.status == .seen || booking.status == .didNotAttend else { throw MessageRefusal.notSeenYet }
        guard !body.isEmpty else { throw MessageRefusal.bodyMissing }
        try insert(booking, booking.status == .seen ? .outcome : .didNotAttend, body, actionNeeded: actionNeeded, in: transaction)
    }

    /// Tells the practice that what it was told is wrong; nothing where it was told nothing.
    static func sendCorrection(of booking: Booking, reason: String, note: String = "", in transaction: Transaction) throws {
        let earlier = try messages(about: [booking.id], in: transaction).filter { $0.kind != .correction }
        guard let last = earlier.last else { return }
        let body =
            "The message of \(last.sentAt.londonText) about this appointment was sent in error. \(reason). "
            + "Another follows if it is needed." + (note.isEmpty ? "" : "\n\(note)")
        try insert(booking, .correction, body, actionNeeded: false, in: transaction)
    }

    /// Tells the practice that its patient was not seen, because the clinic did not take place.
    static func sendNotHeld(_ booking: Booking, _ cause: NotHeldCause, in transaction: Transaction) throws {
        let body =
            "Your patient was not seen: the clinic of \(booking.startsAt.londonText) did not take place, or ended before this appointment "
            + "(\(cause.title.lowercased())). The appointment is cancelled. Make sure that the patient has been told and gets the care that was promised."
        try insert(booking, .outcome, body, actionNeeded: true, in: transaction)
    }

    /// The messages about appointments, oldest first.
    package static func messages(about bookings: [ID<Booking>], in connection: any Connection) throws -> [Message] {
        guard !bookings.isEmpty else { return [] }
        return try connection.all("SELECT * FROM messages WHERE booking IN \(bookings) ORDER BY sent_at, id")
    }

    /// A practice's messages of one status, unread and read ones oldest first, closed ones newest first.
    package static func messages(
        _ status: Message.Status, scope: Scope, limit: Int = 200, in connection: any Connection
    ) throws -> [Message] {
        let order: SQL = status == .closed ? "sent_at DESC, id" : "sent_at, id"
        return try connection.all(
            """
            SELECT *
            FROM messages
            WHERE status = \(status)
              AND \(within(scope))
            ORDER BY \(order)
            LIMIT \(limit)
            """)
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
        try PatientStore.auditView(of: message.patient, practice: message.practice, purpose: "message", in: transaction)
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

    private static func insert(
        _ booking: Booking, _ kind: Message.Kind, _ body: String, actionNeeded: Bool, in transaction: Transaction
    ) throws {
        let id = ID<Message>(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO messages (id, booking, patient, practice, kind, body, action_needed, sent_at, sent_by, status, closing_note)
            VALUES (\(id), \(booking.id), \(booking.patient), \(booking.practice), \(kind), \(body), \(actionNeeded), \(transaction.instant),
              \(transaction.actor.person), 'unread', '')
            """)
        try transaction.audit("message sent", AuditSubject("message", id), practice: booking.practice, patient: booking.patient)
    }

    // A practice reads what was sent to a practice that it took over; a hub and the federation read none.
    private static func within(_ scope: Scope) -> SQL {
        scope.practices == nil ? "FALSE" : scope.condition(practice: "practice")
    }
}
