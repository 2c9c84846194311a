// Who: practices, networks, sites and people.

import Kernel
import Store
import Web

/// The directory of organisations and people, every fact with its dates.
package struct DirectoryFeature: Feature {
    package init() {}

    package var migrations: [Migration] { DirectoryMigrations.all }
}
