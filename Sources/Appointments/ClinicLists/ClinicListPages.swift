// The clinic list: one row a patient.

import Activity
import Directory
import Kernel
import Patients
import Web
import Worklist

/// A day's clinics of one clinician, or of the hub, the next patient large.
struct ClinicListPage: Page {
    struct Row: Encodable, Sendable {
        let time: String
        let name: String
        let address: String
        let about: String
        let reason: String
        let needs: String
        let tags: [Tag]
        let isNext: Bool
        let isDone: Bool
        let acts: [ButtonForm]
        let folded: [FoldedForm]
        let sent: [String]
    }

    /// A form that opens: writing to the registered practice, or taking back what was recorded.
    struct FoldedForm: Encodable, Sendable {
        let summary: String
        /// Whether something in it is to be mended.
        let isOpen: Bool
        let form: FormView
    }

    struct Section: Encodable, Sendable {
        let heading: String
        let detail: String
        let rows: [Row]
        let closing: [ButtonForm]
        /// For a coordinator, once it has begun: to record that it did not take place.
        let links: [LinkView]
        let tags: [Tag]
    }

    static let template = "clinic-list"
    /// For a coordinator: the clinics of the day, of which one is open. Empty for a clinician.
    let overview: [TableView]
    let errors: ErrorSummary
    let heading: String
    let dayLinks: [LinkView]
    let sections: [Section]
    let empty: String
    /// What must be done before going home.
    let remaining: [String]

    var title: String { "Clinic list" }
    var hasProblems: Bool { !errors.isEmpty }
}

/// One clinic with its list.
struct ListedClinic: Sendable {
    let clinic: Clinic
    let siteName: String
    let roomName: String
    let clinicianName: String
    let slots: Int
    let standing: [BookingStatus: Int]
    /// Empty where the clinic is not open on the page.
    let bookings: [ListedBooking]
    let isOpen: Bool
    /// Appointments whose practice has left since they were booked; they are kept.
    let kept: Set<ID<Booking>>

    var booked: Int { standing.values.reduce(0, +) }
}

extension ClinicListPage {
    /// `form` is what was sent about the appointment `booking`.
    init(
        _ clinics: [ListedClinic], on date: LocalDate, isHub: Bool, correctsLater: Bool, form: FormReader = FormReader(),
        about booking: ID<Booking>? = nil, at now: Instant
    ) {
        let today = London.local(now).date
        let next = date == today ? ClinicListRules.next(clinics.flatMap(\.bookings).map(\.booking)) : nil
        heading = date == today ? "Clinic list for today, \(date.dayText)" : "Clinic list for \(date.dayText) \(date.year)"
        func day(_ title: String, _ date: LocalDate) -> LinkView {
            LinkView(title, AppointmentsAddresses.clinicList.path(query: date == today ? [:] : ["date": date.stored]))
        }
        dayLinks =
            [day("Day before", date.adding(days: -1))] + (date == today ? [] : [day("Today", today)]) + [day("Day after", date.adding(days: 1))]
        overview = isHub && !clinics.isEmpty ? [ClinicListPage.overview(clinics, on: date, at: now)] : []
        sections = clinics.filter(\.isOpen).map { listed in
            Section(
                heading: "\(listed.clinic.starts.text) to \(listed.clinic.ends.text), \(listed.siteName), \(listed.roomName)",
                detail: "\(isHub ? "\(listed.clinicianName), " : "")\(listed.clinic.service.withinSentence). "
                    + "\(listed.booked) of \(listed.slots) appointments booked.",
                rows: listed.bookings.map { line in
                    ClinicListPage.row(
                        line, isNext: line.booking.id == next, isKept: listed.kept.contains(line.booking.id), correctsLater: correctsLater,
                        line.booking.id == booking ? form : FormReader(), at: now)
                },
                closing: listed.clinic.status == .published && listed.clinic.endsAt <= now
                    ? [ButtonForm("Close clinic", action: AppointmentsAddresses.clinicListClose.path(listed.clinic.id), about: listed.siteName)] : [],
                links: isHub && listed.clinic.startsAt <= now && listed.clinic.notHeldAt == nil
                    ? [
                        LinkView(
                            "This clinic did not take place, or ended early", AppointmentsAddresses.clinicDate.path(listed.clinic.id),
                            about: listed.siteName)
                    ] : [],
                tags: listed.clinic.notHeldAt != nil
                    ? [listed.clinic.stateTag]
                    : listed.clinic.status == .closed
                        ? [Tag("Closed", .good)] : listed.clinic.stoppedAt == nil ? [] : [Tag("Will not run: patients are being called", .bad)])
        }
        empty =
            isHub
            ? clinics.isEmpty ? "No clinics at this hub on this day. Published clinics appear here." : "Open a clinic above to see its patients."
            : "You have no clinic on this day. A clinic appears here once the hub coordinator has published it."
        remaining = ClinicListPage.remaining(clinics, at: now)
        // The form's own labels, where one was sent.
        errors = sections.flatMap(\.rows).flatMap(\.folded).first(where: \.isOpen)?.form.errors ?? form.summary
    }

    private static func overview(_ clinics: [ListedClinic], on date: LocalDate, at now: Instant) -> TableView {
        TableView(
            caption: "Clinics of the day",
            columns: [
                .init("Clinic"), .init("Where"), .init("Booked", isNumeric: true), .init("To come", isNumeric: true), .init("Seen", isNumeric: true),
                .init("Did not attend", isNumeric: true), .init("State"),
            ],
            rows: clinics.map { listed in
                let waiting = [.booked, .arrived, .called].reduce(0) { $0 + (listed.standing[$1] ?? 0) }
                let isLate = waiting > 0 && listed.clinic.endsAt <= now
                return TableView.Row([
                    .heading(
                        "\(listed.clinic.starts.text) \(listed.clinicianName)",
                        address: AppointmentsAddresses.clinicList.path(query: ["date": date.stored, "clinic": listed.clinic.id.stored]),
                        detail: listed.clinic.service.title), TableView.Cell("\(listed.siteName), \(listed.roomName)"),
                    .number("\(listed.booked) of \(listed.slots)"), .number("\(waiting)"), .number("\(listed.standing[.seen] ?? 0)"),
                    .number("\(listed.standing[.didNotAttend] ?? 0)"),
                    TableView.Cell(
                        "",
                        tags: (listed.isOpen ? [Tag("Shown", .news)] : []) + (isLate ? [Tag("Late: \(waiting) not marked", .bad)] : [])
                            + (listed.clinic.status == .closed ? [Tag("Closed", .good)] : [])),
                ])
            }, empty: "None", isCompact: true)
    }

    private static func row(
        _ listed: ListedBooking, isNext: Bool, isKept: Bool, correctsLater: Bool, _ form: FormReader, at now: Instant
    ) -> Row {
        let (booking, patient) = (listed.booking, listed.patient)
        let time = booking.startsAt.londonTimeText
        let facts = ActFacts(
            status: booking.status, startsAt: booking.startsAt, localDate: booking.localDate, now: now, correctsLater: correctsLater)
        let acts = ClinicListRules.acts(facts)
        let late = ClinicListRules.lateMinutes(facts)
        let isOver = booking.status == .seen || booking.status == .didNotAttend
        // Only what was recorded in the ledger needs a reason to take back.
        let plain = acts.filter { $0 != .correct || !isOver }
        return Row(
            time: time, name: patient.fullName, address: PatientsAddresses.patient.path(patient.id),
            about: "\(patient.bornOn.longText) (\(patient.bornOn.years(until: booking.localDate))), NHS number \(patient.nhsNumber.spaced), "
                + listed.practiceName,
            reason: [listed.needTitle, booking.note].filter { !$0.isEmpty }.joined(separator: ": "),
            needs: patient.communicationNeeds,
            tags: [Tag(booking.status.title, booking.status.tone)] + (late.map { [Tag("Late by \($0) minutes", .warning)] } ?? [])
                + (patient.diedOn == nil ? [] : [Tag("Died", .bad)]) + (isKept ? [Tag("Kept: booked before the practice left", .news)] : []),
            isNext: isNext,
            isDone: isOver,
            acts: plain.map { act in
                ButtonForm(
                    act == .correct ? "Undo" : act.title, action: AppointmentsAddresses.clinicListMark.path(booking.id),
                    about: "\(patient.fullName), \(time)", look: isNext && act == plain.first ? .primary : act == .correct ? .link : .secondary,
                    hidden: [HiddenField("act", act.rawValue), HiddenField("date", booking.localDate.stored)])
            },
            folded: [
                (message(booking, listed, form), isOver), (correction(booking, listed, form), isOver && acts.contains(.correct)),
                // One that was sent stays, whatever the appointment's state is by now.
            ].filter { $0.1 || $0.0.isOpen }.map(\.0),
            sent: listed.messages.map { "\($0.heading), sent \($0.sentAt.londonText), \($0.status.title.lowercased())" })
    }

    private static func message(_ booking: Booking, _ listed: ListedBooking, _ form: FormReader) -> FoldedForm {
        let id = booking.id.stored
        return FoldedForm(
            summary: listed.messages.isEmpty ? "Write to \(listed.practiceName)" : "Write to \(listed.practiceName) again",
            isOpen: form.fields.has("body-\(id)"),
            form: FormView(
                "Send message", action: AppointmentsAddresses.clinicListMessage.path(booking.id), form: form,
                [
                    .area("body-\(id)", "What the practice needs to know", rows: 3, longest: Message.longestBody),
                    .radios(
                        "action-needed-\(id)", "Does the practice have to do something?",
                        choices: [("yes", "Yes, it must act"), ("no", "No, for information")], isInline: true),
                ]))
    }

    private static func correction(_ booking: Booking, _ listed: ListedBooking, _ form: FormReader) -> FoldedForm {
        let id = booking.id.stored
        let reasons = ClinicListRules.reasons(against: booking.status).map { (value: $0.rawValue, label: $0.title) }
        let note = FormField.text(
            "note-\(id)", "What the practice should know (optional)",
            hint: "\(listed.practiceName) alone reads it, with the correction. Nothing about other patients.", width: .wide)
        return FoldedForm(
            summary: "Correct this", isOpen: form.fields.has("reason-\(id)"),
            form: FormView(
                "Take it back", action: AppointmentsAddresses.clinicListMark.path(booking.id), form: form,
                [
                    .hidden("act", BookingAct.correct.rawValue),
                    .select(
                        "reason-\(id)", "Why is “\(booking.status.title.lowercased())” wrong?", choices: [("", "Choose")] + reasons),
                    // Only where the practice has been told something.
                ] + (listed.messages.isEmpty ? [] : [note])))
    }

    /// Before going home: appointments without an outcome, and patients whose practice has been told nothing.
    private static func remaining(_ clinics: [ListedClinic], at now: Instant) -> [String] {
        clinics.flatMap(\.bookings).compactMap { listed in
            let who = "\(listed.patient.fullName), \(listed.booking.startsAt.londonTimeText)"
            switch listed.booking.status {
            case .booked, .arrived, .called:
                return listed.booking.endsAt <= now ? "\(who): late, not marked as seen or did not attend." : nil
            case .seen:
                return listed.messages.contains { $0.kind == BookingMessages.Kind.outcome.rawValue }
                    ? nil : "\(who): tell \(listed.practiceName) the outcome."
            case .didNotAttend, .cancelled: return nil
            }
        }
    }

    static var sample: ClinicListPage {
        ClinicListPage(
            overview: [TableView(caption: "Clinics of the day", columns: [.init("Clinic")], rows: [.init([.heading("6:30pm")])], empty: "None")],
            errors: ErrorSummary([.init("Not possible", field: "")]), heading: "Clinic list for today",
            dayLinks: [LinkView("Day before", "/clinic")],
            sections: [
                Section(
                    heading: "6:30pm to 8pm", detail: "GP",
                    rows: [
                        Row(
                            time: "6:30pm", name: "Amina Example", address: "/patients/1", about: "4 May 1961", reason: "Back pain",
                            needs: "Interpreter", tags: [Tag("Booked")], isNext: true, isDone: true,
                            acts: [ButtonForm("Arrived", action: "/clinic", hidden: [HiddenField("act", "arrive")])],
                            folded: [
                                FoldedForm(
                                    summary: "Write", isOpen: true,
                                    form: FormView("Send", action: "/clinic", form: FormReader(), [.text("body", "What")]))
                            ], sent: ["Outcome, sent today"])
                    ], closing: [ButtonForm("Close clinic", action: "/clinic")], links: [LinkView("It did not take place", "/clinics/dates/1")],
                    tags: [Tag("Closed", .good)])
            ], empty: "None", remaining: ["Amina Example: tell Riverside Surgery the outcome."])
    }
}
