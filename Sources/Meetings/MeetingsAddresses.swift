// Where the pages of this room live.

import Kernel
import Web

package enum MeetingsAddresses {
    package static let interests = Address("/interests")
    static let newInterest = Address("/interests/new")
    static let paper = Address("/interests/paper")
    static let ending = Address("/interests/{interest}/ending")
    /// One's own, those that ended long ago too.
    static let own = interests.path(query: ["whose": "mine"])
}

enum MeetingsPermissions {
    /// Who declares, and reads what the others declared.
    static let declarers: Set<Role> = [.boardMember, .federationManager, .financeLead]
    static let see = Permission("interests see", declarers)
    static let declare = Permission("interests declare", declarers)
    /// For somebody else, from a paper form.
    static let enter = Permission("interests enter for others", [.federationManager])
}

enum MeetingsNotice: String, RoomNotice {
    case declared = "interest-declared"
    case entered = "interest-entered"
    case ended = "interest-ended"

    var notice: Notice {
        switch self {
        case .declared: Notice("Your declaration is on the register", "Where it changes, end it and declare anew.")
        case .entered: Notice("The declaration is on the register", "The person is told that you entered it.")
        case .ended: Notice("The interest has ended", "It stays on the register for six months after its last day.")
        }
    }
}
