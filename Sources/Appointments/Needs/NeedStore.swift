// Needs in the database.

import Kernel
import Store

package enum NeedStore {
    /// What the desk offers on `date`.
    package static func table(on date: LocalDate, in connection: any Connection) throws -> NeedTable {
        NeedRules.table(try versions("from_date <= \(date) AND state IN ('example', 'approved')", in: connection), on: date)
    }

    /// Every version of every need, those too that were withdrawn.
    package static func versions(in connection: any Connection) throws -> [NeedVersion] { try versions("TRUE", in: connection) }

    /// What needs were called last, by their codes: bookings keep the code alone.
    package static func titles(in connection: any Connection) throws -> [String: String] {
        struct Titled: Decodable {
            let need: String
            let title: String
        }
        let all: [Titled] = try connection.all(
            "SELECT need, title FROM need_versions WHERE state IN ('example', 'approved') ORDER BY from_date, written_at")
        return Dictionary(all.map { ($0.need, $0.title) }) { _, last in last }
    }

    /// Proposes a version; one that waits already is withdrawn for it.
    package static func propose(_ version: NeedVersion, in transaction: Transaction) throws {
        try NeedRules.check(version, beside: versions(in: transaction), today: London.local(transaction.instant).date)
        try transaction.execute("UPDATE need_versions SET state = 'withdrawn' WHERE need = \(version.need.code) AND state = 'proposed'")
        try transaction.execute(
            """
            INSERT INTO need_versions (id, need, position, title, ask_first, is_offered, from_date, review_on, state, written_by, written_at)
            VALUES (\(version.id), \(version.need.code), \(version.position), \(version.need.title), \(version.need.askFirst), \(version.isOffered),
                \(version.from), \(version.reviewOn), \(NeedState.proposed), \(version.writtenBy), \(version.writtenAt))
            """)
        try transaction.insert(
            "INSERT INTO need_services (version, place, service)",
            version.need.services.enumerated().map { "(\(version.id), \($0 + 1), \($1))" })
        try transaction.audit("need proposed", AuditSubject("need", version.need.code))
    }

    /// Approves or withdraws what waits. What is approved after its first day counts from the day of approval.
    package static func decide(
        _ id: ID<NeedVersion>, _ state: NeedState, by person: PersonID, acting role: Role, in transaction: Transaction
    ) throws {
        guard let version = try versions("id = \(id)", in: transaction).first else { throw NeedRefusal.step(.noSuchStep) }
        let refusal = NeedRules.approval.refusal(
            from: version.state, to: state, by: person, acting: role, preparedBy: Set([version.writtenBy].compactMap { $0 }))
        if let refusal { throw NeedRefusal.step(refusal) }
        let from = max(version.from, London.local(transaction.instant).date)
        try transaction.execute(
            """
            UPDATE need_versions
            SET state = \(state), from_date = \(from), review_on = \(max(version.reviewOn, from)), checked_by = \(person),
                checked_at = \(transaction.instant)
            WHERE id = \(id)
            """)
        try transaction.audit(state == .approved ? "need approved" : "need withdrawn", AuditSubject("need", version.need.code))
    }

    private static func versions(_ condition: SQL, in connection: any Connection) throws -> [NeedVersion] {
        struct Line: Decodable {
            let version: ID<NeedVersion>
            let service: Service
        }
        let lines: [Line] = try connection.all(
            """
            SELECT version, service
            FROM need_services
            WHERE version IN (SELECT id FROM need_versions WHERE \(condition))
            ORDER BY version, place
            """)
        let services = Dictionary(grouping: lines, by: \.version).mapValues { $0.map(\.service) }
        let rows: [VersionRow] = try connection.all(
            """
            SELECT id, need, position, title, ask_first, is_offered, from_date, review_on, state, written_by, written_at, checked_by, checked_at
            FROM need_versions
            WHERE \(condition)
            ORDER BY position, need, from_date, written_at
            """)
        return rows.map { $0.version(services[$0.id] ?? []) }
    }
}

private struct VersionRow: Decodable {
    let id: ID<NeedVersion>
    let need: String
    let position: Int
    let title: String
    let askFirst: String
    let isOffered: Bool
    let fromDate: LocalDate
    let reviewOn: LocalDate
    let state: NeedState
    let writtenBy: PersonID?
    let writtenAt: Instant
    let checkedBy: PersonID?
    let checkedAt: Instant?

    func version(_ services: [Service]) -> NeedVersion {
        NeedVersion(
            id: id, need: Need(need, title, services, askFirst: askFirst), position: position, isOffered: isOffered, from: fromDate,
            reviewOn: reviewOn, state: state, writtenBy: writtenBy, writtenAt: writtenAt, checkedBy: checkedBy, checkedAt: checkedAt)
    }
}
