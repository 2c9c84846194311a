// Which slots are free, and holding one.

import Directory
import Governance
import Kernel
import Store

/// What may be offered to the patients of one practice: by network, and by scheme on the days for which the practice has agreed.
package struct SlotEligibility: Hashable, Sendable {
    let network: OrganisationID?
    /// Days by scheme; schemes without a day are left out.
    let days: [SchemeID: Set<LocalDate>]
    let window: ClosedRange<LocalDate>
    /// Schemes with clinics in the window that the practice has not agreed to on any day.
    package let missing: [SchemeID]

    package var daysAhead: Int { window.upperBound.days(since: window.lowerBound) }

    /// The last day on which anything may be offered, where the practice's consents end within the window; nil where they reach beyond it.
    var endsOn: LocalDate? {
        let last = days.values.compactMap { $0.max() }.max()
        return last == window.upperBound ? nil : last
    }

    /// Whether anything at all may be offered.
    package var hasSchemes: Bool { !days.isEmpty }

    /// A row of `clinics` that the patient may have.
    var condition: SQL {
        guard !days.isEmpty else { return "FALSE" }
        var schemes: SQL = ""
        for (index, entry) in days.sorted(by: { $0.key < $1.key }).enumerated() {
            if index > 0 { schemes.append(" OR ") }
            let isWhole = entry.value.count == daysAhead + 1
            schemes.append(
                isWhole ? "clinics.scheme = \(entry.key)" : "(clinics.scheme = \(entry.key) AND clinics.date IN \(entry.value.sorted()))")
        }
        let forNetwork: SQL = network.map { "(clinics.network IS NULL OR clinics.network = \($0))" } ?? "clinics.network IS NULL"
        return "(\(schemes)) AND \(forNetwork)"
    }
}

package enum SlotStore {
    /// The most days ahead that appointments of clinics to come can be booked, as their patterns were planned.
    static func longestAhead(on today: LocalDate, in connection: any Connection) throws -> Int {
        try connection.value(
            Int.self, "SELECT COALESCE(MAX(days_ahead), 0) FROM clinic_patterns WHERE status <> 'draft' AND until_date >= \(today)") ?? 0
    }

    /// What a practice's patients may be offered from `today` on, as far ahead as anything can be booked.
    package static func eligibility(of practice: OrganisationID, today: LocalDate, in connection: any Connection) throws -> SlotEligibility {
        let ahead = try longestAhead(on: today, in: connection)
        let window = today...today.adding(days: ahead)
        let schemes: [SchemeID] = try connection.values(
            """
            SELECT id
            FROM undertakings
            WHERE EXISTS (
              SELECT 1 FROM clinics
              WHERE clinics.scheme = undertakings.id
                AND clinics.date >= \(window.lowerBound)
                AND clinics.date <= \(window.upperBound)
                AND clinics.status = 'published')
            """)
        var days: [SchemeID: Set<LocalDate>] = [:]
        for scheme in schemes {
            let dates = (0...ahead).map(today.adding(days:))
            func consent(on date: LocalDate) throws -> ID<Consent>? {
                try ConsentStore.inForce(practice: practice, undertaking: scheme, on: date, in: connection)?.id
            }
            let (first, last) = (try consent(on: window.lowerBound), try consent(on: window.upperBound))
            // One consent on the first day and on the last is in force between them.
            let agreed = try first != nil && first == last ? dates : dates.filter { try consent(on: $0) != nil }
            if !agreed.isEmpty { days[scheme] = Set(agreed) }
        }
        return SlotEligibility(
            network: try OrganisationStore.network(of: practice, on: today, in: connection)?.id, days: days, window: window,
            missing: schemes.filter { days[$0] == nil }.sorted())
    }

    /// Every slot of the published clinics between two dates, both included, whether free or not.
    package static func offered(from: LocalDate, through: LocalDate, in connection: any Connection) throws -> [FreeSlot] {
        try connection.all(
            """
            SELECT \(columns)
            FROM slots
            JOIN clinics ON clinics.id = slots.clinic
            WHERE slots.local_date >= \(from)
              AND slots.local_date <= \(through)
              AND clinics.status = 'published'
            ORDER BY slots.starts_at, slots.id
            """)
    }

    /// The columns of a `FreeSlot`.
    static let columns: SQL = """
        slots.id, slots.clinic, slots.starts_at, slots.ends_at, slots.local_date, slots.local_time, slots.minutes, slots.bookable_from,
        clinics.service, clinics.channel, clinics.scheme, clinics.network, clinics.site, clinics.hub, clinics.clinician
        """

    /// How many slots each clinic has.
    package static func counts(of clinics: [ID<Clinic>], in connection: any Connection) throws -> [ID<Clinic>: Int] {
        struct Count: Decodable {
            let clinic: ID<Clinic>
            let slots: Int
        }
        let counts: [Count] = try connection.all(
            "SELECT clinic, CAST(COUNT(*) AS BIGINT) AS slots FROM slots WHERE clinic IN \(clinics) GROUP BY clinic")
        return Dictionary(counts.map { ($0.clinic, $0.slots) }, uniquingKeysWith: { first, _ in first })
    }

    /// Who gives the wished services in the window, for the choice of a clinician.
    package static func clinicians(_ wish: SlotWish, for eligibility: SlotEligibility, in connection: any Connection) throws -> [PersonID] {
        let services: SQL = wish.services.isEmpty ? "TRUE" : "clinics.service IN \(wish.services)"
        return try connection.values(
            """
            SELECT DISTINCT clinics.clinician
            FROM clinics
            WHERE clinics.date >= \(eligibility.window.lowerBound)
              AND clinics.date <= \(eligibility.window.upperBound)
              AND clinics.status = 'published'
              AND \(services)
              AND \(eligibility.condition)
            """)
    }

    /// Keeps a slot for two minutes while the patient decides. Renewing one's own hold starts the two minutes again; holding another slot gives the
    /// first one back, so that nobody keeps an evening to themselves.
    package static func hold(_ slot: ID<Slot>, for patient: PatientID, by account: AccountID, in transaction: Transaction) throws -> SlotHold {
        let now = transaction.instant
        guard let facts = try BookingStore.slotFacts(slot, holder: account, at: now, in: transaction) else { throw BookingRefusal.notOffered }
        if let refusal = BookingRules.refusal(of: facts, at: now) { throw refusal }
        try transaction.later("DELETE FROM slot_holds WHERE held_by = \(account) AND slot <> \(slot)")
        let hold = SlotHold(slot: slot, patient: patient, heldBy: account, heldAt: now, expiresAt: now.adding(seconds: SlotHold.seconds))
        let held = try transaction.execute(
            """
            INSERT INTO slot_holds (slot, patient, held_by, held_at, expires_at)
            VALUES (\(slot), \(patient), \(account), \(now), \(hold.expiresAt))
            ON CONFLICT (slot) DO UPDATE
            SET patient = \(patient), held_by = \(account), held_at = \(now), expires_at = \(hold.expiresAt)
            WHERE slot_holds.held_by = \(account) OR slot_holds.expires_at <= \(now)
            """)
        guard held == 1 else { throw BookingRefusal.held }
        try transaction.audit("slot held", AuditSubject("slot", slot), patient: patient)
        return hold
    }

    /// The account's latest hold for the patient, expired or not, so that the page can say that it ran out.
    package static func latestHold(for patient: PatientID, by account: AccountID, in connection: any Connection) throws -> SlotHold? {
        try connection.first(
            """
            SELECT slot, patient, held_by, held_at, expires_at
            FROM slot_holds
            WHERE patient = \(patient)
              AND held_by = \(account)
            ORDER BY expires_at DESC
            LIMIT 1
            """)
    }

    /// Removes holds that ran out before `instant`; they block nobody, and are kept a while so that their holders can be told.
    static func forgetHolds(before instant: Instant, in connection: any Connection) throws {
        try connection.execute("DELETE FROM slot_holds WHERE expires_at < \(instant)")
    }

    /// Gives back whatever is held for a patient.
    static func releaseHolds(for patient: PatientID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM slot_holds WHERE patient = \(patient)")
    }

    /// Gives a slot back before its hold runs out.
    package static func release(_ slot: ID<Slot>, by account: AccountID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM slot_holds WHERE slot = \(slot) AND held_by = \(account)")
        try transaction.audit("slot released", AuditSubject("slot", slot))
    }
}
