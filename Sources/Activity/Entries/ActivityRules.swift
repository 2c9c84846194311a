// How work is recorded and taken back.

import Kernel

package enum ActivityRules {
    /// Whether `entry` may be added beside `others`, the entries that its evidence has already. Returns its turn among those of its kind.
    package static func turn(of entry: ActivityEntry, after others: [ActivityEntry]) throws(ActivityRefusal) -> Int {
        guard entry.reverses == nil else { throw .reversalOfReversal }
        guard entry.minutes >= 0, entry.count >= 0 else { throw .negative }
        let reversed = Set(others.compactMap(\.reverses))
        let same = others.filter { $0.kind == entry.kind && $0.reverses == nil }
        guard same.allSatisfy({ reversed.contains($0.id) }) else { throw .alreadyRecorded(entry.evidence) }
        return same.count + 1
    }

    /// The entry that takes `entry` back: the same work with minutes and count negated.
    package static func reversal(
        of entry: ActivityEntry, id: ID<ActivityEntry>, reason: ReversalReason, alreadyReversed: Bool, at instant: Instant
    ) throws(ActivityRefusal) -> ActivityEntry {
        guard entry.reverses == nil else { throw .reversalOfReversal }
        guard !alreadyReversed else { throw .alreadyReversed }
        return ActivityEntry(
            id: id, kind: entry.kind, practice: entry.practice, host: entry.host, performedBy: entry.performedBy, site: entry.site,
            occurredAt: entry.occurredAt, localDate: entry.localDate, minutes: -entry.minutes, count: -entry.count, contract: entry.contract,
            scheme: entry.scheme, evidence: entry.evidence, reverses: entry.id, reversalReason: reason, recordedAt: instant)
    }

    /// What a reversing entry must be to the entry it names; the first thing that is not so, in words, or nil.
    package static func fault(of reversal: ActivityEntry, reversing entry: ActivityEntry) -> String? {
        if reversal.minutes != -entry.minutes { return "its minutes do not negate those of the entry that it reverses" }
        if reversal.count != -entry.count { return "its count does not negate that of the entry that it reverses" }
        if reversal.practice != entry.practice || reversal.host != entry.host { return "it names other practices than the entry that it reverses" }
        if reversal.localDate != entry.localDate || reversal.scheme != entry.scheme || reversal.kind != entry.kind {
            return "it is of another day, scheme or kind than the entry that it reverses"
        }
        return nil
    }
}
