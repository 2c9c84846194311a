// One unit of work done.

import Kernel
import Store

/// An entry of the activity ledger. Entries are never changed: a mistake is corrected by an entry that reverses it.
package struct ActivityEntry: Hashable, Sendable {
    package let id: ID<ActivityEntry>
    package let kind: ActivityKind
    /// The practice whose population the work was for; for time not used, the host.
    package let practice: OrganisationID
    /// The practice that hosted the work.
    package let host: OrganisationID
    package let performedBy: PersonID?
    package let site: SiteID?
    package let occurredAt: Instant
    /// The day in Europe/London; a reversing entry has that of the entry it reverses, so that both fall in the same week.
    package let localDate: LocalDate
    /// Negative in a reversing entry.
    package let minutes: Int
    /// Negative in a reversing entry.
    package let count: Int
    package let contract: ContractID?
    package let scheme: SchemeID?
    /// What shows that the work was done: an appointment, a claim, a session or a letter.
    package let evidence: RecordLink
    package let reverses: ID<ActivityEntry>?
    /// Set in a reversing entry alone.
    package let reversalReason: ReversalReason?
    package let recordedAt: Instant

    package init(
        id: ID<ActivityEntry>, kind: ActivityKind, practice: OrganisationID, host: OrganisationID, performedBy: PersonID? = nil, site: SiteID? = nil,
        occurredAt: Instant, localDate: LocalDate? = nil, minutes: Int, count: Int = 1, contract: ContractID? = nil, scheme: SchemeID? = nil,
        evidence: RecordLink, reverses: ID<ActivityEntry>? = nil, reversalReason: ReversalReason? = nil, recordedAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.practice = practice
        self.host = host
        self.performedBy = performedBy
        self.site = site
        self.occurredAt = occurredAt
        self.localDate = localDate ?? London.local(occurredAt).date
        self.minutes = minutes
        self.count = count
        self.contract = contract
        self.scheme = scheme
        self.evidence = evidence
        self.reverses = reverses
        self.reversalReason = reversalReason
        self.recordedAt = recordedAt
    }
}

extension ActivityEntry {
    /// The same work as that of another host: the practice that carried on for the one recorded when the work was done.
    package func hosted(by host: OrganisationID) -> ActivityEntry {
        ActivityEntry(
            id: id, kind: kind, practice: practice, host: host, performedBy: performedBy, site: site, occurredAt: occurredAt, localDate: localDate,
            minutes: minutes, count: count, contract: contract, scheme: scheme, evidence: evidence, reverses: reverses,
            reversalReason: reversalReason, recordedAt: recordedAt)
    }
}

/// Why an entry cannot be written.
package enum ActivityRefusal: RuleRefusal, ErrorInWords, Hashable {
    case negative
    case alreadyRecorded(RecordLink)
    case unknownEntry
    case alreadyReversed
    case reversalOfReversal

    package var sentence: String {
        switch self {
        case .negative: "Work is recorded in whole minutes, none or more. To take work back, reverse its entry."
        case .alreadyRecorded: "This work is in the activity ledger already. Reverse that entry first if it is wrong."
        case .unknownEntry: "There is no such entry in the activity ledger."
        case .alreadyReversed: "This entry has been reversed already. Record the work again if it was right after all."
        case .reversalOfReversal: "This entry itself takes another back. Record the work again if it was right after all."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .alreadyRecorded, .alreadyReversed: .conflict
        case .unknownEntry: .absent
        case .negative, .reversalOfReversal: .invalid
        }
    }
}
