// The addresses of patients.

import Directory
import Kernel
import Store
import Web

struct PatientRoutes: Sendable {
    let database: any Database
    let ports: PatientsPorts

    func add(to routes: inout RouteTable) {
        routes.get(PatientsAddresses.patient, .patientView, show)
        routes.get(PatientsAddresses.newPatient, .patientRegister, form)
        routes.post(PatientsAddresses.newPatientForm, .patientRegister, keepsDraft: false, formFromSearch)
        // Nothing in the form says which patient somebody meant to register.
        routes.post(PatientsAddresses.newPatient, .patientRegister, keepsDraft: false, register)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        let scope = try visit.reach
        let patient = try await database.viewPatient(id, scope: scope, purpose: "record", visit)
        let (today, now, since) = (visit.today, visit.now, visit.today.adding(days: -365))
        let (deliveries, booking) = (ports.deliveries, ports.booking(id, try visit.person.role))
        let file = try await database.read { connection in
            let planned = try PatientStore.registrations(of: id, in: connection).filter { $0.fromDate > today }
            let practices = try OrganisationStore.names(of: planned.map(\.practice), on: today, in: connection)
            return PatientFile(
                found: patient, events: try deliveries.events(of: id, since: since, scope: scope, at: now, in: connection),
                history: try PatientHistory.read(id, on: today, in: connection), planned: planned,
                practices: practices, booking: booking)
        }
        return .page(PatientPage(file, role: try visit.person.role, at: visit.now))
    }

    @Sendable private func form(_ visit: Visit) async throws -> Answer { .page(try await page(visit, FormReader())) }

    /// The form with what was searched for in it, so that nobody types a number twice. It travels in the form's body, as the search itself does.
    @Sendable private func formFromSearch(_ visit: Visit) async throws -> Answer {
        .page(try await page(visit, FormReader(PatientRules.fields(ofSearch: visit.form["find"]))))
    }

    private func page(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        let practices = try await practices(visit)
        var typed = FormReader(form.fields)
        let draft = PatientDraft.read(&typed, practices: practices, today: visit.today, at: visit.now)
        let others = try await OtherRecordsReader(visit: visit, ports: ports).found(form, draft.map { PatientDetails($0.patient) }, in: database)
        return .new(form, practices: practices, desk: ports.desk, others: others)
    }

    @Sendable private func register(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let today = visit.today
            guard let draft = PatientDraft.read(&form, practices: try await practices(visit), today: today, at: visit.now) else { return nil }
            let (answer, id) = (form.samePersonAnswer, draft.patient.id)
            let path = ports.booking(id, try visit.person.role) ?? PatientsAddresses.patient.path(id)
            return { transaction in
                try PatientStore.register(
                    draft.patient, at: draft.practice, from: today, registration: ID(at: transaction.instant), answer: answer, in: transaction)
                return Done(path, PatientsNotice.registered)
            }
        }
    }

    /// The practices whose patients the person may register.
    private func practices(_ visit: Visit) async throws -> [Organisation] {
        let (scope, today) = (try visit.reach, visit.today)
        return try await database.read { try OrganisationStore.practices(in: scope, on: today, in: $0) }
    }
}
