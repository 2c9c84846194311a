// Removes contents that no file names.

import Kernel
import Store

/// Contents of files that were removed, and those of uploads that came to nothing: a day after they were last held they go.
package struct RemoveUnusedContents: Job {
    package static let kind = "remove unused file contents"
    package static let schedule: JobSchedule? = .daily(LocalTime(clamping: 220))
    /// Minutes that a content is kept for the row that is to name it.
    static let patience = 1440

    package init() {}

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let before = now.adding(minutes: -Self.patience)
        while true {
            let unused = try await database.read { try ContentStore.unused(before: before, limit: 100, in: $0) }
            if unused.isEmpty { return }
            for hash in unused { try await database.maintain { try ContentStore.remove(hash, before: before, in: $0) } }
        }
    }
}
