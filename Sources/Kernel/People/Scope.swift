// Whose rows a person may see.

/// The practices whose rows a person may read or change. Identity alone decides it (`ScopeRules`); store queries cannot be called without one.
package enum Scope: Hashable, Sendable {
    /// Every practice of the federation.
    case federation
    /// One practice's own patients, appointments, statements and messages, and those of the practices that have merged into it by today.
    case practice(OrganisationID, carryingOnFor: Set<OrganisationID> = [])
    /// What happens at one hub, whichever practice the patient is registered with.
    case hub(OrganisationID)

    /// The practices whose rows it takes in, one's own first; nil where it does not go by practice.
    package var practices: [OrganisationID]? {
        switch self {
        case .practice(let own, let others): [own] + others.sorted()
        case .federation, .hub: nil
        }
    }
}
