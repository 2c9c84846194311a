// The addresses at which a record is changed.

import Directory
import Kernel
import Store
import Web

/// Correcting a record, moving it to another practice, recording a death. Each form names the last change that the person had seen.
struct PatientChangeRoutes: Sendable {
    let database: any Database
    let ports: PatientsPorts

    func add(to routes: inout RouteTable) {
        routes.get(PatientsAddresses.patientDetails, .patientChange) { .page(try await detailsPage($0, FormReader())) }
        routes.post(PatientsAddresses.patientDetails, .patientChange, correct)
        routes.get(PatientsAddresses.patientPractice, .patientChange) { .page(try await practicePage($0, FormReader())) }
        routes.post(PatientsAddresses.patientPractice, .patientChange, move)
        routes.get(PatientsAddresses.patientNumber, .patientChange) { .page(try await numberPage($0, FormReader())) }
        routes.post(PatientsAddresses.patientNumber, .patientChange, correctNumber)
        routes.get(PatientsAddresses.patientDeath, .patientChange, askAboutDeath)
        routes.post(PatientsAddresses.patientDeath, .patientChange, recordDeath)
        routes.get(PatientsAddresses.patientDeathTakingBack, .patientChange) { .page(try await takingBackPage($0, FormReader())) }
        routes.post(PatientsAddresses.patientDeathTakingBack, .patientChange, takeBack)
    }

    // MARK: - Details and number

    private func detailsPage(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        let record = try await open(visit, "correction")
        var typed = FormReader(form.fields)
        guard let draft = DetailsDraft.read(&typed, of: record.patient, today: visit.today) else { return .details(record, form) }
        let others = try await OtherRecordsReader(visit: visit, ports: ports).found(form, draft.details, except: record.patient.id, in: database)
        guard form.refusal is ChangedMeanwhile else { return .details(record, form, others: others) }
        // What this person left alone keeps what the other one wrote.
        let missed = record.history.changes.filter { $0.number > form.revision.number }
        let untouched = PatientChangeRules.untouched(draft.details, since: missed)
        return .details(record, form.with(PatientDetails(record.patient), for: untouched))
    }

    @Sendable private func correct(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await detailsPage(visit, $0)
        } read: { form in
            let patient = try await open(visit, "correction").patient
            guard let draft = DetailsDraft.read(&form, of: patient, today: visit.today) else { return nil }
            let (scope, revision) = (try visit.reach, form.revision)
            return { transaction in
                try PatientChangeStore.correct(
                    patient.id, to: draft.details, reason: draft.reason, answer: draft.answer, revision: revision, scope: scope,
                    in: transaction)
                return Done(PatientsAddresses.patient.path(patient.id), PatientsNotice.detailsCorrected)
            }
        }
    }

    private func numberPage(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        let record = try await open(visit, "correction")
        return .number(
            record, form, others: try await OtherRecordsReader(visit: visit, ports: ports).found(form, nil, except: record.patient.id, in: database))
    }

    @Sendable private func correctNumber(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await numberPage(visit, $0)
        } read: { form in
            guard let draft = NumberDraft.read(&form) else { return nil }
            let (id, scope, revision): (PatientID, Scope, Revision) = (try visit.id("patient"), try visit.reach, form.revision)
            return { transaction in
                try PatientChangeStore.correctNumber(
                    of: id, to: draft.number, source: draft.source, revision: revision, scope: scope, in: transaction)
                return Done(PatientsAddresses.patient.path(id), PatientsNotice.numberCorrected)
            }
        }
    }

    // MARK: - Practice

    private func practicePage(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        .practice(try await open(visit, "change of practice"), try await practices(visit), form)
    }

    @Sendable private func move(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await practicePage(visit, $0)
        } read: { form in
            guard let draft = PracticeDraft.read(&form, practices: try await practices(visit)) else { return nil }
            let (id, scope, revision): (PatientID, Scope, Revision) = (try visit.id("patient"), try visit.reach, form.revision)
            // From that day on the practice before does not see the record, and whoever works there is led back to the desk.
            let isGone = draft.from <= visit.today && !scope.isWhole
            let done =
                isGone
                ? Done(ports.desk, PatientsNotice.movedAway) : Done(PatientsAddresses.patient.path(id), PatientsNotice.practiceChanged)
            return { transaction in
                try PatientChangeStore.move(
                    id, to: draft.practice, from: draft.from, reason: draft.reason, revision: revision, scope: scope, in: transaction)
                return done
            }
        }
    }

    private func practices(_ visit: Visit) async throws -> [Organisation] {
        let (id, today, scope): (PatientID, LocalDate, Scope) = (try visit.id("patient"), visit.today, try visit.reach)
        return try await database.read { connection in
            let current = try PatientStore.patient(id, on: today, scope: scope, in: connection)?.practice
            return try OrganisationStore.practices(in: .system("any practice may take a patient over"), on: today, in: connection)
                .filter { $0.id != current }
        }
    }

    // MARK: - Death

    @Sendable private func askAboutDeath(_ visit: Visit) async throws -> Answer {
        let record = try await open(visit, "death")
        if record.patient.diedOn != nil { return .redirect(to: PatientsAddresses.patient.path(record.patient.id)) }
        return .page(PatientFormPage.death(record, FormReader()))
    }

    @Sendable private func recordDeath(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            PatientFormPage.death(try await open(visit, "death"), $0)
        } read: { form in
            guard let draft = DeathDraft.read(&form) else { return nil }
            let (id, scope, revision): (PatientID, Scope, Revision) = (try visit.id("patient"), try visit.reach, form.revision)
            let (deliveries, notice) = (ports.deliveries, draft.notice)
            return { transaction in
                try PatientChangeStore.recordDeath(
                    of: id, on: draft.date, source: draft.source, cancelling: draft.cancelling, shown: draft.shown, revision: revision, scope: scope,
                    deliveries: deliveries, in: transaction)
                return Done(PatientsAddresses.patient.path(id), notice)
            }
        }
    }

    private func takingBackPage(_ visit: Visit, _ form: FormReader) async throws -> PatientFormPage {
        let record = try await open(visit, "death")
        let death = record.history.changes.first { $0.kind == .death }
        let (deliveries, now) = (ports.deliveries, visit.now)
        let cancelled = try await database.read { connection in
            try death.map { try deliveries.cancelled(of: record.patient.id, at: $0.changedAt, now: now, in: connection) } ?? []
        }
        return .takingBack(record, cancelled: cancelled, form)
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            try await takingBackPage(visit, $0)
        } read: { form in
            let missing = "Say what happened, for example: Recorded on the wrong person’s record"
            guard let reason = form.text("reason", orSay: missing, longest: 200, lines: .several) else { return nil }
            let (id, scope, revision): (PatientID, Scope, Revision) = (try visit.id("patient"), try visit.reach, form.revision)
            return { transaction in
                try PatientChangeStore.takeBackDeath(of: id, reason: reason, revision: revision, scope: scope, in: transaction)
                return Done(PatientsAddresses.patient.path(id), PatientsNotice.deathTakenBack)
            }
        }
    }

    // MARK: - What they share

    /// The record with its history, after the audit trail has taken note.
    private func open(_ visit: Visit, _ purpose: String) async throws -> OpenRecord {
        let id: PatientID = try visit.id("patient")
        let (scope, today, now, deliveries) = (try visit.reach, visit.today, visit.now, ports.deliveries)
        let found = try await database.viewPatient(id, scope: scope, purpose: purpose, visit)
        return try await database.read { connection in
            OpenRecord(
                found: found, history: try PatientHistory.read(id, on: today, in: connection),
                upcoming: try deliveries.open(for: id, at: now, in: connection), today: today)
        }
    }
}
