// Who may use a route.

import Kernel

/// What a route lets a person do, and which roles may. Declared where the route is registered; the permission matrix is made from it.
package struct Permission: Hashable, Sendable {
    package enum Holders: Hashable, Sendable {
        /// Without signing in: the sign-in page, health checks, assets.
        case everyone
        /// Whoever is signed in, in any role.
        case signedIn
        case roles(Set<Role>)
    }

    /// A noun and a verb, "appointments book".
    package let name: String
    package let holders: Holders

    package init(_ name: String, _ roles: Set<Role>) {
        self.name = name
        self.holders = .roles(roles)
    }

    private init(name: String, holders: Holders) {
        self.name = name
        self.holders = holders
    }

    package static func everyone(_ name: String) -> Permission { Permission(name: name, holders: .everyone) }
    package static func signedIn(_ name: String) -> Permission { Permission(name: name, holders: .signedIn) }

    package func allows(_ role: Role?) -> Bool {
        switch holders {
        case .everyone: true
        case .signedIn: role != nil
        case .roles(let roles): role.map(roles.contains) ?? false
        }
    }
}

/// The person behind a request, in the role they act in now.
package struct Principal: Hashable, Sendable {
    package let account: AccountID
    package let person: PersonID
    package let name: String
    package let role: Role
    package let organisation: OrganisationID
    package let organisationName: String
    /// The roles the person could act in instead, for the switch in the header.
    package let holdsOtherRoles: Bool
    /// Whose rows this person may see; decided by Identity.
    package let scope: Scope

    package init(
        account: AccountID, person: PersonID, name: String, role: Role, organisation: OrganisationID, organisationName: String, holdsOtherRoles: Bool,
        scope: Scope
    ) {
        self.account = account
        self.person = person
        self.name = name
        self.role = role
        self.organisation = organisation
        self.organisationName = organisationName
        self.holdsOtherRoles = holdsOtherRoles
        self.scope = scope
    }
}
