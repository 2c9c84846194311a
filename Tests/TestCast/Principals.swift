// People of the cast who look at pages.

import Identity
import Kernel
import TestKit
import Web

extension Cast {
    package static func account(_ role: Role) -> AccountID { id(500 + UInt64(Role.allCases.firstIndex(of: role) ?? 0)) }

    /// A person of this cast in a role; people of a practice see that practice, people of the federation all.
    package static func principal(
        _ role: Role, at organisation: OrganisationID? = nil, carryingOnFor others: Set<OrganisationID> = [], person: PersonID? = nil,
        account: AccountID? = nil
    ) -> Principal {
        let organisation = organisation ?? place(of: role)
        return Principal(
            account: account ?? Cast.account(role), person: person ?? (role.seat == .practice ? pat : fern), name: "Example Person", role: role,
            organisation: organisation, organisationName: names[organisation] ?? "", holdsOtherRoles: false,
            scope: ScopeRules.scope(of: role, at: organisation, carryingOnFor: others))
    }
}
