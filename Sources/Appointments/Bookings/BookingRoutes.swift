// The addresses of one appointment.

import Kernel
import Patients
import Store
import Web

struct BookingRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.booking, .patientView, show)
        routes.get(AppointmentsAddresses.cancellation, .desk, askWhy)
        routes.post(AppointmentsAddresses.cancellation, .desk, cancel)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let (appointment, patient) = try await read(visit)
        let mayChange = Permission.desk.allows(try visit.person.role)
        let calling = Permission.clinics.allows(try visit.person.role) ? try await calling(appointment.booking) : nil
        return .page(BookingPage(appointment, patient, mayChange: mayChange, calling: calling, notice: visit.query["notice"], at: visit.now))
    }

    @Sendable private func askWhy(_ visit: Visit) async throws -> Answer {
        let (appointment, patient) = try await read(visit)
        let form = try await calling(appointment.booking).map { _ in
            FormReader(Fields([(name: "reason", value: CancelReason.clinicWithdrawn.rawValue)]))
        }
        return .page(CancellationPage(appointment, patient, form: form ?? FormReader(), refusal: nil, today: visit.today))
    }

    @Sendable private func cancel(_ visit: Visit) async throws -> Answer {
        let id: ID<Booking> = try visit.id("booking")
        let (scope, once) = (try visit.reach, visit.once)
        var form = FormReader(visit.form)
        guard let draft = CancellationDraft.read(&form) else { return try await again(visit, form, nil, status: 422) }
        do {
            let address = try await database.write(by: visit.actor, at: visit.now) { transaction in
                try transaction.once(once) {
                    try BookingStore.cancel(id, reason: draft.reason, note: draft.note, scope: scope, in: transaction)
                    return AppointmentsAddresses.booking.path(id)
                }
            }
            return .redirect(to: address, notice: "cancelled")
        } catch let refusal as BookingRefusal {
            return try await again(visit, form, refusal, status: 409)
        }
    }

    /// The clinic that will not run, from which the appointment is being moved or cancelled; nil where its clinic runs.
    private func calling(_ booking: Booking) async throws -> ID<Clinic>? {
        try await database.read { connection in
            let earlier = try booking.movedFrom.flatMap { try BookingStore.booking($0, scope: .federation, in: connection) }
            guard let clinic = try ClinicStore.clinic((earlier ?? booking).clinic, in: connection) else { return nil }
            return clinic.status == .published && clinic.stoppedAt != nil ? clinic.id : nil
        }
    }

    private func again(_ visit: Visit, _ form: FormReader, _ refusal: BookingRefusal?, status: Int) async throws -> Answer {
        let (appointment, patient) = try await read(visit)
        return .page(CancellationPage(appointment, patient, form: form, refusal: refusal, today: visit.today), status: status)
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
