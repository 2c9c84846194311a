// What was earned and paid, in double entry.

import Kernel
import Store
import Web

/// The money ledger: balanced journals, months that close for good, and the work behind every line.
package struct FinanceFeature: Feature {
    private let database: any Database
    /// The page of a piece of work, by its identifier in the activity ledger; "" where there is none.
    private let activityAddress: @Sendable (ID<ActivityReference>) -> String

    package init(database: any Database, activityAddress: @escaping @Sendable (ID<ActivityReference>) -> String = { _ in "" }) {
        self.database = database
        self.activityAddress = activityAddress
    }

    package static let migrations: [Migration] = [.financeTables]
    package var migrations: [Migration] { FinanceFeature.migrations }

    package var templates: [Template] {
        [
            Template("ledger", PackageResources.ledger_mustache), Template("journal", PackageResources.journal_mustache),
            Template("posting", PackageResources.posting_mustache),
        ]
    }

    package var samples: [any Page] { [LedgerPage.sample, JournalPage.sample, PostingPage.sample] }
    package var navigation: [NavigationItem] { [NavigationItem("Ledger", FinanceAddresses.ledger.path(), FinancePermissions.see, order: 70)] }

    package func addRoutes(to routes: inout RouteTable) {
        LedgerRoutes(database: database, activityAddress: activityAddress).add(to: &routes)
    }
}
