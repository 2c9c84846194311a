// What was done: one ledger for all work.

import Kernel
import Store
import Web

/// The activity ledger: one entry per unit of work, never changed, each with the evidence behind it.
package struct ActivityFeature: Feature {
    private let database: any Database
    private let ports: ActivityPorts

    package init(database: any Database, ports: ActivityPorts = .none) {
        self.database = database
        self.ports = ports
    }

    package static let migrations: [Migration] = [.activityTables, .activityByDay]
    package var migrations: [Migration] { ActivityFeature.migrations }
    package var templates: [Template] { [Template("activity", PackageResources.activity_mustache)] }
    package var samples: [any Page] { [ActivityPage.sample] }

    package func addRoutes(to routes: inout RouteTable) {
        ActivityRoutes(database: database, ports: ports).add(to: &routes)
    }
}
