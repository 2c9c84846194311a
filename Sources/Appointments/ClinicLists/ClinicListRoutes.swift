// The addresses of the clinic list.

import Activity
import Directory
import Kernel
import Patients
import Store
import Web
import Worklist

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
        return .page(try await page(visit, on: date, clinic: try? ID<Clinic>(parsing: visit.query["clinic"])))
    }

    @Sendable private func mark(_ visit: Visit) async throws -> Answer {
        try await acting(visit) { id, form in
            guard let act = BookingAct(rawValue: form.fields["act"]) else { throw Refusal.badRequest("Choose what to record.") }
            let (who, reason) = (try ListHolder(visit), ReversalReason(rawValue: form.fields["reason-\(id.stored)"]))
            let note = form.optionalText("note-\(id.stored)", longest: Message.longestNote)
            return { transaction in
                try ClinicListStore.mark(
                    id, act, reason: reason, note: note, correctsLater: who.isCoordinator, hub: who.hub, clinician: who.clinician, in: transaction)
                return act == .see ? .seen : nil
            }
        }
    }

    @Sendable private func send(_ visit: Visit) async throws -> Answer {
        try await acting(visit) { id, form in
            guard let draft = MessageDraft.read(&form, about: id) else { return nil }
            let who = try ListHolder(visit)
            return { transaction in
                try ClinicListStore.send(
                    draft.body, mustAct: draft.mustAct, about: id, hub: who.hub, clinician: who.clinician, in: transaction)
                return .messageSent
            }
        }
    }

    @Sendable private func close(_ visit: Visit) async throws -> Answer {
        let (id, who): (ID<Clinic>, ListHolder) = (try visit.id("clinic"), try ListHolder(visit))
        return try await database.act(visit) { transaction in
            guard let clinic = try ClinicStore.clinic(id, in: transaction), clinic.hub == who.hub,
                who.clinician == nil || who.clinician == clinic.clinician
            else { throw ActRefusal.notFound }
            guard clinic.endsAt <= transaction.instant else { throw ActRefusal.notOver }
            try transaction.audit("clinic closing asked for", AuditSubject("clinic", id))
            try ClinicStore.close(id, in: transaction)
            return Done(ClinicListRoutes.path(clinic.date, id), AppointmentsNotice.clinicClosed)
        }
    }

    /// Does an act on an appointment, then shows its day again; a refusal is said at the top with what was typed kept.
    private func acting(
        _ visit: Visit, _ read: (ID<Booking>, inout FormReader) throws -> (@Sendable (Transaction) throws -> AppointmentsNotice?)?
    ) async throws -> Answer {
        let (id, who): (ID<Booking>, ListHolder) = (try visit.id("booking"), try ListHolder(visit))
        let found = try await database.read { try ClinicListStore.booking(id, hub: who.hub, clinician: who.clinician, in: $0)?.1 }
        guard let clinic = found else { throw Refusal.notFound }
        return try await database.act(visit) {
            try await page(visit, on: clinic.date, clinic: clinic.id, form: $0, about: id)
        } read: { form in
            guard let act = try read(id, &form) else { return nil }
            return { Done(ClinicListRoutes.path(clinic.date, clinic.id), try act($0)) }
        }
    }

    private static func path(_ date: LocalDate, _ clinic: ID<Clinic>) -> String {
        AppointmentsAddresses.clinicList.path(query: ["date": date.stored, "clinic": clinic.stored])
    }

    private func page(
        _ visit: Visit, on date: LocalDate, clinic: ID<Clinic>?, form: FormReader = FormReader(), about booking: ID<Booking>? = nil
    ) async throws -> ClinicListPage {
        let who = try ListHolder(visit)
        let clinics = try await database.write(by: visit.actor, at: visit.now) { transaction -> [ListedClinic] in
            let clinics = try ListedClinic.read(on: date, who, open: clinic, in: transaction)
            let patients = clinics.flatMap(\.bookings).map(\.patient.id)
            try transaction.audit("clinic list viewed", AuditSubject("clinic list", date.stored), showing: patients)
            return clinics
        }
        return ClinicListPage(
            clinics, on: date, isHub: who.isCoordinator, correctsLater: who.isCoordinator, form: form, about: booking, at: visit.now)
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
