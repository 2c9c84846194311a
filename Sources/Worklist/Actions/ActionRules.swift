// What may become of an action.

import Directory
import Kernel
import Web

package enum ActionRules {
    package static let titleLimit = 200
    package static let evidenceLimit = 2000

    /// The seats of roles at a kind of organisation; nil for bodies at which nobody acts here.
    package static func seat(of kind: OrganisationKind) -> Role.Seat? {
        switch kind {
        case .practice: .practice
        case .hub: .hub
        case .federation: .federation
        default: nil
        }
    }

    package static func refusal(of draft: ActionDraft, at seat: Role.Seat?, today: LocalDate) -> ActionRefusal? {
        if draft.title.isEmpty { return .titleMissing }
        guard let seat else { return .wrongPlace }
        if case .role(let role) = draft.owner, role.seat != seat { return .wrongRole(role) }
        return draft.dueOn < today ? .dueInThePast : nil
    }

    /// Nil where the person may change or close the action.
    package static func refusal(toChange action: Action, by person: Principal) -> ActionRefusal? {
        if action.ending != nil { return .endedAlready }
        let manages = [.practiceManager, .hubCoordinator, .federationManager].contains(person.role) && person.reaches(action.organisation)
        return manages || action.raisedBy == person.person || person.owns(action.owner, at: action.organisation) ? nil : .notTheirs
    }

    package static func refusal(toEnd action: Action, as outcome: ActionOutcome, evidence: String, by person: Principal) -> ActionRefusal? {
        if let refusal = refusal(toChange: action, by: person) { return refusal }
        return evidence.isEmpty ? .evidenceMissing(outcome) : nil
    }
}
