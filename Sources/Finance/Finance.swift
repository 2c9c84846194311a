// What was earned and paid, in double entry.

import Kernel
import Store
import Web

/// The money ledger: balanced journals, months that close for good, and the work behind every line.
package struct FinanceFeature: Feature {
    private let database: any Database
    /// Where a line opens onto the work behind it; "" where there is no such page.
    private let postingAddress: @Sendable (ID<Posting>) -> String

    package init(database: any Database, postingAddress: @escaping @Sendable (ID<Posting>) -> String = { _ in "" }) {
        self.database = database
        self.postingAddress = postingAddress
    }

    package static let migrations: [Migration] = [.financeTables, .postingRules]
    package var migrations: [Migration] { FinanceFeature.migrations }

    package var templates: [Template] {
        [
            Template("ledger", PackageResources.ledger_mustache), Template("journal", PackageResources.journal_mustache),
        ]
    }

    package var samples: [any Page] { [LedgerPage.sample, JournalPage.sample] }
    package var navigation: [NavigationItem] {
        [NavigationItem("Ledger", FinanceAddresses.ledger.path(), FinancePermissions.see, in: .money, order: 50)]
    }

    package var recordChecks: [RecordCheck] {
        [
            RecordCheck(
                "Money ledger", compares: "the two sides of every journal, and every posting with the work behind it", mend: RecordCheck.restore,
                order: 20, run: FinanceStore.verify)
        ]
    }

    package var gaps: [GapRecord] {
        GapRecord.everybodys("journal") + [
            GapRecord("posting", of: .practice) { practice, _, connection in
                try connection.value("SELECT id FROM postings WHERE practice = \(practice) ORDER BY id LIMIT 1")
            }
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        LedgerRoutes(database: database, postingAddress: postingAddress).add(to: &routes)
    }
}
