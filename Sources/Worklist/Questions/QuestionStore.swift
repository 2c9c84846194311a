// Where questions lie.

import Directory
import Kernel
import Notices
import Store
import Web

package enum QuestionStore {
    private static let columns: SQL = """
        id, record_kind, record_id, record_part, organisation, asked_by, answer_role, answer_organisation, answer_days, due_on, answered_at
        """

    private struct Stored: Decodable {
        let id: ID<Question>
        let recordKind: RecordKind
        let recordId: String
        let recordPart: String?
        let organisation: OrganisationID
        let askedBy: PersonID
        let answerRole: Role
        let answerOrganisation: OrganisationID
        let dueOn: LocalDate?
        let answeredAt: Instant?

        func question(_ entries: [QuestionEntry]) -> Question {
            Question(
                id: id, record: RecordLink(kind: recordKind, identifier: recordId), part: recordPart, organisation: organisation, askedBy: askedBy,
                answerRole: answerRole, answerOrganisation: answerOrganisation, dueOn: dueOn, answeredAt: answeredAt, entries: entries)
        }
    }

    private static func all(_ rest: SQL, in connection: any Connection) throws -> [Question] {
        let stored = try connection.all(Stored.self, "SELECT \(columns) FROM questions \(rest)")
        let entries = try connection.all(
            QuestionEntry.self,
            """
            SELECT question, number, kind, text, written_by, written_at
            FROM question_entries
            WHERE question IN \(stored.map(\.id))
            ORDER BY question, number
            """)
        let byQuestion = Dictionary(grouping: entries, by: \.question)
        return stored.map { $0.question(byQuestion[$0.id] ?? []) }
    }

    /// What was asked about a record within `scope`, oldest first.
    package static func questions(about record: RecordLink, scope: Scope, in connection: any Connection) throws -> [Question] {
        try all(
            """
            WHERE record_kind = \(record.kind) AND record_id = \(record.identifier)
            AND \(scope.condition(practice: "organisation", hub: "organisation"))
            ORDER BY id
            """, in: connection)
    }

    /// Questions about one kind of record that wait for an answer, oldest first.
    package static func open(about kind: RecordKind, scope: Scope, in connection: any Connection) throws -> [Question] {
        try all(
            """
            WHERE answered_at IS NULL AND record_kind = \(kind) AND \(scope.condition(practice: "organisation", hub: "organisation"))
            ORDER BY id
            """, in: connection)
    }

    /// Questions that wait for this person's answer, in the role they act in: those without a day first, then the most pressing.
    package static func toAnswer(by person: Principal, in connection: any Connection) throws -> [Question] {
        let reached = person.scope.condition(practice: "answer_organisation", hub: "answer_organisation")
        return try all(
            """
            WHERE answered_at IS NULL AND answer_role = \(person.role) AND \(reached)
            ORDER BY due_on IS NOT NULL, due_on, id
            """, in: connection)
    }

    /// Open questions whose day has come.
    static func toRemind(on date: LocalDate, in connection: any Connection) throws -> [Question] {
        try all("WHERE answered_at IS NULL AND due_on <= \(date) ORDER BY due_on, id", in: connection)
    }

    /// A question about a record, where the person may read or answer it.
    package static func question(
        _ id: ID<Question>, about record: RecordLink? = nil, for person: Principal, in connection: any Connection
    ) throws -> Question? {
        guard let question = try all("WHERE id = \(id)", in: connection).first, record == nil || question.record == record else { return nil }
        let mayAnswer = person.owns(.role(question.answerRole), at: question.answerOrganisation)
        return person.reaches(question.organisation) || mayAnswer ? question : nil
    }

    // MARK: Changes

    /// Asks, where the room has seen that the person may. The room audits nothing further.
    @discardableResult
    package static func ask(_ draft: QuestionDraft, by person: PersonID, in tx: Transaction) throws -> ID<Question> {
        if let problem = QuestionRules.problem(with: draft.text, missing: .questionMissing) { throw problem }
        let id = ID<Question>(at: tx.instant)
        let due = London.local(tx.instant).date.adding(days: draft.answerDays)
        try tx.execute(
            """
            INSERT INTO questions (id, record_kind, record_id, record_part, organisation, asked_by, answer_role, answer_organisation, answer_days,
                due_on)
            VALUES (\(id), \(draft.record.kind), \(draft.record.identifier), \(draft.part), \(draft.organisation), \(person), \(draft.answerRole),
                \(draft.answerOrganisation), \(draft.answerDays), \(due))
            """)
        try add(.asked, draft.text, to: id, by: person, in: tx)
        try tx.audit("question asked", AuditSubject("question", id), practice: draft.organisation, details: ["about": draft.record.stored])
        try tellAnswerers(id, role: draft.answerRole, at: draft.answerOrganisation, due: due, round: 1, in: tx)
        return id
    }

    /// Answers a question, once for each time that it was asked.
    /// - Parameter seen: the revision of what its reader saw: an answer to what was asked before is none to what is asked now.
    package static func answer(
        _ id: ID<Question>, about record: RecordLink, with text: String, seen: Revision, by person: Principal, in tx: Transaction
    ) throws {
        guard let question = try question(id, about: record, for: person, in: tx) else { throw QuestionRefusal.unknown }
        guard person.owns(.role(question.answerRole), at: question.answerOrganisation) else { throw QuestionRefusal.notTheirs(question.answerRole) }
        if let problem = QuestionRules.problem(with: text, missing: .answerMissing) { throw problem }
        guard question.isOpen else { throw QuestionRefusal.answeredAlready }
        try seen.check(against: question.revision)
        let changed = try tx.execute("UPDATE questions SET answered_at = \(tx.instant) WHERE id = \(id) AND answered_at IS NULL")
        guard changed == 1 else { throw QuestionRefusal.answeredAlready }
        let number = try add(.answered, text, to: id, by: person.person, in: tx)
        try tx.audit("question answered", AuditSubject("question", id), practice: question.organisation, details: ["about": record.stored])
        let asker = question.entries.last { $0.kind != .answered }?.writtenBy ?? question.askedBy
        if asker != person.person { try Notifier.tell(asker, AnswerNotice(question: id), once: "\(id.stored) \(number)", in: tx) }
    }

    /// Asks an answered question again, with the reason; the clock starts anew. The room has seen that the person may ask.
    package static func askAgain(
        _ id: ID<Question>, about record: RecordLink, with text: String, seen: Revision, by person: Principal, in tx: Transaction
    ) throws {
        guard let question = try question(id, about: record, for: person, in: tx) else { throw QuestionRefusal.unknown }
        guard person.reaches(question.organisation) else { throw QuestionRefusal.notTheAsker }
        if let problem = QuestionRules.problem(with: text, missing: .questionMissing) { throw problem }
        guard !question.isOpen else { throw QuestionRefusal.stillOpen }
        try seen.check(against: question.revision)
        let today = London.local(tx.instant).date
        let days = try tx.value(Int.self, "SELECT answer_days FROM questions WHERE id = \(id)") ?? 0
        let due = today.adding(days: days)
        let changed = try tx.execute(
            "UPDATE questions SET answered_at = NULL, due_on = \(due) WHERE id = \(id) AND answered_at IS NOT NULL")
        guard changed == 1 else { throw QuestionRefusal.stillOpen }
        let number = try add(.askedAgain, text, to: id, by: person.person, in: tx)
        try tx.audit("question asked again", AuditSubject("question", id), practice: question.organisation, details: ["about": record.stored])
        try tellAnswerers(id, role: question.answerRole, at: question.answerOrganisation, due: due, round: number, in: tx)
    }

    @discardableResult
    private static func add(_ kind: QuestionEntry.Kind, _ text: String, to id: ID<Question>, by person: PersonID, in tx: Transaction) throws -> Int {
        let number = (try tx.value(Int.self, "SELECT MAX(number) FROM question_entries WHERE question = \(id)") ?? 0) + 1
        try tx.execute(
            """
            INSERT INTO question_entries (question, number, kind, text, written_by, written_at)
            VALUES (\(id), \(number), \(kind), \(text), \(person), \(tx.instant))
            """)
        return number
    }

    private static func tellAnswerers(
        _ id: ID<Question>, role: Role, at organisation: OrganisationID, due: LocalDate, round: Int, in tx: Transaction
    ) throws {
        let today = London.local(tx.instant).date
        for reader in try OwnerStore.people(.role(role), at: organisation, on: today, in: tx) {
            try Notifier.tell(reader, NewDutyNotice(kind: .question, id: id.stored, dueOn: due), once: "\(id.stored) \(round)", in: tx)
        }
    }
}
