// The addresses of one appointment.

import Kernel
import Patients
import Store
import Web

struct BookingRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.booking, .patientView, show)
        routes.get(AppointmentsAddresses.cancellation, .desk) { .page(try await cancellationPage($0, FormReader())) }
        routes.post(AppointmentsAddresses.cancellation, .desk, cancel)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let (appointment, patient) = try await read(visit)
        let mayChange = Permission.desk.allows(try visit.person.role)
        let calling = Permission.clinics.allows(try visit.person.role) ? try await calling(appointment.booking) : nil
        return .page(BookingPage(appointment, patient, mayChange: mayChange, calling: calling, at: visit.now))
    }

    private func cancellationPage(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        let (appointment, patient) = try await read(visit)
        let (booking, called) = (appointment.booking, try await calling(appointment.booking) != nil)
        return PatientFormPage(
            "Cancel appointment", back: BackLink("Back to the appointment", AppointmentsAddresses.booking.path(booking.id)), patient,
            today: visit.today, lead: ["\(booking.startsAt.londonText). \(appointment.detail)."],
            FormView(
                "Cancel appointment", action: AppointmentsAddresses.cancellation.path(booking.id), look: .warning, form: form,
                [
                    .radios(
                        "reason", "Why is it cancelled?", choices: CancelReason.choices.map { ($0.rawValue, $0.title) },
                        chosen: called ? CancelReason.clinicWithdrawn.rawValue : ""),
                    .area("note", "Note (optional)", rows: 2, longest: BookingDraft.longestNote),
                ]))
    }

    @Sendable private func cancel(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await cancellationPage(visit, $0)
        } read: { form in
            let (id, scope): (ID<Booking>, Scope) = (try visit.id("booking"), try visit.reach)
            guard let draft = CancellationDraft.read(&form) else { return nil }
            return { transaction in
                try BookingStore.cancel(id, reason: draft.reason, note: draft.note, scope: scope, in: transaction)
                return Done(AppointmentsAddresses.booking.path(id), AppointmentsNotice.cancelled)
            }
        }
    }

    /// The clinic that will not run, from which the appointment is being moved or cancelled; nil where its clinic runs.
    private func calling(_ booking: Booking) async throws -> ID<Clinic>? {
        try await database.read { connection in
            let earlier = try booking.movedFrom.flatMap {
                try BookingStore.booking($0, scope: .system("from where an appointment was moved"), in: connection)
            }
            guard let clinic = try ClinicStore.clinic((earlier ?? booking).clinic, in: connection) else { return nil }
            return clinic.status == .published && clinic.stoppedAt != nil ? clinic.id : nil
        }
    }

    /// The appointment and its patient, after the audit trail has taken note.
    private func read(_ visit: Visit) async throws -> (DeskAppointment, RegisteredPatient) {
        let id: ID<Booking> = try visit.id("booking")
        let scope = try visit.reach
        let found = try await database.read { connection in
            try BookingStore.booking(id, scope: scope, in: connection).flatMap { try DeskAppointment.all([$0], in: connection).first }
        }
        guard let found else { throw Refusal.notFound }
        return (found, try await database.viewPatient(found.booking.patient, scope: scope, purpose: "appointment", visit))
    }
}
