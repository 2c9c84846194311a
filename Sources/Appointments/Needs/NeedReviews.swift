// What is to be checked, on home pages.

import Kernel
import Store
import Web

enum NeedReviews {
    /// What waits for this person to check, and how much of the table is due to be looked at.
    static func needs(ofRole role: Role, person: PersonID, on date: LocalDate, in connection: any Connection) throws -> [HomeNeed] {
        let versions = try NeedStore.versions(in: connection)
        var needs: [HomeNeed] = []
        let waiting = versions.filter { $0.state == .proposed && $0.writtenBy != person }
        if !waiting.isEmpty {
            needs.append(
                HomeNeed(
                    "\(waiting.count == 1 ? "1 change" : "\(waiting.count) changes") of needs and red flags \(waiting.count == 1 ? "waits" : "wait") to be checked.",
                    action: "Open needs", address: AppointmentsAddresses.needs.path(), count: waiting.count))
        }
        let due = NeedRules.due(versions, on: date)
        if role == .federationManager, !due.isEmpty {
            needs.append(
                HomeNeed(
                    "\(due.count == 1 ? "1 need" : "\(due.count) needs") of the desk \(due.count == 1 ? "is" : "are") due to be looked at.",
                    detail: "The desk says beside each that nobody has signed it, or when its review was due.", action: "Open needs",
                    address: AppointmentsAddresses.needs.path(), weight: .news, count: due.count))
        }
        return needs
    }
}
