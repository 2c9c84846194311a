// Changes of one date's clinic, once published.

import Directory
import Kernel
import Store

package enum ClinicDateStore {
    /// The clinic, where its site belongs to the hub of the scope, or the scope is the federation's.
    package static func clinic(_ id: ID<Clinic>, scope: Scope, in connection: any Connection) throws -> Clinic? {
        guard let clinic = try ClinicStore.clinic(id, in: connection) else { return nil }
        return try ClinicStore.isWithin(scope, clinic.site, in: connection) ? clinic : nil
    }

    /// A clinic's changes of clinician and room, newest first.
    package static func substitutions(of clinic: ID<Clinic>, in connection: any Connection) throws -> [Substitution] {
        try connection.all(
            """
            SELECT number, clinician_before, clinician_after, room_before, room_after, reason, changed_at, changed_by
            FROM clinic_substitutions
            WHERE clinic = \(clinic)
            ORDER BY number DESC
            """)
    }

    /// Gives one date's clinic to another clinician or moves it to another room; its appointments stay.
    package static func substitute(_ draft: SubstitutionDraft, on id: ID<Clinic>, in transaction: Transaction) throws {
        guard let clinic = try ClinicStore.clinic(id, in: transaction) else { throw SubstitutionRefusal.notPublished }
        let changes = try substitutions(of: id, in: transaction).first?.number ?? 0
        let clinician = try PersonStore.person(draft.clinician, in: transaction)
        let begun: Int? = try transaction.value(
            """
            SELECT CAST(COUNT(*) AS BIGINT)
            FROM bookings
            WHERE clinic = \(id)
              AND status IN ('called', 'seen')
            """)
        try SubstitutionRules.check(
            draft, on: clinic, clinician: clinician, changes: changes, begun: begun ?? 0,
            clashes: try DiaryStore.clashes(of: [.person(draft.clinician), .room(draft.room)], with: clinic.diaryEntry, in: transaction),
            at: transaction.instant)
        guard try SiteStore.rooms(at: clinic.site, on: clinic.date, in: transaction).contains(where: { $0.id == draft.room }) else {
            throw SubstitutionRefusal.noSuchRoom
        }
        try transaction.execute("UPDATE clinics SET clinician = \(draft.clinician), room = \(draft.room) WHERE id = \(id)")
        try DiaryStore.pass(RecordLink(.clinic, id), from: .person(clinic.clinician), to: .person(draft.clinician), in: transaction)
        try DiaryStore.pass(RecordLink(.clinic, id), from: .room(clinic.room), to: .room(draft.room), in: transaction)
        try transaction.execute(
            """
            INSERT INTO clinic_substitutions (id, clinic, number, clinician_before, clinician_after, room_before, room_after, reason, changed_at,
              changed_by)
            VALUES (\(ID<Substitution>(at: transaction.instant)), \(id), \(changes + 1), \(clinic.clinician), \(draft.clinician),
              \(clinic.room), \(draft.room), \(draft.reason), \(transaction.instant), \(transaction.actor.person))
            """)
        if draft.clinician != clinic.clinician { try BookingRelations.pass(id, to: draft.clinician, in: transaction) }
        try transaction.audit(
            "clinic clinician or room changed", AuditSubject("clinic", id), reason: draft.reason,
            details: [
                "clinicianBefore": clinic.clinician.stored, "clinicianAfter": draft.clinician.stored, "roomBefore": clinic.room.stored,
                "roomAfter": draft.room.stored,
            ])
    }

    /// Takes no more bookings for a clinic that will not run, so that its patients can be called in peace. Who is second is told.
    package static func stop(_ id: ID<Clinic>, reason: String, in transaction: Transaction) throws {
        guard let clinic = try ClinicStore.clinic(id, in: transaction), clinic.status == .published else { throw WithdrawalRefusal.notPublished }
        guard clinic.endsAt > transaction.instant else { throw WithdrawalRefusal.started }
        guard clinic.stoppedAt == nil else { throw WithdrawalRefusal.stopped }
        try transaction.execute("UPDATE clinics SET stopped_at = \(transaction.instant), status_reason = \(reason) WHERE id = \(id)")
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit("clinic stopped", AuditSubject("clinic", id), reason: reason)
    }

    /// Offers a stopped clinic again: it takes place after all. Who is second is told.
    package static func offerAgain(_ id: ID<Clinic>, in transaction: Transaction) throws {
        guard let clinic = try ClinicStore.clinic(id, in: transaction), clinic.status == .published else { throw WithdrawalRefusal.notPublished }
        guard clinic.stoppedAt != nil else { throw WithdrawalRefusal.offered }
        try transaction.execute("UPDATE clinics SET stopped_at = NULL, status_reason = '' WHERE id = \(id)")
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit("clinic offered again", AuditSubject("clinic", id))
    }

    /// Stopped clinics to come whose patients are still to be called.
    package static func stopped(at now: Instant, in connection: any Connection) throws -> [Clinic] {
        try connection.all(
            """
            SELECT *
            FROM clinics
            WHERE stopped_at IS NOT NULL
              AND status = 'published'
              AND ends_at > \(now)
            ORDER BY starts_at, id
            """)
    }

    /// The clinics of GPs that take place on a date, at whichever hub.
    package static func doctors(on date: LocalDate, in connection: any Connection) throws -> [Clinic] {
        try ClinicStore.clinics(from: date, through: date, in: connection)
            .filter { $0.service == .doctor && $0.status != .withdrawn && $0.stoppedAt == nil }
    }
}
