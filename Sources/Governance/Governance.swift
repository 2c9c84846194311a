// May we: what each practice has agreed to.

import Kernel
import Store
import Web

/// Undertakings that practices may join, the terms of each, and every practice's consents. Nothing is done with a practice's patients or data
/// unless its consent is in force on the day.
package struct GovernanceFeature: Feature {
    private let database: any Database
    private let ports: GovernancePorts
    /// What other rooms add to the kinds of undertakings.
    private let added: [any OpenName]

    package init(database: any Database, ports: GovernancePorts = .none, names: [any OpenName] = []) {
        self.database = database
        self.ports = ports
        added = names
    }

    package static let migrations: [Migration] = [.governanceTables, .openUndertakings]
    package var migrations: [Migration] { GovernanceFeature.migrations }

    package var templates: [Template] {
        [
            Template("schemes", PackageResources.schemes_mustache),
            Template("consent-matrix", PackageResources.consent_matrix_mustache),
            Template("scheme", PackageResources.scheme_mustache),
            Template("withdrawal", PackageResources.withdrawal_mustache),
        ]
    }

    package var samples: [any Page] {
        [SchemesPage.sample, ConsentMatrixPage.sample, SchemePage.sample, WithdrawalPage.sample]
    }

    package var navigation: [NavigationItem] {
        [NavigationItem("Schemes", GovernanceAddresses.schemes.path(), GovernancePermissions.see, in: .governance, order: 20)]
    }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let today = London.local(instant).date
        switch (principal.role, principal.scope.reach) {
        case (.practiceManager, .practice(let practice, _)):
            return try ConsentNeeds.ofPractice(practice, ended: ports.endedSchemes(today, connection), on: today, in: connection)
        case (.federationManager, _):
            return try ConsentNeeds.ofFederation(
                principal.scope, ended: ports.endedSchemes(today, connection), on: today, in: connection)
        default: return []
        }
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        GovernancePermissions.see.allows(principal.role) ? try UndertakingFinding.find(query, in: connection) : []
    }

    package var notices: [any RoomNotice.Type] { [GovernanceNotice.self] }
    package var hazards: [Hazard] { [Hazard(13, "Patients of a practice are booked without its agreement, or after it ended")] }

    package var gaps: [GapRecord] { GapRecord.everybodys("scheme") }

    package func addRoutes(to routes: inout RouteTable) {
        ConsentRoutes(database: database, ports: ports).add(to: &routes)
        UndertakingRoutes(database: database, names: added).add(to: &routes)
    }
}
