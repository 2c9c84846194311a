// One patient in a list of some.

import Kernel
import Web

/// What tells one patient from another in a list, with where the line leads.
package struct PatientRow: Encodable, Sendable {
    let name: String
    let address: String
    let detail: String
    let practice: String
    let tags: [Tag]
}

extension PatientRow {
    /// `number` is the NHS number by which the patient was found, where one was typed.
    package init(_ found: RegisteredPatient, address: String, today: LocalDate, number: NHSNumber? = nil) {
        let patient = found.patient
        self.init(
            name: patient.fullName, address: address,
            detail: "\(patient.bornOn.longText), \(patient.bornOn.years(until: today)) years, NHS number \(patient.nhsNumber.unbroken)",
            practice: found.practiceName.isEmpty ? "On no list of the federation" : found.practiceName,
            tags: (patient.diedOn == nil ? [] : [Tag("Died", .bad)])
                + (number.map { $0 != patient.nhsNumber } ?? false ? [Tag("Had this number before", .warning)] : []))
    }

    package static var sample: PatientRow {
        PatientRow(
            name: "Amina Example", address: "/desk/patients/1", detail: "4 May 1961, 65 years, NHS number 999 000 0018",
            practice: "Riverside Surgery",
            tags: [Tag("Died", .bad)])
    }
}

extension NHSNumber {
    /// The number in its three groups, kept on one line.
    package var unbroken: String { String(spaced.map { $0 == " " ? "\u{A0}" : $0 }) }
}
