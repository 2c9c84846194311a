// What a room brings to the house.

import Kernel
import Notices
import Store

/// What a room brings: its tables, pages, addresses and work in the background. `App/Features.swift` lists them all.
package protocol Feature: Sendable {
    var migrations: [Migration] { get }
    var templates: [Template] { get }
    /// One sample of each page, for the test that renders every template.
    var samples: [any Page] { get }
    var navigation: [NavigationItem] { get }
    var jobs: [any Job] { get }
    /// The sentences that its pages say after a change.
    var notices: [any RoomNotice.Type] { get }
    /// What waits for a person in their role; shown on their home page and counted in the header, so it reads by indexes and counts.
    func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed]
    /// What the person's home page shows around what needs them: where their work starts, their figures.
    func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart]
    /// What the room says to the board about the weeks of a report. It adds up whole practices: nothing in it is about one patient.
    func findings(_ frame: ReportFrame, in connection: any Connection) throws -> RoomFindings
    /// What the room says about one practice, for its manager: other practices only as sums, or without their names.
    func sections(of practice: OrganisationID, _ frame: ReportFrame, in connection: any Connection) throws -> [PracticeSection]
    /// What the room has planned after a day for what ends on it; the rooms below ask all of them before they end it.
    func commitments(of subject: Commitment.Subject, after day: LocalDate, in connection: any Connection) throws -> [Commitment]
    /// What answers a few letters and this person may open; ranked by `FindQuery.score`, so that both databases answer alike.
    func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found]
    /// What the room tells people of by email or text message.
    var noticeTemplates: [any NoticeTemplate.Type] { get }
    /// How the room's records open for whoever follows a link to one.
    var records: [RecordOpening] { get }
    /// What it adds to the open lists of rooms below it, whose forms offer it.
    var names: [any OpenName] { get }
    /// What each gap in its addresses names.
    var gaps: [GapRecord] { get }
    /// Adds the room's part of the demonstration, all of it made up, to the tables of the room. `random` is the part's own stream: more of one room changes
    /// no figure of another.
    func demonstrate(_ scene: DemonstrationScene, random: inout SeededRandom, in transaction: Transaction) throws
    /// The hazards of docs/clinical-safety/hazard-log.md that it answers for.
    var hazards: [Hazard] { get }
    /// Records of its own that have to agree, for `commonweal audit verify`.
    var recordChecks: [RecordCheck] { get }
    /// From which sides it looks at an installation, for `commonweal doctor`.
    var installationChecks: [InstallationCheck] { get }
    func addRoutes(to routes: inout RouteTable)
}

extension Feature {
    package var migrations: [Migration] { [] }
    package var templates: [Template] { [] }
    package var samples: [any Page] { [] }
    package var navigation: [NavigationItem] { [] }
    package var jobs: [any Job] { [] }
    package var notices: [any RoomNotice.Type] { [] }
    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] { [] }
    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] { [] }
    package func findings(_ frame: ReportFrame, in connection: any Connection) throws -> RoomFindings { RoomFindings() }
    package func sections(of practice: OrganisationID, _ frame: ReportFrame, in connection: any Connection) throws -> [PracticeSection] { [] }
    package func commitments(of subject: Commitment.Subject, after day: LocalDate, in connection: any Connection) throws -> [Commitment] { [] }
    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] { [] }
    package var noticeTemplates: [any NoticeTemplate.Type] { [] }
    package var records: [RecordOpening] { [] }
    package var names: [any OpenName] { [] }
    package var gaps: [GapRecord] { [] }
    package func demonstrate(_ scene: DemonstrationScene, random: inout SeededRandom, in transaction: Transaction) throws {}
    package var hazards: [Hazard] { [] }
    package var recordChecks: [RecordCheck] { [] }
    package var installationChecks: [InstallationCheck] { [] }
    package func addRoutes(to routes: inout RouteTable) {}
}

package typealias Handler = @Sendable (Visit) async throws -> Answer

/// Every route of the product with its permission.
package struct RouteTable: Sendable {
    package struct Route: Sendable {
        package let method: Visit.Method
        package let address: Address
        package let permission: Permission
        /// The largest body taken, in bytes.
        package let bodyLimit: Int
        /// Whether what was typed into its form is kept where it could not be sent.
        package let keepsDraft: Bool
        package let handler: Handler
    }

    package private(set) var routes: [Route] = []

    package init() {}

    package mutating func get(_ address: Address, _ permission: Permission, _ handler: @escaping Handler) {
        routes.append(Route(method: .get, address: address, permission: permission, bodyLimit: 0, keepsDraft: false, handler: handler))
    }

    /// A form's target. `bodyLimit` in bytes; raise it only for uploads. A search keeps no draft, nor does a form whose address and hidden fields do
    /// not say whom it is about.
    package mutating func post(
        _ address: Address, _ permission: Permission, bodyLimit: Int = 65_536, keepsDraft: Bool = true, _ handler: @escaping Handler
    ) {
        routes.append(
            Route(method: .post, address: address, permission: permission, bodyLimit: bodyLimit, keepsDraft: keepsDraft, handler: handler))
    }
}
