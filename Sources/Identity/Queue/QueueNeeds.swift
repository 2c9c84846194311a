// What the system administrator must look at.

import Kernel
import Store
import Web

enum QueueNeeds {
    /// Work that was given up, emails by themselves, and a queue that nobody works through.
    static func needs(at now: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let dead = try JobQueue.dead(in: connection)
        let letters = dead[SendLetter.kind] ?? 0
        let others = dead.values.reduce(0, +) - letters
        let (action, address) = ("Open background work", IdentityAddresses.jobs.path())
        var needs: [HomeNeed] = []
        if letters > 0 {
            needs.append(
                HomeNeed(
                    letters == 1 ? "1 email could not be sent." : "\(letters.grouped) emails could not be sent.",
                    detail: "Whoever waits for it has not been told.", action: action, address: address, count: letters))
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
