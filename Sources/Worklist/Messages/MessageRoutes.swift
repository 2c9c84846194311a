// The addresses of messages.

import Directory
import Kernel
import Store
import Web

struct MessageRoutes: Sendable {
    let database: any Database
    let ports: MessagePorts

    func add(to routes: inout RouteTable) {
        routes.get(MessageAddresses.messages, .messages, list)
        routes.get(MessageAddresses.message, .messages, show)
        routes.post(MessageAddresses.messageClosing, .messages, close)
    }

    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let (scope, now, ports) = (try visit.person.scope, visit.now, ports)
        let status = Message.Status(rawValue: visit.query["state"]) ?? .unread
        let list = RecordList(
            "\(status.title) messages", visit, of: MessageStore.listed(status, scope: scope), columns: MessagesPage.columns(at: now),
            startsDescending: status == .closed, keeps: ["state"], empty: MessagesPage.empty(status), patient: { $0.message.patient }
        ) { rows, connection in try NamedMessage.all(RowDecoder.decode([Message].self, from: rows), ports, in: connection) }
        return try await database.answer(visit, list) { table in
            let (counts, late) = try await database.read { connection in
                let unread = try MessageStore.messages(.unread, scope: scope, in: connection)
                return (try MessageStore.counts(scope: scope, in: connection), unread.filter { MessageRules.isLate($0, at: now) }.count)
            }
            return MessagesPage(table, status: status, counts: counts, late: late)
        }
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
                return Done(MessageAddresses.messages.path(), MessageNotice.messageClosed)
            }
        }
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> MessagePage {
        let (id, scope, today, ports): (ID<Message>, Scope, LocalDate, MessagePorts) = (
            try visit.id("message"), try visit.person.scope, visit.today, ports
        )
        let (named, banner) = try await database.write(by: visit.actor, at: visit.now) { transaction in
            let message = try MessageStore.read(id, scope: scope, in: transaction)
            guard let named = try NamedMessage.all([message], ports, in: transaction).first else { throw MessageRefusal.notFound }
            // The patient may have left the practice since; the message is still the practice's to deal with.
            return (named, try message.patient.flatMap { try ports.banner($0, today, transaction) })
        }
        return MessagePage(named, banner: banner, form: form)
    }
}

extension NamedMessage {
    /// Messages with the names that go with them, in the given order; the number of queries does not grow with them.
    static func all(_ messages: [Message], _ ports: MessagePorts, in connection: any Connection) throws -> [NamedMessage] {
        let subjects = try Dictionary(grouping: messages, by: \.subjectKind).reduce(into: [RecordLink: MessageSubject]()) { told, group in
            let found = try ports.subjects[RecordKind(group.key)]?(Array(Set(group.value.map(\.subject))), connection) ?? [:]
            for (id, subject) in found { told[RecordLink(kind: RecordKind(group.key), identifier: id)] = subject }
        }
        let patients = try ports.names(Array(Set(messages.compactMap(\.patient))), connection)
        let writers = Set(messages.flatMap { [$0.sentBy, $0.readBy, $0.closedBy] }.compactMap { $0 })
        let people = try PersonStore.people(Array(writers), in: connection)
        func name(_ person: PersonID?) -> String { people.first { $0.id == person }?.fullName ?? "the hub" }
        return messages.map { message in
            NamedMessage(
                message: message, patientName: message.patient.flatMap { patients[$0] } ?? "", sender: name(message.sentBy),
                readBy: name(message.readBy), closedBy: name(message.closedBy), subject: subjects[message.about])
        }
    }
}
