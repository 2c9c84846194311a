// The picture of the whole.

import Store
import Web

/// The board's report, each practice's home page, and what their figures are made of. Reads, never writes.
package struct BoardFeature: Feature {
    private let database: any Database
    private let ports: BoardPorts

    package init(database: any Database, ports: BoardPorts) {
        self.database = database
        self.ports = ports
    }

    package var templates: [Template] {
        [
            Template("board", PackageResources.board_mustache),
            Template("board-empty", PackageResources.board_empty_mustache),
            Template("board-practices", PackageResources.board_practices_mustache),
            Template("origin", PackageResources.origin_mustache),
            Template("practice-absent", PackageResources.practice_absent_mustache),
            Template("practice-home", PackageResources.practice_home_mustache),
        ]
    }

    package var samples: [any Page] {
        [BoardPage.sample, NoFederationPage.sample, PracticeTablePage.sample, OriginPage.sample, PracticeHomePage.sample, PracticeAbsentPage.sample]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("My practice", BoardAddresses.practice.path(), BoardPermissions.practice, in: .practices, order: 10),
            NavigationItem("Board report", BoardAddresses.board.path(), BoardPermissions.board, in: .governance, order: 10, covers: ["/figures"]),
            NavigationItem("Practices compared", BoardAddresses.practices.path(), BoardPermissions.board, in: .practices, order: 20),
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        let reports = ReportStore(ports: ports)
        ReportRoutes(database: database, store: reports).add(to: &routes)
        OriginRoutes(database: database, store: OriginStore(ports: ports), reports: reports).add(to: &routes)
        PracticeHomeRoutes(database: database, store: PracticeHomeStore(ports: ports, reports: reports)).add(to: &routes)
    }
}
