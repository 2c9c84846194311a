// Where clinics are kept, published, closed.

import Activity
import Directory
import Kernel
import Store

/// What publishing a pattern did.
package struct Publication: Hashable, Sendable {
    package let clinics: Int
    package let slots: Int
    /// Dates on which there is no clinic, with the reason.
    package let leftOut: [PlannedDate]
}

package enum ClinicStore {
    /// Keeps a new pattern as a draft.
    package static func add(_ pattern: ClinicPattern, in transaction: Transaction) throws {
        if let problem = ClinicRules.refusal(of: pattern) { throw problem }
        try transaction.execute(
            """
            INSERT INTO clinic_patterns (id, site, room, clinician, service, channel, scheme, contract, network, weekday, starts, ends, slot_minutes,
              days_ahead, same_day_slots, on_bank_holidays, from_date, until_date, status, recorded_at)
            VALUES (\(pattern.id), \(pattern.site), \(pattern.room), \(pattern.clinician), \(pattern.service), \(pattern.channel), \(pattern.scheme),
              \(pattern.contract), \(pattern.network), \(pattern.weekday), \(pattern.starts), \(pattern.ends), \(pattern.slotMinutes),
              \(pattern.daysAhead), \(pattern.sameDaySlots), \(pattern.onBankHolidays), \(pattern.fromDate), \(pattern.untilDate), 'draft',
              \(transaction.instant))
            """)
        try transaction.audit("clinic planned", AuditSubject("clinic pattern", pattern.id))
    }

    package static func pattern(_ id: ID<ClinicPattern>, in connection: any Connection) throws -> ClinicPattern? {
        try connection.first("SELECT * FROM clinic_patterns WHERE id = \(id)")
    }

    /// The pattern, where its site belongs to the hub of the scope, or the scope is the federation's.
    package static func pattern(_ id: ID<ClinicPattern>, scope: Scope, in connection: any Connection) throws -> ClinicPattern? {
        guard let pattern = try pattern(id, in: connection) else { return nil }
        return try isWithin(scope, pattern.site, in: connection) ? pattern : nil
    }

    /// Whether clinics at a site are planned by people of this scope.
    package static func isWithin(_ scope: Scope, _ site: SiteID, in connection: any Connection) throws -> Bool {
        switch scope.reach {
        case .federation, .system: true
        case .hub(let hub): try SiteStore.site(site, in: connection)?.organisation == hub
        case .practice, .network, .named, .own, .caseload, .outside: false
        }
    }

    /// All patterns that reach `date` or beyond, by weekday and time.
    package static func patterns(reaching date: LocalDate, in connection: any Connection) throws -> [ClinicPattern] {
        let patterns: [ClinicPattern] = try connection.all(
            """
            SELECT *
            FROM clinic_patterns
            WHERE until_date >= \(date)
              AND status <> 'withdrawn'
            """)
        return patterns.sorted { ($0.weekday.number, $0.starts, $0.id) < ($1.weekday.number, $1.starts, $1.id) }
    }

    package static func exceptions(of pattern: ID<ClinicPattern>, in connection: any Connection) throws -> [LocalDate: String] {
        let exceptions: [ClinicException] = try connection.all("SELECT pattern, date, reason FROM clinic_exceptions WHERE pattern = \(pattern)")
        return Dictionary(exceptions.map { ($0.date, $0.reason) }, uniquingKeysWith: { first, _ in first })
    }

    /// Leaves a date out of a pattern that is not published yet.
    package static func except(_ exception: ClinicException, in transaction: Transaction) throws {
        guard let pattern = try pattern(exception.pattern, in: transaction), pattern.status == .draft else { throw ClinicRefusal.published }
        try transaction.execute(
            """
            INSERT INTO clinic_exceptions (pattern, date, reason)
            VALUES (\(exception.pattern), \(exception.date), \(exception.reason))
            ON CONFLICT (pattern, date) DO UPDATE SET reason = \(exception.reason)
            """)
        try transaction.audit("clinic date left out", AuditSubject("clinic pattern", exception.pattern), reason: exception.reason)
    }

    /// What keeps the clinician or the room of a pattern busy when it would run.
    package static func clashes(of pattern: ClinicPattern, plan: [PlannedDate], in connection: any Connection) throws -> [DiaryClash] {
        try plan.flatMap { planned -> [DiaryClash] in
            guard case .runs(let startsAt, let endsAt) = planned.outcome else { return [] }
            return try DiaryStore.clashes(
                of: [.person(pattern.clinician), .room(pattern.room)],
                with: DiaryEntry(RecordLink(.clinicPattern, pattern.id), title: Clinic.inDiary, startsAt: startsAt, endsAt: endsAt), in: connection)
        }
    }

    /// Makes a draft's dates into clinics with slots. All of them or none: a clash, a time that does not exist, a date without a contract or without the
    /// agreement of the practice that hosts it is refused.
    @discardableResult
    package static func publish(_ id: ID<ClinicPattern>, _ contracts: ContractPort, in transaction: Transaction) throws -> Publication {
        guard let pattern = try pattern(id, in: transaction), pattern.status == .draft else { throw ClinicRefusal.published }
        if let problem = ClinicRules.refusal(of: pattern) { throw problem }
        let plan = ClinicRules.plan(pattern, exceptions: try exceptions(of: id, in: transaction))
        let clashes = try clashes(of: pattern, plan: plan, in: transaction)
        guard clashes.isEmpty else { throw ClinicRefusal.clashes(clashes) }
        let (terms, names) = try ClinicTerms.read(pattern, plan: plan, contracts, in: transaction)
        if let obstacle = ClinicRules.obstacles(terms, names).first { throw obstacle }
        let termsByDate = Dictionary(terms.map { ($0.date, $0) }, uniquingKeysWith: { first, _ in first })
        guard let site = try SiteStore.site(pattern.site, in: transaction) else { throw ClinicRefusal.noHost(site: "this site") }
        var (clinics, slots) = (0, 0)
        var leftOut: [PlannedDate] = []
        for planned in plan {
            switch planned.outcome {
            case .missingTime(let time): throw ClinicRefusal.localTimeMissing(date: planned.date, time: time)
            case .bankHoliday, .exception: leftOut.append(planned)
            case .runs(let startsAt, let endsAt):
                guard let terms = termsByDate[planned.date], let host = terms.host, let contract = terms.contract else {
                    throw ClinicRefusal.noHost(site: site.name)
                }
                slots += try open(
                    pattern, on: planned.date, startsAt, endsAt, hub: site.organisation, host: host, contract: contract, in: transaction)
                clinics += 1
            }
        }
        try transaction.execute("UPDATE clinic_patterns SET status = 'published' WHERE id = \(id)")
        try transaction.audit(
            "clinics published", AuditSubject("clinic pattern", id), details: ["clinics": String(clinics), "appointments": String(slots)])
        return Publication(clinics: clinics, slots: slots, leftOut: leftOut)
    }

    package static func clinic(_ id: ID<Clinic>, in connection: any Connection) throws -> Clinic? {
        try connection.first("SELECT * FROM clinics WHERE id = \(id)")
    }

    package static func clinics(_ ids: [ID<Clinic>], in connection: any Connection) throws -> [ID<Clinic>: Clinic] {
        let clinics: [Clinic] = ids.isEmpty ? [] : try connection.all("SELECT * FROM clinics WHERE id IN \(ids)")
        return Dictionary(clinics.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The clinics of a pattern, or of all, between two dates, both included; withdrawn ones too.
    package static func clinics(
        from: LocalDate, through: LocalDate, pattern: ID<ClinicPattern>? = nil, hub: OrganisationID? = nil, clinician: PersonID? = nil,
        in connection: any Connection
    ) throws -> [Clinic] {
        var condition: SQL = "date >= \(from) AND date <= \(through)"
        if let pattern { condition = condition + " AND pattern = \(pattern)" }
        if let hub { condition = condition + " AND hub = \(hub)" }
        if let clinician { condition = condition + " AND clinician = \(clinician)" }
        return try connection.all("SELECT * FROM clinics WHERE \(condition) ORDER BY starts_at, id")
    }

    /// How many live bookings each clinic has; clinics without any are left out.
    package static func bookedCounts(of clinics: [ID<Clinic>], in connection: any Connection) throws -> [ID<Clinic>: Int] {
        struct Count: Decodable {
            let clinic: ID<Clinic>
            let booked: Int
        }
        let counts: [Count] = try connection.all(
            """
            SELECT clinic, CAST(COUNT(*) AS BIGINT) AS booked
            FROM bookings
            WHERE clinic IN \(clinics)
              AND status <> 'cancelled'
            GROUP BY clinic
            """)
        return Dictionary(counts.map { ($0.clinic, $0.booked) }, uniquingKeysWith: { first, _ in first })
    }

    /// Takes one clinic off. Refused while anybody is booked into it: they must be moved or cancelled first.
    package static func withdraw(_ id: ID<Clinic>, reason: String, in transaction: Transaction) throws {
        guard let clinic = try clinic(id, in: transaction), clinic.status == .published else { throw WithdrawalRefusal.notPublished }
        guard clinic.startsAt > transaction.instant else { throw WithdrawalRefusal.started }
        let booked = try bookedCounts(of: [id], in: transaction)[id] ?? 0
        guard booked == 0 else { throw WithdrawalRefusal.booked(booked) }
        try takeOff(id, reason: reason, in: transaction)
    }

    private static func takeOff(_ id: ID<Clinic>, reason: String, in transaction: Transaction) throws {
        try transaction.execute("UPDATE clinics SET status = 'withdrawn', status_reason = \(reason) WHERE id = \(id)")
        try DiaryStore.free(RecordLink(.clinic, id), in: transaction)
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit("clinic withdrawn", AuditSubject("clinic", id), reason: reason)
    }

    /// Closes a clinic that is over: writes its unused time to the activity ledger, once. Closing a closed one changes nothing.
    package static func close(_ id: ID<Clinic>, in transaction: Transaction) throws {
        guard let clinic = try clinic(id, in: transaction), clinic.status == .published, clinic.endsAt <= transaction.instant else { return }
        // A stopped clinic offered nothing; one that all patients have been moved from did not take place.
        let isStopped = clinic.stoppedAt != nil
        if isStopped, try bookedCounts(of: [id], in: transaction)[id] == nil {
            try takeOff(id, reason: clinic.statusReason, in: transaction)
            return
        }
        let unused = isStopped ? Unused(slots: 0, minutes: 0) : try unused(of: id, in: transaction)
        try transaction.execute(
            "UPDATE clinics SET status = 'closed', closed_at = \(transaction.instant), unused_minutes = \(unused.minutes) WHERE id = \(id)")
        try SlotStore.markFree(in: id, in: transaction)
        try transaction.audit("clinic closed", AuditSubject("clinic", id), details: ["unusedMinutes": String(unused.minutes)])
        try recordUnused(unused, of: clinic, in: transaction)
    }

    /// The slots of a clinic that nobody was booked into.
    struct Unused: Decodable {
        let slots: Int
        let minutes: Int
    }

    /// Counts free slots, all or those that ended by `held`.
    static func unused(of id: ID<Clinic>, until held: Instant? = nil, in connection: any Connection) throws -> Unused {
        let given: SQL = held.map { "slots.ends_at <= \($0)" } ?? "TRUE"
        return try connection.first(
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS slots, CAST(COALESCE(SUM(slots.minutes), 0) AS BIGINT) AS minutes
            FROM slots
            WHERE slots.clinic = \(id)
              AND \(given)
              AND NOT EXISTS (SELECT 1 FROM bookings WHERE bookings.slot = slots.id AND bookings.status <> 'cancelled')
            """) ?? Unused(slots: 0, minutes: 0)
    }

    /// Writes time that was offered and not used to the activity ledger; nothing where there is none.
    static func recordUnused(_ unused: Unused, of clinic: Clinic, in transaction: Transaction) throws {
        guard unused.minutes > 0 else { return }
        let host = try OrganisationStore.successor(of: clinic.host, on: clinic.date, in: transaction)
        try ActivityStore.record(
            ActivityEntry(
                id: ID(at: transaction.instant), kind: .capacityUnused, practice: host, host: host, performedBy: clinic.clinician,
                site: clinic.site, occurredAt: clinic.startsAt, localDate: clinic.date, minutes: unused.minutes, count: unused.slots,
                contract: clinic.contract, scheme: clinic.scheme, evidence: RecordLink(.clinic, clinic.id), recordedAt: transaction.instant),
            in: transaction)
    }

    /// Published clinics whose day is over at `instant`.
    package static func unclosed(before date: LocalDate, in connection: any Connection) throws -> [ID<Clinic>] {
        try connection.values("SELECT id FROM clinics WHERE status = 'published' AND date < \(date) ORDER BY starts_at")
    }

    private static func open(
        _ pattern: ClinicPattern, on date: LocalDate, _ startsAt: Instant, _ endsAt: Instant, hub: OrganisationID, host: OrganisationID,
        contract: ContractID, in transaction: Transaction
    ) throws -> Int {
        let clinic = ID<Clinic>(at: transaction.instant)
        try transaction.execute(
            """
            INSERT INTO clinics (id, pattern, site, hub, host, room, clinician, service, channel, scheme, contract, network, date, week, starts, ends,
              starts_at, ends_at, status, status_reason)
            VALUES (\(clinic), \(pattern.id), \(pattern.site), \(hub), \(host), \(pattern.room), \(pattern.clinician), \(pattern.service),
              \(pattern.channel), \(pattern.scheme), \(contract), \(pattern.network), \(date), \(date.monday), \(pattern.starts),
              \(pattern.ends), \(startsAt), \(endsAt), 'published', '')
            """)
        try DiaryStore.keep(
            [.person(pattern.clinician), .room(pattern.room)],
            for: DiaryEntry(RecordLink(.clinic, clinic), title: Clinic.inDiary, startsAt: startsAt, endsAt: endsAt), in: transaction)
        let planned = ClinicRules.slots(of: pattern, startsAt: startsAt, endsAt: endsAt, date: date)
        try transaction.insert(
            "INSERT INTO slots (id, clinic, starts_at, ends_at, local_date, local_time, minutes, bookable_from)",
            planned.map { slot in
                """
                (\(ID<Slot>(at: transaction.instant)), \(clinic), \(slot.startsAt), \(slot.endsAt), \(slot.local.date), \(slot.local.time),
                  \(pattern.slotMinutes), \(slot.bookableFrom))
                """
            })
        try SlotStore.markFree(in: clinic, in: transaction)
        return planned.count
    }
}
