// Who it is, on top of a patient's pages.

import Kernel
import Web

/// Who it is, at the top of every page about one patient.
package struct PatientBanner: Encodable, Sendable {
    let name: String
    let born: String
    let number: String
    let practice: String
    let needs: String
    let tags: [Tag]
    let address: String
}

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

    package static var sample: PatientBanner {
        PatientBanner(
            name: "Amina Example", born: "4 May 1961 (65)", number: "999 000 0018", practice: "Riverside Surgery", needs: "Interpreter: Urdu",
            tags: [Tag("Consent in force", .good)], address: "/patients/1")
    }
}
