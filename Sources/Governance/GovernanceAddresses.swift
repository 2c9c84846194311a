// Where the pages of this room live.

import Kernel
import Web

package enum GovernanceAddresses {
    package static let schemes = Address("/schemes")
    package static let offer = Address("/schemes/offer")
    package static let scheme = Address("/schemes/{scheme}")
    package static let consents = Address("/schemes/{scheme}/consents")
    package static let withdrawal = Address("/schemes/{scheme}/withdrawal")
    package static let terms = Address("/schemes/{scheme}/terms")
}

enum GovernancePermissions {
    static let see = Permission(
        "consents see", [.receptionist, .practiceManager, .practiceClinician, .financeLead, .federationManager, .boardMember])
    static let give = Permission("consents give", [.practiceManager])
    static let publish = Permission("terms publish", [.federationManager])
}
