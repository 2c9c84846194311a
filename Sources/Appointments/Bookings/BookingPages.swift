// An appointment, looked at.

import Directory
import Kernel
import Patients
import Web

/// One appointment: what was done, what happens next, and what can be done with it.
struct BookingPage: Page {
    static let template = "booking"
    let banner: PatientBanner
    let heading: String
    /// For who books, while it is to come.
    let next: [InsetText]
    let facts: SummaryList
    let links: [LinkView]

    var title: String { "Appointment" }
}

extension BookingPage {
    init(_ appointment: DeskAppointment, _ patient: RegisteredPatient, mayChange: Bool, calling: ID<Clinic>? = nil, at now: Instant) {
        let booking = appointment.booking
        let when = London.local(booking.startsAt)
        var facts: [SummaryList.Fact] = [
            .init("When", "\(when.date.dayText) \(when.date.year), \(booking.startsAt.londonTimeText)", detail: "\(booking.minutes) minutes"),
            .init("Where and with whom", appointment.detail),
            .init("State", booking.status.title, detail: BookingPage.stateDetail(booking)),
        ]
        if !appointment.needTitle.isEmpty { facts.append(.init("About", appointment.needTitle)) }
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
            banner: PatientBanner(patient, today: London.local(now).date),
            heading: booking.isLive ? "Appointment on \(when.date.dayText) at \(booking.startsAt.londonTimeText)" : "Cancelled appointment",
            next: mayChange && booking.status == .booked && booking.startsAt > now ? [BookingPage.next(appointment, patient)] : [],
            facts: SummaryList(facts), links: mayChange ? links : [])
    }

    private static func stateDetail(_ booking: Booking) -> String {
        guard booking.status == .cancelled else { return "" }
        let reason = booking.cancelReason?.title ?? ""
        return booking.cancelNote.isEmpty ? reason : "\(reason): \(booking.cancelNote)"
    }

    /// What happens next.
    private static func next(_ appointment: DeskAppointment, _ patient: RegisteredPatient) -> InsetText {
        InsetText(
            appointment.channel == .faceToFace
                ? "Tell \(patient.patient.givenName) to come to \(appointment.siteName) five minutes before. \(practice(patient)) gets a message about the outcome."
                : "\(patient.patient.givenName) is called at that time\(number(patient)). \(practice(patient)) gets a message about the outcome.")
    }

    private static func practice(_ patient: RegisteredPatient) -> String { patient.practiceName.isEmpty ? "The practice" : patient.practiceName }
    private static func number(_ patient: RegisteredPatient) -> String { patient.patient.telephone.map { " on \($0.spaced)" } ?? "" }
}

extension BookingPage {
    static var sample: BookingPage {
        BookingPage(
            banner: .sample, heading: "Appointment on Monday", next: [InsetText("Come to Oak Hub.")],
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
