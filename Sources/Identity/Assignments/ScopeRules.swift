// Whose rows a role may see.

import Kernel

/// The only place that makes a person's `Scope`. Everything that a room shows or changes goes by it.
package enum ScopeRules {
    /// A practice's roles see their practice and those that merged into it, a hub's their hub, the federation's the federation.
    package static func scope(of role: Role, at organisation: OrganisationID, carryingOnFor predecessors: Set<OrganisationID> = []) -> Scope {
        switch role.seat {
        case .practice: .practice(organisation, carryingOnFor: predecessors)
        case .hub: .hub(organisation)
        case .federation: .federation
        }
    }
}
