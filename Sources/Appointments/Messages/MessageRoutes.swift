// The addresses of messages.

import Directory
import Kernel
import Patients
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
        let (scope, now) = (try visit.person.scope, visit.now)
        let status = Message.Status(rawValue: visit.query["state"]) ?? .unread
        let (messages, counts, late) = try await database.write(by: visit.actor, at: now) { transaction in
            let shown = try MessageStore.messages(status, scope: scope, in: transaction)
            let unread = status == .unread ? shown : try MessageStore.messages(.unread, scope: scope, in: transaction)
            try transaction.audit("messages listed", AuditSubject("messages", status.rawValue), showing: shown.map(\.patient))
            return (
                try NamedMessage.all(shown, in: transaction),
                try MessageStore.counts(scope: scope, in: transaction),
                unread.filter { MessageRules.isLate(sentAt: $0.sentAt, status: $0.status, at: now) }.count
            )
        }
        return .page(MessagesPage(messages, status: status, counts: counts, late: late, at: now))
    }

    /// Opening a message reads it.
    @Sendable private func show(_ visit: Visit) async throws -> Answer { .page(try await page(visit, FormReader())) }

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let (id, scope): (ID<Message>, Scope) = (try visit.id("message"), try visit.person.scope)
            let note = form.optionalText("note", longest: 1000, lines: .several)
            return { transaction in
                try MessageStore.close(id, note: note, scope: scope, in: transaction)
                return Done(AppointmentsAddresses.messages.path(), AppointmentsNotice.messageClosed)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> MessagePage {
        let (id, scope, today): (ID<Message>, Scope, LocalDate) = (try visit.id("message"), try visit.person.scope, visit.today)
        let (named, patient) = try await database.write(by: visit.actor, at: visit.now) { transaction in
            let message = try MessageStore.read(id, scope: scope, in: transaction)
            // The patient may have left the practice since; the message is still the practice's to deal with.
            guard
                let patient = try PatientStore.patient(
                    message.patient, on: today, scope: .system("the patient of a message that is read"), in: transaction),
                let named = try NamedMessage.all([message], in: transaction).first
            else { throw MessageRefusal.notFound }
            return (named, patient)
        }
        return MessagePage(named, patient, form: form, at: visit.now)
    }
}

extension NamedMessage {
    /// Messages with the names that go with them, in the given order; the number of queries does not grow with them.
    static func all(_ messages: [Message], in connection: any Connection) throws -> [NamedMessage] {
        let bookings = try BookingStore.bookings(Array(Set(messages.map(\.booking))), in: connection)
        let appointments = try DeskAppointment.all(bookings, in: connection)
        let byBooking = Dictionary(appointments.map { ($0.booking.id, $0) }, uniquingKeysWith: { first, _ in first })
        let patients = try PatientStore.names(of: Array(Set(messages.map(\.patient))), in: connection)
        let writers = Set(messages.flatMap { [$0.sentBy, $0.readBy, $0.closedBy] }.compactMap { $0 })
        let people = try PersonStore.people(Array(writers), in: connection)
        func name(_ person: PersonID?) -> String { people.first { $0.id == person }?.fullName ?? "the hub" }
        return messages.compactMap { message in
            guard let appointment = byBooking[message.booking] else { return nil }
            return NamedMessage(
                message: message, patientName: patients[message.patient] ?? "", sender: name(message.sentBy), readBy: name(message.readBy),
                closedBy: name(message.closedBy), appointment: appointment)
        }
    }
}
