// Whose patients somebody may look for.

import Kernel
import Store
import Web

extension Visit {
    /// Whose patients the person may look for.
    package var reach: Scope {
        get throws {
            let person = try self.person
            return PatientRules.reach(of: person.role, scope: person.scope)
        }
    }

    /// The person, where they see nobody but the patients of their own clinics.
    package var ownClinicsOnly: PersonID? {
        get throws {
            let person = try self.person
            return person.role == .hubClinician ? person.person : nil
        }
    }
}

extension Database {
    /// The patient, after the audit trail has taken note of who looked and what for. Outside the scope there is nobody.
    package func viewPatient(_ id: PatientID, scope: Scope, purpose: String, _ visit: Visit) async throws -> RegisteredPatient {
        let (today, clinician) = (visit.today, try visit.ownClinicsOnly)
        return try await write(by: visit.actor, at: visit.now) { transaction in
            guard let patient = try PatientStore.patient(id, on: today, scope: scope, clinician: clinician, in: transaction) else {
                throw Refusal.notFound
            }
            try PatientStore.auditView(of: id, practice: patient.practice, purpose: purpose, in: transaction)
            return patient
        }
    }
}
