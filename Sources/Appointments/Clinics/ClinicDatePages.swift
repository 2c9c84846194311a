// One date's clinic: who, where, whom to call.

import Directory
import Kernel
import Patients
import Web

/// One clinic of one date: who gives it and where, who is booked, and what becomes of them if it does not run.
struct ClinicDatePage: Page {
    struct Line: Encodable, Sendable {
        let time: String
        /// Empty for those who see no patients.
        let name: String
        let address: String
        let practice: String
        let detail: String
        let telephone: String
        let tags: [Tag]
        let links: [LinkView]
    }

    /// The form that stops a clinic, or takes it off once nobody is booked.
    struct Taking: Encodable, Sendable {
        let heading: String
        let sentence: String
        let action: String
        let hidden: [HiddenField]
        let reason: [TextField]
        let button: String
    }

    /// What to choose where patients were not seen.
    struct NotHeldForm: Encodable, Sendable {
        let sentence: String
        let action: String
        let cause: ChoiceField
    }

    static let template = "clinic-date"
    let back: BackLink
    let notices: [Notice]
    let errors: ErrorSummary
    let heading: String
    let tags: [Tag]
    let warnings: [WarningCallout]
    let facts: SummaryList
    let patientsHeading: String
    let sentence: String
    let patients: [Line]
    let empty: String
    let taking: [Taking]
    let offering: [ButtonForm]
    /// The form that records that the clinic was not held.
    let notHeld: [NotHeldForm]
    let changes: [TableView]

    var title: String { "Clinic" }
    var hasProblems: Bool { !errors.isEmpty }
}

/// The form that gives one date's clinic to another clinician or moves it to another room.
struct ClinicStaffingPage: Page {
    static let template = "clinic-staffing"
    let back: BackLink
    let errors: ErrorSummary
    let lead: String
    let warnings: [WarningCallout]
    let sentence: String
    let action: String
    let hidden: [HiddenField]
    let clinician: ChoiceField
    let room: ChoiceField
    let reason: TextField
    let cancelAddress: String

    var title: String { "Change clinician or room" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }
}

extension ClinicDateFacts {
    /// "GP, Monday 23 November 2026, 6:30pm to 8pm"
    var heading: String {
        "\(clinic.service.title), \(clinic.date.dayText) \(clinic.date.year), \(clinic.startsAt.londonTimeText) to \(clinic.endsAt.londonTimeText)"
    }
}

extension ClinicDatePage {
    init(_ facts: ClinicDateFacts, seesPatients: Bool, recordsNotHeld: Bool, form: FormReader, refusal: String, notice: String, at now: Instant) {
        let (clinic, waiting) = (facts.clinic, facts.waiting.count)
        let isOn = clinic.status == .published && clinic.endsAt > now
        let isStopped = isOn && clinic.stoppedAt != nil
        let staffing = AppointmentsAddresses.staffing.path(clinic.id)
        func change(_ about: String) -> [LinkView] { isOn && !isStopped ? [LinkView("Change", staffing, about: about)] : [] }
        var rows: [SummaryList.Fact] = [
            .init("Clinician", facts.person(clinic.clinician), actions: change("the clinician")),
            .init("Where", "\(facts.siteName), \(facts.room(clinic.room))", detail: clinic.channel.title, actions: change("the room")),
            .init("Booked", "\(facts.patients.count) of \(facts.slots) appointments"),
        ]
        if !clinic.statusReason.isEmpty { rows.append(.init(isStopped ? "Why it will not run" : "Why", clinic.statusReason)) }
        self.init(
            back: BackLink("Back to the weekly clinic", AppointmentsAddresses.pattern.path(clinic.pattern)),
            notices: ClinicDatePage.notices(notice, waiting),
            errors: refusal.isEmpty ? form.summary : ErrorSummary([.init(refusal, field: "")]), heading: facts.heading, tags: [clinic.stateTag],
            warnings: ClinicDatePage.warnings(facts, isOn: isOn, isStopped: isStopped), facts: SummaryList(rows),
            patientsHeading: clinic.notHeldAt != nil ? "Patients who were not seen" : isStopped ? "Patients to call" : "Patients",
            sentence: clinic.notHeldAt != nil
                ? facts.turnedAway.isEmpty
                    ? ""
                    : "Their appointments are cancelled and their practices have been told. Call each, and book again where the patient wants it."
                : isStopped && waiting > 0
                    ? seesPatients
                        ? "Call each patient, then move or cancel the appointment. Who is still here has not been dealt with; nobody is taken off by itself."
                        : "The hub coordinator calls these patients and moves or cancels their appointments."
                    : "",
            patients: (clinic.notHeldAt == nil ? facts.patients : facts.turnedAway).map {
                ClinicDatePage.line($0, seesPatients: seesPatients, isStopped: isStopped || clinic.notHeldAt != nil, at: now)
            },
            empty: clinic.notHeldAt != nil
                ? "Nobody was turned away."
                : isStopped ? "Nobody is booked any more. The clinic can be withdrawn." : "Nobody is booked into this clinic.",
            taking: isOn ? ClinicDatePage.taking(facts, isStopped: isStopped, form, at: now) : [],
            offering: isStopped
                ? [
                    ButtonForm(
                        "Offer it again: it will run after all", action: AppointmentsAddresses.stopTakingBack.path(clinic.id), look: .secondary)
                ]
                : recordsNotHeld && clinic.notHeldAt != nil
                    ? [ButtonForm("It took place after all: take this back", action: AppointmentsAddresses.notHeldTakingBack.path(clinic.id))] : [],
            notHeld: recordsNotHeld && NotHeldRules.refusal(of: clinic, facts.patients.map(\.booking), at: now) == nil
                ? [ClinicDatePage.notHeld(facts, form)] : [],
            changes: facts.substitutions.isEmpty ? [] : [ClinicDatePage.table(facts)])
    }

    private static func line(_ listed: ListedBooking, seesPatients: Bool, isStopped: Bool, at now: Instant) -> Line {
        let (booking, patient) = (listed.booking, listed.patient)
        let isOpen = BookingRules.refusalToEnd(booking.status, startsAt: booking.startsAt, at: now) == nil
        let about = "the appointment at \(booking.startsAt.londonTimeText)"
        var move = DeskWish()
        move.moving = booking.id
        move.need = booking.need
        let need = NeedTable.need(booking.need)?.title ?? ""
        let links =
            isStopped && isOpen
            ? [
                LinkView("Move", move.path(patient.id), about: about),
                LinkView("Cancel", AppointmentsAddresses.cancellation.path(booking.id), about: about),
            ]
            : booking.status == .cancelled && patient.diedOn == nil
                ? [LinkView("Book again", DeskWish(need: booking.need).path(patient.id), about: "instead of \(about)")]
                : [LinkView("Open", AppointmentsAddresses.booking.path(booking.id), about: about)]
        return Line(
            time: booking.startsAt.londonTimeText, name: seesPatients ? patient.fullName : "",
            address: seesPatients ? PatientsAddresses.patient.path(patient.id) : "", practice: "A patient of \(listed.practiceName)",
            detail: seesPatients ? [listed.practiceName, need, needs(patient)].filter { !$0.isEmpty }.joined(separator: ". ") : "",
            telephone: seesPatients && isStopped && patient.diedOn == nil ? patient.telephone?.spaced ?? "No telephone number" : "",
            tags: (booking.status == .booked ? [] : [Tag(booking.status.title, booking.status.tone)])
                + (seesPatients && patient.diedOn != nil ? [Tag("Died: do not call", .bad)] : []),
            links: seesPatients ? links : [])
    }

    private static func notHeld(_ facts: ClinicDateFacts, _ form: FormReader) -> NotHeldForm {
        let bookings = facts.patients.map(\.booking)
        let (held, turnedAway) = (NotHeldRules.heldUntil(bookings), NotHeldRules.turnedAway(bookings).count)
        let count =
            turnedAway == 1
            ? "1 appointment that is not marked is cancelled and its practice is"
            : "\(turnedAway) appointments that are not marked are cancelled and their practices are"
        return NotHeldForm(
            sentence: (held.map { "Somebody is marked until \($0.londonTimeText), so the clinic counts as held until then. " }
                ?? "Nobody is marked, so the clinic counts as not held at all. ")
                + (turnedAway == 0 ? "Nobody is booked after that. " : "\(count) told. You get the list of whom to call. ")
                + "Time that was not given is not paid for, also where it was recorded before.",
            action: AppointmentsAddresses.notHeld.path(facts.clinic.id),
            cause: form.choiceField("cause", "Why", choices: [("", "Choose")] + NotHeldCause.allCases.map { ($0.rawValue, $0.title) }))
    }

    private static func needs(_ patient: Patient) -> String { patient.communicationNeeds.isEmpty ? "" : "Needs: \(patient.communicationNeeds)" }

    private static func warnings(_ facts: ClinicDateFacts, isOn: Bool, isStopped: Bool) -> [WarningCallout] {
        // A stopped clinic counts as one that does not run, so that what it leaves uncovered is there already.
        let gaps = isStopped && facts.clinic.service == .doctor ? facts.gaps : facts.newGaps
        guard isOn, !gaps.isEmpty else { return [] }
        return [
            WarningCallout(
                isStopped ? "No GP on site" : "Without this clinic no GP is on site",
                gaps.map(\.sentence) + ["The contract asks for a GP throughout network standard hours. Give the clinic to another GP where you can."])
        ]
    }

    private static func taking(_ facts: ClinicDateFacts, isStopped: Bool, _ form: FormReader, at now: Instant) -> [Taking] {
        let clinic = facts.clinic
        let reason = form.textField(
            "reason", "Why", hint: "For example: clinician unwell. The reason stays on record. No patient’s details.", width: .wide)
        if facts.patients.isEmpty {
            guard clinic.startsAt > now else { return [] }
            return [
                Taking(
                    heading: "Withdraw this clinic", sentence: "Nobody is booked into it. Its times are no longer offered once it is withdrawn.",
                    action: AppointmentsAddresses.withdrawal.path(clinic.id), hidden: isStopped ? [HiddenField("reason", clinic.statusReason)] : [],
                    reason: isStopped ? [] : [reason], button: "Withdraw this clinic")
            ]
        }
        guard !isStopped else { return [] }
        let count = facts.patients.count
        return [
            Taking(
                heading: "This clinic will not run",
                sentence:
                    "\(count == 1 ? "1 patient is" : "\(count) patients are") booked. Nobody else can book from now on, and you get the list of whom to call. "
                    + "The appointments stay until you move or cancel each. If another clinician can take the clinic, change the clinician instead.",
                action: AppointmentsAddresses.stop.path(clinic.id), hidden: [], reason: [reason], button: "Stop bookings and list whom to call")
        ]
    }

    private static func table(_ facts: ClinicDateFacts) -> TableView {
        TableView(
            caption: "What was changed", columns: ["When and by whom", "Change"].map { TableView.Column($0) },
            rows: facts.substitutions.map { one in
                var what: [String] = []
                if one.clinicianBefore != one.clinicianAfter {
                    what.append("\(facts.person(one.clinicianAfter)) instead of \(facts.person(one.clinicianBefore))")
                }
                if one.roomBefore != one.roomAfter { what.append("\(facts.room(one.roomAfter)) instead of \(facts.room(one.roomBefore))") }
                return TableView.Row([
                    .heading(one.changedAt.londonText, detail: one.changedBy.map(facts.person) ?? ""),
                    TableView.Cell(what.joined(separator: "; "), detail: "Why: \(one.reason)"),
                ])
            }, empty: "Nothing was changed.", isCompact: true)
    }

    private static func notices(_ key: String, _ waiting: Int) -> [Notice] {
        switch key {
        case "stopped":
            [Notice("No more bookings are taken", "Call the patients below, and move or cancel each appointment.", tone: .news)]
        case "offered-again": [Notice("The clinic is offered again", "The desk can book its free times.")]
        case "not-held": [Notice("It is recorded", "Call the patients below who were not seen. Their practices have been told.", tone: .news)]
        case "held": [Notice("It is taken back", "Mark its appointments on the clinic list, then close the clinic there.")]
        case "withdrawn": [Notice("The clinic is withdrawn", "Its times are no longer offered.")]
        case "changed":
            [
                Notice(
                    "The change is saved",
                    waiting == 0
                        ? "Nobody is booked yet."
                        : "\(waiting == 1 ? "The 1 appointment stays and shows" : "All \(waiting) appointments stay and show") it now. "
                            + "Patients who were told a name or a room may want to know.")
            ]
        default: []
        }
    }

    static var sample: ClinicDatePage {
        ClinicDatePage(
            back: BackLink("Back", "/clinics"), notices: [Notice("Saved")], errors: ErrorSummary([.init("Not possible", field: "")]),
            heading: "GP, Monday", tags: [Tag("Published", .good)], warnings: [WarningCallout("No GP on site", ["From 6:30pm."])],
            facts: SummaryList([.init("Clinician", "Dr Priya Sample", actions: [LinkView("Change", "/x", about: "the clinician")])]),
            patientsHeading: "Patients to call", sentence: "Call each.",
            patients: [
                Line(
                    time: "6:30pm", name: "Amina Example", address: "/patients/1", practice: "A patient of Riverside Surgery", detail: "Back pain",
                    telephone: "07700 900123", tags: [Tag("Died", .bad)], links: [LinkView("Move", "/desk", about: "the appointment at 6:30pm")])
            ], empty: "Nobody is booked.",
            taking: [
                Taking(
                    heading: "Will not run", sentence: "Stops bookings.", action: "/x", hidden: [HiddenField("reason", "Unwell")],
                    reason: [TextField("reason", "Why")], button: "Stop bookings")
            ], offering: [ButtonForm("Offer it again", action: "/x")],
            notHeld: [NotHeldForm(sentence: "Nobody is marked.", action: "/x", cause: ChoiceField("cause", "Why", choices: [("1", "Unwell")]))],
            changes: [TableView(caption: "What was changed", columns: [.init("When")], rows: [.init([.heading("Today")])], empty: "None")])
    }
}

extension ClinicStaffingPage {
    init(_ facts: ClinicDateFacts, form: FormReader, refusal: SubstitutionRefusal?, today: LocalDate) {
        let clinic = facts.clinic
        let fitting = facts.candidates.filter { clinic.service.isGiven(by: $0) || $0.id == clinic.clinician }
        func choice(_ person: Person) -> (value: String, label: String) {
            let detail = [person.profession, facts.busyPeople.contains(person.id.stored) ? "has another clinic then" : ""].filter { !$0.isEmpty }
            return (person.id.stored, ([person.fullName] + detail).joined(separator: ", "))
        }
        let waiting = facts.waiting.count
        self.init(
            back: BackLink("Back to the clinic", AppointmentsAddresses.clinicDate.path(clinic.id)),
            errors: refusal.map { ErrorSummary([.init($0.sentence, field: "")]) } ?? form.summary, lead: facts.heading,
            warnings: facts.gaps.isEmpty
                ? []
                : [
                    WarningCallout(
                        "No GP on site that day",
                        facts.gaps.map(\.sentence) + [
                            "The contract asks for a GP throughout network standard hours. A change of room or clinician leaves this as it is."
                        ])
                ],
            sentence: waiting == 0
                ? "Nobody is booked yet. Only this date changes; the weekly clinic stays."
                : "\(waiting == 1 ? "1 appointment stays" : "\(waiting) appointments stay") as booked and will show the new clinician and room. Only this date changes.",
            action: AppointmentsAddresses.staffing.path(clinic.id),
            hidden: [HiddenField("seen", String(facts.substitutions.first?.number ?? 0))],
            clinician: form.choiceField(
                "clinician", "Clinician", hint: "People of this hub who are \(clinic.service.withArticle)", choices: fitting.map(choice),
                chosen: clinic.clinician.stored),
            room: form.choiceField(
                "room", "Room at \(facts.siteName)",
                choices: facts.rooms.map { ($0.id.stored, facts.busyRooms.contains($0.id.stored) ? "\($0.name), in use then" : $0.name) },
                chosen: clinic.room.stored),
            reason: form.textField(
                "reason", "Why", hint: "For example: clinician unwell. The reason stays on record. No patient’s details.", width: .wide),
            cancelAddress: AppointmentsAddresses.clinicDate.path(clinic.id))
    }

    static var sample: ClinicStaffingPage {
        let choice = ChoiceField("clinician", "Clinician", choices: [("1", "Dr Priya Sample, GP")], chosen: "1")
        return ClinicStaffingPage(
            back: BackLink("Back", "/clinics"), errors: ErrorSummary([.init("In use", field: "")]), lead: "GP, Monday",
            warnings: [WarningCallout("No GP on site", ["From 6:30pm."])], sentence: "2 appointments stay.", action: "/x",
            hidden: [HiddenField("seen", "0")], clinician: choice, room: ChoiceField("room", "Room", choices: [("1", "Room 1")]),
            reason: TextField("reason", "Why"), cancelAddress: "/clinics/dates/1")
    }
}
