// The addresses of the clinic list.

import Activity
import Directory
import Kernel
import Patients
import Store
import Web

struct ClinicListRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.clinicList, .clinicList, show)
        routes.post(AppointmentsAddresses.clinicListMark, .clinicList, mark)
        routes.post(AppointmentsAddresses.clinicListMessage, .clinicList, send)
        routes.post(AppointmentsAddresses.clinicListClose, .clinicList, close)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let date = (try? LocalDate(parsing: visit.query["date"])) ?? visit.today
        let clinic = try? ID<Clinic>(parsing: visit.query["clinic"])
        return try await page(visit, on: date, clinic: clinic, notices: ClinicListRoutes.notices(visit.query["notice"]))
    }

    @Sendable private func mark(_ visit: Visit) async throws -> Answer {
        let id: ID<Booking> = try visit.id("booking")
        guard let act = BookingAct(rawValue: visit.form["act"]) else { throw Refusal.badRequest("Choose what to record.") }
        let (who, once) = (try ListHolder(visit), visit.once)
        var form = FormReader(visit.form)
        let reason = ReversalReason(rawValue: visit.form["reason-\(id.stored)"])
        let note = form.optionalText("note-\(id.stored)", longest: Message.longestNote)
        guard form.isSound else { return try await refused(form, about: id, visit) }
        let typed = form
        return try await acting(on: id, visit, form: typed) {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    let booking = try ClinicListStore.mark(
                        id, act, reason: reason, note: note, correctsLater: who.isCoordinator, hub: who.hub, clinician: who.clinician, in: transaction
                    )
                    return booking.localDate.stored
                }
            }
            return act == .see ? "seen" : nil
        }
    }

    @Sendable private func send(_ visit: Visit) async throws -> Answer {
        let id: ID<Booking> = try visit.id("booking")
        let (who, once) = (try ListHolder(visit), visit.once)
        var form = FormReader(visit.form)
        guard let draft = MessageDraft.read(&form, about: id) else { return try await refused(form, about: id, visit) }
        return try await acting(on: id, visit, form: form) {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try MessageStore.send(
                        draft.body, actionNeeded: draft.actionNeeded, about: id, hub: who.hub, clinician: who.clinician, in: transaction)
                    return id.stored
                }
            }
            return "sent"
        }
    }

    /// What was typed about an appointment cannot stand: its day again, with what is wrong at the top.
    private func refused(_ form: FormReader, about id: ID<Booking>, _ visit: Visit) async throws -> Answer {
        let sentence = form.summary.items.map(\.sentence).joined(separator: ". ")
        let place = try await place(of: id, try ListHolder(visit))
        return try await page(
            visit, on: place.date, clinic: place.clinic, attempt: .init(booking: id, sentence: "\(sentence).", form: form), status: 422)
    }

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        let id: ID<Clinic> = try visit.id("clinic")
        let who = try ListHolder(visit)
        let date = try await database.write(by: visit.actor, at: visit.now) { transaction -> LocalDate in
            guard let clinic = try ClinicStore.clinic(id, in: transaction), clinic.hub == who.hub,
                who.clinician == nil || who.clinician == clinic.clinician
            else { throw Refusal.notFound }
            guard clinic.endsAt <= transaction.instant else {
                throw Refusal.conflict("This clinic is not over yet. Close it when its time has passed.")
            }
            try transaction.audit("clinic closing asked for", AuditSubject("clinic", id))
            try ClinicStore.close(id, in: transaction)
            return clinic.date
        }
        return .redirect(to: AppointmentsAddresses.clinicList.path(query: ["date": date.stored, "clinic": id.stored]), notice: "closed")
    }

    /// Does an act on an appointment, then shows its day again; a refusal is said at the top with what was typed kept.
    private func acting(
        on id: ID<Booking>, _ visit: Visit, form: FormReader = FormReader(), _ act: () async throws -> String?
    ) async throws -> Answer {
        let (date, clinic) = try await place(of: id, try ListHolder(visit))
        do {
            let notice = try await act()
            return .redirect(to: AppointmentsAddresses.clinicList.path(query: ["date": date.stored, "clinic": clinic.stored]), notice: notice)
        } catch ActRefusal.notFound {
            throw Refusal.notFound
        } catch let refusal as ActRefusal {
            return try await page(visit, on: date, clinic: clinic, attempt: .init(booking: id, sentence: refusal.sentence, form: form), status: 409)
        } catch let refusal as MessageRefusal {
            return try await page(visit, on: date, clinic: clinic, attempt: .init(booking: id, sentence: refusal.sentence, form: form), status: 422)
        }
    }

    private func place(of id: ID<Booking>, _ who: ListHolder) async throws -> (date: LocalDate, clinic: ID<Clinic>) {
        let found = try await database.read { try ClinicListStore.booking(id, hub: who.hub, clinician: who.clinician, in: $0)?.1 }
        guard let found else { throw Refusal.notFound }
        return (found.date, found.id)
    }

    private func page(
        _ visit: Visit, on date: LocalDate, clinic: ID<Clinic>?, attempt: ClinicListPage.Attempt = .init(), notices: [Notice] = [], status: Int = 200
    ) async throws -> Answer {
        let who = try ListHolder(visit)
        let clinics = try await database.write(by: visit.actor, at: visit.now) { transaction -> [ListedClinic] in
            let clinics = try ListedClinic.read(on: date, who, open: clinic, in: transaction)
            let patients = clinics.flatMap(\.bookings).map(\.patient.id)
            try transaction.audit("clinic list viewed", AuditSubject("clinic list", date.stored), showing: patients)
            return clinics
        }
        let page = ClinicListPage(
            clinics, on: date, isHub: who.isCoordinator, correctsLater: who.isCoordinator, attempt: attempt, notices: notices, at: visit.now)
        return .page(page, status: status)
    }

    private static func notices(_ key: String) -> [Notice] {
        switch key {
        case "seen": [Notice("Marked as seen", "Now write to the practice: what was found, and what it has to do.", tone: .news)]
        case "sent": [Notice("The message is with the practice", "It stays unread there until somebody opens it.")]
        case "closed": [Notice("The clinic is closed", "The time that nobody booked has been recorded.")]
        default: []
        }
    }
}

/// Whose list it is: a clinician sees their own clinics, a coordinator all of the hub.
struct ListHolder: Sendable {
    let hub: OrganisationID
    let clinician: PersonID?
    var isCoordinator: Bool { clinician == nil }

    init(_ visit: Visit) throws {
        let person = try visit.person
        hub = person.organisation
        clinician = person.role == .hubCoordinator ? nil : person.person
    }
}

extension ListedClinic {
    /// A clinician's own clinics with their patients; for a coordinator all of the hub, with the patients of the one that is open.
    static func read(on date: LocalDate, _ who: ListHolder, open: ID<Clinic>?, in connection: any Connection) throws -> [ListedClinic] {
        let clinics = try ClinicListStore.clinics(on: date, hub: who.hub, clinician: who.clinician, in: connection)
        let ids = clinics.map(\.id)
        let opened = who.isCoordinator ? ids.filter { $0 == open || ids.count == 1 } : ids
        let bookings = Dictionary(grouping: try ClinicListStore.list(opened, on: date, in: connection), by: \.booking.clinic)
        let (standing, slots) = (try ClinicListStore.standing(of: ids, in: connection), try SlotStore.counts(of: ids, in: connection))
        let people = try PersonStore.people(Array(Set(clinics.map(\.clinician))), in: connection)
        let sites = try SiteStore.sites(of: who.hub, in: connection)
        let rooms = try sites.flatMap { try SiteStore.rooms(at: $0.id, in: connection) }
        return try clinics.map { clinic in
            ListedClinic(
                clinic: clinic, siteName: sites.first { $0.id == clinic.site }?.name ?? "",
                roomName: rooms.first { $0.id == clinic.room }?.name ?? "",
                clinicianName: people.first { $0.id == clinic.clinician }?.fullName ?? "", slots: slots[clinic.id] ?? 0,
                standing: standing[clinic.id] ?? [:], bookings: bookings[clinic.id] ?? [], isOpen: opened.contains(clinic.id),
                kept: try KeptAppointmentStore.kept((bookings[clinic.id] ?? []).map(\.booking), scheme: clinic.scheme, in: connection))
        }
    }
}
