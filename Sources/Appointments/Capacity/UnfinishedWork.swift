// What a month's end waits for at the hubs.

import Kernel
import Store

/// What was left undone at a hub on a day that is over: appointments that nobody marked as seen or not attended, and clinics that nobody closed, whose
/// free times are therefore not counted.
package struct UnfinishedWork: Codable, Hashable, Sendable {
    package let hub: OrganisationID
    package let date: LocalDate
    package let appointments: Int
    package let minutes: Int
    package let clinics: Int
}

extension CapacityStore {
    /// By day and hub, for clinics of a scheme up to `date`.
    package static func unfinished(scheme: SchemeID, through date: LocalDate, in connection: any Connection) throws -> [UnfinishedWork] {
        try connection.all(
            """
            SELECT hub, date, CAST(SUM(appointments) AS BIGINT) AS appointments, CAST(SUM(minutes) AS BIGINT) AS minutes,
              CAST(SUM(clinics) AS BIGINT) AS clinics
            FROM (
              SELECT clinics.hub, clinics.date, 1 AS appointments, bookings.minutes, 0 AS clinics
              FROM bookings
              JOIN clinics ON clinics.id = bookings.clinic
              WHERE bookings.status IN ('booked', 'arrived', 'called')
                AND clinics.scheme = \(scheme)
                AND clinics.date <= \(date)
              UNION ALL
              SELECT hub, date, 0, 0, 1
              FROM clinics
              WHERE status = 'published'
                AND scheme = \(scheme)
                AND date <= \(date)
            ) AS undone
            GROUP BY hub, date
            ORDER BY date, hub
            """)
    }
}
