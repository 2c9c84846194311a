// Where the pages of this room live.

import Kernel
import Web

package enum FinanceAddresses {
    package static let ledger = Address("/ledger")
    package static let posting = Address("/ledger/postings/{posting}")
    package static let journal = Address("/ledger/journals/{journal}")
}

enum FinancePermissions {
    static let see = Permission("ledger see", [.financeLead, .federationManager])
}
