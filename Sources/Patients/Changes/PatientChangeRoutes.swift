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
        routes.get(PatientsAddresses.patientDetails, .patientChange) { visit in
            .page(PatientChangePage.details(try await open(visit, "correction"), ChangeAttempt()))
        }
        routes.post(PatientsAddresses.patientDetails, .patientChange, correct)
        routes.get(PatientsAddresses.patientPractice, .patientChange) { visit in
            .page(PatientChangePage.practice(try await open(visit, "change of practice"), try await practices(visit), ChangeAttempt()))
        }
        routes.post(PatientsAddresses.patientPractice, .patientChange, move)
        routes.get(PatientsAddresses.patientNumber, .patientChange) { visit in
            .page(PatientChangePage.number(try await open(visit, "correction"), ChangeAttempt()))
        }
        routes.post(PatientsAddresses.patientNumber, .patientChange, correctNumber)
        routes.get(PatientsAddresses.patientDeath, .patientChange, askAboutDeath)
        routes.post(PatientsAddresses.patientDeath, .patientChange, recordDeath)
        routes.get(PatientsAddresses.patientDeathTakingBack, .patientChange) { visit in try await takingBack(visit, ChangeAttempt(), status: 200)
        }
        routes.post(PatientsAddresses.patientDeathTakingBack, .patientChange, takeBack)
    }

    // MARK: - Details and number

    @Sendable private func correct(_ visit: Visit) async throws -> Answer {
        let record = try await open(visit, "correction")
        var form = FormReader(visit.form)
        guard let draft = DetailsDraft.read(&form, of: record.patient, today: visit.today) else {
            return .page(PatientChangePage.details(record, ChangeAttempt(form: form)), status: 422)
        }
        let (id, scope, revision) = (record.patient.id, try visit.reach, form.revision)
        let refusal = try await save(visit, id) {
            try PatientChangeStore.correct(
                id, to: draft.details, reason: draft.reason, isAnother: draft.isAnother, revision: revision, scope: scope, in: $0)
        }
        guard let refusal else { return .redirect(to: PatientsAddresses.patient.path(id), notice: "corrected") }
        let now = try await open(visit, "correction")
        var attempt = ChangeAttempt(form: form, refusal: refusal)
        if refusal == .changedMeanwhile {
            // What this person left alone keeps what the other one wrote.
            let missed = now.history.changes.filter { $0.number > revision }
            attempt.form = form.with(PatientDetails(now.patient), for: PatientChangeRules.untouched(draft.details, since: missed))
        }
        if case .alike = refusal { attempt.others = try await alike(draft.details, except: id, visit) }
        return .page(PatientChangePage.details(now, attempt), status: refusal.isConflict ? 409 : 422)
    }

    @Sendable private func correctNumber(_ visit: Visit) async throws -> Answer {
        let record = try await open(visit, "correction")
        var form = FormReader(visit.form)
        guard let draft = NumberDraft.read(&form) else {
            return .page(PatientChangePage.number(record, ChangeAttempt(form: form)), status: 422)
        }
        let (id, scope, revision) = (record.patient.id, try visit.reach, form.revision)
        let refusal = try await save(visit, id) {
            try PatientChangeStore.correctNumber(of: id, to: draft.number, source: draft.source, revision: revision, scope: scope, in: $0)
        }
        guard let refusal else { return .redirect(to: PatientsAddresses.patient.path(id), notice: "number") }
        var attempt = ChangeAttempt(form: form, refusal: refusal)
        if refusal == .numberOfAnother { attempt.others = try await holder(of: draft.number, visit) }
        return .page(PatientChangePage.number(try await open(visit, "correction"), attempt), status: refusal.isConflict ? 409 : 422)
    }

    // MARK: - Practice

    @Sendable private func move(_ visit: Visit) async throws -> Answer {
        let record: OpenRecord
        do {
            record = try await open(visit, "change of practice")
        } catch Refusal.notFound {
            // A second click comes when the record is out of sight already.
            let (once, account) = (visit.once, try visit.person.account)
            guard try await database.read({ try PatientChangeStore.isSettled(once, by: account, in: $0) }) else { throw Refusal.notFound }
            return .redirect(to: ports.desk, notice: "moved-away")
        }
        let practices = try await practices(visit)
        var form = FormReader(visit.form)
        guard let draft = PracticeDraft.read(&form, practices: practices) else {
            return .page(PatientChangePage.practice(record, practices, ChangeAttempt(form: form)), status: 422)
        }
        let (id, scope, revision) = (record.patient.id, try visit.reach, form.revision)
        let refusal = try await save(visit, id) {
            try PatientChangeStore.move(
                id, to: draft.practice, from: draft.from, reason: draft.reason, revision: revision, scope: scope, in: $0)
        }
        guard let refusal else {
            // From that day on the practice before does not see the record, and whoever works there is led back to the desk.
            let isGone = draft.from <= visit.today && scope != .federation
            return .redirect(
                to: isGone ? ports.desk : PatientsAddresses.patient.path(id), notice: isGone ? "moved-away" : "practice")
        }
        switch refusal {
        case .practiceBefore, .practiceBeyond: form.refuse("from", refusal.sentence, anchor: "from-day")
        case .samePractice, .noSuchPractice: form.refuse("practice", refusal.sentence)
        default: break
        }
        let attempt = ChangeAttempt(form: form, refusal: form.isSound ? refusal : nil)
        return .page(
            PatientChangePage.practice(try await open(visit, "change of practice"), practices, attempt), status: refusal.isConflict ? 409 : 422)
    }

    // MARK: - Death

    @Sendable private func askAboutDeath(_ visit: Visit) async throws -> Answer {
        let record = try await open(visit, "death")
        if record.patient.diedOn != nil { return .redirect(to: PatientsAddresses.patient.path(record.patient.id)) }
        return .page(PatientChangePage.death(record, ChangeAttempt()))
    }

    @Sendable private func recordDeath(_ visit: Visit) async throws -> Answer {
        let record = try await open(visit, "death")
        var form = FormReader(visit.form)
        guard let draft = DeathDraft.read(&form) else {
            return .page(PatientChangePage.death(record, ChangeAttempt(form: form)), status: 422)
        }
        let (id, scope, revision, deliveries) = (record.patient.id, try visit.reach, form.revision, ports.deliveries)
        let refusal = try await save(visit, id) {
            try PatientChangeStore.recordDeath(
                of: id, on: draft.date, source: draft.source, cancelling: draft.cancelling, shown: draft.shown, revision: revision, scope: scope,
                deliveries: deliveries, in: $0)
        }
        guard let refusal else {
            let kept = !draft.cancelling && !draft.shown.isEmpty
            return .redirect(to: PatientsAddresses.patient.path(id), notice: kept ? "died-kept" : draft.shown.isEmpty ? "died" : "died-cancelled")
        }
        switch refusal {
        case .diedInFuture, .diedBeforeBirth, .metSince: form.refuse("died", refusal.sentence, anchor: "died-day")
        default: break
        }
        let attempt = ChangeAttempt(form: form, refusal: form.isSound ? refusal : nil)
        return .page(PatientChangePage.death(try await open(visit, "death"), attempt), status: refusal.isConflict ? 409 : 422)
    }

    @Sendable private func takeBack(_ visit: Visit) async throws -> Answer {
        let id: PatientID = try visit.id("patient")
        var form = FormReader(visit.form)
        let missing = "Say what happened, for example: Recorded on the wrong person’s record"
        guard let reason = form.text("reason", orSay: missing, longest: 200, lines: .several) else {
            return try await takingBack(visit, ChangeAttempt(form: form), status: 422)
        }
        let (scope, revision) = (try visit.reach, form.revision)
        let refusal = try await save(visit, id) {
            try PatientChangeStore.takeBackDeath(of: id, reason: reason, revision: revision, scope: scope, in: $0)
        }
        guard let refusal else { return .redirect(to: PatientsAddresses.patient.path(id), notice: "death-taken-back") }
        return try await takingBack(visit, ChangeAttempt(form: form, refusal: refusal), status: refusal.isConflict ? 409 : 422)
    }

    private func takingBack(_ visit: Visit, _ attempt: ChangeAttempt, status: Int) async throws -> Answer {
        let record = try await open(visit, "death")
        let death = record.history.changes.first { $0.kind == .death }
        let (deliveries, now) = (ports.deliveries, visit.now)
        let cancelled = try await database.read { connection in
            try death.map { try deliveries.cancelled(with: $0, of: record.patient.id, at: now, in: connection) } ?? []
        }
        return .page(PatientChangePage.takingBack(record, cancelled: cancelled, attempt), status: status)
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
                upcoming: try deliveries.open(for: id, at: now, in: connection),
                began: try PatientChangeStore.registration(of: id, on: today, in: connection)?.fromDate, today: today)
        }
    }

    /// Saves once for each form that was shown; the refusal where the record stays as it is.
    private func save(_ visit: Visit, _ id: PatientID, _ change: @escaping @Sendable (Transaction) throws -> Void) async throws -> PatientRefusal? {
        let once = visit.once
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try change(transaction)
                    return id.stored
                }
            }
            return nil
        } catch PatientRefusal.notFound {
            throw Refusal.notFound
        } catch let refusal as PatientRefusal {
            return refusal
        }
    }

    private func practices(_ visit: Visit) async throws -> [Organisation] {
        let (id, today, scope): (PatientID, LocalDate, Scope) = (try visit.id("patient"), visit.today, try visit.reach)
        return try await database.read { connection in
            let current = try PatientStore.patient(id, on: today, scope: scope, in: connection)?.practice
            return try OrganisationStore.practices(in: .federation, on: today, in: connection).filter { $0.id != current }
        }
    }

    private func alike(_ details: PatientDetails, except id: PatientID, _ visit: Visit) async throws -> [PatientChangePage.Others] {
        let reader = try OthersReader(visit, ports)
        return try await database.write(by: visit.actor, at: visit.now) { transaction in
            try reader.read(PatientStore.alike(details, except: id, in: transaction), in: transaction)
        }
    }

    private func holder(of number: NHSNumber, _ visit: Visit) async throws -> [PatientChangePage.Others] {
        let reader = try OthersReader(visit, ports)
        return try await database.write(by: visit.actor, at: visit.now) { transaction in
            let holder = try PatientStore.holder(of: number, in: transaction)
            return try reader.read(holder.map { [$0] } ?? [], in: transaction)
        }
    }
}

/// Looks up records that may be the same person's: those within reach by name, of the others no more than that they exist.
struct OthersReader: Sendable {
    let scope: Scope
    let role: Role
    let today: LocalDate
    let ports: PatientsPorts

    init(_ visit: Visit, _ ports: PatientsPorts) throws {
        (scope, role, today) = (try visit.reach, try visit.person.role, visit.today)
        self.ports = ports
    }

    func read(_ ids: [PatientID], in transaction: Transaction) throws -> [PatientChangePage.Others] {
        guard !ids.isEmpty else { return [] }
        let shown = try ids.compactMap { try PatientStore.patient($0, on: today, scope: scope, in: transaction) }
        try PatientStore.auditSearch(shown: shown, in: transaction)
        let hidden = ids.count - shown.count
        let elsewhere =
            switch hidden {
            case 0: ""
            case 1: "One record is with another practice and is not shown here. The hub coordinator can look at both."
            default: "\(hidden) records are with other practices and are not shown here. The hub coordinator can look at them all."
            }
        let rows = shown.map { found in
            let id = found.patient.id
            return PatientRow(found, address: ports.booking(id, role) ?? PatientsAddresses.patient.path(id), today: today)
        }
        return [PatientChangePage.Others(heading: "Is it the same person?", rows: rows, elsewhere: elsewhere)]
    }
}
