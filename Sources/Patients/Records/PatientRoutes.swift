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
        routes.post(PatientsAddresses.newPatientForm, .patientRegister, formFromSearch)
        routes.post(PatientsAddresses.newPatient, .patientRegister, register)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        let scope = try visit.reach
        let patient = try await database.viewPatient(id, scope: scope, purpose: "record", visit)
        let (today, now, since) = (visit.today, visit.now, visit.today.adding(days: -365))
        let (deliveries, booking) = (ports.deliveries, ports.booking(id, try visit.person.role))
        let file = try await database.read { connection in
            let planned = try PatientStore.registrations(of: id, in: connection).filter { $0.fromDate > today }
            let practices = try OrganisationStore.organisations(planned.map(\.practice), on: today, in: connection)
            return PatientFile(
                found: patient, events: try deliveries.events(of: id, since: since, scope: scope, at: now, in: connection),
                history: try PatientHistory.read(id, on: today, in: connection), planned: planned,
                practices: Dictionary(practices.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first }), booking: booking)
        }
        return .page(PatientPage(file, role: try visit.person.role, notice: visit.query["notice"], at: visit.now))
    }

    @Sendable private func form(_ visit: Visit) async throws -> Answer {
        .page(NewPatientPage(FormReader(), practices: try await practices(visit), desk: ports.desk))
    }

    /// The form with what was searched for in it, so that nobody types a number twice. It travels in the form's body, as the search itself does.
    @Sendable private func formFromSearch(_ visit: Visit) async throws -> Answer {
        .page(NewPatientPage(FormReader(PatientRules.fields(ofSearch: visit.form["find"])), practices: try await practices(visit), desk: ports.desk))
    }

    @Sendable private func register(_ visit: Visit) async throws -> Answer {
        let practices = try await practices(visit)
        let (today, now, once) = (visit.today, visit.now, visit.once)
        var form = FormReader(visit.form)
        guard let draft = PatientDraft.read(&form, practices: practices, today: today, at: now) else {
            return .page(NewPatientPage(form, practices: practices, desk: ports.desk), status: 422)
        }
        let (isAnother, ports, role) = (form.isAnother, ports, try visit.person.role)
        do {
            let address = try await database.write(by: visit.actor, at: now) { transaction in
                try transaction.once(once) {
                    try PatientStore.register(
                        draft.patient, at: draft.practice, from: today, registration: ID(at: now), isAnother: isAnother, in: transaction)
                    return ports.booking(draft.patient.id, role) ?? PatientsAddresses.patient.path(draft.patient.id)
                }
            }
            return .redirect(to: address, notice: "registered")
        } catch let refusal as PatientRefusal {
            if refusal == .numberTaken { form.refuse("nhs-number", refusal.sentence) }
            let others = try await others(than: draft.patient, refusal, visit)
            return .page(NewPatientPage(form, practices: practices, desk: ports.desk, refusal: refusal, others: others), status: 409)
        }
    }

    /// Records that may be the same person's: the one that has the number, or those with the same name and date of birth.
    private func others(than patient: Patient, _ refusal: PatientRefusal, _ visit: Visit) async throws -> [PatientChangePage.Others] {
        let reader = try OthersReader(visit, ports)
        return try await database.write(by: visit.actor, at: visit.now) { transaction in
            let ids =
                refusal == .numberTaken
                ? try PatientStore.holder(of: patient.nhsNumber, in: transaction).map { [$0] } ?? []
                : try PatientStore.alike(PatientDetails(patient), except: nil, in: transaction)
            return try reader.read(ids, in: transaction)
        }
    }

    /// The practices whose patients the person may register.
    private func practices(_ visit: Visit) async throws -> [Organisation] {
        let (scope, today) = (try visit.reach, visit.today)
        return try await database.read { try OrganisationStore.practices(in: scope, on: today, in: $0) }
    }
}
