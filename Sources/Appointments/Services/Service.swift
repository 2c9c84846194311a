// What a hub offers, by who gives it.

import Kernel
import Store

/// A kind of appointment, by the profession that gives it. The code is a row of `services`, so that a migration adds one.
package enum Service: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case doctor = "gp"
    case nurse
    case pharmacist
    case physiotherapist
    case paramedic
    case mentalHealthPractitioner = "mental-health-practitioner"
    case healthcareAssistant = "healthcare-assistant"

    package var title: String {
        switch self {
        case .doctor: "GP"
        case .nurse: "Nurse"
        case .pharmacist: "Pharmacist"
        case .physiotherapist: "Physiotherapist"
        case .paramedic: "Paramedic"
        case .mentalHealthPractitioner: "Mental health practitioner"
        case .healthcareAssistant: "Healthcare assistant"
        }
    }

    /// The profession within a sentence: "a physiotherapist".
    package var withArticle: String {
        switch self {
        case .doctor: "a GP"
        case .nurse: "a nurse"
        case .pharmacist: "a pharmacist"
        case .physiotherapist: "a physiotherapist"
        case .paramedic: "a paramedic"
        case .mentalHealthPractitioner: "a mental health practitioner"
        case .healthcareAssistant: "a healthcare assistant"
        }
    }

    package var withinSentence: String { self == .doctor ? "GP" : title.lowercased() }

    /// Minutes of one appointment unless a clinic says otherwise; an example that a federation sets for itself.
    package var slotMinutes: Int {
        switch self {
        case .doctor, .paramedic: 15
        case .nurse, .pharmacist, .healthcareAssistant: 15
        case .physiotherapist: 20
        case .mentalHealthPractitioner: 30
        }
    }

    /// The national slot category that appointments of this kind are reported under (NHS England, appointment data categories).
    package var nationalCategory: NationalCategory {
        switch self {
        case .doctor, .paramedic: .acuteConsultation
        case .nurse, .healthcareAssistant: .plannedProcedure
        case .pharmacist: .medicationReview
        case .physiotherapist, .mentalHealthPractitioner: .routineConsultation
        }
    }
}

/// The categories of the national appointment data that these services fall under.
package enum NationalCategory: String, Codable, Hashable, Sendable {
    case acuteConsultation = "General Consultation Acute"
    case routineConsultation = "General Consultation Routine"
    case plannedClinic = "Planned Clinics"
    case plannedProcedure = "Planned Clinical Procedure"
    case medicationReview = "Structured Medication Review"
}

/// How patient and clinician meet.
package enum Channel: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
    case faceToFace = "face-to-face"
    case telephone
    case video

    package var title: String {
        switch self {
        case .faceToFace: "Face to face"
        case .telephone: "Telephone"
        case .video: "Video"
        }
    }
}
