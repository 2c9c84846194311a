// Messages that wait for a practice.

import Kernel
import Store
import Web

enum MessageNeeds {
    /// What nobody has read, what is late by itself; then what was read and not closed.
    static func needs(_ scope: Scope, at now: Instant, in connection: any Connection) throws -> [HomeNeed] {
        let unread = try MessageStore.sent(.unread, scope: scope, in: connection)
        let open = try MessageStore.sent(.read, scope: scope, in: connection).count
        let (action, address) = ("Open messages", MessageAddresses.messages.path())
        var needs: [HomeNeed] = []
        let late = unread.filter { MessageRules.isLate(sentAt: $0, status: .unread, at: now) }
        for sent in [late, unread.filter { !late.contains($0) }] {
            guard let oldest = sent.first else { continue }
            let (messages, verb) = sent.count == 1 ? ("1 message", "is") : ("\(sent.count.grouped) messages", "are")
            needs.append(
                HomeNeed(
                    "\(messages) about your patients \(verb) not read.",
                    action: action, address: address, weight: .safety, due: MessageRules.lastDay(sentAt: oldest), count: sent.count))
        }
        if open > 0 {
            needs.append(
                HomeNeed(
                    "\(open == 1 ? "1 message" : "\(open.grouped) messages") \(open == 1 ? "is" : "are") read but not closed.", action: action,
                    address: address, count: open))
        }
        return needs
    }
}
