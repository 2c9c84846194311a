// What a practice has to read and deal with.

import Kernel
import Store
import Web

/// Messages that a practice has to read and close. Any room sends them, about any record.
package struct MessagesFeature: Feature {
    let database: any Database
    let ports: MessagePorts

    package init(database: any Database, ports: MessagePorts = .none) {
        self.database = database
        self.ports = ports
    }

    package static let migrations = [messagesOfAnyRoom]
    package var migrations: [Migration] { MessagesFeature.migrations }

    package var templates: [Template] {
        [Template("message", PackageResources.message_mustache), Template("messages", PackageResources.messages_mustache)]
    }

    package var samples: [any Page] { [MessagesPage.sample, MessagePage.sample] }

    package var navigation: [NavigationItem] {
        [
            NavigationItem(
                "Messages", MessageAddresses.messages.path(), .messages, in: .patients, order: 30,
                covers: ["/patients", "/bookings", "/kept-appointments"])
        ]
    }

    package var notices: [any RoomNotice.Type] { [MessageNotice.self] }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        Permission.messages.allows(principal.role) ? try MessageNeeds.needs(principal.scope, at: instant, in: connection) : []
    }

    package var hazards: [Hazard] {
        [
            Hazard(9, "An outcome is lost between the hub and the practice"),
            Hazard(20, "An outcome goes to a practice that the patient has left"),
        ]
    }

    package var gaps: [GapRecord] {
        [
            GapRecord("message", of: .practice) { practice, _, connection in
                try connection.value("SELECT id FROM messages WHERE practice = \(practice) ORDER BY id LIMIT 1")
            }
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        MessageRoutes(database: database, ports: ports).add(to: &routes)
    }
}
