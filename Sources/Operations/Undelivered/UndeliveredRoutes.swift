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

    private static let listed = 50

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let before = try? ID<OutgoingMessage>(parsing: visit.query["before"])
        let found = try await database.read { connection in
            let messages = try MessageStore.undelivered(before: before, limit: UndeliveredRoutes.listed, in: connection)
            let names = try AccountStore.names(of: messages.map(\.person), in: connection)
            let subjects = try MessageStore.subjects(of: messages.map(\.id), in: connection)
            return messages.map {
                UndeliveredMessage(message: $0, name: names[$0.person] ?? "Somebody without an account", subjects: subjects[$0.id] ?? [])
            }
        }
        let next =
            found.count < UndeliveredRoutes.listed
            ? nil : found.last.map { OperationsAddresses.undelivered.path(query: ["before": $0.message.id.stored]) }
        return .page(UndeliveredPage(table: UndeliveredMessage.table(found, nextAddress: next ?? "")))
    }

    @Sendable private func again(_ visit: Visit) async throws -> Answer {
        let message = try visit.id("message", of: OutgoingMessage.self)
        let isQueued = try await database.write(by: visit.actor, at: visit.now) { try MessageStore.again(message, in: $0) }
        return .redirect(to: OperationsAddresses.undelivered.path(), notice: isQueued ? OperationsNotice.messageAgain.rawValue : nil)
    }
}
