// The register's patient, on top of a page.

import Kernel
import Web

extension PatientBanner {
    package init(_ found: RegisteredPatient, today: LocalDate, tags: [Tag] = []) {
        let patient = found.patient
        let born = patient.bornOn.longText
        self.init(
            name: patient.fullName, born: patient.diedOn == nil ? "\(born) (\(patient.bornOn.years(until: today)))" : born,
            number: patient.nhsNumber.spaced, practice: found.practiceName.isEmpty ? "On no list of the federation" : found.practiceName,
            needs: patient.communicationNeeds, tags: (patient.diedOn == nil ? [] : [Tag("Died", .bad)]) + tags,
            address: PatientsAddresses.patient.path(patient.id))
    }
}
