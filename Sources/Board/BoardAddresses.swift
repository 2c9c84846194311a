// Where this room's pages live.

import Kernel
import Web

package enum BoardAddresses {
    package static let board = Address("/board")
    package static let practices = Address("/board/practices")

    package static let work = Address("/figures/work")
    package static let appointments = Address("/figures/appointments")
    package static let offered = Address("/figures/offered")
    package static let required = Address("/figures/required")
    package static let postings = Address("/figures/postings")
    package static let posting = Address("/figures/postings/{posting}")
}

/// Who may read which of this room's pages. None of them shows a patient.
enum BoardPermissions {
    static let board = Permission("board page read", [.boardMember, .federationManager, .financeLead])
    /// What a figure is made of, for those who see figures, each within their own scope.
    static let figures = Permission("figures open", [.boardMember, .federationManager, .financeLead, .practiceManager])
}
