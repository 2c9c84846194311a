// When a patient's record may be changed.

import Kernel

package enum PatientChangeRules {
    /// How far ahead a change of practice can be recorded.
    package static let longestAhead = 90

    /// Who reads what a record said before: those who answer for it, not the clinician of one evening.
    package static func seesHistory(_ role: Role) -> Bool { role.seat == .practice || role == .hubCoordinator }

    /// What is different, in the order of the form.
    package static func changes(from before: PatientDetails, to after: PatientDetails) -> [FieldChange] {
        PatientDetails.fields.compactMap { field in
            before.stored(field) == after.stored(field) ? nil : FieldChange(field, from: before.stored(field), to: after.stored(field))
        }
    }

    /// Whether a change touches who the person is, for which a reason is asked.
    package static func concernsIdentity(_ changes: [FieldChange]) -> Bool {
        changes.contains { [.givenName, .familyName, .bornOn].contains($0.field) }
    }

    /// The fields that a person left as they found them although somebody else has changed them since: `base` is what they found, `typed` what they sent.
    /// Saving what was typed would put the old value back.
    package static func untouched(_ typed: PatientDetails, since changes: [PatientChange]) -> Set<PatientField> {
        var found: [PatientField: String] = [:]
        for change in changes.sorted(by: { $0.number < $1.number }) {
            for field in change.fields where found[field.field] == nil { found[field.field] = field.before }
        }
        return Set(PatientDetails.fields.filter { found[$0] == typed.stored($0) })
    }

    /// Whether a patient can move to another practice from `date` on. `began` is the first day with the practice before, nil where there was none.
    package static func refusalToMove(from date: LocalDate, began: LocalDate?, today: LocalDate) -> PatientRefusal? {
        if let began, date < began { return .practiceBefore(began) }
        let last = today.adding(days: longestAhead)
        return date > last ? .practiceBeyond(last) : nil
    }

    /// Whether a death on `date` can be true. `lastMet` is the last day on which a hub met the patient.
    package static func refusalOfDeath(on date: LocalDate, of patient: Patient, lastMet: LocalDate?, today: LocalDate) -> PatientRefusal? {
        if let known = patient.diedOn { return .alreadyDied(known) }
        guard date <= today else { return .diedInFuture }
        guard date >= patient.bornOn else { return .diedBeforeBirth }
        if let lastMet, lastMet > date { return .metSince(lastMet) }
        return nil
    }
}
