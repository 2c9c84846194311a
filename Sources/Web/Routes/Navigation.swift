// Where people go, by what they do.

import Kernel

/// What people do, in the order of the navigation. A room's pages stand under one of these; a new room seldom needs a new one.
package enum NavigationGroup: String, CaseIterable, Hashable, Sendable {
    case patients, practices, people, money, quality, governance, library, programme, administration

    package var title: String {
        switch self {
        case .patients: "Patients"
        case .practices: "Practices"
        case .people: "People"
        case .money: "Money"
        case .quality: "Quality"
        case .governance: "Governance"
        case .library: "Library"
        case .programme: "Programme"
        case .administration: "Administration"
        }
    }
}

/// An entry of the navigation; shown to those whom `permission` allows.
package struct NavigationItem: Hashable, Sendable {
    package let title: String
    package let address: String
    package let permission: Permission
    package let group: NavigationGroup
    /// Within the group; lower comes first.
    package let order: Int
    /// Beginnings of addresses that stand under this entry though their path does not begin with its address: "/bookings" under the desk.
    package let covers: [String]

    package init(_ title: String, _ address: String, _ permission: Permission, in group: NavigationGroup, order: Int, covers: [String] = []) {
        self.title = title
        self.address = address
        self.permission = permission
        self.group = group
        self.order = order
        self.covers = covers
    }

    /// How much of `path` lies under this entry, in letters: of two that could be current, "/desk" and "/desk/waiting", the longer one is.
    /// Nil for none.
    func reach(_ path: String) -> Int? {
        ([address] + covers).filter { path == $0 || path.hasPrefix($0 + "/") }.map(\.count).max()
    }
}

/// The navigation of one role: what it can use and no more, by group.
package struct Navigation: Hashable, Sendable {
    package struct Section: Hashable, Sendable {
        package let group: NavigationGroup
        package let items: [NavigationItem]

        /// A single entry stands for its group.
        package var title: String { items.count == 1 ? items.first?.title ?? group.title : group.title }
    }

    package let sections: [Section]

    package init(_ items: [NavigationItem], for role: Role) {
        let shown = items.filter { $0.permission.allows(role) }
        sections = NavigationGroup.allCases.compactMap { group in
            let own = shown.filter { $0.group == group }.sorted { ($0.order, $0.title) < ($1.order, $1.title) }
            return own.isEmpty ? nil : Section(group: group, items: own)
        }
    }

    /// The entry under which a page lies.
    package func current(_ path: String) -> NavigationItem? {
        let reached = sections.flatMap(\.items).compactMap { item in item.reach(path).map { (item: item, reach: $0) } }
        let farthest = reached.map(\.reach).max()
        return reached.first { $0.reach == farthest }?.item
    }
}
