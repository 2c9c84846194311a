// Takes back what a clinic did not give.

import Activity
import Directory
import Kernel
import Store

extension ClinicDateStore {
    /// Records that a clinic did not take place, or broke off after the last appointment that is marked. What was not given is not paid: free time that
    /// was recorded as not used is reversed. Who was not seen keeps no appointment, and the practices are told. Also after the clinic was closed.
    /// - Parameter shown: the appointments that the person was told would be cancelled; others by now are a `ChangedMeanwhile`. Nil where nobody was told.
    package static func recordNotHeld(
        _ id: ID<Clinic>, _ cause: NotHeldCause, shown: [ID<Booking>]? = nil, in transaction: Transaction
    ) throws {
        guard let clinic = try ClinicStore.clinic(id, in: transaction) else { throw NotHeldRefusal.withdrawn }
        let bookings = try BookingStore.bookings(in: id, in: transaction)
        if let refusal = NotHeldRules.refusal(of: clinic, bookings, at: transaction.instant) { throw refusal }
        let (held, turnedAway) = (NotHeldRules.heldUntil(bookings), NotHeldRules.turnedAway(bookings))
        if let shown, Set(shown) != Set(turnedAway.map(\.id)) { throw ChangedMeanwhile() }
        for booking in turnedAway {
            try BookingStore.endNotHeld(booking, in: transaction)
            try BookingMessages.sendNotHeld(booking, cause: cause.title, in: transaction)
        }
        try reverseUnused(of: id, reason: held == nil ? .clinicNotHeld : .clinicEndedEarly, in: transaction)
        if let held {
            let unused = try ClinicStore.unused(of: id, until: held, in: transaction)
            try transaction.execute(
                """
                UPDATE clinics
                SET status = 'closed', closed_at = \(clinic.closedAt ?? transaction.instant), unused_minutes = \(unused.minutes),
                  status_reason = \(cause.title), not_held_at = \(transaction.instant), held_until = \(held)
                WHERE id = \(id)
                """)
            try ClinicStore.recordUnused(unused, of: clinic, in: transaction)
        } else {
            try transaction.execute(
                """
                UPDATE clinics
                SET status = 'withdrawn', closed_at = NULL, unused_minutes = NULL, status_reason = \(cause.title), not_held_at = \(transaction.instant)
                WHERE id = \(id)
                """)
        }
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit(
            held == nil ? "clinic recorded as not held" : "clinic recorded as ended early", AuditSubject("clinic", id), reason: cause.title,
            details: ["appointments": String(turnedAway.count)])
    }

    /// The clinic took place after all: its appointments are booked as before, to be marked, and it is closed again as any other.
    package static func takeBackNotHeld(_ id: ID<Clinic>, in transaction: Transaction) throws {
        guard let clinic = try ClinicStore.clinic(id, in: transaction), let recordedAt = clinic.notHeldAt else {
            throw NotHeldRefusal.nothingToTakeBack
        }
        try reverseUnused(of: id, reason: .clinicHeld, in: transaction)
        do {
            try transaction.execute(
                """
                UPDATE clinics
                SET status = 'published', closed_at = NULL, unused_minutes = NULL, status_reason = '', not_held_at = NULL, held_until = NULL
                WHERE id = \(id)
                """)
            for booking in try turnedAway(from: id, at: recordedAt, in: transaction) {
                try BookingStore.takeBackNotHeld(booking, in: transaction)
                try BookingMessages.sendCorrection(of: booking, reason: ReversalReason.clinicHeld.title, in: transaction)
            }
        } catch StoreError.duplicate {
            throw NotHeldRefusal.replaced
        }
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit("clinic recorded as held after all", AuditSubject("clinic", id))
    }

    /// The appointments that were cancelled when a clinic was recorded as not held.
    package static func turnedAway(from clinic: ID<Clinic>, at instant: Instant, in connection: any Connection) throws -> [Booking] {
        try connection.all(
            """
            SELECT *
            FROM bookings
            WHERE clinic = \(clinic)
              AND status = 'cancelled'
              AND cancel_reason = 'clinic-withdrawn'
              AND cancelled_at = \(instant)
            ORDER BY starts_at
            """)
    }

    private static func reverseUnused(of id: ID<Clinic>, reason: ReversalReason, in transaction: Transaction) throws {
        let entries = try ActivityStore.entries(evidence: RecordLink(.clinic, id), in: transaction)
        let reversed = Set(entries.compactMap(\.reverses))
        for entry in entries where entry.reverses == nil && !reversed.contains(entry.id) {
            try ActivityStore.reverse(entry.id, reason: reason, in: transaction)
        }
    }
}
