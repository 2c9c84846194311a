// What this room's pages say after a change.

import Web

enum PatientsNotice: String, RoomNotice {
    case registered = "patient-registered"
    case detailsCorrected = "patient-details-corrected"
    case numberCorrected = "patient-number-corrected"
    case practiceChanged = "patient-practice-changed"
    /// The record is out of the person's sight.
    case movedAway = "patient-moved-away"
    case died = "patient-died"
    case diedCancelled = "patient-died-cancelled"
    case diedKept = "patient-died-kept"
    case deathTakenBack = "patient-death-taken-back"

    var notice: Notice {
        let afterDeath = "Nothing more is booked in this name. Please record it in the practice’s own system too."
        return switch self {
        case .registered: Notice("The patient is registered", "Choose what it is about, then a time.")
        case .detailsCorrected: Notice("The details are corrected", "What was there before is kept in the history below.")
        case .numberCorrected: Notice("The NHS number is corrected", "The number before it is kept in the history below.")
        case .practiceChanged:
            Notice("The change of practice is recorded", "The new practice finds the patient on its desk from the first day with it.")
        case .movedAway:
            Notice(
                "The change of practice is recorded",
                "Your practice does not see the record any more; the new practice finds the patient on its desk.")
        case .died: Notice("The death is recorded", afterDeath, tone: .news)
        case .diedCancelled: Notice("The death is recorded and the appointments are cancelled", afterDeath, tone: .news)
        case .diedKept:
            Notice("The death is recorded; the appointments are kept for now", "The hub sees on its list that the patient has died.", tone: .news)
        case .deathTakenBack: Notice("The record of the death is taken back", "The patient can be booked again.")
        }
    }
}
