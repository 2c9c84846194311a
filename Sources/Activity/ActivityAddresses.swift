// Where the pages of this room live.

import Kernel
import Web

package enum ActivityAddresses {
    package static let entry = Address("/activity/{entry}")
}

enum ActivityPermissions {
    static let see = Permission("activity see", [.practiceManager, .hubCoordinator, .financeLead, .federationManager, .boardMember])
}
