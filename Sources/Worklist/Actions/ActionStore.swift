// Where actions lie.

import Directory
import Kernel
import Notices
import Store
import Web

package enum ActionStore {
    private static let columns: SQL = """
        id, title, organisation, owner_person, owner_role, due_on, source_kind, source_id, raised_by, raised_at, revision, remind_before,
        escalate_after, outcome, evidence, record_kind, record_id, ended_by, ended_at
        """

    private struct Stored: Decodable {
        let id: ID<Action>
        let title: String
        let organisation: OrganisationID
        let ownerPerson: PersonID?
        let ownerRole: Role?
        let dueOn: LocalDate
        let sourceKind: RecordKind?
        let sourceId: String?
        let raisedBy: PersonID
        let raisedAt: Instant
        let revision: Int
        let remindBefore: Int
        let escalateAfter: Int
        let outcome: ActionOutcome?
        let evidence: String
        let recordKind: RecordKind?
        let recordId: String?
        let endedBy: PersonID?
        let endedAt: Instant?

        var action: Action? {
            guard let owner = ownerPerson.map(Owner.person) ?? ownerRole.map(Owner.role) else { return nil }
            func link(_ kind: RecordKind?, _ id: String?) -> RecordLink? {
                kind.flatMap { kind in id.map { RecordLink(kind: kind, identifier: $0) } }
            }
            var ending: Action.Ending?
            if let outcome, let endedBy, let endedAt {
                ending = Action.Ending(outcome: outcome, evidence: evidence, record: link(recordKind, recordId), by: endedBy, at: endedAt)
            }
            return Action(
                id: id, title: title, organisation: organisation, owner: owner, dueOn: dueOn, source: link(sourceKind, sourceId), raisedBy: raisedBy,
                raisedAt: raisedAt, revision: revision, remindBefore: remindBefore, escalateAfter: escalateAfter, ending: ending)
        }
    }

    private static func all(_ rest: SQL, in connection: any Connection) throws -> [Action] {
        try actions(from: connection.rows("SELECT \(columns) FROM actions \(rest)"))
    }

    private static func seen(by person: Principal) -> SQL {
        "(owner_person = \(person.person) OR \(person.scope.condition(practice: "organisation", hub: "organisation")))"
    }

    /// The action, where this person may see it: one's own, and those of the organisations in one's scope.
    package static func action(_ id: ID<Action>, for person: Principal, in connection: any Connection) throws -> Action? {
        try all("WHERE id = \(id) AND \(seen(by: person))", in: connection).first
    }

    /// What a person, in the role they act in, has still to do, the most pressing first.
    package static func open(for person: Principal, in connection: any Connection) throws -> [Action] {
        let owned = OwnerStore.condition(person, person: "owner_person", role: "owner_role", organisation: "organisation")
        return try all("WHERE ended_at IS NULL AND \(owned) ORDER BY due_on, id", in: connection)
    }

    /// The actions that a person may see, or has to do.
    static func listed(isOpen: Bool, isOwn: Bool, for person: Principal) -> SQL {
        let owned = OwnerStore.condition(person, person: "owner_person", role: "owner_role", organisation: "organisation")
        let state: SQL = isOpen ? "ended_at IS NULL" : "ended_at IS NOT NULL"
        return "SELECT \(columns) FROM actions WHERE \(state) AND \(isOwn ? owned : seen(by: person))"
    }

    static func actions(from rows: [Row]) throws -> [Action] { try RowDecoder.decode([Stored].self, from: rows).compactMap(\.action) }

    /// Open actions of which somebody may have to be reminded on a day.
    static func toRemind(on date: LocalDate, in connection: any Connection) throws -> [Action] {
        let last = date.adding(days: ReminderRules.longest)
        return try all("WHERE ended_at IS NULL AND due_on <= \(last) ORDER BY due_on, id", in: connection)
    }

    /// Actions that came from a record, latest first.
    package static func actions(from source: RecordLink, for person: Principal, in connection: any Connection) throws -> [Action] {
        try all(
            "WHERE source_kind = \(source.kind) AND source_id = \(source.identifier) AND \(seen(by: person)) ORDER BY id DESC", in: connection)
    }

    // MARK: Changes

    /// Raises an action for a person whose scope takes the organisation in.
    @discardableResult
    package static func raise(
        _ draft: ActionDraft, remindBefore: Int = ReminderRules.remindBefore, escalateAfter: Int = ReminderRules.escalateAfter, by person: Principal,
        in tx: Transaction
    ) throws -> ID<Action> {
        let today = London.local(tx.instant).date
        guard person.reaches(draft.organisation) else { throw ActionRefusal.wrongPlace }
        if let refusal = ActionRules.refusal(of: draft, at: try seat(of: draft.organisation, on: today, in: tx), today: today) { throw refusal }
        let id = ID<Action>(at: tx.instant)
        try tx.execute(
            """
            INSERT INTO actions (id, title, organisation, owner_person, owner_role, due_on, source_kind, source_id, raised_by, raised_at, revision,
                remind_before, escalate_after, evidence)
            VALUES (\(id), \(draft.title), \(draft.organisation), \(draft.owner.person), \(draft.owner.role), \(draft.dueOn), \(draft.source?.kind),
                \(draft.source?.identifier), \(person.person), \(tx.instant), 1,
                \(min(max(remindBefore, 0), ReminderRules.longest)), \(escalateAfter), '')
            """)
        try tx.audit("action raised", AuditSubject("action", id), details: ["due": draft.dueOn.stored, "source": draft.source?.stored ?? ""])
        try tell(draft.owner, of: id, at: draft.organisation, dueOn: draft.dueOn, revision: 1, but: person, on: today, in: tx)
        return id
    }

    /// Gives an action another title, owner or day; its organisation and its source stay.
    package static func change(
        _ id: ID<Action>, to draft: ActionDraft, seen: Revision, reason: String, by person: Principal, in tx: Transaction
    ) throws {
        let today = London.local(tx.instant).date
        guard let action = try action(id, for: person, in: tx) else { throw ActionRefusal.unknown }
        if let refusal = ActionRules.refusal(toChange: action, by: person) { throw refusal }
        try check(seen, against: action, in: tx)
        let seat = try seat(of: action.organisation, on: today, in: tx)
        if let refusal = ActionRules.refusal(of: draft, at: seat, today: min(today, action.dueOn)) { throw refusal }
        let changed = try tx.execute(
            """
            UPDATE actions
            SET title = \(draft.title), owner_person = \(draft.owner.person), owner_role = \(draft.owner.role), due_on = \(draft.dueOn),
                revision = revision + 1
            WHERE id = \(id) AND revision = \(action.revision) AND ended_at IS NULL
            """)
        guard changed == 1 else { throw ChangedMeanwhile() }
        try tx.audit(
            "action changed", AuditSubject("action", id), reason: reason.isEmpty ? nil : reason,
            details: [
                "due": draft.dueOn.stored, "was due": action.dueOn.stored, "was for": action.owner.stored, "was titled": action.title,
            ])
        guard draft.owner != action.owner else { return }
        try tell(draft.owner, of: id, at: action.organisation, dueOn: draft.dueOn, revision: action.revision + 1, but: person, on: today, in: tx)
    }

    /// Closes an action.
    /// - Parameter seen: what its reader saw of it; nil where a room closes it by itself.
    package static func end(
        _ id: ID<Action>, as outcome: ActionOutcome, evidence: String, record: RecordLink? = nil, seen: Revision? = nil, by person: Principal,
        in tx: Transaction
    ) throws {
        guard let action = try action(id, for: person, in: tx) else { throw ActionRefusal.unknown }
        if let refusal = ActionRules.refusal(toEnd: action, as: outcome, evidence: evidence, by: person) { throw refusal }
        if let seen { try check(seen, against: action, in: tx) }
        let changed = try tx.execute(
            """
            UPDATE actions
            SET outcome = \(outcome), evidence = \(evidence), record_kind = \(record?.kind), record_id = \(record?.identifier),
                ended_by = \(person.person), ended_at = \(tx.instant), revision = revision + 1
            WHERE id = \(id) AND ended_at IS NULL
            """)
        guard changed == 1 else { throw ActionRefusal.endedAlready }
        try tx.audit("action closed", AuditSubject("action", id), details: ["outcome": outcome.rawValue, "record": record?.stored ?? ""])
    }

    private static func check(_ seen: Revision, against action: Action, in tx: Transaction) throws {
        let owner = try OwnerStore.names([(action.owner, action.organisation)], on: London.local(tx.instant).date, in: tx).first ?? ""
        try seen.check(
            against: Revision(action.revision), standsNow: "“\(action.title)”, to be done by \(owner), due on \(action.dueOn.longText)")
    }

    private static func seat(of organisation: OrganisationID, on date: LocalDate, in connection: any Connection) throws -> Role.Seat? {
        try OrganisationStore.organisation(organisation, on: date, in: connection).flatMap { ActionRules.seat(of: $0.kind) }
    }

    private static func tell(
        _ owner: Owner, of id: ID<Action>, at organisation: OrganisationID, dueOn: LocalDate, revision: Int, but person: Principal,
        on today: LocalDate,
        in tx: Transaction
    ) throws {
        for reader in try OwnerStore.people(owner, at: organisation, on: today, in: tx) where reader != person.person {
            try Notifier.tell(reader, NewDutyNotice(kind: .action, id: id.stored, dueOn: dueOn), once: "\(id.stored) \(revision)", in: tx)
        }
    }
}
