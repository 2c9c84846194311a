// The desk with a patient on the telephone.

import Directory
import Governance
import Kernel
import Patients
import Web

/// The desk with a patient: banner, what it is about, times in three lists, what to say.
struct DeskPatientPage: Page {
    struct Offer: Encodable, Sendable {
        let time: String
        let place: String
        /// The slot's identifier.
        let slot: String
        let about: String
        let isChosen: Bool
    }

    struct Column: Encodable, Sendable {
        let title: String
        let offers: [Offer]
        let empty: String
    }

    struct Chosen: Encodable, Sendable {
        let say: String
        let detail: String
        let bookLabel: String
        let holdState: String
        let canHold: Bool
    }

    struct AppointmentRow: Encodable, Sendable {
        let time: String
        let detail: String
        let tags: [Tag]
        let links: [LinkView]
    }

    static let template = "desk-patient"
    let search: DeskSearch
    let errors: ErrorSummary
    let banner: PatientBanner
    let blocks: [WarningCallout]
    let movingFrom: String
    let filters: DeskFilters
    let askFirst: String
    let needStatus: String
    let whoCanHelp: String
    let share: String
    let hasColumns: Bool
    let columns: [Column]
    let bookAction: String
    let holdAction: String
    /// Where the form goes for other times.
    let timesAction: String
    let hidden: [HiddenField]
    let note: TextArea
    /// What was typed, where there is no form any more that holds it.
    let typed: String
    let chosen: [Chosen]
    /// Whether the person chose this time; else it is the one that is offered first.
    let isPicked: Bool
    /// That the time which was picked is not free any more.
    let gone: String
    let appointments: [AppointmentRow]

    var title: String { "Desk" }
    var hasProblems: Bool { !errors.isEmpty }
}

extension DeskPatientPage {
    /// `alternatives` are the next free times where somebody else was first.
    init(_ facts: DeskFacts, _ wish: DeskWish, form: FormReader, alternatives: [DeskOffer], at now: Instant) {
        let today = London.local(now).date
        let need = facts.needs.need(wish.need)
        let patient = facts.patient.patient.id
        search = DeskSearch(isBesidePatient: true)
        errors = form.summary
        banner = PatientBanner(facts.patient, today: today, tags: DeskPatientPage.consentTags(facts))
        blocks = DeskPatientPage.blocks(facts)
        movingFrom =
            facts.moving.map {
                "Choose a new time. The appointment on \($0.startsAt.londonText) is given up only when the new one is booked."
            } ?? (wish.moving == nil ? "" : "The appointment that was to be moved has ended or begun. What you book now is a new appointment.")
        filters = DeskFilters(facts, wish, today: today)
        askFirst = need?.askFirst ?? ""
        needStatus = facts.needs.status(of: wish.need)
        whoCanHelp =
            need.map { need in
                need.services.enumerated().map { "\($1.withinSentence)\($0 == 0 && need.services.count > 1 ? " (first)" : "")" }.joined(
                    separator: ", ")
            } ?? ""
        share = facts.share.map { "\(facts.patient.practiceName)’s share left this week: \($0.left) of \($0.share)" } ?? ""
        hasColumns = facts.hasOffers
        columns = DeskPatientPage.columns(facts, wish, alternatives, today: today)
        bookAction = AppointmentsAddresses.bookings.path(patient)
        holdAction = AppointmentsAddresses.holds.path(patient)
        timesAction = AppointmentsAddresses.deskPatient.path(patient)
        isPicked = facts.chosen != nil && wish.chosen != nil
        hidden = [
            ("slot", facts.chosen?.slot.id.stored), ("picked", isPicked ? "yes" : nil), ("moving", facts.moving?.id.stored),
            ("need-shown", wish.need),
        ].compactMap { name, value in value.map { HiddenField(name, $0) } }
        note = form.textArea(
            "note", "What the patient says, for the clinician (optional)", value: facts.moving?.note ?? "", rows: 1, longest: BookingDraft.longestNote
        )
        typed = facts.hasOffers ? "" : form.fields["note"]
        chosen = facts.chosen.map { [DeskPatientPage.chosen($0, facts, at: now)] } ?? []
        // A refusal of the time, or of a form that was sent before, says so itself.
        let isTold = form.refusal.map { ($0 as? BookingRefusal)?.field != "" } ?? false
        gone =
            facts.hasOffers && facts.chosen == nil && wish.chosen != nil && !isTold
            ? "The time that you chose is not free any more. Choose another." : ""
        appointments = facts.appointments.map { appointment in
            let isOpen = BookingRules.refusalToEnd(appointment.booking.status, startsAt: appointment.booking.startsAt, at: now) == nil
            var move = DeskWish()
            move.moving = appointment.booking.id
            move.need = appointment.booking.need
            let about = "the appointment on \(appointment.booking.startsAt.londonText)"
            return AppointmentRow(
                time: appointment.booking.startsAt.londonText, detail: appointment.detail,
                tags: [Tag(appointment.booking.status.title, .news)],
                links: isOpen
                    ? [
                        LinkView("Move", move.path(patient), about: about),
                        LinkView("Cancel", AppointmentsAddresses.cancellation.path(appointment.booking.id), about: about),
                    ] : [LinkView("Open", AppointmentsAddresses.booking.path(appointment.booking.id), about: about)])
        }
    }

    private static func consentTags(_ facts: DeskFacts) -> [Tag] {
        guard facts.patient.practice != nil else { return [Tag("No consent: on no list", .bad)] }
        if facts.hasOffers {
            let consent = facts.agreedUntil.map { Tag("Consent until \($0.longText)", .warning) } ?? Tag("Consent in force", .good)
            return [consent] + (facts.missingConsents.isEmpty ? [] : [Tag("Not for every scheme", .warning)])
        }
        return facts.missingConsents.isEmpty ? [] : [Tag("No consent", .bad)]
    }

    private static func blocks(_ facts: DeskFacts) -> [WarningCallout] {
        if facts.patient.patient.diedOn != nil { return [WarningCallout("Do not book", [BookingRefusal.deceased.sentence])] }
        if facts.patient.practice == nil { return [WarningCallout("Cannot be booked yet", [BookingRefusal.notRegistered.sentence])] }
        if !facts.hasOffers, !facts.missingConsents.isEmpty {
            return [WarningCallout("\(facts.patient.practiceName) has not agreed", facts.missingConsents.map(\.sentence))]
        }
        return []
    }

    private static func columns(
        _ facts: DeskFacts, _ wish: DeskWish, _ alternatives: [DeskOffer], today: LocalDate
    ) -> [Column] {
        func offers(_ list: [DeskOffer]) -> [Offer] {
            list.map { offer in
                Offer(
                    time: "\(dayWord(offer.slot.localDate, today)) \(offer.slot.startsAt.londonTimeText)", place: place(offer),
                    slot: offer.slot.id.stored, about: place(offer), isChosen: offer.slot.id == facts.chosen?.slot.id)
            }
        }
        let end =
            facts.agreedUntil.map { " \(facts.patient.practiceName) has agreed until \($0.longText) only; its practice manager can agree again." }
            ?? ""
        let none = "No free times fit. Choose another day, or more people who can help.\(end)"
        var columns: [Column] = []
        if !alternatives.isEmpty { columns.append(Column(title: "Next free instead", offers: offers(alternatives), empty: none)) }
        columns.append(Column(title: "Soonest", offers: offers(facts.soonest), empty: none))
        columns.append(
            Column(
                title: facts.nearestSite.map { "Nearest: \($0.name)" } ?? "Nearest", offers: offers(facts.nearest),
                empty: facts.nearestSite == nil ? "The practice or the hubs are not on the map yet, so distances are not known." : none))
        if alternatives.isEmpty {
            columns.append(
                Column(
                    title: wish.clinician.flatMap { id in facts.clinicians.first { $0.id == id }?.fullName } ?? "Chosen clinician",
                    offers: offers(facts.withClinician),
                    empty: wish.clinician == nil ? "Choose a clinician above to see their times here." : none))
        }
        return columns
    }

    private static func chosen(_ offer: DeskOffer, _ facts: DeskFacts, at now: Instant) -> Chosen {
        let isHeld = facts.hold.map { $0.slot == offer.slot.id && $0.expiresAt > now } ?? false
        let ranOut = facts.hold.map { $0.slot == offer.slot.id && $0.expiresAt <= now } ?? false
        return Chosen(
            say: SpokenTime.offer(offer.slot, site: offer.site?.name ?? "the hub", clinician: offer.clinician, today: London.local(now).date),
            detail: "\(offer.slot.startsAt.londonText), \(offer.slot.minutes) minutes, \(offer.slot.channel.title.lowercased())\(distance(offer))",
            bookLabel: facts.moving == nil ? "Book appointment" : "Move to this time",
            holdState: isHeld
                ? facts.hold.map {
                    "Held for you until \($0.expiresAt.londonTimeText), two minutes from when you asked: nobody else can book it until then."
                } ?? ""
                : ranOut ? "Your hold ran out. The time is still free now; hold it again or book it." : "",
            canHold: !isHeld)
    }

    private static func dayWord(_ date: LocalDate, _ today: LocalDate) -> String {
        switch date.days(since: today) {
        case 0: "Today"
        case 1: "Tomorrow"
        default: "\(date.weekday.title.prefix(3)) \(date.shortText.dropLast(5))"
        }
    }

    private static func place(_ offer: DeskOffer) -> String {
        let who = offer.clinician.map(SpokenTime.name) ?? offer.slot.service.title
        let how = offer.slot.channel == .faceToFace ? offer.site?.name ?? "" : offer.slot.channel.title
        return "\(how)\(distance(offer)), \(who), \(offer.slot.service.withinSentence)"
    }

    private static func distance(_ offer: DeskOffer) -> String {
        offer.slot.channel == .faceToFace && offer.miles != nil ? ", \(SlotRules.distanceText(offer.miles))" : ""
    }
}

extension DeskAppointment {
    /// "Face to face at Oak Hub with Dr Priya Sample, GP"
    var detail: String {
        let place = channel == .faceToFace ? "Face to face at \(siteName)" : channel.title
        return "\(place) with \(clinician?.fullName ?? "a clinician"), \(service.withinSentence)"
    }
}
