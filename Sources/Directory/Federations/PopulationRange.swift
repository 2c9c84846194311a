// How large networks and federations should be.

import Kernel

/// The populations that a plan for general practice at scale asks of its bodies.
package enum PopulationRange {
    /// Registered patients of a network and of a federation. Source: North West London plan for general practice at scale, 2016.
    package static let network = 30_000...50_000
    package static let federation = 150_000...300_000

    /// A sentence where `count` registered patients lie outside what a body of this kind should have; nil inside.
    package static func warning(name: String, kind: OrganisationKind, count: Int) -> String? {
        let range: ClosedRange<Int>
        switch kind {
        case .network: range = network
        case .federation: range = federation
        default: return nil
        }
        guard !range.contains(count) else { return nil }
        let side = count < range.lowerBound ? "fewer than the \(range.lowerBound.grouped)" : "more than the \(range.upperBound.grouped)"
        return "\(name) has \(count.grouped) registered patients, \(side) that a \(kind == .network ? "network" : "federation") should have."
    }
}
