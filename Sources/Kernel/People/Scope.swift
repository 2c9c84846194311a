// Whose rows a person may see.

/// The practices whose rows a person may read or change. Identity alone decides it (`ScopeRules`); store queries cannot be called without one.
package enum Scope: Hashable, Sendable {
    /// Every practice of the federation.
    case federation
    /// One practice's own patients, statements and messages.
    case practice(OrganisationID)
    /// What happens at one hub, whichever practice the patient is registered with.
    case hub(OrganisationID)
}
