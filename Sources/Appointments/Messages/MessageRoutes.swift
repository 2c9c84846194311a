// The addresses of messages.

import Directory
import Kernel
import Store
import Web

struct MessageRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.messages, .messages, list)
        routes.get(AppointmentsAddresses.message, .messages, show)
        routes.post(AppointmentsAddresses.messageClosing, .messages, close)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let (scope, today, now) = (try visit.person.scope, visit.today, visit.now)
        let status = Message.Status(rawValue: visit.query["state"]) ?? .unread
        let (messages, counts, late) = try await database.write(by: visit.actor, at: now) { transaction in
            let shown = try MessageStore.messages(status, scope: scope, on: today, in: transaction)
            let unread = status == .unread ? shown : try MessageStore.messages(.unread, scope: scope, on: today, in: transaction)
            try transaction.audit(
                "messages listed", AuditSubject("messages", status.rawValue),
                details: ["shown": String(shown.count), "patients": shown.map(\.patient.stored).joined(separator: " ")])
            return (
                try shown.map { try NamedMessage($0, on: today, in: transaction) },
                try MessageStore.counts(scope: scope, on: today, in: transaction),
                unread.filter { MessageRules.isLate(sentAt: $0.sentAt, status: $0.status, at: now) }.count
            )
        }
        let notices = visit.query["notice"] == "closed" ? [Notice("The message is closed", "It is kept under Closed.")] : []
        return .page(MessagesPage(messages, status: status, counts: counts, late: late, notices: notices, at: now))
    }

    /// Opening a message reads it.
    @Sendable private func show(_ visit: Visit) async throws -> Answer { try await page(visit, form: FormReader(), refusal: nil, status: 200) }

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        let id: ID<Message> = try visit.id("message")
        let (scope, once) = (try visit.person.scope, visit.once)
        var form = FormReader(visit.form)
        let note = form.optionalText("note", longest: 1000)
        guard form.isSound else { return try await page(visit, form: form, refusal: nil, status: 422) }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try MessageStore.close(id, note: note, scope: scope, in: transaction)
                    return id.stored
                }
            }
            return .redirect(to: AppointmentsAddresses.messages.path(), notice: "closed")
        } catch MessageRefusal.notFound {
            throw Refusal.notFound
        } catch let refusal as MessageRefusal {
            return try await page(visit, form: form, refusal: refusal, status: refusal == .alreadyClosed ? 409 : 422)
        }
    }

    private func page(_ visit: Visit, form: FormReader, refusal: MessageRefusal?, status: Int) async throws -> Answer {
        let id: ID<Message> = try visit.id("message")
        let (scope, today) = (try visit.person.scope, visit.today)
        do {
            let (named, patient) = try await database.write(by: visit.actor, at: visit.now) { transaction in
                let message = try MessageStore.read(id, scope: scope, in: transaction)
                // The patient may have left the practice since; the message is still the practice's to deal with.
                guard let patient = try PatientStore.patient(message.patient, on: today, scope: .federation, in: transaction) else {
                    throw MessageRefusal.notFound
                }
                return (try NamedMessage(message, on: today, in: transaction), patient)
            }
            return .page(MessagePage(named, patient, form: form, refusal: refusal, at: visit.now), status: status)
        } catch MessageRefusal.notFound {
            throw Refusal.notFound
        }
    }
}

extension NamedMessage {
    init(_ message: Message, on date: LocalDate, in connection: any Connection) throws {
        func name(_ person: PersonID?) throws -> String { try person.flatMap { try PersonStore.person($0, in: connection)?.fullName } ?? "the hub" }
        guard let booking = try BookingStore.booking(message.booking, scope: .federation, in: connection),
            let patient = try PatientStore.patient(message.patient, on: date, scope: .federation, in: connection)
        else { throw MessageRefusal.notFound }
        self.init(
            message: message, patientName: patient.patient.fullName, sender: try name(message.sentBy), readBy: try name(message.readBy),
            closedBy: try name(message.closedBy), appointment: try DeskAppointment.of(booking, in: connection))
    }
}
