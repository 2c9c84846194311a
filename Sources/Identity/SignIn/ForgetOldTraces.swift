// Forgets what signing in left behind.

import Kernel
import Store

/// Removes sessions, counts of failures, devices and links that no rule looks at any more.
struct ForgetOldTraces: Job {
    static let kind = "forget old sign-ins"
    static let schedule: JobSchedule? = .every(minutes: 60)

    func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        try await database.maintain { connection in
            try GuessStore.sweep(now: now, in: connection)
            try SessionStore.sweep(now: now, in: connection)
            try DeviceStore.sweep(now: now, in: connection)
            try OneTimeLinkStore.sweep(now: now, in: connection)
        }
    }
}
