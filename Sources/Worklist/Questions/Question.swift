// A question about a record, and its answer.

import Kernel
import Store

/// Asked about a record by one person, answered by whoever holds a role, and asked again where the answer does not settle it.
package struct Question: Hashable, Sendable {
    package let id: ID<Question>
    package let record: RecordLink
    /// A part of the record, such as a line of a statement.
    package let part: String?
    /// Whose record it is: who may read the question may see this organisation's rows.
    package let organisation: OrganisationID
    package let askedBy: PersonID
    package let answerRole: Role
    package let answerOrganisation: OrganisationID
    /// The day by which it is to be answered; nil for those that were asked before there was a clock.
    package let dueOn: LocalDate?
    /// Nil while it waits for an answer.
    package let answeredAt: Instant?
    /// What was said, oldest first; the first is the question.
    package let entries: [QuestionEntry]

    package var isOpen: Bool { answeredAt == nil }
    /// Changes with each thing said.
    package var revision: Revision { Revision(entries.count) }
    package var text: String { entries.first?.text ?? "" }
    package var askedAt: Instant { entries.first?.writtenAt ?? Instant(milliseconds: 0) }

    var duty: Duty? {
        guard isOpen, let dueOn else { return nil }
        return Duty(
            kind: .question, id: id.stored, owner: .role(answerRole), organisation: answerOrganisation, dueOn: dueOn, remindBefore: 0,
            escalateAfter: ReminderRules.escalateAfter)
    }
}

package struct QuestionEntry: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, Hashable, Sendable, SQLBindable {
        case asked
        case answered
        case askedAgain = "asked-again"
    }

    package let question: ID<Question>
    package let number: Int
    package let kind: Kind
    package let text: String
    package let writtenBy: PersonID
    package let writtenAt: Instant
}

/// What a room says of a question that it lets somebody ask.
package struct QuestionDraft: Hashable, Sendable {
    package let text: String
    package let record: RecordLink
    package let part: String?
    package let organisation: OrganisationID
    package let answerRole: Role
    package let answerOrganisation: OrganisationID
    /// Days in which it is to be answered.
    package let answerDays: Int

    package init(
        _ text: String, about record: RecordLink, part: String? = nil, organisation: OrganisationID, answeredBy role: Role,
        at answerOrganisation: OrganisationID,
        answerDays: Int
    ) {
        self.text = text
        self.record = record
        self.part = part
        self.organisation = organisation
        self.answerRole = role
        self.answerOrganisation = answerOrganisation
        self.answerDays = answerDays
    }
}

/// Why a question or an answer was not taken.
package enum QuestionRefusal: RuleRefusal, Hashable {
    case unknown
    case questionMissing
    case answerMissing
    case tooLong(limit: Int)
    case answeredAlready
    case stillOpen
    case notTheirs(Role)
    case notTheAsker

    package var sentence: String {
        switch self {
        case .unknown: "There is no such question among those that you can see."
        case .questionMissing: "Say what looks wrong, for example: we count 15 appointments at Oak Hub, not 14."
        case .answerMissing: "Enter the answer that the practice will read."
        case .tooLong(let limit): "Use \(limit.grouped) characters or fewer."
        case .answeredAlready: "This question has been answered already. Whoever asked can ask again."
        case .stillOpen: "This question waits for an answer already."
        case .notTheirs(let role): "This question is answered by the \(role.title.lowercased())."
        case .notTheAsker: "Only those who can ask this question ask it again."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .unknown: .absent
        case .answeredAlready, .stillOpen: .conflict
        case .notTheirs, .notTheAsker: .notAllowed
        case .questionMissing, .answerMissing, .tooLong: .invalid
        }
    }

    package var field: String {
        switch self {
        case .answerMissing: "answer"
        case .questionMissing: "question"
        case .unknown, .tooLong, .answeredAlready, .stillOpen, .notTheirs, .notTheAsker: ""
        }
    }
}

package enum QuestionRules {
    /// The most characters that a question or an answer may have.
    package static let textLimit = 2000

    static func problem(with text: String, missing: QuestionRefusal) -> QuestionRefusal? {
        if text.isEmpty { return missing }
        return text.count > textLimit ? .tooLong(limit: textLimit) : nil
    }
}
