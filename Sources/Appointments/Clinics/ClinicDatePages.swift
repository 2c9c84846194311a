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

    /// A form that takes the clinic off, in part or whole.
    struct Taking: Encodable, Sendable {
        let heading: String
        let sentence: String
        let form: FormView
    }

    static let template = "clinic-date"
    let back: BackLink
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
    let changes: [TableView]

    var title: String { "Clinic" }
    var hasProblems: Bool { !errors.isEmpty }
}

extension ClinicDateFacts {
    /// "GP, Monday 23 November 2026, 6:30pm to 8pm"
    var heading: String {
        "\(clinic.service.title), \(clinic.date.dayText) \(clinic.date.year), \(clinic.startsAt.londonTimeText) to \(clinic.endsAt.londonTimeText)"
    }
}

extension ClinicDatePage {
    init(_ facts: ClinicDateFacts, seesPatients: Bool, recordsNotHeld: Bool, form: FormReader, at now: Instant) {
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
        // What somebody typed stays on the page, whatever another has done meanwhile.
        let isFailed = recordsNotHeld && NotHeldRules.refusal(of: clinic, facts.patients.map(\.booking), at: now) == nil
        let taking =
            (isOn || form.fields.has("reason") ? ClinicDatePage.taking(facts, isStopped: isStopped, form, at: now) : [])
            + (isFailed || form.fields.has("cause") ? [ClinicDatePage.notHeld(facts, form)] : [])
        self.init(
            back: BackLink("Back to the weekly clinic", AppointmentsAddresses.pattern.path(clinic.pattern)),
            errors: taking.first?.form.errors ?? form.summary, heading: facts.heading, tags: [clinic.stateTag],
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
            taking: taking,
            offering: isStopped
                ? [
                    ButtonForm(
                        "Offer it again: it will run after all", action: AppointmentsAddresses.stopTakingBack.path(clinic.id), look: .secondary)
                ]
                : recordsNotHeld && clinic.notHeldAt != nil
                    ? [ButtonForm("It took place after all: take this back", action: AppointmentsAddresses.notHeldTakingBack.path(clinic.id))] : [],
            changes: facts.substitutions.isEmpty ? [] : [ClinicDatePage.table(facts)])
    }

    private static func line(_ listed: ListedBooking, seesPatients: Bool, isStopped: Bool, at now: Instant) -> Line {
        let (booking, patient) = (listed.booking, listed.patient)
        let isOpen = BookingRules.refusalToEnd(booking.status, startsAt: booking.startsAt, at: now) == nil
        let about = "the appointment at \(booking.startsAt.londonTimeText)"
        var move = DeskWish()
        move.moving = booking.id
        move.need = booking.need
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
            detail: seesPatients ? [listed.practiceName, listed.needTitle, needs(patient)].filter { !$0.isEmpty }.joined(separator: ". ") : "",
            telephone: seesPatients && isStopped && patient.diedOn == nil ? patient.telephone?.spaced ?? "No telephone number" : "",
            tags: (booking.status == .booked ? [] : [Tag(booking.status.title, booking.status.tone)])
                + (seesPatients && patient.diedOn != nil ? [Tag("Died: do not call", .bad)] : []),
            links: seesPatients ? links : [])
    }

    private static func notHeld(_ facts: ClinicDateFacts, _ form: FormReader) -> Taking {
        let bookings = facts.patients.map(\.booking)
        let (held, turnedAway) = (NotHeldRules.heldUntil(bookings), NotHeldRules.turnedAway(bookings))
        let count =
            turnedAway.count == 1
            ? "1 appointment that is not marked is cancelled and its practice is"
            : "\(turnedAway.count) appointments that are not marked are cancelled and their practices are"
        return Taking(
            heading: "This clinic did not take place, or ended early",
            sentence: (held.map { "Somebody is marked until \($0.londonTimeText), so the clinic counts as held until then. " }
                ?? "Nobody is marked, so the clinic counts as not held at all. ")
                + (turnedAway.isEmpty ? "Nobody is booked after that. " : "\(count) told. You get the list of whom to call. ")
                + "Time that was not given is not paid for, also where it was recorded before.",
            form: FormView(
                "Record that patients were not seen", action: AppointmentsAddresses.notHeld.path(facts.clinic.id), look: .warning, form: form,
                [.select("cause", "Why", choices: [("", "Choose")] + NotHeldCause.allCases.map { ($0.rawValue, $0.title) })]
                    + turnedAway.map { .hidden("shown", $0.id.stored) }))
    }

    private static func needs(_ patient: Patient) -> String { patient.communicationNeeds.isEmpty ? "" : "Needs: \(patient.communicationNeeds)" }

    private static func warnings(_ facts: ClinicDateFacts, isOn: Bool, isStopped: Bool) -> [WarningCallout] {
        // A stopped clinic counts as one that does not run, so that what it leaves uncovered is there already.
        let gaps = isStopped && facts.clinic.service == .doctor ? facts.gaps : facts.newGaps
        guard isOn, !gaps.isEmpty else { return [] }
        return [
            WarningCallout(
                isStopped ? "No GP on site" : "Without this clinic no GP is on site",
                gaps.map(\.sentence) + ["The contract asks for a GP throughout its standard hours. Give the clinic to another GP where you can."])
        ]
    }

    private static func taking(_ facts: ClinicDateFacts, isStopped: Bool, _ form: FormReader, at now: Instant) -> [Taking] {
        let clinic = facts.clinic
        if facts.patients.isEmpty {
            guard clinic.startsAt > now else { return [] }
            return [
                Taking(
                    heading: "Withdraw this clinic", sentence: "Nobody is booked into it. Its times are no longer offered once it is withdrawn.",
                    form: FormView(
                        "Withdraw this clinic", action: AppointmentsAddresses.withdrawal.path(clinic.id), look: .warning, form: form,
                        [isStopped && form.isSound ? .hidden("reason", clinic.statusReason) : ClinicDatePage.why]))
            ]
        }
        guard !isStopped || form.fields.has("reason") else { return [] }
        let count = facts.patients.count
        return [
            Taking(
                heading: "This clinic will not run",
                sentence:
                    "\(count == 1 ? "1 patient is" : "\(count) patients are") booked. Nobody else can book from now on, and you get the list of whom to call. "
                    + "The appointments stay until you move or cancel each. If another clinician can take the clinic, change the clinician instead.",
                form: FormView(
                    "Stop bookings and list whom to call", action: AppointmentsAddresses.stop.path(clinic.id), look: .warning, form: form,
                    [ClinicDatePage.why]))
        ]
    }

    fileprivate static let why = FormField.text(
        "reason", "Why", hint: "For example: clinician unwell. The reason stays on record. No patient’s details.", width: .wide)

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

    static var sample: ClinicDatePage {
        ClinicDatePage(
            back: BackLink("Back", "/clinics"), errors: ErrorSummary([.init("Not possible", field: "")]), heading: "GP, Monday",
            tags: [Tag("Published", .good)], warnings: [WarningCallout("No GP on site", ["From 6:30pm."])],
            facts: SummaryList([.init("Clinician", "Dr Priya Sample", actions: [LinkView("Change", "/x", about: "the clinician")])]),
            patientsHeading: "Patients to call", sentence: "Call each.",
            patients: [
                Line(
                    time: "6:30pm", name: "Amina Example", address: "/patients/1", practice: "A patient of Riverside Surgery", detail: "Back pain",
                    telephone: "07700 900123", tags: [Tag("Died", .bad)], links: [LinkView("Move", "/desk", about: "the appointment at 6:30pm")])
            ], empty: "Nobody is booked.",
            taking: [
                Taking(
                    heading: "Will not run", sentence: "Stops bookings.",
                    form: FormView("Stop bookings", action: "/x", form: FormReader(), [.text("reason", "Why")]))
            ], offering: [ButtonForm("Offer it again", action: "/x")],
            changes: [TableView(caption: "What was changed", columns: [.init("When")], rows: [.init([.heading("Today")])], empty: "None")])
    }
}

extension FormPage {
    /// The form that gives one date's clinic to another clinician or moves it to another room.
    static func staffing(_ facts: ClinicDateFacts, _ form: FormReader) -> FormPage {
        let clinic = facts.clinic
        let fitting = facts.candidates.filter { clinic.service.isGiven(by: $0) || $0.id == clinic.clinician }
        func choice(_ person: Person) -> (value: String, label: String) {
            let detail = [person.profession, facts.busyPeople.contains(person.id.stored) ? "is busy then" : ""].filter { !$0.isEmpty }
            return (person.id.stored, ([person.fullName] + detail).joined(separator: ", "))
        }
        let waiting = facts.waiting.count
        let gaps = WarningCallout(
            "No GP on site that day",
            facts.gaps.map(\.sentence) + [
                "The contract asks for a GP throughout its standard hours. A change of room or clinician leaves this as it is."
            ])
        var form = form
        if let refusal = form.refusal as? ChangedMeanwhile {
            // Who was second sees the clinic as it is now, and not what was chosen for another state of it.
            form = FormReader(Fields([(name: "reason", value: form.fields["reason"])]))
            form.refuse(refusal)
        }
        return FormPage(
            "Change clinician or room", back: BackLink("Back to the clinic", AppointmentsAddresses.clinicDate.path(clinic.id)),
            lead: [
                "\(facts.heading).",
                waiting == 0
                    ? "Nobody is booked yet. Only this date changes; the weekly clinic stays."
                    : "\(waiting == 1 ? "1 appointment stays" : "\(waiting) appointments stay") as booked and will show the new clinician and room. "
                        + "Only this date changes.",
            ], callouts: facts.gaps.isEmpty ? [] : [gaps],
            FormView(
                "Save change", action: AppointmentsAddresses.staffing.path(clinic.id), form: form,
                [
                    .revision(Revision(facts.substitutions.first?.number ?? 0)),
                    .select(
                        "clinician", "Clinician", hint: "People of this hub who are \(clinic.service.withArticle)", choices: fitting.map(choice),
                        chosen: clinic.clinician.stored),
                    .select(
                        "room", "Room at \(facts.siteName)",
                        choices: facts.rooms.map { ($0.id.stored, facts.busyRooms.contains($0.id.stored) ? "\($0.name), in use then" : $0.name) },
                        chosen: clinic.room.stored), ClinicDatePage.why,
                ]))
    }
}
