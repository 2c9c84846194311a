// Who is cared for, and on whose list.

import Kernel
import Store
import Web

/// The register of patients: who they are, which practice is responsible for them, what was changed on their records, and who may see whom.
/// Rooms that deliver care stand above it and say through its ports what stands in their diaries.
package struct PatientsFeature: Feature {
    let database: any Database
    let ports: PatientsPorts

    package init(database: any Database, ports: PatientsPorts = .none) {
        self.database = database
        self.ports = ports
    }

    package static let migrations = [tables, patientChanges, careRelations, formerNumbers]
    package var migrations: [Migration] { PatientsFeature.migrations }

    package var templates: [Template] {
        [
            Template("patient", PackageResources.patient_mustache),
            Template("patient-form", PackageResources.patient_form_mustache),
        ]
    }

    package var samples: [any Page] { [PatientPage.sample, PatientFormPage.sample] }

    package var notices: [any RoomNotice.Type] { [PatientsNotice.self] }

    package func find(_ query: FindQuery, for principal: Principal, at instant: Instant, in connection: any Connection) throws -> [Found] {
        try PatientFinding.find(query, for: principal, on: London.local(instant).date, ports, in: connection)
    }

    package var hazards: [Hazard] {
        [
            Hazard(4, "The wrong patient is booked or written about"),
            Hazard(6, "A patient who has died is invited or booked"),
            Hazard(18, "The wrong patient's record is changed, or two people undo each other's correction"),
            Hazard(19, "A death is recorded for somebody who lives"),
        ]
    }

    package var gaps: [GapRecord] {
        [
            GapRecord("patient", of: .practice) { practice, other, connection in
                try connection.value(
                    """
                    SELECT patient
                    FROM patient_registrations
                    WHERE practice = \(practice)
                      AND until_date IS NULL
                      AND patient NOT IN (SELECT patient FROM patient_registrations WHERE practice = \(other))
                    ORDER BY patient
                    LIMIT 1
                    """)
            }
        ]
    }

    package func addRoutes(to routes: inout RouteTable) {
        PatientRoutes(database: database, ports: ports).add(to: &routes)
        PatientChangeRoutes(database: database, ports: ports).add(to: &routes)
    }
}
