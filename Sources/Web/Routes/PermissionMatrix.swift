// Who may do what, as one table.

import Kernel

/// The permission matrix: every route and every role.
package enum PermissionMatrix {
    /// The rows of the table: method and address, permission, and for each role whether it is served.
    package static func rows(_ routes: [RouteTable.Route]) -> [(route: RouteTable.Route, allows: [Role: Bool])] {
        routes.sorted { ($0.address.pattern, $0.method.rawValue) < ($1.address.pattern, $1.method.rawValue) }
            .map { route in (route, Dictionary(uniqueKeysWithValues: Role.allCases.map { ($0, route.permission.allows($0)) })) }
    }

    /// The matrix as a Markdown table, for `docs/permissions.md`.
    package static func markdown(_ routes: [RouteTable.Route]) -> String {
        let heads = ["Address", "Method", "Permission", "Anybody"] + Role.allCases.map(\.title)
        var lines = ["| \(heads.joined(separator: " | ")) |", "|\(String(repeating: " --- |", count: heads.count))"]
        for (route, allows) in rows(routes) {
            let cells =
                ["`\(route.address.pattern)`", route.method.rawValue, route.permission.name, route.permission.allows(nil) ? "yes" : ""]
                + Role.allCases.map { allows[$0] == true ? "yes" : "" }
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
