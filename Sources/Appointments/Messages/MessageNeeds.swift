// Messages that wait for a practice.

import Kernel
import Store
import Web

enum MessageNeeds {
    static func needs(_ scope: Scope, in connection: any Connection) throws -> [HomeNeed] {
        let counts = try MessageStore.counts(scope: scope, in: connection)
        let (unread, open) = (counts[.unread] ?? 0, counts[.read] ?? 0)
        var needs: [HomeNeed] = []
        if unread > 0 {
            needs.append(
                HomeNeed(
                    "\(unread == 1 ? "1 message" : "\(unread.grouped) messages") about your patients \(unread == 1 ? "is" : "are") not read.",
                    action: "Open messages", address: AppointmentsAddresses.messages.path(), weight: .safety, count: unread))
        }
        if open > 0 {
            needs.append(
                HomeNeed(
                    "\(open == 1 ? "1 message" : "\(open.grouped) messages") \(open == 1 ? "is" : "are") read but not closed.",
                    action: "Open messages", address: AppointmentsAddresses.messages.path(), count: open))
        }
        return needs
    }
}
