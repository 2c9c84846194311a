// What a practice manager starts the week with.

import Kernel

/// Everything that the home page of one practice is worked out from.
package struct PracticeHomeFacts: Hashable, Sendable {
    package var practice: OrganisationID
    package var statement: StatementFact?
    /// The federation over the weeks that are over, and in the week that runs.
    package var past: ReportFacts
    package var thisWeek: ReportFacts

    package init(
        practice: OrganisationID, statement: StatementFact? = nil, past: ReportFacts, thisWeek: ReportFacts
    ) {
        self.practice = practice
        self.statement = statement
        self.past = past
        self.thisWeek = thisWeek
    }
}

/// The practice beside those of its network.
package struct Comparison: Hashable, Sendable {
    /// Own figure first where `isOwn`; others without their names.
    package struct Place: Hashable, Sendable {
        package let isOwn: Bool
        package let rate: Rate
    }

    /// Lowest first.
    package let places: [Place]
    package let own: Rate
    package let median: Rate
    package let finding: String
}
