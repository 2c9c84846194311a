// Routes of what did not arrive.

import Identity
import Kernel
import Notices
import Store
import Web

struct UndeliveredRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(OperationsAddresses.undelivered, Permission("undelivered messages see", [.systemAdministrator]), show)
        routes.post(OperationsAddresses.undeliveredAgain, Permission("undelivered messages repeat", [.systemAdministrator]), again)
    }

    /// A message with its reader's name and what it says of itself; never its words, which may hold a link that is as good as a password.
    private typealias Undelivered = (message: OutgoingMessage, name: String, subjects: [String])

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let list = RecordList<Undelivered>(
            "Messages not delivered", visit, of: MessageStore.undelivered,
            columns: [
                .init("To") { .heading($0.name) },
                .init("What", note: "And") { .init($0.subjects.first ?? "", detail: $0.subjects.dropFirst().joined(separator: "; ")) },
                .init("Written", sort: "id") { .instant($0.message.madeAt) },
                .init("State") { .tag($0.message.state.title, $0.message.state == .inDoubt ? .warning : .bad) },
                .init("Why") { .init($0.message.problem) },
                .init("", isInFile: false) {
                    let about = "to \($0.name), of \($0.message.madeAt.londonText)"
                    return .init(
                        "", forms: [ButtonForm("Send again", action: OperationsAddresses.undeliveredAgain.path($0.message.id), about: about)])
                },
            ], startsDescending: true,
            empty: "Every message was taken. One that cannot be sent, or is refused, appears here with the reason."
        ) { rows, connection in
            let messages = try RowDecoder.decode([OutgoingMessage].self, from: rows)
            let names = try AccountStore.names(of: messages.map(\.person), in: connection)
            let subjects = try MessageStore.subjects(of: messages.map(\.id), in: connection)
            return messages.map { ($0, names[$0.person] ?? "Somebody without an account", subjects[$0.id] ?? []) }
        }
        return try await database.answer(visit, list) {
            ListPage(
                "Messages that were not delivered", back: BackLink("Work in the background", OperationsAddresses.jobs.path()),
                lead: [
                    "Each was tried until trying was of no more use.",
                    "“In doubt” was handed over without an answer: it may have arrived, so ask before sending it again.",
                ], $0)
        }
    }

    @Sendable private func again(_ visit: Visit) async throws -> Answer {
        let message = try visit.id("message", of: OutgoingMessage.self)
        let isQueued = try await database.write(by: visit.actor, at: visit.now) { try MessageStore.again(message, in: $0) }
        return .redirect(to: OperationsAddresses.undelivered.path(), notice: isQueued ? OperationsNotice.messageAgain.rawValue : nil)
    }
}
