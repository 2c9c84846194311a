// Clinics that wait at a practice which leaves.

import Directory
import Governance
import Kernel
import Store

/// Clinics that are published at the hubs that one practice hosts, on days for which it has not agreed or is about to withdraw.
package struct HostedClinics: Hashable, Sendable {
    package let host: OrganisationID
    package let hostName: String
    package let scheme: SchemeID
    package let schemeTitle: String
    package let siteNames: [String]
    /// The host's last day in the scheme; nil where it never took part or its terms ran out.
    package let lastDay: LocalDate?
    package let clinics: Int
    package let last: LocalDate
    /// Patients who are booked into them.
    package let booked: Int

    /// "130 clinics are published at Oak Hub"
    package var published: String {
        "\(clinics == 1 ? "1 clinic is" : "\(clinics.grouped) clinics are") published at \(siteNames.joined(separator: " and "))"
    }

    /// "12 appointments are booked in them"
    package var bookings: String { booked == 1 ? "1 appointment is booked in them" : "\(booked.grouped) appointments are booked in them" }

    /// For those who plan clinics.
    package var sentence: String {
        let since = lastDay.map { "after \($0.longText), its last day in \(schemeTitle)" } ?? "without its agreement to \(schemeTitle)"
        return "\(hostName) hosts: \(published) \(since). \(bookings). They go on until they are withdrawn or another practice hosts the hub."
    }
}

extension ClinicStore {
    /// What is published after a day at the hubs that a practice hosts, under a scheme; nil where nothing is.
    package static func hosted(
        by practices: [OrganisationID], under scheme: SchemeID, after date: LocalDate, in connection: any Connection
    ) throws -> HostedClinics? {
        guard let host = practices.first else { return nil }
        return try hosted(host, practices, scheme, after: date, lastDay: date, in: connection)
    }

    /// By host and scheme: what is published from a day on at hubs whose host has not agreed for all of it.
    package static func hostedWithoutAgreement(
        from date: LocalDate, scope: Scope, in connection: any Connection
    ) throws -> [HostedClinics] {
        struct Pair: Decodable {
            let host: OrganisationID
            let scheme: SchemeID
            let last: LocalDate
        }
        let pairs: [Pair] = try connection.all(
            """
            SELECT host, scheme, MAX(date) AS last
            FROM clinics
            WHERE date >= \(date)
              AND status = 'published'
              AND \(scope.condition(practice: "host", hub: "hub"))
            GROUP BY host, scheme
            ORDER BY host, scheme
            """)
        return try pairs.compactMap { pair in
            let heir = try OrganisationStore.successor(of: pair.host, on: pair.last, in: connection)
            guard try ConsentStore.inForce(practice: heir, undertaking: pair.scheme, on: pair.last, in: connection) == nil else { return nil }
            // Most often it withdrew, and all after its last day waits; where terms ran out, all from today on is shown.
            let lastDay = try ConsentStore.history(practice: heir, undertaking: pair.scheme, in: connection).lastDayInForce(before: pair.last)
            return try hosted(
                heir, [pair.host], pair.scheme, after: max(lastDay ?? date.adding(days: -1), date.adding(days: -1)), lastDay: lastDay, in: connection)
        }
    }

    private static func hosted(
        _ host: OrganisationID, _ practices: [OrganisationID], _ scheme: SchemeID, after date: LocalDate, lastDay: LocalDate?,
        in connection: any Connection
    ) throws -> HostedClinics? {
        struct Row: Decodable {
            let site: SiteID
            let clinics: Int
            let last: LocalDate
            let booked: Int
        }
        let rows: [Row] = try connection.all(
            """
            SELECT site, CAST(COUNT(*) AS BIGINT) AS clinics, MAX(date) AS last,
              CAST(SUM((SELECT COUNT(*) FROM bookings WHERE bookings.clinic = clinics.id AND bookings.status <> 'cancelled')) AS BIGINT) AS booked
            FROM clinics
            WHERE host IN \(practices)
              AND scheme = \(scheme)
              AND date > \(date)
              AND status = 'published'
            GROUP BY site
            ORDER BY site
            """)
        guard let last = rows.map(\.last).max() else { return nil }
        return HostedClinics(
            host: host, hostName: try OrganisationStore.organisation(host, on: last, in: connection)?.name ?? "A practice", scheme: scheme,
            schemeTitle: try UndertakingStore.undertaking(scheme, in: connection)?.title ?? "a scheme",
            siteNames: try rows.compactMap { try SiteStore.site($0.site, in: connection)?.name }, lastDay: lastDay,
            clinics: rows.reduce(0) { $0 + $1.clinics }, last: last, booked: rows.reduce(0) { $0 + $1.booked })
    }
}
