// A patient's record, and registering one.

import Directory
import Kernel
import Web

/// What a hub knows of a patient.
struct PatientPage: Page {
    static let template = "patient"
    let banner: PatientBanner
    let facts: SummaryList
    let appointments: TableView

    var title: String { "Patient" }
}

/// The form to register a patient.
struct NewPatientPage: Page {
    static let template = "new-patient"
    let back: BackLink
    let errors: ErrorSummary
    let action: String
    let fields: [TextField]
    let born: DateField
    let gender: ChoiceField
    let practice: ChoiceField
    let needs: TextArea

    var title: String { "Register a patient" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }
}

extension PatientPage {
    init(_ found: RegisteredPatient, _ appointments: [DeskAppointment], today: LocalDate) {
        let patient = found.patient
        func text(_ text: String) -> String { text.isEmpty ? "Not recorded" : text }
        self.init(
            banner: PatientBanner(found, today: today),
            facts: SummaryList([
                .init("Gender", patient.gender.title), .init("Telephone", text(patient.telephone?.spaced ?? "")),
                .init("Email address", text(patient.email?.stored ?? "")),
                .init("Address", text([patient.address, patient.postcode?.stored ?? ""].filter { !$0.isEmpty }.joined(separator: ", "))),
                .init("Communication needs", text(patient.communicationNeeds)),
                .init("Registered practice", found.practiceName.isEmpty ? "On no list of the federation" : found.practiceName),
            ]),
            appointments: TableView(
                caption: "Appointments", columns: ["When", "Where and with whom", "State"].map { TableView.Column($0) },
                rows: appointments.map { appointment in
                    TableView.Row([
                        .heading(
                            London.local(appointment.booking.startsAt).text, address: AppointmentsAddresses.booking.path(appointment.booking.id)),
                        TableView.Cell(appointment.detail), .tag(appointment.booking.status.title, appointment.booking.status.tone),
                    ])
                }, empty: "No appointments at the hubs. They appear here once the desk books one."))
    }

    static var sample: PatientPage {
        PatientPage(
            banner: .sample, facts: SummaryList([.init("Gender", "Female")]),
            appointments: TableView(caption: "Appointments", columns: [.init("When")], rows: [.init([.heading("Today")])], empty: "None"))
    }
}

extension BookingStatus {
    var tone: Tone {
        switch self {
        case .booked: .plain
        case .arrived, .called: .news
        case .seen: .good
        case .didNotAttend: .bad
        case .cancelled: .warning
        }
    }
}

extension NewPatientPage {
    init(_ form: FormReader, practices: [Organisation], refusal: PatientRefusal? = nil) {
        self.init(
            back: BackLink("Back to the desk", AppointmentsAddresses.desk.path()),
            errors: refusal.map { ErrorSummary([.init($0.sentence, field: "nhs-number")]) } ?? form.summary,
            action: AppointmentsAddresses.newPatient.path(),
            fields: [
                form.textField("nhs-number", "NHS number", hint: "10 digits, for example 999 000 0018", width: .narrow, keyboard: .numeric),
                form.textField("given-name", "First name", width: .wide), form.textField("family-name", "Last name", width: .wide),
                form.textField("telephone", "Telephone", hint: "One that reaches the patient this evening", width: .middle, keyboard: .tel),
                form.textField("email", "Email address (optional)", width: .wide, keyboard: .email),
                form.textField("address", "Address (optional)"), form.textField("postcode", "Postcode (optional)", width: .narrow),
            ], born: form.dateField("born", "Date of birth", hint: "For example, 4 5 1961"),
            gender: form.choiceField(
                "gender", "Gender", hint: "As the registered practice has recorded it", choices: Gender.allCases.map { ($0.rawValue, $0.title) },
                isInline: true),
            practice: form.choiceField(
                "practice", "Registered practice",
                choices: (practices.count == 1 ? [] : [("", "Choose")]) + practices.map { ($0.id.stored, $0.name) }),
            needs: form.textArea(
                "needs", "Communication needs (optional)", hint: "What staff must do, for example: British Sign Language interpreter", rows: 2,
                longest: 300))
    }

    static var sample: NewPatientPage {
        NewPatientPage(
            back: BackLink("Back", "/desk"), errors: .none, action: "/desk/new-patient", fields: [TextField("nhs-number", "NHS number")],
            born: DateField("born", "Date of birth"), gender: ChoiceField("gender", "Gender", choices: [("female", "Female")]),
            practice: ChoiceField("practice", "Practice", choices: [("1", "Riverside Surgery")]), needs: TextArea("needs", "Needs"))
    }
}
