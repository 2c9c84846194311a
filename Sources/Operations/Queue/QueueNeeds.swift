// What the system administrator must look at.

import Kernel
import Notices
import Store
import Web

enum QueueNeeds {
    /// Messages that were not delivered, work that was given up, and a queue that nobody works through.
    static func needs(at now: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let undelivered = try MessageStore.countUndelivered(in: connection)
        let others = try JobQueue.counts(in: connection)[.dead] ?? 0
        let (action, address) = ("Open background work", OperationsAddresses.jobs.path())
        var needs: [HomeNeed] = []
        if undelivered > 0 {
            needs.append(
                HomeNeed(
                    undelivered == 1 ? "1 message could not be delivered." : "\(undelivered.grouped) messages could not be delivered.",
                    detail: "Whoever waits for it has not been told.", action: "Open what was not delivered",
                    address: OperationsAddresses.undelivered.path(), count: undelivered))
        }
        if others > 0 {
            needs.append(
                HomeNeed(
                    others == 1 ? "1 piece of background work was given up." : "\(others.grouped) pieces of background work were given up.",
                    action: action, address: address, count: others))
        }
        if try JobQueue.workers(at: now, in: connection).allSatisfy({ $0.stoppedAt != nil || $0.isSilent(at: now) }) {
            needs.append(
                HomeNeed(
                    "No server works through the queue.", detail: "Emails are not sent and clinics not closed until one runs.", action: action,
                    address: address))
        }
        return needs
    }
}
