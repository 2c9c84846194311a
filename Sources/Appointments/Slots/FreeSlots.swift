// Which slots nobody has.

import Directory
import Kernel
import Store

/// `free_slots` holds each slot that nobody is booked into, of published clinics that are not stopped, so that a search meets nothing that is taken. What
/// is held stays in it: a hold runs out by itself. Every transaction that books, cancels, publishes, stops or closes keeps it right.
extension SlotStore {
    /// Free slots at `now`, soonest first: not over, released, not booked, not held by anybody but `account`.
    package static func free(
        _ wish: SlotWish, for eligibility: SlotEligibility, at now: Instant, holder account: AccountID?, from start: Instant? = nil, limit: Int,
        in connection: any Connection
    ) throws -> [FreeSlot] {
        guard eligibility.hasSchemes else { return [] }
        return try connection.all(search(wish, for: eligibility, at: now, holder: account, from: start, limit: limit))
    }

    /// The joins keep SQLite to the order written, in which an index of `free_slots` gives the soonest first and the search ends with the last one shown.
    package static func search(
        _ wish: SlotWish, for eligibility: SlotEligibility, at now: Instant, holder account: AccountID?, from start: Instant?, limit: Int
    ) -> SQL {
        let days = wish.date.map { $0...$0 } ?? eligibility.window
        let first = London.instant(LocalDateTime(date: days.lowerBound, time: .midnight))
        let end = London.instant(LocalDateTime(date: days.upperBound.adding(days: 1), time: .midnight))
        var wished: SQL = eligibility.condition
        // Of several services the clinic tells: the index that begins with the service would have to sort what it finds of each.
        if wish.services.count == 1 {
            wished = wished + " AND free_slots.service = \(wish.services[0])"
        } else if !wish.services.isEmpty {
            wished = wished + " AND clinics.service IN \(wish.services)"
        }
        if let site = wish.site { wished = wished + " AND clinics.site = \(site)" }
        if let clinician = wish.clinician { wished = wished + " AND clinics.clinician = \(clinician)" }
        if let slot = wish.slot { wished = wished + " AND free_slots.slot = \(slot)" }
        if let time = wish.timeOfDay {
            let (earliest, latest) = (LocalTime(clamping: time.range.lowerBound), LocalTime(clamping: time.range.upperBound - 1))
            wished = wished + " AND slots.local_time >= \(earliest) AND slots.local_time <= \(latest)"
        }
        return """
            SELECT \(columns)
            FROM free_slots
            CROSS JOIN clinics
            CROSS JOIN slots
            WHERE clinics.id = free_slots.clinic
              AND slots.id = free_slots.slot
              AND free_slots.starts_at > \(max(now, start ?? now))
              AND free_slots.starts_at >= \(first)
              AND free_slots.starts_at < \(end)
              AND free_slots.bookable_from <= \(now)
              AND \(wished)
              AND NOT EXISTS (
                SELECT 1 FROM slot_holds
                WHERE slot_holds.slot = free_slots.slot
                  AND slot_holds.expires_at > \(now)
                  AND slot_holds.held_by <> \(account?.stored ?? ""))
            ORDER BY free_slots.starts_at, free_slots.slot
            LIMIT \(limit)
            """
    }

    /// What `free_slots` has to hold; a condition may follow.
    private static let unbooked: SQL = """
        SELECT slots.id, slots.clinic, clinics.service, slots.starts_at, slots.bookable_from
        FROM slots
        JOIN clinics ON clinics.id = slots.clinic
        WHERE clinics.status = 'published'
          AND clinics.stopped_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled')
        """

    /// Somebody has been booked into the slot.
    static func take(_ slot: ID<Slot>, in transaction: Transaction) throws {
        try transaction.later("DELETE FROM free_slots WHERE slot = \(slot)")
    }

    /// Nobody is booked into the slot any more.
    static func giveBack(_ slot: ID<Slot>, in transaction: Transaction) throws {
        try mark("slots.id = \(slot)", in: transaction)
    }

    /// A clinic has been published, stopped, offered again, withdrawn or closed.
    static func markFree(in clinic: ID<Clinic>, in transaction: Transaction) throws {
        try transaction.later("DELETE FROM free_slots WHERE clinic = \(clinic)")
        try mark("slots.clinic = \(clinic)", in: transaction)
    }

    private static func mark(_ which: SQL, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO free_slots (slot, clinic, service, starts_at, bookable_from)
            \(unbooked)
              AND \(which)
            ON CONFLICT (slot) DO NOTHING
            """)
    }

    /// Slots whose mark and bookings disagree, one sentence each; empty where every free slot is offered and no other is.
    package static func verify(in connection: any Connection) throws -> [String] {
        let marked: SQL = "SELECT slot, clinic, service, starts_at, bookable_from FROM free_slots"
        let remedy = "Stop its clinic and offer it again: its free times are then marked anew."
        let hidden = try connection.values(String.self, "\(unbooked)\nEXCEPT\n\(marked)\nORDER BY 1")
        let offered = try connection.values(String.self, "\(marked)\nEXCEPT\n\(unbooked)\nORDER BY 1")
        return hidden.map { "Slot \($0) is free but is not offered. \(remedy)" }
            + offered.map { "Slot \($0) is offered but is not free, or not as offered. \(remedy)" }
    }
}
