// Filled-in pages of the desk.

import Kernel
import Patients
import Web

extension DeskPage {
    static var sample: DeskPage {
        DeskPage(
            search: DeskSearch(typed: "Amina Example", error: "Add the date of birth."),
            errors: ErrorSummary([.init("Add the date of birth.", field: "find")]),
            results: .sample)
    }
}

extension DeskResults {
    static var sample: DeskResults {
        DeskResults(
            isAsked: true, rows: [.sample], hasMore: true, problem: "Enter more.")
    }
}

extension DeskFilters {
    static var sample: DeskFilters {
        let field = ChoiceField("need", "What is it about?", choices: [("back-pain", "Back pain")], chosen: "back-pain")
        return DeskFilters(
            need: field, service: field, date: field, time: field, hub: field, clinician: field,
            isNarrowed: true)
    }
}

extension DeskPatientPage {
    static var sample: DeskPatientPage {
        DeskPatientPage(
            search: DeskSearch(isBesidePatient: true), errors: .none, banner: .sample,
            blocks: [WarningCallout("Has not agreed", ["Ask."])],
            movingFrom: "Choose a new time.", filters: .sample, askFirst: "Numbness?", needStatus: "Not clinical advice.",
            whoCanHelp: "physiotherapist",
            share: "Riverside’s share left this week: 14 of 36", hasColumns: true,
            columns: [
                Column(
                    title: "Soonest",
                    offers: [Offer(time: "Today 6:40pm", place: "Oak Hub, 2.1 miles", slot: "1", about: "Oak Hub", isChosen: true)],
                    empty: "None")
            ], bookAction: "/desk", holdAction: "/desk", timesAction: "/desk", hidden: [HiddenField("slot", "1")],
            note: TextArea("note", "Note"), typed: "Since Monday",
            chosen: [
                Chosen(
                    say: "I can offer you today at twenty to seven in the evening at Oak Hub, with Sam, a physiotherapist.", detail: "20 minutes",
                    bookLabel: "Book appointment", holdState: "Held", canHold: true)
            ], isPicked: true, gone: "Taken.",
            appointments: [
                AppointmentRow(
                    time: "21 November 2026 at 6:40pm", detail: "Oak Hub", tags: [Tag("Booked", .news)],
                    links: [LinkView("Move", "/desk", about: "the appointment")])
            ])
    }
}
