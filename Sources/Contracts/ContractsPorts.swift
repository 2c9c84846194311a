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

/// What was left undone at a hub on a day: appointments not marked, and clinics not closed.
package struct WorkUnfinished: Hashable, Sendable {
    package let hub: OrganisationID
    package let date: LocalDate
    package let appointments: Int
    package let minutes: Int
    package let clinics: Int

    package init(hub: OrganisationID, date: LocalDate, appointments: Int, minutes: Int, clinics: Int) {
        self.hub = hub
        self.date = date
        self.appointments = appointments
        self.minutes = minutes
        self.clinics = clinics
    }
}

/// What contracts and statements ask of other rooms; `App` ties it to them.
package struct ContractsPorts: Sendable {
    /// Minutes offered under a scheme from one day through another.
    package var minutesOffered:
        @Sendable (_ scheme: SchemeID, _ from: LocalDate, _ through: LocalDate, _ connection: any Connection) throws -> [MinutesOffered]
    /// What rooms have planned.
    package var commitments: Commitments
    /// What nobody has marked or closed at the hubs under a scheme up to a day.
    package var unfinished: @Sendable (_ scheme: SchemeID, _ through: LocalDate, _ connection: any Connection) throws -> [WorkUnfinished]
    /// The page of an entry of the activity ledger.
    package var activityAddress: @Sendable (_ entry: ID<ActivityEntry>) -> String

    package init(
        minutesOffered: @escaping @Sendable (SchemeID, LocalDate, LocalDate, any Connection) throws -> [MinutesOffered],
        commitments: Commitments = .none,
        unfinished: @escaping @Sendable (SchemeID, LocalDate, any Connection) throws -> [WorkUnfinished] = { _, _, _ in [] },
        activityAddress: @escaping @Sendable (ID<ActivityEntry>) -> String = { ActivityAddresses.entry.path($0) }
    ) {
        self.minutesOffered = minutesOffered
        self.commitments = commitments
        self.unfinished = unfinished
        self.activityAddress = activityAddress
    }

    /// Nothing offered anywhere, for tests.
    package static let none = ContractsPorts(minutesOffered: { _, _, _, _ in [] })
}
