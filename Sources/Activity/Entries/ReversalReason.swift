// Why work was taken back, coded.

import Kernel
import Store

/// Why an entry was wrong. The ledger is shown to people who see no patient and is never changed, so nothing typed goes into it. Stored by these names.
package enum ReversalReason: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case wrongMark = "wrong-mark"
    case wrongAppointment = "wrong-appointment"
    case patientCame = "patient-came"
    case patientDidNotCome = "patient-did-not-come"
    case recordedTwice = "recorded-twice"
    case clinicNotHeld = "clinic-not-held"
    case clinicEndedEarly = "clinic-ended-early"
    case clinicHeld = "clinic-held"
    case other

    package var title: String {
        switch self {
        case .wrongMark: "The wrong mark was chosen"
        case .wrongAppointment: "The mark was meant for another appointment"
        case .patientCame: "The patient came after all"
        case .patientDidNotCome: "The patient had not been seen"
        case .recordedTwice: "The work was recorded twice"
        case .clinicNotHeld: "The clinic did not take place"
        case .clinicEndedEarly: "The clinic ended before its time"
        case .clinicHeld: "The clinic took place after all"
        case .other: "Recorded in error"
        }
    }
}
