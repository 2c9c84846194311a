// Whether work is done and messages arrive.

import Kernel
import Notices
import Store
import Web

/// What `commonweal doctor` says of the work in the background.
package enum OperationsChecks {
    static let all = [
        InstallationCheck(order: 70) { installation in
            let now = installation.now
            let (counts, workers) = try await installation.database.read { (try JobQueue.counts(in: $0), try JobQueue.workers(at: now, in: $0)) }
            let atWork = workers.filter { $0.stoppedAt == nil }
            return work(
                heartbeat: (atWork.isEmpty ? workers : atWork).map(\.lastSeen).max(), waiting: counts[.waiting] ?? 0, setAside: counts[.dead] ?? 0,
                now: now)
        },
        InstallationCheck(order: 80) { installation in
            messages(undelivered: try await installation.database.read { try MessageStore.countUndelivered(in: $0) })
        },
    ]

    /// - Parameter heartbeat: when background work was last seen to run.
    package static func work(heartbeat: Instant?, waiting: Int, setAside: Int, now: Instant) -> CheckFinding {
        if setAside > 0 {
            return .warning(
                "Background work", "\(setAside) \(setAside == 1 ? "item was" : "items were") set aside after failing again and again.",
                mend: "Sign in as a system administrator and look at the page Background work: each says why, and can be tried again.")
        }
        guard let heartbeat else {
            return waiting == 0
                ? .well("Background work", "Nothing waits, and no server has run yet.")
                : .ill("Background work", "\(waiting) items wait and no server has run yet.", mend: "Start commonweal serve.")
        }
        let silence = now.seconds(since: heartbeat)
        if silence > 120 {
            return .ill(
                "Background work", "No server has worked since \(heartbeat.londonText); \(waiting) items wait.",
                mend: "Start commonweal serve, or see why it stopped.")
        }
        return .well("Background work", "Last seen \(max(0, silence)) seconds ago; \(waiting) items wait.")
    }

    /// - Parameter undelivered: messages to people that were not delivered, or may not have been.
    package static func messages(undelivered: Int) -> CheckFinding {
        guard undelivered > 0 else { return .well("Messages", "Every message to a person was taken.") }
        return .warning(
            "Messages", "\(undelivered.grouped) \(undelivered == 1 ? "message was" : "messages were") not delivered.",
            mend: "Sign in as a system administrator, open Background work and then Messages not delivered: each says why, and can be sent again.")
    }
}
