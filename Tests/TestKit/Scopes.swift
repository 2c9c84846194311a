// Scopes by name, for tests alone.

@_spi(ScopeRules) import Kernel

/// A test says whose rows it looks at: `.practice(riverside)`. Whose scope a role has, tests ask `ScopeRules` like everybody else.
extension Scope {
    package static var federation: Scope { Scope(.federation, by: ScopeMaker()) }

    package static func practice(_ practice: OrganisationID, carryingOnFor others: Set<OrganisationID> = []) -> Scope {
        Scope(.practice(practice, carryingOnFor: others), by: ScopeMaker())
    }

    package static func hub(_ hub: OrganisationID) -> Scope { Scope(.hub(hub), by: ScopeMaker()) }

    /// Any other.
    package static func reaching(_ reach: Reach) -> Scope { Scope(reach, by: ScopeMaker()) }
}
