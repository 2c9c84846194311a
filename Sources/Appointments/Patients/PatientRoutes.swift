// The addresses of patients.

import Directory
import Kernel
import Store
import Web

struct PatientRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.patient, .patientView, show)
        routes.get(AppointmentsAddresses.newPatient, .desk, form)
        routes.post(AppointmentsAddresses.newPatient, .desk, register)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        let scope = try visit.reach
        let patient = try await database.viewPatient(id, scope: scope, purpose: "record", visit)
        let since = visit.today.adding(days: -365)
        let appointments = try await database.read { connection in
            let bookings = try BookingStore.bookings(of: id, from: since, withCancelled: true, scope: scope, in: connection)
            return try DeskAppointment.all(bookings.reversed(), in: connection)
        }
        return .page(PatientPage(patient, appointments, today: visit.today))
    }

    @Sendable private func form(_ visit: Visit) async throws -> Answer {
        .page(NewPatientPage(FormReader(), practices: try await practices(visit)))
    }

    @Sendable private func register(_ visit: Visit) async throws -> Answer {
        let practices = try await practices(visit)
        let (today, now, once) = (visit.today, visit.now, visit.once)
        var form = FormReader(visit.form)
        guard let draft = PatientDraft.read(&form, practices: practices, today: today, at: now) else {
            return .page(NewPatientPage(form, practices: practices), status: 422)
        }
        do {
            let address = try await database.write(by: visit.actor, at: now) { transaction in
                try transaction.once(once) {
                    try PatientStore.register(draft.patient, at: draft.practice, from: today, registration: ID(at: now), in: transaction)
                    return AppointmentsAddresses.deskPatient.path(draft.patient.id)
                }
            }
            return .redirect(to: address, notice: "registered")
        } catch let refusal as PatientRefusal {
            form.refuse("nhs-number", refusal.sentence)
            return .page(NewPatientPage(form, practices: practices, refusal: refusal), status: 409)
        }
    }

    /// The practices whose patients the person may register.
    private func practices(_ visit: Visit) async throws -> [Organisation] {
        let (scope, today) = (try visit.reach, visit.today)
        return try await database.read { try OrganisationStore.practices(in: scope, on: today, in: $0) }
    }
}
