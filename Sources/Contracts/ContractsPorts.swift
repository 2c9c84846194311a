// What this room asks of others.

import Activity
import Kernel
import Store
import Web

/// Minutes of appointments offered in a week; `network` is nil where they were open to all networks alike.
package struct MinutesOffered: Hashable, Sendable {
    package let network: OrganisationID?
    package let minutes: Int

    package init(network: OrganisationID?, minutes: Int) {
        self.network = network
        self.minutes = minutes
    }
}

/// What contracts and statements ask of other rooms; `App` ties it to them.
package struct ContractsPorts: Sendable {
    /// Minutes offered under a scheme from one day through another.
    package var minutesOffered:
        @Sendable (_ scheme: SchemeID, _ from: LocalDate, _ through: LocalDate, _ connection: any Connection) throws -> [MinutesOffered]
    /// The page of an entry of the activity ledger.
    package var activityAddress: @Sendable (_ entry: ID<ActivityEntry>) -> String

    package init(
        minutesOffered: @escaping @Sendable (SchemeID, LocalDate, LocalDate, any Connection) throws -> [MinutesOffered],
        activityAddress: @escaping @Sendable (ID<ActivityEntry>) -> String = { ActivityAddresses.entry.path($0) }
    ) {
        self.minutesOffered = minutesOffered
        self.activityAddress = activityAddress
    }

    /// Nothing offered anywhere, for tests.
    package static let none = ContractsPorts(minutesOffered: { _, _, _, _ in [] })
}
