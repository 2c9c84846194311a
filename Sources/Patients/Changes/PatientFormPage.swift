// Where a record is made and changed.

import Directory
import Kernel
import Web

/// A form about one patient: what it does, what it touches, and whose record it is.
package struct PatientFormPage: Page {
    struct BookedLines: Encodable, Sendable {
        let heading: String
        let lines: [String]
        let after: String
    }

    package static let template = "patient-form"
    package let title: String
    let back: BackLink
    /// None for a patient who is not on record yet.
    let banner: [PatientBanner]
    /// What somebody else changed since the form was opened.
    let meanwhile: [String]
    let others: [OtherRecords]
    let paragraphs: [String]
    let appointments: [BookedLines]
    let form: FormView
    let errors: ErrorSummary
    let leave: [LinkView]

    package var hasProblems: Bool { !errors.isEmpty }
    package var isWide: Bool { false }
}

/// A record as its forms need it.
struct OpenRecord: Sendable {
    let found: RegisteredPatient
    let history: PatientHistory
    /// Appointments to come that can still be changed.
    let upcoming: [CareEvent]
    let today: LocalDate

    var patient: Patient { found.patient }
    var lines: [String] { upcoming.map(\.line) }
}

extension PatientFormPage {
    /// A form of another room about one patient.
    package init(_ title: String, back: BackLink, _ found: RegisteredPatient, today: LocalDate, lead: [String], _ form: FormView) {
        self.init(
            title: title, back: back, banner: [PatientBanner(found, today: today)], meanwhile: [], others: [], paragraphs: lead, appointments: [],
            form: form, errors: form.errors, leave: [])
    }

    /// Changes a record that exists.
    private init(
        _ title: String, _ record: OpenRecord, _ form: FormReader, at address: Address, button: String, look: FormView.Look = .primary,
        others: [OtherRecords] = [], paragraphs: [String] = [], appointments: [BookedLines] = [], _ fields: [FormField]
    ) {
        let path = PatientsAddresses.patient.path(record.patient.id)
        let view = FormView(
            button, action: address.path(record.patient.id), look: look, form: form, [.revision(Revision(record.history.revision))] + fields)
        self.init(
            title: title, back: BackLink("Back to the record", path), banner: [PatientBanner(record.found, today: record.today)],
            meanwhile: form.fields.has("revision") ? record.history.lines(since: form.revision.number) : [], others: others, paragraphs: paragraphs,
            appointments: appointments, form: view, errors: view.errors, leave: [LinkView("Leave it as it is", path)])
    }

    static func new(_ form: FormReader, practices: [Organisation], desk: String, others: [OtherRecords] = []) -> PatientFormPage {
        let view = FormView(
            "Register patient", action: PatientsAddresses.newPatient.path(), form: form,
            [
                numberField(hint: "10 digits, for example 999 000 0018"), .text("given-name", "First name", width: .wide),
                .text("family-name", "Last name", width: .wide), .date("born", "Date of birth", hint: "For example, 4 5 1961"), genderField(),
                .select(
                    "practice", "Registered practice",
                    choices: (practices.count == 1 ? [] : [("", "Choose")]) + practices.map { ($0.id.stored, $0.name) }),
                .text("telephone", "Telephone", hint: "One that reaches the patient this evening", width: .middle, keyboard: .tel),
                .text("email", "Email address (optional)", width: .wide, keyboard: .email), .text("address", "Address (optional)"),
                .text("postcode", "Postcode (optional)", width: .narrow), needsField(),
            ] + another(form, others))
        return PatientFormPage(
            title: "Register a patient", back: BackLink("Back to the desk", desk), banner: [], meanwhile: [], others: others,
            paragraphs: [
                "Register a patient whom a search does not find, so that a hub can see them. This does not put them on a practice’s list.",
                "What you type here is not kept until you register the patient.",
            ], appointments: [], form: view, errors: view.errors, leave: [])
    }

    static func details(_ record: OpenRecord, _ form: FormReader, others: [OtherRecords] = []) -> PatientFormPage {
        let details = PatientDetails(record.patient)
        func text(
            _ field: PatientField, _ label: String, hint: String = "", _ width: TextField.Width, _ keyboard: TextField.Keyboard = .text
        ) -> FormField {
            .text(field.rawValue, label, hint: hint, value: details.stored(field), width: width, keyboard: keyboard)
        }
        return PatientFormPage(
            "Correct details", record, form, at: PatientsAddresses.patientDetails, button: "Save details", others: others,
            [
                text(.title, "Title (optional)", hint: "For example, Mrs or Dr", .narrow), text(.givenName, "First name", .wide),
                text(.familyName, "Last name", .wide),
                .date("born", "Date of birth", hint: "For example, 4 5 1961", value: details.bornOn), genderField(chosen: details.gender),
                .text(
                    "telephone", "Telephone (optional)", hint: "One that reaches the patient this evening", value: details.telephone?.spaced ?? "",
                    width: .middle, keyboard: .tel),
                text(.email, "Email address (optional)", .wide, .email), text(.address, "Address (optional)", .full),
                text(.postcode, "Postcode (optional)", .narrow), needsField(details.communicationNeeds),
                .area(
                    "reason", "Why is it corrected?", hint: "Needed for a name or a date of birth. Kept with the record. No clinical details.",
                    rows: 1, longest: 200),
            ] + another(form, others))
    }

    static func practice(_ record: OpenRecord, _ practices: [Organisation], _ form: FormReader) -> PatientFormPage {
        let old = record.found.practiceName
        let staying = BookedLines(
            heading: "What is booked stays booked", lines: record.lines,
            after: "Each stays with the practice that booked it: it counts towards that practice’s share, and the outcome goes to that practice, "
                + "which passes it on. Where the new practice should have it, cancel it here first and let the new practice book. After the change the hub "
                + "coordinator can move or cancel it.")
        return PatientFormPage(
            "Change registered practice", record, form, at: PatientsAddresses.patientPractice, button: "Change practice",
            paragraphs: [
                old.isEmpty
                    ? "The patient is on no list of the federation now. From the first day with a practice its staff find the patient on their desk."
                    : "\(old) has \(record.patient.fullName) on its list now. From the first day with the new practice its staff find the patient on "
                        + "their desk; \(old) does not see the record from that day on."
            ], appointments: record.upcoming.isEmpty ? [] : [staying],
            [
                .select(
                    "practice", "New practice",
                    choices: [("", "Choose")] + practices.map { ($0.id.stored, $0.name) }
                        + (old.isEmpty ? [] : [(PracticeDraft.elsewhere, "A practice outside the federation")])),
                .date("from", "First day with the new practice", hint: "For example, today: \(typed(record.today))"),
                .area("reason", "Note (optional)", hint: "Kept with the record. No clinical details.", rows: 1, longest: 200),
            ])
    }

    static func number(_ record: OpenRecord, _ form: FormReader, others: [OtherRecords]) -> PatientFormPage {
        PatientFormPage(
            "Correct NHS number", record, form, at: PatientsAddresses.patientNumber, button: "Save NHS number", others: others,
            paragraphs: [
                "An NHS number decides whose notes a clinician opens. Look it up again before you change it, with the patient’s name and date of birth."
            ],
            [
                numberField(hint: "10 digits. On record now: \(record.patient.nhsNumber.spaced)"),
                .radios("source", "Where did you look it up?", choices: NumberSource.allCases.map { ($0.rawValue, $0.title) }),
            ])
    }

    static func death(_ record: OpenRecord, _ form: FormReader) -> PatientFormPage {
        let (upcoming, patient) = (record.upcoming, record.patient)
        let deciding: [FormField] =
            [
                .radios(
                    "appointments", upcoming.count == 1 ? "What becomes of this appointment?" : "What becomes of these appointments?",
                    choices: [
                        ("cancel", "Cancel now, so that nobody waits or telephones"),
                        ("keep", "Keep for now; the hub sees that the patient has died"),
                    ])
            ] + upcoming.map { .hidden("shown", $0.id.stored) }
        return PatientFormPage(
            "Record a death", record, form, at: PatientsAddresses.patientDeath, button: "Record the death", look: .warning,
            paragraphs: [
                "Once a death is recorded, nobody is offered an appointment in this person’s name, and no message is sent to them. The record stays, "
                    + "and the registered practice still receives what a hub has to tell it.",
                "Please record the death in the practice’s own system too: Commonweal does not pass it on.",
            ],
            appointments: upcoming.isEmpty ? [] : [BookedLines(heading: "Appointments that are booked", lines: record.lines, after: "")],
            [
                .date(
                    "died", "Date of death", hint: "If the day is not known, the day on which you were told. For example, \(typed(record.today))")
            ] + (upcoming.isEmpty ? [] : deciding) + [
                .text(
                    "source", "Who told you?", hint: "For example: the patient’s daughter, by telephone. No clinical details.", width: .wide),
                .tick(
                    "checked", "Is this the right person?",
                    "I have checked the name and date of birth: \(patient.fullName), born \(patient.bornOn.longText)"),
            ])
    }

    /// `cancelled` are the appointments that were cancelled when the death was recorded.
    static func takingBack(_ record: OpenRecord, cancelled: [CareEvent], _ form: FormReader) -> PatientFormPage {
        let gone = BookedLines(
            heading: "Cancelled when the death was recorded", lines: cancelled.map(\.line),
            after: "They are not booked again by themselves: the times may be taken. Book them again from the desk, and tell the patient.")
        return PatientFormPage(
            "Take back the record of a death", record, form, at: PatientsAddresses.patientDeathTakingBack, button: "Take it back",
            paragraphs: [
                "Use this where a death was recorded by mistake, or on the wrong person’s record. The patient can be booked again at once. That a death had been "
                    + "recorded stays in the history of the record."
            ], appointments: cancelled.isEmpty ? [] : [gone],
            [
                .area(
                    "reason", "What happened?", hint: "For example: recorded on the wrong person’s record. No clinical details.", rows: 1,
                    longest: 200)
            ])
    }

    // MARK: - Fields of more than one form

    private static func numberField(hint: String) -> FormField {
        .text("nhs-number", "NHS number", hint: hint, width: .narrow, keyboard: .numeric)
    }

    private static func genderField(chosen: Gender? = nil) -> FormField {
        .radios(
            "gender", "Gender", hint: "As the registered practice has recorded it", choices: Gender.allCases.map { ($0.rawValue, $0.title) },
            chosen: chosen?.rawValue ?? "", isInline: true)
    }

    private static func needsField(_ needs: String = "") -> FormField {
        .area(
            "needs", "Communication needs (optional)", hint: "What staff must do, for example: British Sign Language interpreter", value: needs,
            rows: 2, longest: 300)
    }

    /// The box that says that it is another person; shown once somebody alike was found. What was ticked stays so until something else is asked.
    private static func another(_ form: FormReader, _ others: [OtherRecords]) -> [FormField] {
        let mark = others.map(\.mark).first { !$0.isEmpty } ?? form.samePersonAnswer
        return mark.isEmpty ? [] : [.tick("another", "Are they two people?", "This is another person", value: mark)]
    }

    private static func typed(_ date: LocalDate) -> String { "\(date.day) \(date.month) \(date.year)" }

    package static var sample: PatientFormPage {
        let form = FormView("Save details", action: "/patients/1/details", form: FormReader(), [.text("given-name", "First name")])
        return PatientFormPage(
            title: "Correct details", back: BackLink("Back to the record", "/patients/1"), banner: [.sample],
            meanwhile: ["Robin Sample, 21 November 2026 at 9:30am: details corrected. Telephone: 07700 900456."], others: [.sample],
            paragraphs: ["What it does."], appointments: [BookedLines(heading: "Booked", lines: ["Monday"], after: "They stay.")], form: form,
            errors: ErrorSummary([.init("Changed", field: "")]), leave: [LinkView("Leave it as it is", "/patients/1")])
    }
}
