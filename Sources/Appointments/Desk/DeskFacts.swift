// What the desk needs to know about a call.

import Directory
import Governance
import Kernel
import Patients
import Store

/// What was asked for on the desk, from its address: nothing in it is about the patient.
struct DeskWish: Hashable, Sendable {
    var need = ""
    var service: Service?
    var date: LocalDate?
    var timeOfDay: SlotWish.TimeOfDay?
    var site: SiteID?
    var clinician: PersonID?
    /// The slot that is being talked about.
    var chosen: ID<Slot>?
    /// The appointment that is to be moved.
    var moving: ID<Booking>?

    /// The services that fit: the one chosen, else those that the need names, else all.
    func services(_ needs: NeedTable) -> [Service] { service.map { [$0] } ?? needs.need(need)?.services ?? [] }
}

/// One free slot with what the page says about it.
struct DeskOffer: Hashable, Sendable {
    let slot: FreeSlot
    let site: Site?
    let clinician: Person?
    let miles: Double?
}

/// Everything on the desk while a patient is on the telephone.
struct DeskFacts: Sendable {
    let patient: RegisteredPatient
    let missingConsents: [MissingConsent]
    let hasOffers: Bool
    /// How many days ahead anything can be booked.
    let daysAhead: Int
    /// The last day that the practice has agreed to, where that is within those days.
    let agreedUntil: LocalDate?
    let share: FairShare?
    let soonest: [DeskOffer]
    let nearest: [DeskOffer]
    let nearestSite: Site?
    let withClinician: [DeskOffer]
    let clinicians: [Person]
    let sites: [Site]
    /// The time that was picked, or the first one where none was; nil where the one that was picked is not free any more.
    let chosen: DeskOffer?
    let hold: SlotHold?
    let appointments: [DeskAppointment]
    /// The appointment to be moved, while it can be.
    let moving: Booking?
    let needs: NeedTable
}

/// An appointment of the patient with where and with whom it is.
struct DeskAppointment: Hashable, Sendable {
    let booking: Booking
    let service: Service
    let channel: Channel
    let siteName: String
    let clinician: Person?
    /// What it is about; "" where nobody said.
    let needTitle: String
}

extension DeskFacts {
    /// How many times each list shows.
    static let shown = 5

    /// Reads what the desk shows. The patient must be within `scope`.
    static func read(
        _ patient: RegisteredPatient, _ wish: DeskWish, account: AccountID, scope: Scope, at now: Instant, in connection: any Connection
    ) throws -> DeskFacts {
        let today = London.local(now).date
        let sites = try SiteStore.hubSites(on: today, in: connection)
        let needs = try NeedStore.table(on: today, in: connection)
        let appointments = try DeskAppointment.upcoming(of: patient.patient.id, from: today, scope: scope, in: connection)
        let moving = appointments.map(\.booking)
            .first { $0.id == wish.moving && BookingRules.refusalToEnd($0.status, startsAt: $0.startsAt, at: now) == nil }
        guard let practice = patient.practice, patient.patient.diedOn == nil else {
            return DeskFacts(
                patient: patient, missingConsents: [], hasOffers: false, daysAhead: 0, agreedUntil: nil, share: nil, soonest: [], nearest: [],
                nearestSite: nil,
                withClinician: [],
                clinicians: [], sites: sites, chosen: nil, hold: nil, appointments: appointments, moving: moving, needs: needs)
        }
        let eligibility = try SlotStore.eligibility(of: practice, today: today, in: connection)
        let home = try SiteStore.placedSites(of: [practice], on: today, in: connection).first
        func free(_ change: (inout SlotWish) -> Void = { _ in }) throws -> [FreeSlot] {
            var asked = SlotWish(services: wish.services(needs), date: wish.date, timeOfDay: wish.timeOfDay, site: wish.site)
            change(&asked)
            return try SlotStore.free(asked, for: eligibility, at: now, holder: account, limit: shown, in: connection)
        }
        let soonest = try free()
        let nearestSite = sites.filter { wish.site == nil || $0.id == wish.site }
            .compactMap { site in DeskOffer.miles(from: home, to: site).map { (site: site, miles: $0) } }
            .min { $0.miles < $1.miles }?.site
        let nearest = try nearestSite.map { site in try free { $0.site = site.id } } ?? []
        let withClinician = try wish.clinician.map { clinician in try free { $0.clinician = clinician } } ?? []
        let clinicians = try SlotStore.clinicians(SlotWish(services: wish.services(needs)), for: eligibility, in: connection)
        // Who asks for a clinician is offered that clinician's first time. What was picked stays, also where no list shows it, and is never replaced.
        let listed = withClinician + soonest + nearest
        let chosen =
            try wish.chosen.map { picked in
                try listed.first { $0.id == picked }
                    ?? SlotStore.free(SlotWish(slot: picked), for: eligibility, at: now, holder: account, limit: 1, in: connection).first
            } ?? listed.first
        let people = try PersonStore.people(
            Array(Set(clinicians + listed.map(\.clinician) + (chosen.map { [$0.clinician] } ?? []))), in: connection)
        func offers(_ slots: [FreeSlot]) -> [DeskOffer] { slots.map { DeskOffer($0, home: home, sites: sites, people: people) } }
        let hold = try SlotStore.latestHold(for: patient.patient.id, by: account, in: connection)
        let missing = try eligibility.missing.map { scheme in
            MissingConsent(
                practiceName: patient.practiceName, undertakingTitle: try UndertakingStore.undertaking(scheme, in: connection)?.title ?? "",
                date: today)
        }
        return DeskFacts(
            patient: patient, missingConsents: missing, hasOffers: eligibility.hasSchemes, daysAhead: eligibility.daysAhead,
            agreedUntil: eligibility.endsOn,
            share: try CapacityStore.share(of: practice, weekOf: today, knownAt: now, in: connection), soonest: offers(soonest),
            nearest: offers(nearest), nearestSite: nearestSite, withClinician: offers(withClinician),
            clinicians: people.filter { clinicians.contains($0.id) }, sites: sites, chosen: chosen.flatMap { offers([$0]).first }, hold: hold,
            appointments: appointments, moving: moving, needs: needs)
    }
}

extension DeskOffer {
    init(_ slot: FreeSlot, home: Site?, sites: [Site], people: [Person]) {
        let site = sites.first { $0.id == slot.site }
        self.init(
            slot: slot, site: site, clinician: people.first { $0.id == slot.clinician }, miles: site.flatMap { DeskOffer.miles(from: home, to: $0) })
    }

    /// Offers with their places and people, for a practice's patient.
    static func offers(_ slots: [FreeSlot], practice: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> [DeskOffer] {
        let home = try SiteStore.placedSites(of: [practice], on: date, in: connection).first
        let sites = try SiteStore.hubSites(on: date, in: connection)
        let people = try PersonStore.people(Array(Set(slots.map(\.clinician))), in: connection)
        return slots.map { DeskOffer($0, home: home, sites: sites, people: people) }
    }

    static func miles(from home: Site?, to site: Site) -> Double? {
        guard let home, let latitude = home.latitude, let longitude = home.longitude, let there = site.latitude, let across = site.longitude else {
            return nil
        }
        return SlotRules.miles(from: (latitude, longitude), to: (there, across))
    }
}

extension DeskAppointment {
    /// A patient's live appointments from `date` on.
    static func upcoming(of patient: PatientID, from date: LocalDate, scope: Scope, in connection: any Connection) throws -> [DeskAppointment] {
        try all(BookingStore.bookings(of: patient, from: date, scope: scope, in: connection), in: connection)
    }

    /// Appointments with where and with whom they are, in the given order; the number of queries does not grow with them.
    static func all(_ bookings: [Booking], in connection: any Connection) throws -> [DeskAppointment] {
        let clinics = try ClinicStore.clinics(Array(Set(bookings.map(\.clinic))), in: connection)
        let people = try PersonStore.people(Array(Set(clinics.values.map(\.clinician))), in: connection)
        let sites = try Set(clinics.values.map(\.site)).compactMap { try SiteStore.site($0, in: connection) }
        let titles = try NeedStore.titles(in: connection)
        return bookings.compactMap { booking in
            guard let clinic = clinics[booking.clinic] else { return nil }
            return DeskAppointment(
                booking: booking, service: clinic.service, channel: clinic.channel, siteName: sites.first { $0.id == clinic.site }?.name ?? "",
                clinician: people.first { $0.id == clinic.clinician }, needTitle: titles[booking.need] ?? "")
        }
    }
}
