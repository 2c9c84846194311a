// Who: practices, networks, sites and people.

import Files
import Kernel
import Store
import Web

/// The directory of organisations and people, every fact with its dates.
package struct DirectoryFeature: Feature {
    private let database: any Database
    private let files: FileStore
    private let ports: DirectoryPorts
    /// What other rooms add to the lists that this one offers.
    private let added: [any OpenName]

    package init(database: any Database, files: FileStore, ports: DirectoryPorts = .none, names: [any OpenName] = []) {
        self.database = database
        self.files = files
        self.ports = ports
        added = names
    }

    package static let migrations = DirectoryMigrations.all
    package var migrations: [Migration] { DirectoryFeature.migrations }

    package var templates: [Template] {
        [
            Template("organisation", PackageResources.organisation_mustache),
            Template("federation", PackageResources.federation_mustache),
            Template("practice-map", PackageResources.practice_map_mustache),
            Template("imports", PackageResources.imports_mustache),
            Template("import", PackageResources.import_mustache),
        ]
    }

    package var samples: [any Page] {
        [
            OrganisationPage.sample, FederationPage.sample, PracticeMapPage.sample,
            ImportsPage.sample, ImportPage.sample,
        ]
    }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Directory", DirectoryAddresses.organisations.path(), DirectoryPermissions.view, in: .practices, order: 30),
            NavigationItem("Imports", DirectoryAddresses.imports.path(), DirectoryPermissions.importing, in: .administration, order: 10),
        ]
    }

    package var notices: [any RoomNotice.Type] { [DirectoryNotice.self] }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        guard DirectoryPermissions.importing.allows(principal.role) else { return [] }
        return try ImportStore.waiting(
            for: principal.account, since: instant.adding(seconds: -ImportRoutes.patience), in: connection
        ).map { upload in
            let name = try files.file(upload.fileId, in: connection)?.name ?? ""
            return HomeNeed(
                "The file \(name) waits to be applied or discarded.",
                detail: "\(upload.kind.title), uploaded \(upload.uploadedAt.londonText).",
                action: "See what it changes", address: DirectoryAddresses.upload.path(upload.id))
        }
    }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        let today = London.local(instant).date
        return try OrganisationFinding.find(query, on: today, in: connection) + PersonFinding.find(query, on: today, in: connection)
    }

    package var installationChecks: [InstallationCheck] { [BankHolidays.check] }
    package var hazards: [Hazard] { [Hazard(14, "A practice drops out of lists after a merger")] }

    package var gaps: [GapRecord] { GapRecord.everybodys("organisation", "site", "room", "post", "import", "upload") }

    package func addRoutes(to routes: inout RouteTable) {
        OrganisationRoutes(database: database, names: added).add(to: &routes)
        NewOrganisationRoutes(database: database, names: added).add(to: &routes)
        OrganisationEditRoutes(database: database, ports: ports).add(to: &routes)
        HubRoutes(database: database, ports: ports).add(to: &routes)
        SiteCorrectionRoutes(database: database).add(to: &routes)
        FederationRoutes(database: database).add(to: &routes)
        PersonRoutes(database: database, names: added).add(to: &routes)
        SiteRoutes(database: database).add(to: &routes)
        PopulationRoutes(database: database, names: added).add(to: &routes)
        RelationshipRoutes(database: database, names: added).add(to: &routes)
        MergerRoutes(database: database).add(to: &routes)
        ImportRoutes(database: database, files: files).add(to: &routes)
    }
}
