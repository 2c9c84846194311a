// How a population follows a merger.

import Kernel

package enum PopulationRules {
    /// A practice's population from the latest snapshots by practice: its own, and those of practices that it took over after its own snapshot
    /// was made, because its own does not count their patients yet. Nil where no snapshot is known.
    ///
    /// - Parameter latest: each practice's latest snapshot on the date and at the moment that are asked for.
    package static func population(of practice: OrganisationID, latest: [OrganisationID: Population], successions: Successions) -> Population? {
        var seen: Set<OrganisationID> = []
        return population(of: practice, latest: latest, successions: successions, seen: &seen)
    }

    private static func population(
        of practice: OrganisationID, latest: [OrganisationID: Population], successions: Successions, seen: inout Set<OrganisationID>
    ) -> Population? {
        guard seen.insert(practice).inserted else { return nil }
        let own = latest[practice]
        var parts: [Population] = []
        for taken in successions.taken(by: practice) {
            if let own, own.snapshotDate >= taken.from { continue }
            if let part = population(of: taken.organisation, latest: latest, successions: successions, seen: &seen) { parts.append(part) }
        }
        guard !parts.isEmpty else { return own }
        let all = (own.map { [$0] } ?? []) + parts
        guard let newest = all.max(by: { $0.snapshotDate < $1.snapshotDate }), let known = all.map(\.knownFrom).max() else { return own }
        return Population(
            practice: practice, kind: newest.kind, snapshotDate: newest.snapshotDate, hundredths: all.reduce(0) { $0 + $1.hundredths },
            knownFrom: known)
    }

    /// "8,838.75", or "8,838" for whole patients.
    package static func text(hundredths: Int) -> String {
        let rest = hundredths % 100
        return rest == 0 ? (hundredths / 100).grouped : "\((hundredths / 100).grouped).\(rest.padded(2))"
    }

    /// Hundredths from "8838.75", "8,838" or "8838.7", as `WrittenNumber` reads them; nil where the text is not a number of patients.
    package static func hundredths(parsing text: String) -> Int? {
        WrittenNumber.hundredths(text).flatMap { (0..<100_000_000_000).contains($0) ? $0 : nil }
    }
}
