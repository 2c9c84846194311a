// The addresses of one date's clinic.

import Directory
import Kernel
import Patients
import Store
import Web

struct ClinicDateRoutes: Sendable {
    let database: any Database
    let contracts: ContractPort

    func add(to routes: inout RouteTable) {
        routes.get(AppointmentsAddresses.clinicDate, .clinics) { .page(try await page($0, FormReader())) }
        routes.get(AppointmentsAddresses.staffing, .clinics) { .page(FormPage.staffing(try await facts($0), FormReader())) }
        routes.post(AppointmentsAddresses.staffing, .clinics, substitute)
        routes.post(AppointmentsAddresses.stop, .clinics, stop)
        routes.post(AppointmentsAddresses.stopTakingBack, .clinics, offerAgain)
        routes.post(AppointmentsAddresses.withdrawal, .clinics, withdraw)
        routes.post(AppointmentsAddresses.notHeld, .notHeld, recordNotHeld)
        routes.post(AppointmentsAddresses.notHeldTakingBack, .notHeld, takeBackNotHeld)
    }

    @Sendable private func substitute(_ visit: Visit) async throws -> Answer {
        try await database.act(visit) {
            FormPage.staffing(try await facts(visit), $0)
        } read: { form in
            let facts = try await facts(visit)
            let id = facts.clinic.id
            let clinician = form.choice("clinician", among: facts.candidates.map(\.id.stored), orSay: "Choose the clinician")
            let room = form.choice("room", among: facts.rooms.map(\.id.stored), orSay: "Choose the room")
            let reason = form.text("reason", orSay: "Say why it is changed, for example: Clinician unwell")
            guard let person = facts.candidates.first(where: { $0.id.stored == clinician }),
                let place = facts.rooms.first(where: { $0.id.stored == room }),
                let reason
            else { return nil }
            let draft = SubstitutionDraft(clinician: person.id, room: place.id, reason: reason, seen: form.revision)
            return { transaction in
                try ClinicDateStore.substitute(draft, on: id, in: transaction)
                return Done(AppointmentsAddresses.clinicDate.path(id), AppointmentsNotice.clinicChanged)
            }
        }
    }

    @Sendable private func stop(_ visit: Visit) async throws -> Answer {
        try await taking(visit, .clinicStopped) { try ClinicDateStore.stop($0, reason: $1, in: $2) }
    }

    @Sendable private func withdraw(_ visit: Visit) async throws -> Answer {
        try await taking(visit, .clinicWithdrawn) { try ClinicStore.withdraw($0, reason: $1, in: $2) }
    }

    @Sendable private func offerAgain(_ visit: Visit) async throws -> Answer {
        try await changing(visit, .clinicOfferedAgain) { _ in { clinic, transaction in try ClinicDateStore.offerAgain(clinic, in: transaction) } }
    }

    @Sendable private func recordNotHeld(_ visit: Visit) async throws -> Answer {
        try await changing(visit, .clinicNotHeld) { form in
            let cause = form.choice("cause", as: NotHeldCause.self, orSay: "Choose why it did not take place, or ended early")
            let shown = form.fields.all("shown").compactMap { try? ID<Booking>(parsing: $0) }
            guard let cause else { return nil }
            return { clinic, transaction in try ClinicDateStore.recordNotHeld(clinic, cause, shown: shown, in: transaction) }
        }
    }

    @Sendable private func takeBackNotHeld(_ visit: Visit) async throws -> Answer {
        try await changing(visit, .clinicHeld) { _ in { clinic, transaction in try ClinicDateStore.takeBackNotHeld(clinic, in: transaction) } }
    }

    private func taking(
        _ visit: Visit, _ notice: AppointmentsNotice, _ act: @escaping @Sendable (ID<Clinic>, String, Transaction) throws -> Void
    ) async throws -> Answer {
        try await changing(visit, notice) { form in
            let reason = form.text("reason", orSay: "Say why the clinic does not take place, for example: Clinician unwell")
            guard let reason else { return nil }
            return { clinic, transaction in try act(clinic, reason, transaction) }
        }
    }

    /// Changes the clinic; a refusal is said at the top of its page.
    private func changing(
        _ visit: Visit, _ notice: AppointmentsNotice, _ read: (inout FormReader) -> (@Sendable (ID<Clinic>, Transaction) throws -> Void)?
    ) async throws -> Answer {
        try await database.act(visit) {
            try await page(visit, $0)
        } read: { form in
            let id = try await facts(visit).clinic.id
            guard let act = read(&form) else { return nil }
            return { transaction in
                try act(id, transaction)
                return Done(AppointmentsAddresses.clinicDate.path(id), notice)
            }
        }
    }

    /// What another hub plans is not there.
    private func facts(_ visit: Visit) async throws -> ClinicDateFacts {
        let id: ID<Clinic> = try visit.id("clinic")
        let (scope, today, contracts) = (try visit.person.scope, visit.today, contracts)
        guard let facts = try await database.read({ try ClinicDateFacts.read(id, scope: scope, today: today, contracts, in: $0) }) else {
            throw Refusal.notFound
        }
        return facts
    }

    /// The clinic; that its patients were shown goes to the audit trail first.
    private func page(_ visit: Visit, _ form: FormReader) async throws -> ClinicDatePage {
        let facts = try await facts(visit)
        let seesPatients = try visit.person.role.seesPatients
        let shown = facts.patients + facts.turnedAway
        if seesPatients, !shown.isEmpty {
            let id = facts.clinic.id
            try await database.write(by: visit.actor, at: visit.now) {
                try $0.audit("clinic’s patients viewed", AuditSubject("clinic", id), showing: shown.map(\.patient.id))
            }
        }
        return ClinicDatePage(
            facts, seesPatients: seesPatients, recordsNotHeld: Permission.notHeld.allows(try visit.person.role), form: form, at: visit.now)
    }
}
