// Finds a patient from any page.

import Kernel
import Store
import Web

enum PatientFinding {
    /// The patients whom the desk would find, where the person may open a patient's record, each where something can be booked for them; a line that
    /// the desk could not read finds nobody. Clinicians at hubs find those in their own care alone. Who shows them tells the audit trail first.
    static func find(
        _ query: FindQuery, for principal: Principal, on today: LocalDate, _ ports: PatientsPorts, in connection: any Connection
    ) throws -> [Found] {
        guard Permission.patientView.allows(principal.role), let wanted = try? PatientQuery(typed: query.text) else { return [] }
        let found = try PatientStore.find(wanted, on: today, scope: principal.reach, in: connection)
        return found.enumerated().map { place, one in
            // The register has put them in order, the best first.
            Found(
                .patient, one.patient.fullName,
                detail: "\(one.patient.bornOn.longText), NHS number \(one.patient.nhsNumber.unbroken)"
                    + (one.practiceName.isEmpty ? "" : ", \(one.practiceName)"),
                address: ports.booking(one.patient.id, principal.role) ?? PatientsAddresses.patient.path(one.patient.id),
                score: 1 - 0.01 * Double(place),
                patient: one.patient.id)
        }
    }
}
