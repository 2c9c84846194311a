// Whose rows a person may see.

/// The right to make a person's scope. Only Identity's `ScopeRules` imports it, by `@_spi(ScopeRules) import Kernel`; a test of the house looks.
@_spi(ScopeRules)
public struct ScopeMaker: Sendable {
    @_spi(ScopeRules)
    public init() {}
}

/// Whose rows a person may read or change. A person's scope is made by Identity's `ScopeRules` and nowhere else, which the compiler keeps; work that no
/// person asks for says `system` with its reason. Store functions that show one body's rows take a scope and cannot be called without; facts that
/// everybody in the federation knows, such as its organisations, take none. A store that says nothing of a kind shows none of its rows to it.
package struct Scope: Hashable, Sendable {
    package enum Reach: Hashable, Sendable {
        /// Every practice of the federation.
        case federation
        /// Everything, for work that no person asks for.
        case system(reason: String)
        /// One practice's own patients, appointments, statements and messages, and those of the practices that have merged into it by today.
        case practice(OrganisationID, carryingOnFor: Set<OrganisationID>)
        /// A network's practices as of today.
        case network(OrganisationID, practices: Set<OrganisationID>)
        /// Practices by name: those whose consent to what is asked for is in force today.
        case named(Set<OrganisationID>)
        /// What happens at one hub, whichever practice the patient is registered with.
        case hub(OrganisationID)
        /// What is a person's own: shifts, invoices, actions.
        case own(PersonID)
        /// The patients for whom a person cares at one place, by the relations of care in force today.
        case caseload(PersonID, at: OrganisationID)
        /// What is meant for a body outside the federation: a returning officer, a partner.
        case outside(OrganisationID)
    }

    package let reach: Reach

    package init(_ reach: Reach, by _: ScopeMaker) { self.reach = reach }

    /// Everything, for work that no person asks for: a month's close, a report's totals, a check. The reason says why nobody's scope applies; a test of
    /// the house lists who says so.
    package static func system(_ reason: String) -> Scope { Scope(.system(reason: reason), by: ScopeMaker()) }

    /// Whether it takes in every row.
    package var isWhole: Bool {
        switch reach {
        case .federation, .system: true
        case .practice, .network, .named, .hub, .own, .caseload, .outside: false
        }
    }

    /// The practices whose rows it takes in, one's own first; nil where it does not go by practice, and none where no practice's rows are in it.
    package var practices: [OrganisationID]? {
        switch reach {
        case .practice(let own, let others): [own] + others.sorted()
        case .network(_, let practices), .named(let practices): practices.sorted()
        case .federation, .system, .hub: nil
        case .own, .caseload, .outside: []
        }
    }
}
