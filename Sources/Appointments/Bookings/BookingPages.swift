// An appointment: made, looked at, cancelled.

import Directory
import Kernel
import Patients
import Web

/// One appointment: what was done, what happens next, and what can be done with it.
struct BookingPage: Page {
    static let template = "booking"
    let notices: [Notice]
    let banner: PatientBanner
    let heading: String
    let facts: SummaryList
    let links: [LinkView]

    var title: String { "Appointment" }
}

/// Asks why before an appointment is cancelled.
struct CancellationPage: Page {
    static let template = "booking-cancellation"
    let back: BackLink
    let errors: ErrorSummary
    let banner: PatientBanner
    let sentence: String
    let action: String
    let reason: ChoiceField
    let note: TextArea

    var title: String { "Cancel appointment" }
    var hasProblems: Bool { !errors.isEmpty }
}

extension BookingPage {
    init(_ appointment: DeskAppointment, _ patient: RegisteredPatient, mayChange: Bool, calling: ID<Clinic>? = nil, notice: String, at now: Instant) {
        let booking = appointment.booking
        let when = London.local(booking.startsAt)
        var facts: [SummaryList.Fact] = [
            .init("When", "\(when.date.dayText) \(when.date.year), \(booking.startsAt.londonTimeText)", detail: "\(booking.minutes) minutes"),
            .init("Where and with whom", appointment.detail),
            .init("State", booking.status.title, detail: BookingPage.stateDetail(booking)),
        ]
        if let need = NeedTable.need(booking.need) { facts.append(.init("About", need.title)) }
        if !booking.note.isEmpty { facts.append(.init("For the clinician", booking.note)) }
        facts.append(.init("Booked", booking.bookedAt.londonText))
        var links = [LinkView("Back to the patient on the desk", AppointmentsAddresses.deskPatient.path(booking.patient))]
        if mayChange, BookingRules.refusalToEnd(booking.status, startsAt: booking.startsAt, at: now) == nil {
            var move = DeskWish()
            move.moving = booking.id
            move.need = booking.need
            links.insert(LinkView("Cancel this appointment", AppointmentsAddresses.cancellation.path(booking.id)), at: 0)
            links.insert(LinkView("Move this appointment", move.path(booking.patient)), at: 0)
        }
        if mayChange { links.append(LinkView("Next patient", AppointmentsAddresses.desk.path())) }
        if mayChange, let calling { links.insert(LinkView("Next patient to call", AppointmentsAddresses.clinicDate.path(calling)), at: 0) }
        self.init(
            notices: BookingPage.notices(notice, appointment, patient), banner: PatientBanner(patient, today: London.local(now).date),
            heading: booking.isLive ? "Appointment on \(when.date.dayText) at \(booking.startsAt.londonTimeText)" : "Cancelled appointment",
            facts: SummaryList(facts), links: mayChange ? links : [])
    }

    private static func stateDetail(_ booking: Booking) -> String {
        guard booking.status == .cancelled else { return "" }
        let reason = booking.cancelReason?.title ?? ""
        return booking.cancelNote.isEmpty ? reason : "\(reason): \(booking.cancelNote)"
    }

    /// What happened, and what happens next.
    private static func notices(_ key: String, _ appointment: DeskAppointment, _ patient: RegisteredPatient) -> [Notice] {
        let next =
            appointment.channel == .faceToFace
            ? "Tell \(patient.patient.givenName) to come to \(appointment.siteName) five minutes before. \(practice(patient)) gets a message about the outcome."
            : "\(patient.patient.givenName) is called at that time\(number(patient)). \(practice(patient)) gets a message about the outcome."
        switch key {
        case "booked": return [Notice("The appointment is booked", next)]
        case "moved": return [Notice("The appointment is moved", "The earlier time has been given up. \(next)")]
        case "cancelled": return [Notice("The appointment is cancelled", "Its time can be booked by others now.")]
        default: return []
        }
    }

    private static func practice(_ patient: RegisteredPatient) -> String { patient.practiceName.isEmpty ? "The practice" : patient.practiceName }
    private static func number(_ patient: RegisteredPatient) -> String { patient.patient.telephone.map { " on \($0.spaced)" } ?? "" }
}

extension CancellationPage {
    init(_ appointment: DeskAppointment, _ patient: RegisteredPatient, form: FormReader, refusal: BookingRefusal?, today: LocalDate) {
        let booking = appointment.booking
        self.init(
            back: BackLink("Back to the appointment", AppointmentsAddresses.booking.path(booking.id)),
            errors: refusal.map { ErrorSummary([.init($0.sentence, field: "")]) } ?? form.summary, banner: PatientBanner(patient, today: today),
            sentence: "\(booking.startsAt.londonText). \(appointment.detail).", action: AppointmentsAddresses.cancellation.path(booking.id),
            reason: form.choiceField("reason", "Why is it cancelled?", choices: CancelReason.choices.map { ($0.rawValue, $0.title) }),
            note: form.textArea("note", "Note (optional)", rows: 2, longest: BookingDraft.longestNote))
    }

    static var sample: CancellationPage {
        CancellationPage(
            back: BackLink("Back", "/desk"), errors: ErrorSummary([.init("Choose why", field: "reason")]), banner: .sample, sentence: "Saturday.",
            action: "/bookings/1/cancellation", reason: ChoiceField("reason", "Why?", choices: [("patient-asked", "The patient asked")]),
            note: TextArea("note", "Note"))
    }
}

extension BookingPage {
    static var sample: BookingPage {
        BookingPage(
            notices: [Notice("The appointment is booked", "Come to Oak Hub.")], banner: .sample, heading: "Appointment on Monday",
            facts: SummaryList([.init("When", "Monday", detail: "15 minutes")]), links: [LinkView("Move this appointment", "/desk")])
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
