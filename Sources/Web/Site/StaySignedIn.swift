// Keeps a session from ending under somebody.

import Kernel

/// The address that the page's warning asks before a session ends: sending it is doing something, so the session goes on. A page that only asks how
/// long is left says so in a header (`X-By-Itself`), and does not make it longer.
package struct StaySignedInFeature: Feature {
    package static let address = Address("/session")

    package init() {}

    package func addRoutes(to routes: inout RouteTable) {
        routes.post(StaySignedInFeature.address, .signedIn("own session extend"), keepsDraft: false) { visit in
            let seconds = visit.sessionEndsAt.map { max(0, $0.seconds(since: visit.now)) } ?? 0
            return .json(Array("{\"seconds\":\(seconds)}".utf8))
        }
    }
}
