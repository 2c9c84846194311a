// The pages on which a record is changed.

import Directory
import Kernel
import Web

/// A form that changes one patient's record: what it does, what it touches, and whose record it is.
struct PatientChangePage: Page {
    struct Others: Encodable, Sendable {
        let heading: String
        let rows: [PatientRow]
        let elsewhere: String
    }

    struct BookedLines: Encodable, Sendable {
        let heading: String
        let lines: [String]
        let after: String
    }

    static let template = "patient-change"
    let title: String
    let back: BackLink
    let errors: ErrorSummary
    let banner: PatientBanner
    /// What somebody else changed since the form was opened.
    var meanwhile: [String] = []
    /// Records that may be the same person's.
    var others: [Others] = []
    var paragraphs: [String] = []
    var appointments: [BookedLines] = []
    let action: String
    var hidden: [HiddenField]
    var selects: [ChoiceField] = []
    var names: [TextField] = []
    var dates: [DateField] = []
    var radios: [ChoiceField] = []
    var texts: [TextField] = []
    var areas: [TextArea] = []
    var ticks: [ChoiceField] = []
    let button: String
    var isGrave = false
    let cancelAddress: String

    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }
}

/// A record as its forms need it.
struct OpenRecord: Sendable {
    let found: RegisteredPatient
    let history: PatientHistory
    /// Appointments to come that can still be changed.
    let upcoming: [CareEvent]
    /// The first day with the practice that the patient is registered with now.
    let began: LocalDate?
    let today: LocalDate

    var patient: Patient { found.patient }
    var lines: [String] { upcoming.map(\.line) }
}

/// What did not work, and what had been typed.
struct ChangeAttempt: Sendable {
    var form = FormReader()
    var refusal: PatientRefusal?
    var others: [PatientChangePage.Others] = []

    /// The number of the change that the person had seen; nil where the form is shown for the first time.
    var seen: Int? { form.fields.has("revision") ? form.revision : nil }
}

extension PatientChangePage {
    private init(_ title: String, _ record: OpenRecord, _ attempt: ChangeAttempt, action: String, button: String) {
        self.init(
            title: title, back: BackLink("Back to the record", PatientsAddresses.patient.path(record.patient.id)),
            errors: attempt.refusal.map { ErrorSummary([.init($0.sentence, field: "")]) } ?? attempt.form.summary,
            banner: PatientBanner(record.found, today: record.today), action: action,
            hidden: [HiddenField("revision", String(record.history.revision))], button: button,
            cancelAddress: PatientsAddresses.patient.path(record.patient.id))
        meanwhile = attempt.seen.map { record.history.lines(since: $0) } ?? []
        others = attempt.others
    }

    static func details(_ record: OpenRecord, _ attempt: ChangeAttempt) -> PatientChangePage {
        let (form, details) = (attempt.form, PatientDetails(record.patient))
        var page = PatientChangePage(
            "Correct details", record, attempt, action: PatientsAddresses.patientDetails.path(record.patient.id), button: "Save details")
        func text(
            _ field: PatientField, _ label: String, hint: String = "", _ width: TextField.Width, _ keyboard: TextField.Keyboard = .text
        ) -> TextField {
            form.textField(field.rawValue, label, hint: hint, value: details.stored(field), width: width, keyboard: keyboard)
        }
        page.names = [
            text(.title, "Title (optional)", hint: "For example, Mrs or Dr", .narrow), text(.givenName, "First name", .wide),
            text(.familyName, "Last name", .wide),
        ]
        page.dates = [form.dateField("born", "Date of birth", hint: "For example, 4 5 1961", value: details.bornOn)]
        page.radios = [
            form.choiceField(
                "gender", "Gender", hint: "As the registered practice has recorded it", choices: Gender.allCases.map { ($0.rawValue, $0.title) },
                chosen: details.gender.rawValue, isInline: true)
        ]
        page.texts = [
            form.textField(
                "telephone", "Telephone (optional)", hint: "One that reaches the patient this evening", value: details.telephone?.spaced ?? "",
                width: .middle,
                keyboard: .tel),
            text(.email, "Email address (optional)", .wide, .email), text(.address, "Address (optional)", .full),
            text(.postcode, "Postcode (optional)", .narrow),
        ]
        page.areas = [
            form.textArea(
                "needs", "Communication needs (optional)", hint: "What staff must do, for example: British Sign Language interpreter",
                value: details.communicationNeeds, rows: 2, longest: 300),
            form.textArea(
                "reason", "Why is it corrected?", hint: "Needed for a name or a date of birth. Kept with the record. No clinical details.", rows: 1,
                longest: 200),
        ]
        page.ticks = another(form, attempt.refusal)
        return page
    }

    static func practice(_ record: OpenRecord, _ practices: [Organisation], _ attempt: ChangeAttempt) -> PatientChangePage {
        let (form, old) = (attempt.form, record.found.practiceName)
        var page = PatientChangePage(
            "Change registered practice", record, attempt, action: PatientsAddresses.patientPractice.path(record.patient.id),
            button: "Change practice")
        page.paragraphs =
            old.isEmpty
            ? ["The patient is on no list of the federation now. From the first day with a practice its staff find the patient on their desk."]
            : [
                "\(old) has \(record.patient.fullName) on its list now. From the first day with the new practice its staff find the patient on their desk; "
                    + "\(old) does not see the record from that day on."
            ]
        if !record.upcoming.isEmpty {
            page.appointments = [
                BookedLines(
                    heading: "What is booked stays booked", lines: record.lines,
                    after:
                        "Each stays with the practice that booked it: it counts towards that practice’s share, and the outcome goes to that practice, which "
                        + "passes it on. Where the new practice should have it, cancel it here first and let the new practice book. After the change the hub "
                        + "coordinator can move or cancel it.")
            ]
        }
        page.selects = [
            form.choiceField(
                "practice", "New practice",
                choices: [("", "Choose")] + practices.map { ($0.id.stored, $0.name) }
                    + (old.isEmpty ? [] : [(PracticeDraft.elsewhere, "A practice outside the federation")]))
        ]
        page.dates = [form.dateField("from", "First day with the new practice", hint: "For example, today: \(typed(record.today))")]
        page.areas = [form.textArea("reason", "Note (optional)", hint: "Kept with the record. No clinical details.", rows: 1, longest: 200)]
        return page
    }

    static func number(_ record: OpenRecord, _ attempt: ChangeAttempt) -> PatientChangePage {
        var page = PatientChangePage(
            "Correct NHS number", record, attempt, action: PatientsAddresses.patientNumber.path(record.patient.id), button: "Save NHS number")
        page.paragraphs = [
            "An NHS number decides whose notes a clinician opens. Look it up again before you change it, with the patient’s name and date of birth."
        ]
        page.names = [
            attempt.form.textField(
                "nhs-number", "NHS number", hint: "10 digits. On record now: \(record.patient.nhsNumber.spaced)", width: .narrow, keyboard: .numeric)
        ]
        page.radios = [
            attempt.form.choiceField(
                "source", "Where did you look it up?", choices: NumberSource.allCases.map { ($0.rawValue, $0.title) })
        ]
        return page
    }

    static func death(_ record: OpenRecord, _ attempt: ChangeAttempt) -> PatientChangePage {
        let form = attempt.form
        var page = PatientChangePage(
            "Record a death", record, attempt, action: PatientsAddresses.patientDeath.path(record.patient.id), button: "Record the death")
        page.isGrave = true
        page.paragraphs = [
            "Once a death is recorded, nobody is offered an appointment in this person’s name, and no message is sent to them. The record stays, and the "
                + "registered practice still receives what a hub has to tell it.",
            "Please record the death in the practice’s own system too: Commonweal does not pass it on.",
        ]
        if !record.upcoming.isEmpty {
            page.appointments = [BookedLines(heading: "Appointments that are booked", lines: record.lines, after: "")]
            page.hidden += record.upcoming.map { HiddenField("shown", $0.id.stored) }
            page.radios = [
                form.choiceField(
                    "appointments", record.upcoming.count == 1 ? "What becomes of this appointment?" : "What becomes of these appointments?",
                    choices: [
                        ("cancel", "Cancel now, so that nobody waits or telephones"),
                        ("keep", "Keep for now; the hub sees that the patient has died"),
                    ])
            ]
        }
        page.dates = [
            form.dateField(
                "died", "Date of death", hint: "If the day is not known, the day on which you were told. For example, \(typed(record.today))")
        ]
        page.texts = [
            form.textField(
                "source", "Who told you?", hint: "For example: the patient’s daughter, by telephone. No clinical details.", width: .wide)
        ]
        let born = record.patient.bornOn.longText
        page.ticks = [
            form.choiceField(
                "checked", "Is this the right person?",
                choices: [("yes", "I have checked the name and date of birth: \(record.patient.fullName), born \(born)")])
        ]
        return page
    }

    /// `cancelled` are the appointments that were cancelled when the death was recorded.
    static func takingBack(_ record: OpenRecord, cancelled: [CareEvent], _ attempt: ChangeAttempt) -> PatientChangePage {
        var page = PatientChangePage(
            "Take back the record of a death", record, attempt, action: PatientsAddresses.patientDeathTakingBack.path(record.patient.id),
            button: "Take it back")
        page.paragraphs = [
            "Use this where a death was recorded by mistake, or on the wrong person’s record. The patient can be booked again at once. That a death had been "
                + "recorded stays in the history of the record."
        ]
        if !cancelled.isEmpty {
            page.appointments = [
                BookedLines(
                    heading: "Cancelled when the death was recorded", lines: cancelled.map(\.line),
                    after: "They are not booked again by themselves: the times may be taken. Book them again from the desk, and tell the patient.")
            ]
        }
        page.areas = [
            attempt.form.textArea(
                "reason", "What happened?", hint: "For example: recorded on the wrong person’s record. No clinical details.", rows: 1, longest: 200)
        ]
        return page
    }

    /// The box that says that it is another person; shown once somebody alike was found.
    static func another(_ form: FormReader, _ refusal: PatientRefusal?) -> [ChoiceField] {
        guard case .alike = refusal else {
            return form.isAnother ? [form.choiceField("another", "", choices: [("yes", "This is another person")], chosen: "yes")] : []
        }
        return [
            form.choiceField(
                "another", "Are they two people?",
                choices: [("yes", "This is another person")])
        ]
    }

    private static func typed(_ date: LocalDate) -> String { "\(date.day) \(date.month) \(date.year)" }

    static var sample: PatientChangePage {
        let choice = ChoiceField("practice", "New practice", choices: [("1", "Hillside Practice")])
        return PatientChangePage(
            title: "Correct details", back: BackLink("Back to the record", "/patients/1"), errors: ErrorSummary([.init("Changed", field: "")]),
            banner: .sample, meanwhile: ["Robin Sample, 21 November 2026 at 9:30am: details corrected. Telephone: 07700 900456."],
            others: [Others(heading: "The same person?", rows: [.sample], elsewhere: "One is with another practice.")],
            paragraphs: ["What it does."], appointments: [BookedLines(heading: "Booked", lines: ["Monday"], after: "They stay.")],
            action: "/patients/1/details", hidden: [HiddenField("revision", "1")], selects: [choice], names: [TextField("given-name", "First name")],
            dates: [DateField("born", "Date of birth")], radios: [choice], texts: [TextField("telephone", "Telephone")],
            areas: [TextArea("needs", "Needs")], ticks: [choice], button: "Save details", isGrave: true, cancelAddress: "/patients/1")
    }
}
