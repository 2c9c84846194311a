// Whose rows a role may see.

@_spi(ScopeRules) import Kernel

/// The only place that makes a person's `Scope`. Everything that a room shows or changes goes by it.
package enum ScopeRules {
    /// A practice's roles see their practice and those that merged into it, a hub's their hub, the federation's the federation.
    package static func scope(of role: Role, at organisation: OrganisationID, carryingOnFor predecessors: Set<OrganisationID> = []) -> Scope {
        switch role.seat {
        case .practice: practice(organisation, carryingOnFor: predecessors)
        case .hub: make(.hub(organisation))
        case .federation: make(.federation)
        }
    }

    /// Whose patients a person may look for. A hub's coordinator answers the telephone for every practice of the federation, and so looks beyond the hub's
    /// own appointments; a hub's clinician sees nobody but those in their own care there; everybody else stays within the scope of their role.
    package static func patients(of role: Role, scope: Scope, person: PersonID, at organisation: OrganisationID) -> Scope {
        switch role {
        case .hubCoordinator: make(.federation)
        case .hubClinician: make(.caseload(person, at: organisation))
        case .receptionist, .practiceManager, .practiceClinician, .financeLead, .federationManager, .boardMember, .systemAdministrator: scope
        }
    }

    /// What a practice itself may see, whoever asks.
    package static func practice(_ practice: OrganisationID, carryingOnFor predecessors: Set<OrganisationID> = []) -> Scope {
        make(.practice(practice, carryingOnFor: predecessors))
    }

    /// A network sees the practices that are its members today.
    package static func network(_ network: OrganisationID, members: Set<OrganisationID>) -> Scope { make(.network(network, practices: members)) }

    /// Practices by name, for what goes by consent: those whose consent is in force today.
    package static func consenting(_ practices: Set<OrganisationID>) -> Scope { make(.named(practices)) }

    /// What is a person's own.
    package static func own(_ person: PersonID) -> Scope { make(.own(person)) }

    /// What is meant for a body outside the federation: a returning officer, a partner.
    package static func outside(_ body: OrganisationID) -> Scope { make(.outside(body)) }

    private static func make(_ reach: Scope.Reach) -> Scope { Scope(reach, by: ScopeMaker()) }
}
