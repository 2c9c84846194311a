// What was done: one ledger for all work.

import Kernel
import Store
import Web

/// The activity ledger: one entry per unit of work, never changed, each with the evidence behind it.
package struct ActivityFeature: Feature {
    package init() {}

    package var migrations: [Migration] { [.activityTables] }
}
