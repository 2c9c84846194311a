// Why a patient's record stays as it is.

import Kernel

/// Why a patient could not be registered, or a record not be changed.
package enum PatientRefusal: RuleRefusal, Hashable {
    case notFound
    /// The NHS number is on record already; which practice's patient it is is not given away.
    case numberTaken
    /// The number that was to be put on one record stands on another.
    case numberOfAnother
    /// Records that had the number before it was corrected; how many.
    case formerNumber(Int)
    /// Others have the same name and date of birth; how many.
    case alike(Int)
    case nothingChanged
    case samePractice(String)
    case noSuchPractice
    case practiceBefore(LocalDate)
    case practiceBeyond(LocalDate)
    case alreadyDied(LocalDate)
    case notDied
    case diedBeforeBirth
    case diedInFuture
    /// A hub met the patient on a later day than the one given.
    case metSince(LocalDate)
    /// Other appointments are booked than those that were shown.
    case appointmentsChanged
    case appointmentsUndecided

    package var sentence: String {
        switch self {
        case .notFound: "This patient could not be found. Search again by NHS number."
        case .numberTaken:
            "This NHS number is on record already, so the patient was not registered again. Search for it; if you do not find it, ask the hub coordinator, "
                + "who can move the patient to your practice."
        case .numberOfAnother:
            "Another record has this NHS number, so nothing was changed. Check the number. If it is right, the two records may be one person: keep to the "
                + "record that has the number, book on that one, and ask the hub coordinator to compare them."
        case .formerNumber(let count):
            "This NHS number was on \(count == 1 ? "a record" : "\(count) records") until it was corrected. Open the record if it is the same person, and "
                + "use the number that it has now. If it is somebody else, tick “This is another person” and save again."
        case .alike(let count):
            "\(count == 1 ? "Somebody" : "\(count) people") with this name and date of birth \(count == 1 ? "is" : "are") on record already. Open the record "
                + "if it is the same person. If it is somebody else, tick “This is another person” and save again."
        case .nothingChanged: "Nothing is different from what is on record, so nothing was saved."
        case .samePractice(let name): "The patient is on the list of \(name) already. Choose another practice."
        case .noSuchPractice: "That practice is not a member of the federation on that day. Choose another practice or day."
        case .practiceBefore(let first): "The record begins with the practice before on \(first.longText). Enter that day or a later one."
        case .practiceBeyond(let last): "Enter a day on or before \(last.longText)."
        case .alreadyDied(let date): "The death of this patient, on \(date.longText), is on record already."
        case .notDied: "No death is on record for this patient, so there is nothing to take back."
        case .diedBeforeBirth: "The date of death must be on or after the date of birth."
        case .diedInFuture: "The date of death must be today or earlier."
        case .metSince(let date):
            "A hub met this patient on \(date.longText), which is after that day. Check the date, and check that this is the right person."
        case .appointmentsChanged:
            "The patient’s appointments have changed while you had this page open, so nothing was saved. Look at them again, then record the death."
        case .appointmentsUndecided: "Choose whether the appointments are cancelled now or kept"
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notFound: .absent
        case .numberTaken, .numberOfAnother, .formerNumber, .alike, .alreadyDied, .notDied, .appointmentsChanged: .conflict
        default: .invalid
        }
    }

    package var field: String {
        switch self {
        case .numberTaken, .numberOfAnother: "nhs-number"
        case .formerNumber, .alike: "another"
        case .samePractice, .noSuchPractice: "practice"
        case .practiceBefore, .practiceBeyond: "from"
        case .diedBeforeBirth, .diedInFuture, .metSince: "died"
        case .appointmentsUndecided: "appointments"
        default: ""
        }
    }
}
