// The address of appointments that are kept.

import Kernel
import Patients
import Store
import Web

struct KeptAppointmentRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.keptAppointments, .keptAppointments, list)
    }

    /// A practice's own patients, or those who come to a hub; that they were shown goes to the audit trail.
    @Sendable private func list(_ visit: Visit) async throws -> Answer {
        let person = try visit.person
        let (scope, today) = (person.scope, visit.today)
        let kept = try await database.read { try KeptAppointmentStore.appointments(from: today, scope: scope, in: $0) }
        let isHub = person.role.seat == .hub
        return try await database.answer(visit, KeptAppointmentsPage.list(kept, isHub: isHub, visit)) { KeptAppointmentsPage.page($0, isHub: isHub) }
    }
}
