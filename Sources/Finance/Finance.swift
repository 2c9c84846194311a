// What was earned and paid, in double entry.

import Kernel
import Store
import Web

/// The money ledger: balanced journals, months that close for good, and the work behind every line.
package struct FinanceFeature: Feature {
    package init() {}

    package var migrations: [Migration] { [.financeTables] }
}
