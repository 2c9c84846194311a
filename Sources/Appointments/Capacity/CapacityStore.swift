// Minutes offered, booked, delivered, not used.

import Directory
import Governance
import Kernel
import Store

/// What was offered in a week at a hub: published and closed clinics, those that ended early until then, in minutes and slots.
package struct OfferedCapacity: Codable, Hashable, Sendable {
    /// The week's Monday.
    package let week: LocalDate
    package let hub: OrganisationID
    package let host: OrganisationID
    package let scheme: SchemeID
    /// The network that it was for; nil for all.
    package let network: OrganisationID?
    package let minutes: Int
    package let slots: Int
}

/// What became of the appointments of a week that one practice's patients had.
package struct UsedCapacity: Codable, Hashable, Sendable {
    package let week: LocalDate
    package let practice: OrganisationID
    package let status: BookingStatus
    package let minutes: Int
    package let appointments: Int
}

/// What some appointments come to.
package struct CountedTotal: Codable, Hashable, Sendable {
    package let minutes: Int
    package let appointments: Int
}

/// One appointment behind a figure, without anything about the patient.
package struct CountedAppointment: Codable, Hashable, Sendable {
    package let id: ID<Booking>
    package let clinic: ID<Clinic>
    package let hub: OrganisationID
    package let practice: OrganisationID
    package let service: Service
    package let startsAt: Instant
    package let endsAt: Instant
    package let localDate: LocalDate
    package let status: BookingStatus
}

/// Read-only queries for reports; nothing in them is about one patient.
package enum CapacityStore {
    /// By week, hub, host, scheme and network. A practice sees what was offered to all.
    package static func offered(
        from: LocalDate, through: LocalDate, scheme: SchemeID? = nil, hub: OrganisationID? = nil, in connection: any Connection
    ) throws -> [OfferedCapacity] {
        // A clinic that ended early offered what it had given by then.
        let given: SQL = """
            clinics.date >= \(from)
                AND clinics.date <= \(through)
                AND clinics.status <> 'withdrawn'
                AND \(matching(scheme: scheme, hub: hub))
            """
        return try connection.all(
            """
            SELECT week, hub, host, scheme, network, CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(SUM(slots) AS BIGINT) AS slots
            FROM (
              SELECT clinics.week, clinics.hub, clinics.host, clinics.scheme, clinics.network,
                (SELECT SUM(slots.minutes) FROM slots WHERE slots.clinic = clinics.id) AS minutes,
                (SELECT COUNT(*) FROM slots WHERE slots.clinic = clinics.id) AS slots
              FROM clinics
              WHERE clinics.held_until IS NULL
                AND \(given)
              UNION ALL
              SELECT clinics.week, clinics.hub, clinics.host, clinics.scheme, clinics.network,
                (SELECT SUM(slots.minutes) FROM slots WHERE slots.clinic = clinics.id AND slots.ends_at <= clinics.held_until) AS minutes,
                (SELECT COUNT(*) FROM slots WHERE slots.clinic = clinics.id AND slots.ends_at <= clinics.held_until) AS slots
              FROM clinics
              WHERE clinics.held_until IS NOT NULL
                AND \(given)
            ) offered
            WHERE slots > 0
            GROUP BY week, hub, host, scheme, network
            ORDER BY week
            """)
    }

    /// By week, practice and status, cancelled ones too, within the scope. `weeks` are Mondays in order, without a gap.
    package static func used(weeks: [LocalDate], scope: Scope, in connection: any Connection) throws -> [UsedCapacity] {
        guard let first = weeks.first, let last = weeks.last else { return [] }
        // Neither database has the other's word for the week of a day, so the weeks are spelt out. Days are added up first, in the order of their index.
        var week: SQL = "CASE"
        for monday in weeks { week.append(" WHEN local_date <= \(monday.adding(days: 6)) THEN \(monday)") }
        week.append(" END")
        return try connection.all(
            """
            SELECT week, practice, status, CAST(SUM(minutes) AS BIGINT) AS minutes, CAST(SUM(appointments) AS BIGINT) AS appointments
            FROM (
              SELECT \(week) AS week, practice, status, minutes, appointments
              FROM (
                SELECT local_date, practice, status, SUM(minutes) AS minutes, COUNT(*) AS appointments
                FROM bookings
                WHERE local_date >= \(first)
                  AND local_date <= \(last.adding(days: 6))
                  AND \(scope.condition(practice: "bookings.practice", hub: "bookings.hub"))
                GROUP BY local_date, practice, status
              ) daily
            ) weekly
            GROUP BY week, practice, status
            ORDER BY week
            """)
    }

    /// What the appointments behind a figure of `used` come to, of some practices or of all in the scope.
    package static func total(
        from: LocalDate, through: LocalDate, statuses: [BookingStatus], practices: [OrganisationID]? = nil, scope: Scope,
        in connection: any Connection
    ) throws -> CountedTotal {
        let ofPractices: SQL = practices.map { "practice IN \($0)" } ?? "TRUE"
        return try connection.first(
            """
            SELECT COALESCE(CAST(SUM(minutes) AS BIGINT), 0) AS minutes, CAST(COUNT(*) AS BIGINT) AS appointments
            FROM bookings
            WHERE local_date >= \(from)
              AND local_date <= \(through)
              AND status IN \(statuses)
              AND \(ofPractices)
              AND \(scope.condition(practice: "bookings.practice", hub: "bookings.hub"))
            """) ?? CountedTotal(minutes: 0, appointments: 0)
    }

    /// The appointments behind a figure of `used`, in the order of their times and after the one given.
    package static func appointments(
        from: LocalDate, through: LocalDate, statuses: [BookingStatus], practices: [OrganisationID]? = nil, hub: OrganisationID? = nil,
        scheme: SchemeID? = nil, after: ID<Booking>? = nil, scope: Scope, limit: Int = 500, in connection: any Connection
    ) throws -> [CountedAppointment] {
        let ofPractices: SQL = practices.map { "bookings.practice IN \($0)" } ?? "TRUE"
        let rest: SQL =
            after.map { "(bookings.starts_at, bookings.id) > (SELECT b.starts_at, b.id FROM bookings b WHERE b.id = \($0))" } ?? "TRUE"
        return try connection.all(
            """
            SELECT bookings.id, bookings.clinic, bookings.hub, bookings.practice, clinics.service, bookings.starts_at, bookings.ends_at,
              bookings.local_date, bookings.status
            FROM bookings
            JOIN clinics ON clinics.id = bookings.clinic
            WHERE bookings.local_date >= \(from)
              AND bookings.local_date <= \(through)
              AND bookings.status IN \(statuses)
              AND \(ofPractices)
              AND \(rest)
              AND \(matching(scheme: scheme, hub: hub))
              AND \(scope.condition(practice: "bookings.practice", hub: "bookings.hub"))
            ORDER BY bookings.starts_at, bookings.id
            LIMIT \(limit)
            """)
    }

    /// A practice's share of the appointments of the week of `date`, and what its patients have of it; nil where nothing is shared out: no clinics,
    /// no consent, or no adjusted population on record for its Monday. A clinic for one network is shared among that network's practices.
    package static func share(of practice: OrganisationID, weekOf date: LocalDate, knownAt: Instant, in connection: any Connection) throws
        -> FairShare?
    {
        let week = date.monday
        struct Total: Decodable {
            let scheme: SchemeID
            let network: OrganisationID?
            let slots: Int
        }
        let totals: [Total] = try connection.all(
            """
            SELECT clinics.scheme, clinics.network, CAST(COUNT(*) AS BIGINT) AS slots
            FROM clinics
            JOIN slots ON slots.clinic = clinics.id
            WHERE clinics.week = \(week)
              AND clinics.status <> 'withdrawn'
            GROUP BY clinics.scheme, clinics.network
            ORDER BY clinics.scheme, clinics.network
            """)
        guard let federation = try OrganisationStore.federation(on: date, in: connection), !totals.isEmpty else { return nil }
        let networks = try OrganisationStore.networkByPractice(of: federation.id, on: week, in: connection)
        var share = 0
        for (scheme, groups) in Dictionary(grouping: totals, by: \.scheme).sorted(by: { $0.key < $1.key }) {
            let agreed = try ConsentStore.practicesInForce(undertaking: scheme, on: date, in: connection)
            guard agreed.contains(practice) else { continue }
            let populations = try PopulationStore.populations(of: Array(agreed), kind: .adjusted, on: week, knownAt: knownAt, in: connection)
                .mapValues(\.hundredths)
            for group in groups where group.network == nil || group.network == networks[practice] {
                let sharing = populations.filter { group.network == nil || networks[$0.key] == group.network }
                share += FairShare.shares(of: group.slots, by: sharing)[practice] ?? 0
            }
        }
        guard share > 0 else { return nil }
        let used: Int =
            try connection.value(
                """
                SELECT CAST(COUNT(*) AS BIGINT)
                FROM bookings
                WHERE practice IN \(OrganisationStore.lineage(of: practice, on: date, in: connection).members)
                  AND local_date >= \(week)
                  AND local_date <= \(week.adding(days: 6))
                  AND status <> 'cancelled'
                """) ?? 0
        return FairShare(share: share, used: used)
    }

    private static func matching(scheme: SchemeID?, hub: OrganisationID?) -> SQL {
        let ofScheme: SQL = scheme.map { "clinics.scheme = \($0)" } ?? "TRUE"
        let atHub: SQL = hub.map { "clinics.hub = \($0)" } ?? "TRUE"
        return ofScheme + " AND " + atHub
    }
}
