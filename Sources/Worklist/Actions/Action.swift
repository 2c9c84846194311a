// Something that somebody is to do.

import Directory
import Kernel
import Store

/// Who does what for which organisation by when, and how it ended.
package struct Action: Hashable, Sendable {
    package let id: ID<Action>
    /// Never about a patient.
    package let title: String
    package let organisation: OrganisationID
    package let owner: Owner
    /// The last day on which it is in time.
    package let dueOn: LocalDate
    /// What it came from: a meeting, a statement, an incident.
    package let source: RecordLink?
    package let raisedBy: PersonID
    package let raisedAt: Instant
    /// Counts changes, so that nobody overwrites what they have not seen.
    package let revision: Int
    package let remindBefore: Int
    package let escalateAfter: Int
    /// Nil while it is to be done.
    package let ending: Ending?

    package struct Ending: Hashable, Sendable {
        package let outcome: ActionOutcome
        /// What was done and how one can see it, or why it is no longer needed.
        package let evidence: String
        /// A record that shows it.
        package let record: RecordLink?
        package let by: PersonID
        package let at: Instant
    }

    package var duty: Duty {
        Duty(
            kind: .action, id: id.stored, owner: owner, organisation: organisation, dueOn: dueOn, remindBefore: remindBefore,
            escalateAfter: escalateAfter)
    }
}

package enum ActionOutcome: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case done
    case notNeeded = "not-needed"

    package var title: String {
        switch self {
        case .done: "Done"
        case .notNeeded: "No longer needed"
        }
    }
}

/// An action to be raised, or one as it is to be from now on.
package struct ActionDraft: Hashable, Sendable {
    package let title: String
    package let organisation: OrganisationID
    package let owner: Owner
    package let dueOn: LocalDate
    package let source: RecordLink?

    package init(title: String, organisation: OrganisationID, owner: Owner, dueOn: LocalDate, source: RecordLink? = nil) {
        self.title = title
        self.organisation = organisation
        self.owner = owner
        self.dueOn = dueOn
        self.source = source
    }
}

/// Why an action is not taken as it stands, ranked: the first that holds is given.
package enum ActionRefusal: RuleRefusal, Hashable {
    case unknown
    case titleMissing
    case wrongPlace
    case wrongRole(Role)
    case dueInThePast
    case endedAlready
    case notTheirs
    case evidenceMissing(ActionOutcome)

    package var sentence: String {
        switch self {
        case .unknown: "There is no such action among those that you can see."
        case .titleMissing: "Enter what is to be done, for example: send the fridge log for November."
        case .wrongPlace: "Choose the federation, one of its practices or one of its hubs."
        case .wrongRole(let role): "\(role.title) is not a role of this organisation. Choose one that is."
        case .dueInThePast: "Enter a day that is today or later."
        case .endedAlready: "This action has been closed already. Raise a new one."
        case .notTheirs: "Only its owner, whoever raised it, or a manager of the organisation changes or closes this action."
        case .evidenceMissing(.done): "Enter what was done and where one can see it."
        case .evidenceMissing(.notNeeded): "Enter why it is no longer needed."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .unknown: .absent
        case .endedAlready: .conflict
        case .notTheirs: .notAllowed
        case .titleMissing, .wrongPlace, .wrongRole, .dueInThePast, .evidenceMissing: .invalid
        }
    }

    package var field: String {
        switch self {
        case .titleMissing: "title"
        case .wrongPlace: "organisation"
        case .wrongRole: "role"
        case .dueInThePast: "due"
        case .evidenceMissing: "evidence"
        case .unknown, .endedAlready, .notTheirs: ""
        }
    }
}
