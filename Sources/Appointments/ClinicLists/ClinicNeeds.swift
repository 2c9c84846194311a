// What waits for a hub's people.

import Kernel
import Store
import Web

/// A clinic that will not run, with how many patients are still to be called.
struct StoppedClinic: Sendable {
    let clinic: Clinic
    let toCall: Int

    /// Those to come within the scope, soonest first.
    static func read(_ scope: Scope, at now: Instant, in connection: any Connection) throws -> [StoppedClinic] {
        let stopped = try ClinicDateStore.stopped(at: now, in: connection).filter { try ClinicStore.isWithin(scope, $0.site, in: connection) }
        let booked = try ClinicStore.bookedCounts(of: stopped.map(\.id), in: connection)
        return stopped.map { StoppedClinic(clinic: $0, toCall: booked[$0.id] ?? 0) }
    }

    /// "Thursday 26 November, 6:30pm, GP: 5 patients to call"
    var sentence: String {
        let what = toCall == 0 ? "nobody left to call: withdraw it" : toCall == 1 ? "1 patient to call" : "\(toCall) patients to call"
        return "\(clinic.date.dayText), \(clinic.startsAt.londonTimeText), \(clinic.service.title): \(what)"
    }

    var address: String { AppointmentsAddresses.clinicDate.path(clinic.id) }
}

enum ClinicNeeds {
    /// Patients of clinics that will not run come first: they would stand before a closed door.
    static func toCall(_ scope: Scope, at now: Instant, in connection: any Connection) throws -> [HomeNeed] {
        try StoppedClinic.read(scope, at: now, in: connection).map { stopped in
            HomeNeed(
                "\(stopped.sentence).", detail: "It will not run.", action: "Open the clinic", address: stopped.address,
                weight: stopped.toCall == 0 ? .task : .safety, due: stopped.clinic.date, count: max(stopped.toCall, 1))
        }
    }

    /// Appointments of days that are over which nobody marked, of the hub or of one clinician there; each should be marked on its day.
    static func notMarked(
        at hub: OrganisationID, of clinician: PersonID? = nil, before today: LocalDate, in connection: any Connection
    ) throws -> [HomeNeed] {
        struct Day: Decodable {
            let localDate: LocalDate
            let count: Int
        }
        let own: SQL = clinician.map { "AND clinic IN (SELECT id FROM clinics WHERE clinician = \($0))" } ?? ""
        let days: [Day] = try connection.all(
            """
            SELECT local_date, CAST(COUNT(*) AS BIGINT) AS count
            FROM bookings
            WHERE status IN ('booked', 'arrived', 'called')
              AND hub = \(hub)
              AND local_date < \(today)
              \(own)
            GROUP BY local_date
            ORDER BY local_date
            """)
        guard let oldest = days.first else { return [] }
        let count = days.map(\.count).reduce(0, +)
        let what = count == 1 ? "1 appointment that is over is" : "\(count.grouped) appointments that are over are"
        return [
            HomeNeed(
                "\(what) not marked.",
                detail: "Say whether the patients came. \(days.count == 1 ? "All are" : "The oldest are") of \(oldest.localDate.dayText).",
                action: "Open the clinic list", address: AppointmentsAddresses.clinicList.path(query: ["date": oldest.localDate.stored]),
                due: oldest.localDate, count: count)
        ]
    }
}
