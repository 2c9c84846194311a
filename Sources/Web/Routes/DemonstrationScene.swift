// The federation that is made up.

import Kernel

/// What stands in the demonstration when rooms add their own part of it: its practices and hubs, and one person for each role.
package struct DemonstrationScene: Sendable {
    package let federation: OrganisationID
    package let practices: [OrganisationID]
    package let hubs: [OrganisationID]
    /// Nobody's display names are in it.
    package let people: [Role: Principal]

    package init(federation: OrganisationID, practices: [OrganisationID], hubs: [OrganisationID], people: [Role: Principal]) {
        self.federation = federation
        self.practices = practices
        self.hubs = hubs
        self.people = people
    }
}
