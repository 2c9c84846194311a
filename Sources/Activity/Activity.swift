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

    package static let migrations: [Migration] = [.activityTables, .activityByDay, .activityKinds]
    package var migrations: [Migration] { ActivityFeature.migrations }
    package var templates: [Template] { [Template("activity", PackageResources.activity_mustache)] }
    package var samples: [any Page] { [ActivityPage.sample] }

    package var recordChecks: [RecordCheck] {
        [
            RecordCheck(
                "Activity ledger", compares: "every reversing entry with the entry that it takes back", mend: RecordCheck.restore, order: 10,
                run: ActivityStore.verify)
        ]
    }

    package var gaps: [GapRecord] {
        [
            GapRecord("entry", of: .practice) { practice, other, connection in
                try connection.value(
                    "SELECT id FROM activity_entries WHERE practice = \(practice) AND practice <> \(other) AND host <> \(other) ORDER BY id LIMIT 1")
            },
            GapRecord("entry", of: .hub) { hub, _, connection in
                try connection.value(
                    """
                    SELECT activity_entries.id
                    FROM activity_entries
                    JOIN sites ON sites.id = activity_entries.site
                    WHERE sites.organisation_id = \(hub)
                    ORDER BY activity_entries.id
                    LIMIT 1
                    """)
            },
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        ActivityRoutes(database: database, ports: ports).add(to: &routes)
        WorkRoutes(database: database).add(to: &routes)
    }
}
