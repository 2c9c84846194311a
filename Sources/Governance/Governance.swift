// May we: what each practice has agreed to.

import Kernel
import Store
import Web

/// Undertakings that practices may join, the terms of each, and every practice's consents. Nothing is done with a practice's patients or data
/// unless its consent is in force on the day.
package struct GovernanceFeature: Feature {
    package init() {}

    package var migrations: [Migration] { [.governanceTables] }
}
