// Every component in its states, to look at.

import Kernel

/// The page of all components; served in the demonstration only.
struct ComponentsFeature: Feature {
    static let address = Address("/components")

    var templates: [Template] { [] }

    func addRoutes(to routes: inout RouteTable) {}
}
