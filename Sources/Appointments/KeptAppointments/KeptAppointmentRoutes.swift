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
        let kept = try await database.write(by: visit.actor, at: visit.now) { transaction in
            let kept = try KeptAppointmentStore.appointments(from: today, scope: scope, in: transaction)
            try transaction.audit("kept appointments viewed", AuditSubject("kept appointments", today.stored), showing: kept.map(\.patient.id))
            return kept
        }
        return .page(KeptAppointmentsPage(kept, isHub: person.role.seat == .hub))
    }
}
