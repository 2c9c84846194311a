// How many patients a practice has, three ways.

import Kernel
import Store

/// The three populations that contracts pay by. None is computed here: each is taken from a source.
package enum PopulationKind: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    /// Patients on the list.
    case registered
    /// Patients after the Carr-Hill formula, as NHS England publishes them.
    case weighted
    /// Patients after the network's adjustment, as the network contract uses them.
    case adjusted

    package var title: String {
        switch self {
        case .registered: "Registered patients"
        case .weighted: "Weighted list (Carr-Hill)"
        case .adjusted: "Adjusted population (network)"
        }
    }
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
