// The picture of the whole.

import Kernel
import Store
import Web

/// The board's report, the table of practices, and what both say on home pages. It arranges what rooms contribute, knows none of them, and writes
/// nothing.
package struct BoardFeature: Feature {
    private let database: any Database
    private let rooms: [any Feature]
    private let federation: FederationPort

    package init(of rooms: [any Feature], database: any Database, federation: FederationPort) {
        self.rooms = rooms
        self.database = database
        self.federation = federation
    }

    package var templates: [Template] {
        [
            Template("board", PackageResources.board_mustache),
            Template("board-empty", PackageResources.board_empty_mustache),
            Template("board-practices", PackageResources.board_practices_mustache),
            Template("practice-absent-part", PackageResources.practice_absent_part_mustache),
            Template("practice-home-part", PackageResources.practice_home_part_mustache),
        ]
    }

    package var samples: [any Page] {
        [BoardPage.sample, NoFederationPage.sample, PracticeTablePage.sample, OriginPage.sample, PracticeHomePage.sample, PracticeAbsentPage.sample]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Board report", ReportAddresses.board.path(), .report, in: .governance, order: 10, covers: ["/figures"]),
            NavigationItem("Practices compared", ReportAddresses.practices.path(), .report, in: .practices, order: 20),
        ]
    }

    package var hazards: [Hazard] { [Hazard(15, "A small number in a report identifies a patient")] }

    /// Weeks that are over, as home pages show them.
    private static let weeks = 8

    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        let today = London.local(instant).date
        if principal.role == .practiceManager {
            // With the week that runs.
            let span = WeekSpan(from: today.adding(days: -7 * BoardFeature.weeks), through: today)
            guard let practice = try federation.practice(principal.scope, today, connection),
                let frame = try federation.frame(span, today, nil, instant, connection),
                frame.practices.contains(where: { $0.id == practice })
            else { return [HomePart(PracticeAbsentPage())] }
            return [HomePart(PracticeHomePage(try rooms.flatMap { try $0.sections(of: practice, frame, in: connection) }))]
        }
        guard Permission.report.allows(principal.role),
            let frame = try federation.frame(WeekSpan(weeks: BoardFeature.weeks, before: today), today, nil, instant, connection)
        else { return [] }
        let said = RoomFindings(of: try rooms.map { try $0.findings(frame, in: connection) })
        return [
            HomePart(
                HomeFigures(
                    "The last \(BoardFeature.weeks) weeks", said.findings.first?.sentence ?? "", said.figures.map(\.figure),
                    links: [LinkView("Open the board report", ReportAddresses.board.path())]))
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        ReportRoutes(database: database, rooms: rooms, federation: federation).add(to: &routes)
    }
}

/// What the board asks of the directory; `App` ties the two.
package struct FederationPort: Sendable {
    /// The federation over some weeks as of a day, with the populations known at the end of another, or now; nil before one has been formed.
    package var frame: @Sendable (_ span: WeekSpan, _ today: LocalDate, _ known: LocalDate?, _ now: Instant, any Connection) throws -> ReportFrame?
    /// The practice of somebody who sees one practice's own.
    package var practice: @Sendable (Scope, _ today: LocalDate, any Connection) throws -> OrganisationID?

    package init(
        frame: @escaping @Sendable (WeekSpan, LocalDate, LocalDate?, Instant, any Connection) throws -> ReportFrame?,
        practice: @escaping @Sendable (Scope, LocalDate, any Connection) throws -> OrganisationID?
    ) {
        self.frame = frame
        self.practice = practice
    }
}
