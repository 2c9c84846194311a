// What the product does by itself, to look at.

import Identity
import Kernel
import Notices
import Store
import Web

/// Pages for whoever keeps the product running: work in the background, what was sent to people and did not arrive, the audit trail. The work that
/// sends is brought along; what is told, and when, is `Notices`' own.
package struct OperationsFeature: Feature {
    private let database: any Database
    private let ports: OperationsPorts
    private let sending: SendNotice

    package init(database: any Database, ports: OperationsPorts, sending: SendNotice) {
        self.database = database
        self.ports = ports
        self.sending = sending
    }

    package var templates: [Template] {
        [
            Template("audit-trail", PackageResources.audit_trail_mustache),
            Template("job-queue", PackageResources.job_queue_mustache),
        ]
    }

    package var samples: [any Page] { [TrailPage.sample, QueuePage.sample] }

    package var navigation: [NavigationItem] {
        [
            NavigationItem("Audit trail", OperationsAddresses.audit.path(), TrailRoutes.reading, in: .administration, order: 20),
            NavigationItem("Background work", OperationsAddresses.jobs.path(), QueueRoutes.permission, in: .administration, order: 30),
        ]
    }

    package func needs(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomeNeed] {
        QueueRoutes.permission.allows(principal.role) ? try QueueNeeds.needs(at: instant, in: connection) : []
    }

    package func homeParts(of principal: Principal, at instant: Instant, in connection: any Connection) throws -> [HomePart] {
        guard principal.role == .systemAdministrator else { return [] }
        let waiting = try JobQueue.counts(in: connection)[.waiting] ?? 0
        return [HomePart(HomeFigures("Background work", "", [Figure("Work that waits", waiting.grouped, address: OperationsAddresses.jobs.path())]))]
    }

    package var notices: [any RoomNotice.Type] { [OperationsNotice.self] }

    package var jobs: [any Job] { [sending, ForgetOldMessages()] }

    package var hazards: [Hazard] {
        [
            Hazard(12, "Who did what cannot be shown after an incident"),
            Hazard(16, "It is not there on the evening"),
            Hazard(17, "The machine's clock is wrong"),
        ]
    }

    package var gaps: [GapRecord] { GapRecord.everybodys("job") }
    package var installationChecks: [InstallationCheck] { OperationsChecks.all }

    package func addRoutes(to routes: inout RouteTable) {
        TrailRoutes(database: database, ports: ports).add(to: &routes)
        QueueRoutes(database: database).add(to: &routes)
        UndeliveredRoutes(database: database).add(to: &routes)
    }
}

/// Where the pages live.
package enum OperationsAddresses {
    package static let audit = Address("/audit")
    package static let auditPatient = Address("/audit/patient")
    package static let jobs = Address("/jobs")
    package static let jobAgain = Address("/jobs/{job}/again")
    package static let undelivered = Address("/undelivered")
    package static let undeliveredAgain = Address("/undelivered/{message}/again")
}

/// A question that the room asks; tied in `App/Ports.swift`.
package struct OperationsPorts: Sendable {
    /// Whose record has an NHS number, and whose had it before it was corrected, for the question who looked at it.
    package let patientsNumbered: @Sendable (NHSNumber, any Connection) throws -> [PatientID]

    package init(patientsNumbered: @escaping @Sendable (NHSNumber, any Connection) throws -> [PatientID]) {
        self.patientsNumbered = patientsNumbered
    }
}
