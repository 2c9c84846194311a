// Who may give which role to whom.

import Kernel

/// Why a role is not given or ended, as a sentence for the person who asked.
package enum RoleRefusal: RuleRefusal, Hashable {
    case ownRole
    case giverMayNot
    case onlyAdministrators
    case wrongOrganisation(Role.Seat)
    case reasonMissing
    case endsBeforeStart
    case startsTooEarly
    case alreadyHeld

    package var sentence: String {
        switch self {
        case .ownRole: "Nobody changes their own roles. Ask another system administrator or the federation manager"
        case .giverMayNot: "Only a system administrator or a federation manager gives and ends roles"
        case .onlyAdministrators: "Only a system administrator gives or ends the role of system administrator"
        case .wrongOrganisation(.practice): "Choose one of the federation’s practices for this role"
        case .wrongOrganisation(.hub): "Choose one of the federation’s hubs for this role"
        case .wrongOrganisation(.federation): "Choose the federation for this role"
        case .reasonMissing: "Enter why this person needs to see patients’ details"
        case .endsBeforeStart: "Enter a last day that is on or after the first day"
        case .startsTooEarly: "Enter a first day that is today or later"
        case .alreadyHeld: "This person holds this role there already. End that one first"
        }
    }

    package var field: String {
        switch self {
        case .ownRole, .giverMayNot, .onlyAdministrators, .alreadyHeld: "role"
        case .wrongOrganisation: "organisation"
        case .reasonMissing: "reason"
        case .endsBeforeStart: "until"
        case .startsTooEarly: "from"
        }
    }
}

/// A role that somebody wants to give.
package struct RoleDraft: Hashable, Sendable {
    package let role: Role
    package let organisation: OrganisationID
    package let fromDate: LocalDate
    package let untilDate: LocalDate?
    package let reason: String

    package init(role: Role, organisation: OrganisationID, fromDate: LocalDate, untilDate: LocalDate?, reason: String) {
        self.role = role
        self.organisation = organisation
        self.fromDate = fromDate
        self.untilDate = untilDate
        self.reason = reason
    }

    package var period: DatePeriod { DatePeriod(from: fromDate, until: untilDate) }
}

package enum RoleAssignmentRules {
    /// The roles that give roles.
    package static let givers: Set<Role> = [.systemAdministrator, .federationManager]

    /// Nil where `giver`, acting in `giverRole`, may give the role to `person`. `places` are the organisations that the role can be held at.
    package static func refusal(
        of draft: RoleDraft, to person: PersonID, held: [RoleAssignment], places: Set<OrganisationID>, by giver: PersonID, acting giverRole: Role,
        today: LocalDate
    ) -> RoleRefusal? {
        if let refusal = mayChange(draft.role, of: person, by: giver, acting: giverRole) { return refusal }
        if !places.contains(draft.organisation) { return .wrongOrganisation(draft.role.seat) }
        if draft.fromDate < today { return .startsTooEarly }
        if draft.period.isEmpty { return .endsBeforeStart }
        if draft.role.seesPatients, draft.reason.trimmed.isEmpty { return .reasonMissing }
        let clashes = held.contains { $0.role == draft.role && $0.organisation == draft.organisation && $0.period.overlaps(draft.period) }
        return clashes ? .alreadyHeld : nil
    }

    /// Nil where `giver` may end one of the person's roles, or give one of this kind.
    package static func mayChange(_ role: Role, of person: PersonID, by giver: PersonID, acting giverRole: Role) -> RoleRefusal? {
        if !givers.contains(giverRole) { return .giverMayNot }
        if person == giver { return .ownRole }
        if role == .systemAdministrator, giverRole != .systemAdministrator { return .onlyAdministrators }
        return nil
    }

    /// The last day of a role that is ended today: yesterday where it began earlier, so that it ends at once. Nil where it had not begun or began
    /// today; it then goes altogether.
    package static func lastDay(of assignment: RoleAssignment, endedOn today: LocalDate) -> LocalDate? {
        assignment.fromDate < today ? today.adding(days: -1) : nil
    }
}
