// What each practice's part of a week is.

import Kernel

/// A practice's part of a week's appointments, by adjusted population. It informs; it is not a limit.
package struct FairShare: Hashable, Sendable {
    package let share: Int
    package let used: Int

    package init(share: Int, used: Int) {
        self.share = share
        self.used = used
    }

    package var left: Int { max(0, share - used) }

    /// `total` appointments shared out in proportion to `populations` by largest remainder, so that the parts add up. A practice without a
    /// population has no part; without any population nobody has one.
    package static func shares(of total: Int, by populations: [OrganisationID: Int]) -> [OrganisationID: Int] {
        let counted = populations.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        guard !counted.isEmpty, total > 0 else { return [:] }
        // The rule of sharing money to the penny serves for whole appointments as well.
        let parts = Money(pence: total).shared(by: counted.map(\.value)).map(\.pence)
        return Dictionary(zip(counted.map(\.key), parts), uniquingKeysWith: { first, _ in first })
    }
}
