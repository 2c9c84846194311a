// Where appointments are booked and cancelled.

import Directory
import Governance
import Kernel
import Patients
import Store

/// The one place that writes bookings. Every way to a slot goes through `place`, and behind it stands the index `bookings_one_live_per_slot`.
package enum BookingStore {
    /// Gives a patient a slot. Throws a `BookingRefusal`. Consent is read in the same serialisable transaction, so that a withdrawal at the same moment
    /// either comes first and is obeyed, or comes after a booking that was made in time.
    @discardableResult
    package static func book(_ draft: BookingDraft, scope: Scope, in transaction: Transaction) throws -> Booking {
        let booking = try place(draft, movedFrom: nil, scope: scope, in: transaction)
        try transaction.audit(
            "appointment booked", AuditSubject("booking", booking.id), practice: booking.practice, patient: booking.patient,
            details: ["slot": booking.slot.stored])
        return booking
    }

    /// Cancels one appointment and books another for the same patient: both or neither.
    @discardableResult
    package static func move(_ id: ID<Booking>, to draft: BookingDraft, scope: Scope, in transaction: Transaction) throws -> Booking {
        guard let old = try booking(id, scope: scope, in: transaction), old.patient == draft.patient else { throw BookingRefusal.patientNotFound }
        if let refusal = BookingRules.refusalToEnd(old.status, startsAt: old.startsAt, at: transaction.instant) { throw refusal }
        try end(old, .moved, note: "", in: transaction)
        try SlotStore.giveBack(old.slot, in: transaction)
        // What it is about stays, also where the need is not offered any more.
        let need = draft.need.isEmpty ? old.need : draft.need
        let about = BookingDraft(id: draft.id, slot: draft.slot, patient: draft.patient, need: need, note: draft.note)
        let booking = try place(about, movedFrom: old.id, scope: scope, in: transaction)
        try transaction.audit(
            "appointment moved", AuditSubject("booking", booking.id), practice: booking.practice, patient: booking.patient,
            details: ["from": old.id.stored, "slot": booking.slot.stored])
        return booking
    }

    /// Cancels an appointment before its time; its slot is free again.
    package static func cancel(_ id: ID<Booking>, reason: CancelReason, note: String, scope: Scope, in transaction: Transaction) throws {
        guard let booking = try booking(id, scope: scope, in: transaction) else { throw BookingRefusal.patientNotFound }
        if let refusal = BookingRules.refusalToEnd(booking.status, startsAt: booking.startsAt, at: transaction.instant) { throw refusal }
        try end(booking, reason, note: note, in: transaction)
        try SlotStore.giveBack(booking.slot, in: transaction)
        try transaction.audit(
            "appointment cancelled", AuditSubject("booking", id), practice: booking.practice, patient: booking.patient, reason: reason.title)
    }

    package static func booking(_ id: ID<Booking>, scope: Scope, in connection: any Connection) throws -> Booking? {
        try connection.first(
            """
            SELECT *
            FROM bookings
            WHERE id = \(id)
              AND \(scope.condition(practice: "practice", hub: "hub", care: "hub"))
            """)
    }

    /// Bookings by identifier, for those who may see what refers to them.
    static func bookings(_ ids: [ID<Booking>], in connection: any Connection) throws -> [Booking] {
        ids.isEmpty ? [] : try connection.all("SELECT * FROM bookings WHERE id IN \(ids)")
    }

    /// A patient's appointments from `date` on, soonest first; cancelled ones only where asked for.
    package static func bookings(
        of patient: PatientID, from date: LocalDate, withCancelled: Bool = false, scope: Scope, in connection: any Connection
    ) throws -> [Booking] {
        let wanted: SQL = withCancelled ? "TRUE" : "status <> 'cancelled'"
        return try connection.all(
            """
            SELECT *
            FROM bookings
            WHERE patient = \(patient)
              AND local_date >= \(date)
              AND \(wanted)
              AND \(scope.condition(practice: "practice", hub: "hub", care: "hub"))
            ORDER BY starts_at, booked_at
            """)
    }

    /// A patient's appointments to come that can still be cancelled, whichever practice booked them.
    static func open(for patient: PatientID, at now: Instant, in connection: any Connection) throws -> [Booking] {
        try bookings(of: patient, from: London.local(now).date, scope: .system("what a death or a move concerns, whoever booked it"), in: connection)
            .filter { BookingRules.refusalToEnd($0.status, startsAt: $0.startsAt, at: now) == nil }
    }

    /// A patient's appointments that were cancelled at an instant.
    static func cancelled(of patient: PatientID, at instant: Instant, in connection: any Connection) throws -> [Booking] {
        try connection.all("SELECT * FROM bookings WHERE patient = \(patient) AND cancelled_at = \(instant) ORDER BY starts_at")
    }

    /// The last day on which a hub met the patient.
    static func lastMet(_ patient: PatientID, in connection: any Connection) throws -> LocalDate? {
        try connection.value("SELECT MAX(local_date) FROM bookings WHERE patient = \(patient) AND status IN ('arrived', 'called', 'seen')")
    }

    /// The live bookings of a clinic, in the order of their times.
    package static func bookings(in clinic: ID<Clinic>, in connection: any Connection) throws -> [Booking] {
        try connection.all("SELECT * FROM bookings WHERE clinic = \(clinic) AND status <> 'cancelled' ORDER BY starts_at")
    }

    /// The next free slots like one that could not be had, for the same service: later ones first, then any.
    package static func alternatives(
        to slot: ID<Slot>, practice: OrganisationID, holder: AccountID?, at now: Instant, count: Int = 3, in connection: any Connection
    ) throws -> [FreeSlot] {
        struct Wanted: Decodable {
            let service: Service
            let startsAt: Instant
        }
        let wanted: Wanted? = try connection.first(
            "SELECT clinics.service, slots.starts_at FROM slots JOIN clinics ON clinics.id = slots.clinic WHERE slots.id = \(slot)")
        let eligibility = try SlotStore.eligibility(of: practice, today: London.local(now).date, in: connection)
        let wish = SlotWish(services: wanted.map { [$0.service] } ?? [])
        let later = try SlotStore.free(wish, for: eligibility, at: now, holder: holder, from: wanted?.startsAt, limit: count, in: connection)
        guard later.count < count else { return later }
        let any = try SlotStore.free(wish, for: eligibility, at: now, holder: holder, limit: count * 2, in: connection)
        return Array((later + any.filter { one in !later.contains { $0.id == one.id } }).prefix(count))
    }

    /// What the rules need to know of a slot.
    package static func slotFacts(_ slot: ID<Slot>, holder: AccountID?, at now: Instant, in connection: any Connection) throws -> SlotFacts? {
        try wantedSlot(slot, holder: holder, at: now, in: connection)?.facts
    }

    // Everything that gives a patient a slot comes this way.
    private static func place(_ draft: BookingDraft, movedFrom: ID<Booking>?, scope: Scope, in transaction: Transaction) throws -> Booking {
        let now = transaction.instant
        guard let wanted = try wantedSlot(draft.slot, holder: transaction.actor.account, at: now, in: transaction) else {
            throw BookingRefusal.notOffered
        }
        let (facts, practice) = try patientFacts(draft.patient, for: wanted, scope: scope, today: London.local(now).date, in: transaction)
        // Of two at once both may find the slot free; which of them has it the index of live bookings says at the insertion. To look for a booking that is
        // not there would put bookings of neighbouring slots in each other's way.
        if let refusal = BookingRules.refusal(of: wanted.facts, for: facts, at: now) { throw refusal }
        guard let practice else { throw BookingRefusal.notRegistered }
        let booking = Booking(
            id: draft.id, slot: draft.slot, clinic: wanted.clinic, hub: wanted.hub, patient: draft.patient, practice: practice,
            startsAt: wanted.startsAt, endsAt: wanted.endsAt, localDate: wanted.localDate, status: .booked, need: draft.need, note: draft.note,
            bookedAt: now, bookedBy: transaction.actor.person, movedFrom: movedFrom, arrivedAt: nil, calledAt: nil, finishedAt: nil,
            cancelledAt: nil, cancelReason: nil, cancelNote: "", activity: nil)
        try insert(booking, in: transaction)
        try BookingRelations.begin(booking, with: wanted.clinician, in: transaction)
        try SlotStore.take(draft.slot, in: transaction)
        try transaction.later("DELETE FROM slot_holds WHERE slot = \(draft.slot)")
        return booking
    }

    private static func insert(_ booking: Booking, in transaction: Transaction) throws {
        do {
            try transaction.execute(
                """
                INSERT INTO bookings (id, slot, clinic, hub, patient, practice, starts_at, ends_at, local_date, minutes, status, need, note, booked_at,
                  booked_by, moved_from, cancel_note)
                VALUES (\(booking.id), \(booking.slot), \(booking.clinic), \(booking.hub), \(booking.patient), \(booking.practice),
                  \(booking.startsAt), \(booking.endsAt), \(booking.localDate), (SELECT minutes FROM slots WHERE id = \(booking.slot)),
                  \(booking.status), \(booking.need), \(booking.note), \(booking.bookedAt), \(booking.bookedBy), \(booking.movedFrom), '')
                """)
        } catch StoreError.duplicate(let constraint) where constraint.contains("slot") {
            throw BookingRefusal.taken
        }
    }

    // Who ends it gives the slot back, alone or with its clinic's others.
    private static func end(_ booking: Booking, _ reason: CancelReason, note: String, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE bookings
            SET status = 'cancelled', cancelled_at = \(transaction.instant), cancelled_by = \(transaction.actor.person), cancel_reason = \(reason),
              cancel_note = \(note)
            WHERE id = \(booking.id)
            """)
        try BookingRelations.end(booking, in: transaction)
    }

    /// Ends an appointment whose clinic did not take place, whatever time it is. The clinic's free times are marked anew afterwards.
    static func endNotHeld(_ booking: Booking, in transaction: Transaction) throws {
        try end(booking, .clinicWithdrawn, note: "", in: transaction)
        try transaction.audit(
            "appointment cancelled as clinic not held", AuditSubject("booking", booking.id), practice: booking.practice, patient: booking.patient)
    }

    /// Books it again as it was: its clinic took place after all. The clinic's free times are marked anew afterwards.
    static func takeBackNotHeld(_ booking: Booking, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE bookings
            SET status = 'booked', cancelled_at = NULL, cancelled_by = NULL, cancel_reason = NULL, cancel_note = '', arrived_at = NULL, called_at = NULL
            WHERE id = \(booking.id)
            """)
        if let clinic = try ClinicStore.clinic(booking.clinic, in: transaction) {
            try BookingRelations.begin(booking, with: clinic.clinician, in: transaction)
        }
        try transaction.audit(
            "appointment booked again as clinic was held", AuditSubject("booking", booking.id), practice: booking.practice, patient: booking.patient)
    }

    private static func patientFacts(
        _ id: PatientID, for slot: WantedSlot, scope: Scope, today: LocalDate, in transaction: Transaction
    ) throws -> (PatientFacts, OrganisationID?) {
        guard let found = try PatientStore.patient(id, on: today, scope: scope, in: transaction) else { throw BookingRefusal.patientNotFound }
        guard let practice = found.practice, found.patient.diedOn == nil else {
            return (PatientFacts(isDeceased: found.patient.diedOn != nil, practice: found.practice, practiceName: found.practiceName), found.practice)
        }
        let federation = try OrganisationStore.body(of: practice, by: .memberOfFederation, on: slot.localDate, in: transaction)
        let served = try OrganisationStore.federation(on: slot.localDate, in: transaction)
        let network = try slot.network.map { try OrganisationStore.network(of: practice, on: slot.localDate, in: transaction)?.id == $0 } ?? true
        var missing: MissingConsent?
        do {
            try ConsentStore.require(practice: practice, undertaking: slot.scheme, on: slot.localDate, in: transaction)
        } catch let error as MissingConsent {
            missing = error
        }
        struct Interval: Decodable {
            let startsAt: Instant
            let endsAt: Instant
        }
        // The day's first booking meets no other.
        let others: [Interval] =
            try BookedDays.add(id, slot.localDate, in: transaction) == 1
            ? []
            : transaction.all(
                """
                SELECT starts_at, ends_at
                FROM bookings
                WHERE patient = \(id)
                  AND status <> 'cancelled'
                  AND starts_at < \(slot.endsAt)
                  AND ends_at > \(slot.startsAt)
                """)
        let facts = PatientFacts(
            practice: practice, practiceName: found.practiceName, isInFederation: federation != nil && federation?.id == served?.id,
            isInNetwork: network,
            missingConsent: missing, appointments: others.map { PatientFacts.Appointment(startsAt: $0.startsAt, endsAt: $0.endsAt) })
        return (facts, practice)
    }

    private static func wantedSlot(_ slot: ID<Slot>, holder: AccountID?, at now: Instant, in connection: any Connection) throws -> WantedSlot? {
        try connection.first(
            """
            SELECT slots.clinic, slots.starts_at, slots.ends_at, slots.local_date, slots.bookable_from, clinics.hub, clinics.clinician, clinics.scheme,
              clinics.network, clinics.status, clinics.stopped_at,
              (SELECT CAST(COUNT(*) AS BIGINT) FROM slot_holds
                WHERE slot_holds.slot = slots.id
                  AND slot_holds.expires_at > \(now)
                  AND slot_holds.held_by <> \(holder?.stored ?? "")) AS held,
              (SELECT CAST(COUNT(*) AS BIGINT) FROM free_slots WHERE free_slots.slot = slots.id) AS free
            FROM slots
            JOIN clinics ON clinics.id = slots.clinic
            WHERE slots.id = \(slot)
            """)
    }

    private struct WantedSlot: Decodable {
        let clinic: ID<Clinic>
        let startsAt: Instant
        let endsAt: Instant
        let localDate: LocalDate
        let bookableFrom: Instant
        let hub: OrganisationID
        let clinician: PersonID
        let scheme: SchemeID
        let network: OrganisationID?
        let status: Clinic.Status
        let stoppedAt: Instant?
        let held: Int
        let free: Int

        var facts: SlotFacts {
            SlotFacts(
                startsAt: startsAt, endsAt: endsAt, localDate: localDate, bookableFrom: bookableFrom,
                isOffered: status == .published && stoppedAt == nil, isTaken: free == 0, isHeld: held > 0)
        }
    }
}
