// Closes the clinics of the day before.

import Kernel
import Store

/// Every night: closes clinics that nobody closed, which writes their unused time to the activity ledger once, and forgets holds that ran out.
/// Appointments that nobody marked stay on the clinic list, where the hub coordinator sees them.
package struct CloseClinics: Job {
    package static let kind = "clinics close"
    package static let schedule: JobSchedule? = .daily(LocalTime(clamping: 30))

    package init() {}

    package func run(_: JobItem, in database: any Database, at now: Instant) async throws {
        let today = London.local(now).date
        for clinic in try await database.read({ try ClinicStore.unclosed(before: today, in: $0) }) {
            try await database.write(by: Actor(process: CloseClinics.kind), at: now) { try ClinicStore.close(clinic, in: $0) }
        }
        try await database.maintain { try SlotStore.forgetHolds(before: now.adding(minutes: -1440), in: $0) }
    }
}
