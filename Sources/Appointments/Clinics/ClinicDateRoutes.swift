// The addresses of one date's clinic.

import Directory
import Kernel
import Patients
import Store
import Web

struct ClinicDateRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.clinicDate, .clinics) { visit in try await page(visit) }
        routes.get(AppointmentsAddresses.staffing, .clinics) { visit in try await staffing(visit) }
        routes.post(AppointmentsAddresses.staffing, .clinics, substitute)
        routes.post(AppointmentsAddresses.stop, .clinics, stop)
        routes.post(AppointmentsAddresses.stopTakingBack, .clinics, offerAgain)
        routes.post(AppointmentsAddresses.withdrawal, .clinics, withdraw)
        routes.post(AppointmentsAddresses.notHeld, .notHeld, recordNotHeld)
        routes.post(AppointmentsAddresses.notHeldTakingBack, .notHeld, takeBackNotHeld)
    }

    @Sendable private func substitute(_ visit: Visit) async throws -> Answer {
        let facts = try await facts(visit)
        let id = facts.clinic.id
        var form = FormReader(visit.form)
        let clinician = form.choice("clinician", among: facts.candidates.map(\.id.stored), orSay: "Choose the clinician")
        let room = form.choice("room", among: facts.rooms.map(\.id.stored), orSay: "Choose the room")
        let reason = form.text("reason", orSay: "Say why it is changed, for example: Clinician unwell")
        guard let person = facts.candidates.first(where: { $0.id.stored == clinician }),
            let place = facts.rooms.first(where: { $0.id.stored == room }),
            let reason, form.isSound
        else { return try await staffing(visit, form: form, status: 422) }
        let draft = SubstitutionDraft(clinician: person.id, room: place.id, reason: reason, seen: Int(form.fields["seen"]) ?? -1)
        let once = visit.once
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try ClinicDateStore.substitute(draft, on: id, in: transaction)
                    return id.stored
                }
            }
            return .redirect(to: AppointmentsAddresses.clinicDate.path(id), notice: "changed")
        } catch let refusal as SubstitutionRefusal {
            // Who was second sees the clinic as it is now, and not what was chosen for another state of it.
            let again = refusal == .changedMeanwhile ? FormReader(Fields([(name: "reason", value: reason)])) : form
            return try await staffing(visit, form: again, refusal: refusal, status: refusal.isConflict ? 409 : 422)
        }
    }

    @Sendable private func stop(_ visit: Visit) async throws -> Answer {
        try await take(visit, notice: "stopped") { try ClinicDateStore.stop($0, reason: $1, in: $2) }
    }

    @Sendable private func withdraw(_ visit: Visit) async throws -> Answer {
        try await take(visit, notice: "withdrawn") { try ClinicStore.withdraw($0, reason: $1, in: $2) }
    }

    @Sendable private func offerAgain(_ visit: Visit) async throws -> Answer {
        let (id, once) = (try await facts(visit).clinic.id, visit.once)
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try ClinicDateStore.offerAgain(id, in: transaction)
                    return id.stored
                }
            }
            return .redirect(to: AppointmentsAddresses.clinicDate.path(id), notice: "offered-again")
        } catch let refusal as WithdrawalRefusal {
            return try await page(visit, refusal: refusal.sentence, status: 409)
        }
    }

    @Sendable private func recordNotHeld(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.form)
        let cause = form.choice("cause", as: NotHeldCause.self, orSay: "Choose why it did not take place, or ended early")
        guard let cause else { return try await page(visit, form: form, status: 422) }
        return try await changing(visit, notice: "not-held") { try ClinicDateStore.recordNotHeld($0, cause, in: $1) }
    }

    @Sendable private func takeBackNotHeld(_ visit: Visit) async throws -> Answer {
        try await changing(visit, notice: "held") { try ClinicDateStore.takeBackNotHeld($0, in: $1) }
    }

    private func changing(
        _ visit: Visit, notice: String, _ act: @escaping @Sendable (ID<Clinic>, Transaction) throws -> Void
    ) async throws -> Answer {
        let (id, once) = (try await facts(visit).clinic.id, visit.once)
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try act(id, transaction)
                    return id.stored
                }
            }
            return .redirect(to: AppointmentsAddresses.clinicDate.path(id), notice: notice)
        } catch let refusal as NotHeldRefusal {
            return try await page(visit, refusal: refusal.sentence, status: 409)
        }
    }

    private func take(
        _ visit: Visit, notice: String, _ act: @escaping @Sendable (ID<Clinic>, String, Transaction) throws -> Void
    ) async throws -> Answer {
        let (id, once) = (try await facts(visit).clinic.id, visit.once)
        var form = FormReader(visit.form)
        guard let reason = form.text("reason", orSay: "Say why the clinic does not take place, for example: Clinician unwell") else {
            return try await page(visit, form: form, status: 422)
        }
        do {
            try await database.write(by: visit.actor, at: visit.now) { transaction in
                _ = try transaction.once(once) {
                    try act(id, reason, transaction)
                    return id.stored
                }
            }
            return .redirect(to: AppointmentsAddresses.clinicDate.path(id), notice: notice)
        } catch let refusal as WithdrawalRefusal {
            return try await page(visit, form: form, refusal: refusal.sentence, status: 409)
        }
    }

    /// What another hub plans is not there.
    private func facts(_ visit: Visit) async throws -> ClinicDateFacts {
        let id: ID<Clinic> = try visit.id("clinic")
        let (scope, today) = (try visit.person.scope, visit.today)
        guard let facts = try await database.read({ try ClinicDateFacts.read(id, scope: scope, today: today, in: $0) }) else {
            throw Refusal.notFound
        }
        return facts
    }

    /// The clinic; that its patients were shown goes to the audit trail first.
    private func page(_ visit: Visit, form: FormReader = FormReader(), refusal: String = "", status: Int = 200) async throws -> Answer {
        let facts = try await facts(visit)
        let seesPatients = try visit.person.role.seesPatients
        let shown = facts.patients + facts.turnedAway
        if seesPatients, !shown.isEmpty {
            let id = facts.clinic.id
            try await database.write(by: visit.actor, at: visit.now) {
                try $0.audit("clinic’s patients viewed", AuditSubject("clinic", id), showing: shown.map(\.patient.id))
            }
        }
        return .page(
            ClinicDatePage(
                facts, seesPatients: seesPatients, recordsNotHeld: Permission.notHeld.allows(try visit.person.role), form: form, refusal: refusal,
                notice: visit.query["notice"], at: visit.now),
            status: status)
    }

    private func staffing(
        _ visit: Visit, form: FormReader = FormReader(), refusal: SubstitutionRefusal? = nil, status: Int = 200
    ) async throws -> Answer {
        .page(ClinicStaffingPage(try await facts(visit), form: form, refusal: refusal, today: visit.today), status: status)
    }
}
