// The page that says who may do what.

import Kernel
import Store
import Web

/// `docs/permissions.md`, made from the routes as they are registered. No database is opened.
package enum PermissionDocument {
    package static func text() throws -> String {
        let routes = try routes()
        let counted =
            "\(routes.count) routes, \(Role.allCases.count) roles, \(routes.count * (Role.allCases.count + 1)) pairs with those who are not signed in."
        return """
            # Permissions

            Made from the product by `commonweal permissions --output docs/permissions.md`; a test keeps it current, and another asks for every route as every role. \(counted)

            "Anybody" is somebody who is not signed in. A role is served on the rows of its own organisation only: a practice's people on their practice's, a hub's on their hub's.
            What lies outside answers as if it were not there. The system administrator sees no patient.

            \(PermissionMatrix.markdown(routes))
            """
    }

    /// Every route of the product, as the rooms register them.
    package static func routes() throws -> [RouteTable.Route] {
        var table = RouteTable()
        for feature in try App.featuresWithoutData() { feature.addRoutes(to: &table) }
        return table.routes
    }
}
