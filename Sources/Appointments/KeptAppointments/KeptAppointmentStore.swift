// Finds what was booked before a practice left.

import Directory
import Governance
import Kernel
import Store

package enum KeptAppointmentStore {
    /// By practice and scheme, from a day on, within the scope.
    package static func groups(from date: LocalDate, scope: Scope, in connection: any Connection) throws -> [KeptAppointments] {
        let rows = try keptRows(from: date, scope: scope, in: connection)
        let names = try OrganisationStore.names(of: rows.map(\.heir), on: date, in: connection)
        let grouped = Dictionary(grouping: rows) { [$0.heir.stored, $0.row.scheme.stored] }
        return try grouped.values.compactMap { rows -> KeptAppointments? in
            let days = rows.map(\.row.localDate).sorted()
            guard let one = rows.first, let first = days.first, let last = days.last else { return nil }
            return KeptAppointments(
                practice: one.heir, practiceName: names[one.heir] ?? "A practice", scheme: one.row.scheme,
                schemeTitle: try UndertakingStore.undertaking(one.row.scheme, in: connection)?.title ?? "a scheme",
                lastDay: try lastDay(of: one.heir, one.row.scheme, before: first, in: connection),
                count: rows.reduce(0) { $0 + $1.row.count }, first: first, last: last)
        }
        .sorted { ($0.first, $0.practiceName, $0.schemeTitle) < ($1.first, $1.practiceName, $1.schemeTitle) }
    }

    /// One by one with their patients, soonest first, within the scope.
    package static func appointments(from date: LocalDate, scope: Scope, in connection: any Connection) throws -> [KeptAppointment] {
        let groups = try groups(from: date, scope: scope, in: connection)
        let days = try keptRows(from: date, scope: scope, in: connection)
        guard !days.isEmpty else { return [] }
        let wanted = Set(days.map { Day(practice: $0.row.practice, scheme: $0.row.scheme, date: $0.row.localDate) })
        let heirs = Dictionary(days.map { ($0.row.practice, $0.heir) }, uniquingKeysWith: { first, _ in first })
        let ids: [ID<Clinic>] = try connection.values(
            """
            SELECT DISTINCT clinic
            FROM bookings
            WHERE practice IN \(Array(Set(days.map(\.row.practice))))
              AND local_date IN \(Array(Set(days.map(\.row.localDate))))
              AND status IN \(live)
              AND \(scope.condition(practice: "practice", hub: "hub"))
            """)
        let clinics = try ClinicStore.clinics(ids, in: connection)
        let sites = try Set(clinics.values.map(\.site)).compactMap { try SiteStore.site($0, in: connection) }
        return try ClinicListStore.list(ids, on: date, in: connection).compactMap { listed -> KeptAppointment? in
            let booking = listed.booking
            guard let clinic = clinics[booking.clinic], live.contains(booking.status),
                wanted.contains(Day(practice: booking.practice, scheme: clinic.scheme, date: booking.localDate))
            else { return nil }
            let group = groups.first { $0.practice == heirs[booking.practice] && $0.scheme == clinic.scheme }
            return KeptAppointment(
                booking: booking, patient: listed.patient, practiceName: listed.practiceName,
                place: sites.first { $0.id == clinic.site }?.name ?? "", schemeTitle: group?.schemeTitle ?? "", lastDay: group?.lastDay)
        }
        .sorted { ($0.booking.startsAt, $0.booking.id) < ($1.booking.startsAt, $1.booking.id) }
    }

    /// Of the given bookings of one scheme those whose practice has not agreed for their day.
    package static func kept(_ bookings: [Booking], scheme: SchemeID, in connection: any Connection) throws -> Set<ID<Booking>> {
        var agreements = Agreements()
        return Set(try bookings.filter { try !agreements.hold($0.practice, scheme, on: $0.localDate, in: connection).isAgreed }.map(\.id))
    }

    /// What is booked for a practice's patients under a scheme after a day: how many, and the last day; nil where nothing is.
    package static func booked(
        under scheme: SchemeID, after lastDay: LocalDate, scope: Scope, in connection: any Connection
    ) throws -> (count: Int, last: LocalDate)? {
        struct Row: Decodable {
            let count: Int
            let last: LocalDate?
        }
        let row: Row? = try connection.first(
            """
            SELECT CAST(COUNT(*) AS BIGINT) AS count, MAX(bookings.local_date) AS last
            FROM bookings
            JOIN clinics ON clinics.id = bookings.clinic
            WHERE clinics.scheme = \(scheme)
              AND bookings.local_date > \(lastDay)
              AND bookings.status IN \(live)
              AND \(scope.condition(practice: "bookings.practice", hub: "bookings.hub"))
            """)
        guard let row, let last = row.last else { return nil }
        return (row.count, last)
    }

    private static let live: [BookingStatus] = [.booked, .arrived, .called]

    private struct Day: Hashable {
        let practice: OrganisationID
        let scheme: SchemeID
        let date: LocalDate
    }

    private struct Row: Decodable {
        let practice: OrganisationID
        let scheme: SchemeID
        let localDate: LocalDate
        let count: Int
    }

    // Few rows: appointments are booked some weeks ahead at the most, and counted by practice, scheme and day.
    private static func keptRows(
        from date: LocalDate, scope: Scope, in connection: any Connection
    ) throws -> [(row: Row, heir: OrganisationID)] {
        let rows: [Row] = try connection.all(
            """
            SELECT bookings.practice, clinics.scheme, bookings.local_date, CAST(COUNT(*) AS BIGINT) AS count
            FROM clinics
            JOIN bookings ON bookings.clinic = clinics.id
            WHERE bookings.local_date >= \(date)
              AND bookings.status IN \(live)
              AND \(scope.condition(practice: "bookings.practice", hub: "bookings.hub"))
            GROUP BY bookings.practice, clinics.scheme, bookings.local_date
            ORDER BY bookings.local_date, bookings.practice, clinics.scheme
            """)
        var agreements = Agreements()
        for (scheme, rows) in Dictionary(grouping: rows, by: \.scheme) {
            try agreements.read(scheme, on: Array(Set(rows.map(\.localDate))), in: connection)
        }
        return try rows.compactMap { row in
            let standing = try agreements.hold(row.practice, row.scheme, on: row.localDate, in: connection)
            return standing.isAgreed ? nil : (row, standing.heir)
        }
    }

    private static func lastDay(
        of practice: OrganisationID, _ scheme: SchemeID, before date: LocalDate, in connection: any Connection
    ) throws -> LocalDate? {
        try ConsentStore.history(practice: practice, undertaking: scheme, in: connection).lastDayInForce(before: date)
    }

    // Who has agreed to what on which day, read once for each scheme and day.
    private struct Agreements {
        private struct Key: Hashable {
            let scheme: SchemeID
            let date: LocalDate
        }

        private var agreed: [Key: Set<OrganisationID>] = [:]
        private var successions: [Successions.Succession]?

        mutating func read(_ scheme: SchemeID, on days: [LocalDate], in connection: any Connection) throws {
            for (day, practices) in zip(days, try ConsentStore.practicesInForce(undertaking: scheme, on: days, in: connection)) {
                agreed[Key(scheme: scheme, date: day)] = practices
            }
        }

        mutating func hold(
            _ practice: OrganisationID, _ scheme: SchemeID, on date: LocalDate, in connection: any Connection
        ) throws -> (isAgreed: Bool, heir: OrganisationID) {
            let key = Key(scheme: scheme, date: date)
            let practices = try agreed[key] ?? ConsentStore.practicesInForce(undertaking: scheme, on: date, in: connection)
            agreed[key] = practices
            if practices.contains(practice) { return (true, practice) }
            let all = try successions ?? OrganisationStore.successions(in: connection)
            successions = all
            let heir = Successions(all, on: date).final(of: practice)
            return (practices.contains(heir), heir)
        }
    }
}
