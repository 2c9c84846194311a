// Opening one unit of work.

import Directory
import Kernel
import Store
import Web

struct ActivityRoutes: Sendable {
    let database: any Database
    let ports: ActivityPorts

    func add(to routes: inout RouteTable) {
        routes.get(ActivityAddresses.entry, ActivityPermissions.see, show)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let id: ID<ActivityEntry> = try visit.id("entry")
        let person = try visit.person
        let ports = ports
        return try await .page(
            database.read { connection in
                guard let entry = try ActivityStore.entry(id, scope: person.scope, in: connection) else { throw Refusal.notFound }
                var names = ActivityPage.Names()
                let kind = try ActivityStore.kinds(in: connection)[entry.kind]
                (names.kind, names.isForPatients) = (kind?.title ?? entry.kind.spelledOut, kind?.isForPatients ?? true)
                let organisations = try OrganisationStore.organisations([entry.practice, entry.host], on: entry.localDate, in: connection)
                names.practice = organisations.first { $0.id == entry.practice }?.name ?? "A practice"
                names.host = organisations.first { $0.id == entry.host }?.name ?? "A practice"
                names.site = try entry.site.flatMap { try SiteStore.site($0, in: connection)?.name } ?? ""
                names.person = try entry.performedBy.flatMap { try PersonStore.person($0, in: connection)?.fullName } ?? ""
                names.scheme = try entry.scheme.flatMap { try ports.schemeTitle($0, connection) } ?? ""
                names.evidence = ports.evidence(entry, person.scope, person.role)
                names.reversal = try ActivityStore.reversal(of: id, in: connection)
                names.settlement = try ports.settlement(id, connection)
                names.earned = try ports.earned(id, person.scope, connection)
                return ActivityPage(entry, names)
            })
    }
}
