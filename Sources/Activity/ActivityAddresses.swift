// Where the pages of this room live.

import Kernel
import Web

package enum ActivityAddresses {
    package static let entry = Address("/activity/{entry}")
    package static let figure = Address("/figures/work")

    /// The work behind a figure, of one kind.
    package static func figure(_ origin: Origin, of kind: ActivityKind) -> String { origin.path(figure, [("kind", kind.rawValue)]) }
}

enum ActivityPermissions {
    static let see = Permission("activity see", [.practiceManager, .hubCoordinator, .financeLead, .federationManager, .boardMember])
}
