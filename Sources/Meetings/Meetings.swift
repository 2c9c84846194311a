// How the board meets, and what it declares.

import Kernel
import Notices
import Store
import Web

/// The register of interests: who declared what, from when until when, and who has yet to.
package struct MeetingsFeature: Feature {
    private let database: any Database

    package init(database: any Database) { self.database = database }

    package static let migrations = [Migration.interestTable]
    package var migrations: [Migration] { MeetingsFeature.migrations }

    package var navigation: [NavigationItem] {
        [NavigationItem("Register of interests", MeetingsAddresses.interests.path(), MeetingsPermissions.see, in: .governance, order: 30)]
    }

    package var notices: [any RoomNotice.Type] { [MeetingsNotice.self] }

    package var noticeTemplates: [any NoticeTemplate.Type] { [InterestNotice.self] }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        try InterestNeeds.needs(of: principal, on: London.local(instant).date, in: connection)
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        guard MeetingsPermissions.see.allows(principal.role) else { return [] }
        return try InterestStore.shown(on: London.local(instant).date, in: connection).compactMap { interest in
            query.score(interest.title, with: "interests").map {
                Found(.page, interest.title, detail: "Register of interests", address: MeetingsAddresses.interests.path(), score: $0)
            }
        }
    }

    package var gaps: [GapRecord] {
        // One person's own, which the store looks at; people of one federation are nobody's organisation's.
        GapRecord.everybodys("interest")
    }

    package func addRoutes(to routes: inout RouteTable) { InterestRoutes(database: database).add(to: &routes) }
}
