// Where the pages of this room live.

import Kernel
import Web

package enum FinanceAddresses {
    package static let ledger = Address("/ledger")
    package static let journal = Address("/ledger/journals/{journal}")
}

package enum FinancePermissions {
    package static let see = Permission("ledger see", [.financeLead, .federationManager])
}
