// The home page of each role.

import Kernel
import Store

/// Asks every room what waits for a person and what they should see first, and shows it at `/`. It knows no room by name.
package struct HomeFeature: Feature {
    package static let address = Address("/")

    private let rooms: [any Feature]
    private let database: any Database
    private let counts = NeedCounts()

    package init(of rooms: [any Feature], database: any Database) {
        self.rooms = rooms
        self.database = database
    }

    package var templates: [Template] {
        [Template("home", PackageResources.home_mustache), Template("home-part", PackageResources.home_part_mustache)]
    }

    package var samples: [any Page] { [HomePage.sample, HomeFigures.sample] }

    /// Forms are the ground's, and the ground has no feature but this.
    package var hazards: [Hazard] { [Hazard(25, "A change that was typed after going back is thrown away and confirmed as saved")] }

    package func addRoutes(to routes: inout RouteTable) { routes.get(HomeFeature.address, .signedIn("home see"), home) }

    @Sendable private func home(_ visit: Visit) async throws -> Answer {
        let (rooms, person, now) = (rooms, try visit.person, visit.now)
        let (needs, parts) = try await database.read { connection in
            (
                try rooms.flatMap { try $0.needs(of: person, at: now, in: connection) },
                try rooms.flatMap { try $0.homeParts(of: person, at: now, in: connection) }
            )
        }
        counts.keep(NeedCount(needs, on: visit.today), of: person, at: now)
        return .page(HomePage(person.organisationName, needs, parts, today: visit.today))
    }

    /// How many things wait for somebody, as of the last moments.
    func count(of principal: Principal, at now: Instant) async throws -> NeedCount {
        if let count = counts.count(of: principal, at: now) { return count }
        let rooms = rooms
        let needs = try await database.read { connection in try rooms.flatMap { try $0.needs(of: principal, at: now, in: connection) } }
        let count = NeedCount(needs, on: London.local(now).date)
        counts.keep(count, of: principal, at: now)
        return count
    }

    /// The person has changed something.
    func forget(_ principal: Principal?) { principal.map(counts.forget) }
}
