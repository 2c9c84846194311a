// What narrows the times on the desk.

import Directory
import Kernel
import Patients
import Web

/// What narrows the times: a part of the form that books, so that what the patient says is not lost when other times are shown.
struct DeskFilters: Encodable, Sendable {
    let need: ChoiceField
    let service: ChoiceField
    let date: ChoiceField
    let time: ChoiceField
    let hub: ChoiceField
    let clinician: ChoiceField
    /// Whether one of the choices that are folded away is in use.
    let isNarrowed: Bool
}

extension DeskFilters {
    init(_ facts: DeskFacts, _ wish: DeskWish, today: LocalDate) {
        let days = (0...facts.daysAhead).map(today.adding(days:))
        self.init(
            need: ChoiceField(
                "need", "What is it about?", choices: [("", "Choose")] + facts.needs.all.map { ($0.code, $0.title) }, chosen: wish.need),
            service: ChoiceField(
                "service", "Who", choices: [("", "Whoever can help")] + Service.allCases.map { ($0.rawValue, $0.title) },
                chosen: wish.service?.rawValue ?? ""),
            date: ChoiceField("date", "Day", choices: [("", "Any day")] + days.map { ($0.stored, $0.dayText) }, chosen: wish.date?.stored ?? ""),
            time: ChoiceField(
                "time", "Time of day", choices: [("", "Any time")] + SlotWish.TimeOfDay.allCases.map { ($0.rawValue, $0.title) },
                chosen: wish.timeOfDay?.rawValue ?? ""),
            hub: ChoiceField("hub", "Hub", choices: [("", "Any hub")] + facts.sites.map { ($0.id.stored, $0.name) }, chosen: wish.site?.stored ?? ""),
            clinician: ChoiceField(
                "clinician", "Clinician", choices: [("", "Any clinician")] + facts.clinicians.map { ($0.id.stored, $0.fullName) },
                chosen: wish.clinician?.stored ?? ""),
            isNarrowed: wish.service != nil || wish.timeOfDay != nil || wish.site != nil)
    }
}
