// The activity ledger in the database.

import Directory
import Kernel
import Store

package enum ActivityStore {
    /// Adds an entry. One piece of evidence has at most one standing entry of a kind.
    package static func record(_ entry: ActivityEntry, in transaction: Transaction) throws {
        let turn = try ActivityRules.turn(of: entry, after: entries(evidence: entry.evidence, in: transaction))
        try insert(entry, turn: turn, in: transaction)
        try transaction.audit("activity recorded", AuditSubject("activity", entry.id), practice: entry.practice)
    }

    /// Takes an entry back, once, by an entry that negates it.
    @discardableResult
    package static func reverse(_ id: ID<ActivityEntry>, reason: ReversalReason, in transaction: Transaction) throws -> ActivityEntry {
        guard let entry = try entry(id, in: transaction) else { throw ActivityRefusal.unknownEntry }
        let reversal = try ActivityRules.reversal(
            of: entry, id: ID(at: transaction.instant), reason: reason,
            alreadyReversed: self.reversal(of: id, in: transaction) != nil, at: transaction.instant)
        let turn = try transaction.value(Int.self, "SELECT turn FROM activity_entries WHERE id = \(id)") ?? 1
        try insert(reversal, turn: turn, in: transaction)
        try transaction.audit("activity reversed", AuditSubject("activity", id), practice: entry.practice, reason: reason.title)
        return reversal
    }

    package static func entry(_ id: ID<ActivityEntry>, in connection: any Connection) throws -> ActivityEntry? {
        try entries("id = \(id)", in: connection).first
    }

    /// The entry, where it lies within `scope`.
    package static func entry(_ id: ID<ActivityEntry>, scope: Scope, in connection: any Connection) throws -> ActivityEntry? {
        try entries("id = \(id) AND \(within(scope, in: connection))", in: connection).first
    }

    package static func entries(_ ids: [ID<ActivityEntry>], scope: Scope, in connection: any Connection) throws -> [ActivityEntry] {
        try entries("id IN \(ids) AND \(within(scope, in: connection))", in: connection)
    }

    package static func reversal(of id: ID<ActivityEntry>, in connection: any Connection) throws -> ActivityEntry? {
        try entries("reverses = \(id)", in: connection).first
    }

    /// Everything the ledger holds for one piece of evidence, reversals included, in the order recorded.
    package static func entries(evidence: RecordLink, in connection: any Connection) throws -> [ActivityEntry] {
        try entries("evidence_kind = \(evidence.kind) AND evidence_id = \(evidence.identifier)", in: connection)
    }

    /// The entries of a scheme by the day of the work, both days included; `scheme` nil for all.
    package static func entries(
        scheme: SchemeID?, from: LocalDate, through: LocalDate, scope: Scope, in connection: any Connection
    ) throws -> [ActivityEntry] {
        let ofScheme: SQL = scheme.map { "scheme = \($0)" } ?? "TRUE"
        return try entries(
            "\(ofScheme) AND local_date >= \(from) AND local_date <= \(through) AND \(within(scope, in: connection))", in: connection)
    }

    /// Every entry of a scheme for work done on or before `through`, whenever it was recorded, without those whose identifiers `settled` selects: a
    /// query of the room that settles work, so that years of settled work need not be read again.
    package static func entries(
        scheme: SchemeID, through: LocalDate, notIn settled: SQL, in connection: any Connection
    ) throws -> [ActivityEntry] {
        try entries("scheme = \(scheme) AND local_date <= \(through) AND id NOT IN (\(settled))", in: connection)
    }

    /// The earliest day of a scheme's work that `settled`, a query of identifiers, does not select.
    package static func firstDay(of scheme: SchemeID, notIn settled: SQL, in connection: any Connection) throws -> LocalDate? {
        try connection.value("SELECT MIN(local_date) FROM activity_entries WHERE scheme = \(scheme) AND id NOT IN (\(settled))")
    }

    /// What is wrong in the ledger, one sentence each; empty when every reversing entry negates the one it names.
    package static func verify(in connection: any Connection) throws -> [String] {
        let reversals = try entries("reverses IS NOT NULL", in: connection)
        let reversed = try entries("id IN (SELECT reverses FROM activity_entries WHERE reverses IS NOT NULL)", in: connection)
        let byID = Dictionary(reversed.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return reversals.compactMap { reversal in
            guard let id = reversal.reverses, let entry = byID[id] else {
                return "Activity entry \(reversal.id) reverses an entry that is not there."
            }
            return ActivityRules.fault(of: reversal, reversing: entry).map { "Activity entry \(reversal.id): \($0)." }
        }
    }

    /// That the entry named in a column of another room's query is within the scope.
    package static func isSeen(_ entry: SQL, scope: Scope, in connection: any Connection) throws -> SQL {
        """
        EXISTS (
            SELECT 1
            FROM activity_entries
            WHERE activity_entries.id = \(entry) AND \(try within(scope, in: connection)))
        """
    }

    // What a person may see of the ledger: their practice's own patients' work and the work that it hosted, or what was done at their hub.
    static func within(_ scope: Scope, in connection: any Connection) throws -> SQL {
        switch scope.reach {
        case .federation, .system: return "TRUE"
        case .practice, .network, .named: return "(\(scope.condition(practice: "practice")) OR \(scope.condition(practice: "host")))"
        case .hub(let hub):
            let sites = try SiteStore.sites(of: hub, in: connection).map(\.id)
            return "site IN \(sites)"
        case .own(let person): return "performed_by = \(person)"
        case .caseload, .outside: return "FALSE"
        }
    }

    static func entries(_ condition: SQL, in connection: any Connection) throws -> [ActivityEntry] {
        let rows: [EntryRow] = try connection.all(
            """
            SELECT id, kind, practice, host, performed_by, site, occurred_at, local_date, minutes, count, contract, scheme, evidence_kind, evidence_id,
                reverses, reversal_reason, recorded_at
            FROM activity_entries
            WHERE \(condition)
            ORDER BY occurred_at, recorded_at, id
            """)
        return rows.map(\.entry)
    }

    private static func insert(_ entry: ActivityEntry, turn: Int, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO activity_entries (
                id, kind, practice, host, performed_by, site, occurred_at, local_date, minutes, count, contract, scheme, evidence_kind, evidence_id,
                turn, reverses, reversal_reason, recorded_at)
            VALUES (
                \(entry.id), \(entry.kind), \(entry.practice), \(entry.host), \(entry.performedBy), \(entry.site), \(entry.occurredAt),
                \(entry.localDate), \(entry.minutes), \(entry.count), \(entry.contract), \(entry.scheme), \(entry.evidence.kind),
                \(entry.evidence.identifier), \(turn), \(entry.reverses), \(entry.reversalReason?.rawValue ?? ""), \(entry.recordedAt))
            """)
    }
}

private struct EntryRow: Decodable {
    let id: ID<ActivityEntry>
    let kind: ActivityKind
    let practice: OrganisationID
    let host: OrganisationID
    let performedBy: PersonID?
    let site: SiteID?
    let occurredAt: Instant
    let localDate: LocalDate
    let minutes: Int
    let count: Int
    let contract: ContractID?
    let scheme: SchemeID?
    let evidenceKind: String
    let evidenceId: String
    let reverses: ID<ActivityEntry>?
    let reversalReason: String
    let recordedAt: Instant

    // What was typed before reasons were coded is not shown: nobody knows what it names.
    private var reason: ReversalReason? { reverses == nil ? nil : ReversalReason(rawValue: reversalReason) ?? .other }

    var entry: ActivityEntry {
        ActivityEntry(
            id: id, kind: kind, practice: practice, host: host, performedBy: performedBy, site: site, occurredAt: occurredAt, localDate: localDate,
            minutes: minutes, count: count, contract: contract, scheme: scheme,
            evidence: RecordLink(kind: RecordKind(evidenceKind), identifier: evidenceId),
            reverses: reverses, reversalReason: reason, recordedAt: recordedAt)
    }
}
