// Keeps the header's count for a moment.

import Kernel
import Synchronization

/// The counts of the last moments, so that the header of every page does not ask every room. A person's own change drops theirs on this server; what
/// others change is counted within `seconds`. The home page itself always asks.
final class NeedCounts: Sendable {
    /// How long a count is shown before the rooms are asked again.
    static let seconds = 20

    private struct Key: Hashable {
        let account: AccountID
        let role: Role
        let organisation: OrganisationID

        init(_ principal: Principal) { (account, role, organisation) = (principal.account, principal.role, principal.organisation) }
    }

    private let kept = Mutex<[Key: (count: NeedCount, at: Instant)]>([:])

    func count(of principal: Principal, at now: Instant) -> NeedCount? {
        kept.withLock { counts in counts[Key(principal)].flatMap { now.seconds(since: $0.at) < NeedCounts.seconds ? $0.count : nil } }
    }

    func keep(_ count: NeedCount, of principal: Principal, at now: Instant) {
        kept.withLock { counts in
            if counts.count > 1_000 { counts = counts.filter { now.seconds(since: $0.value.at) < NeedCounts.seconds } }
            counts[Key(principal)] = (count, now)
        }
    }

    func forget(_ principal: Principal) { kept.withLock { $0[Key(principal)] = nil } }
}
