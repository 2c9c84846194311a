// Care given at hubs, from plan to outcome.

import Kernel
import Store
import Web

/// Everything about appointments: patients, clinics and their slots, bookings at the desk, the clinic list, and messages to practices. It writes what
/// was done to the activity ledger and promises nothing about money.
package struct AppointmentsFeature: Feature {
    let database: any Database
    let contracts: ContractPort

    package init(database: any Database, contracts: ContractPort = .none) {
        self.database = database
        self.contracts = contracts
    }

    package static let migrations = [tables]
    package var migrations: [Migration] { AppointmentsFeature.migrations }
    package var jobs: [any Job] { [CloseClinics()] }
}
