// Whose rows a role may see.

import Kernel

/// The only place that makes a person's `Scope`. Everything that a room shows or changes goes by it.
package enum ScopeRules {
    /// A practice's roles see their practice, a hub's their hub, the federation's the federation.
    package static func scope(of role: Role, at organisation: OrganisationID) -> Scope {
        switch role.seat {
        case .practice: .practice(organisation)
        case .hub: .hub(organisation)
        case .federation: .federation
        }
    }
}
