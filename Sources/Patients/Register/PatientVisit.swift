// Whose patients somebody may look for.

import Identity
import Kernel
import Store
import Web

extension Principal {
    /// Whose patients the person may look for.
    package var reach: Scope { ScopeRules.patients(of: role, scope: scope, person: person, at: organisation) }
}

extension Visit {
    /// Whose patients the person may look for.
    package var reach: Scope { get throws { try person.reach } }
}

extension Database {
    /// The patient, after the audit trail has taken note of who looked and what for. Outside the scope there is nobody.
    package func viewPatient(_ id: PatientID, scope: Scope, purpose: String, _ visit: Visit) async throws -> RegisteredPatient {
        let today = visit.today
        return try await write(by: visit.actor, at: visit.now) { transaction in
            guard let patient = try PatientStore.patient(id, on: today, scope: scope, in: transaction) else {
                throw Refusal.notFound
            }
            try transaction.auditView(of: id, practice: patient.practice, purpose: purpose)
            return patient
        }
    }
}
