// Where the pages of this room live.

import Kernel
import Web

package enum WorklistAddresses {
    package static let actions = Address("/actions")
    package static let newAction = Address("/actions/new")
    package static let action = Address("/actions/{action}")
    package static let actionChange = Address("/actions/{action}/change")
    package static let actionEnding = Address("/actions/{action}/ending")
    /// Leads on to the page of what the question is about.
    package static let question = Address("/questions/{question}")
}

enum WorklistPermissions {
    static let see = Permission.signedIn("actions see")
    /// Of one's own actions and of those one manages; the rules say which.
    static let change = Permission.signedIn("actions change")
    static let raise = Permission("actions raise", [.practiceManager, .hubCoordinator, .financeLead, .federationManager, .boardMember])
    static let questions = Permission.signedIn("questions open")
}

enum WorklistNotice: String, RoomNotice {
    case actionRaised = "action-raised"
    case actionChanged = "action-changed"
    case actionClosed = "action-closed"

    var notice: Notice {
        switch self {
        case .actionRaised: Notice("The action is raised", "Its owner is told, and reminded before it is due.")
        case .actionChanged: Notice("The action is changed")
        case .actionClosed: Notice("The action is closed")
        }
    }
}

extension RecordKind {
    package static let action = RecordKind("action")
}
