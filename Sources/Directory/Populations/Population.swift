// How many patients a practice has, three ways.

import Kernel
import Store

/// The populations that contracts pay by. None is computed here: each is taken from a source. Open: rooms that pay by another add theirs.
package struct PopulationKind: TitledName, SQLBindable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }

    /// Patients on the list.
    package static let registered: PopulationKind = "registered"
    /// Patients after the Carr-Hill formula, as NHS England publishes them.
    package static let weighted: PopulationKind = "weighted"
    /// Patients after the network's adjustment, as the network contract uses them.
    package static let adjusted: PopulationKind = "adjusted"

    package static let own: [PopulationKind] = [.registered, .weighted, .adjusted]
    package static let titles: [PopulationKind: String] = [
        .registered: "Registered patients", .weighted: "Weighted list (Carr-Hill)", .adjusted: "Adjusted population (network)",
    ]
}

/// A practice's population of one kind on a day, as it was known from a moment on.
package struct Population: Codable, Hashable, Sendable {
    package let practice: OrganisationID
    package let kind: PopulationKind
    package let snapshotDate: LocalDate
    /// Patients times 100, as weighted lists have two decimal places.
    package let hundredths: Int
    /// When the product learned it. A later figure for the same snapshot restates this one and leaves it in place.
    package let knownFrom: Instant

    package init(practice: OrganisationID, kind: PopulationKind, snapshotDate: LocalDate, hundredths: Int, knownFrom: Instant) {
        self.practice = practice
        self.kind = kind
        self.snapshotDate = snapshotDate
        self.hundredths = hundredths
        self.knownFrom = knownFrom
    }

    /// Whole patients, half up.
    package var count: Int { (hundredths + 50) / 100 }
    package var text: String { PopulationRules.text(hundredths: hundredths) }
}
