// The picture of the whole.

import Kernel
import Store
import Web

/// The board's report, its figures on home pages, each practice's own, and what they are made of. Reads, never writes.
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
            Template("practice-absent-part", PackageResources.practice_absent_part_mustache),
            Template("practice-home-part", PackageResources.practice_home_part_mustache),
        ]
    }

    package var samples: [any Page] {
        [BoardPage.sample, NoFederationPage.sample, PracticeTablePage.sample, OriginPage.sample, PracticeHomePage.sample, PracticeAbsentPage.sample]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Board report", BoardAddresses.board.path(), BoardPermissions.board, in: .governance, order: 10, covers: ["/figures"]),
            NavigationItem("Practices compared", BoardAddresses.practices.path(), BoardPermissions.board, in: .practices, order: 20),
        ]
    }

    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        let (today, reports) = (London.local(instant).date, ReportStore(ports: ports))
        if principal.role == .practiceManager {
            let facts = try PracticeHomeStore(ports: ports, reports: reports).facts(principal.scope, today: today, now: instant, in: connection)
            guard let facts else { return [HomePart(PracticeAbsentPage())] }
            return [HomePart(PracticeHomePage(facts, statements: ports.statementsAddress, today: today))]
        }
        guard BoardPermissions.board.allows(principal.role),
            let facts = try reports.facts(Span(weeks: 8, before: today), today: today, now: instant, in: connection)
        else { return [] }
        return [HomePart(BoardFigures.home(ReportRules.report(facts), today: today))]
    }

    package func addRoutes(to routes: inout RouteTable) {
        let reports = ReportStore(ports: ports)
        ReportRoutes(database: database, store: reports).add(to: &routes)
        OriginRoutes(database: database, store: OriginStore(ports: ports), reports: reports).add(to: &routes)
    }
}
