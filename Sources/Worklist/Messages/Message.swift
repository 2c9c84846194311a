// What a practice must read and deal with.

import Kernel
import Store

/// A note to a practice that must be read there and closed: about a record of any room, and about a patient or none.
package struct Message: Codable, Hashable, Sendable {
    package enum Status: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
        case unread, read, closed

        package var title: String {
            switch self {
            case .unread: "Unread"
            case .read: "Read"
            case .closed: "Closed"
            }
        }
    }

    package let id: ID<Message>
    /// What it is about.
    package let subjectKind: String
    package let subject: String
    package let patient: PatientID?
    package let practice: OrganisationID
    /// The sending room's own code: "outcome".
    package let kind: String
    /// What it is, in a word or two: "Outcome".
    package let heading: String
    package let body: String
    /// The practice is asked to do something, not only to know.
    package let mustAct: Bool
    /// The last day on which it should be closed; nil where none was set.
    package let dueOn: LocalDate?
    package let sentAt: Instant
    package let sentBy: PersonID?
    package let status: Status
    package let readAt: Instant?
    package let readBy: PersonID?
    package let closedAt: Instant?
    package let closedBy: PersonID?
    package let closingNote: String

    package var about: RecordLink { RecordLink(kind: RecordKind(subjectKind), identifier: subject) }

    package static let longestBody = 4000
    /// What may be typed beside a correction's coded reason.
    package static let longestNote = 500
}

/// A message before it is sent.
package struct NewMessage: Hashable, Sendable {
    package let about: RecordLink
    package let practice: OrganisationID
    package let patient: PatientID?
    package let kind: String
    package let heading: String
    package let body: String
    package let mustAct: Bool
    package let dueOn: LocalDate?

    /// - Parameters:
    ///   - kind: the sending room's own code; `heading` says it to people.
    ///   - mustAct: whether the practice has to do something before it closes it.
    ///   - dueOn: the last day on which it should be closed.
    package init(
        about: RecordLink, practice: OrganisationID, patient: PatientID? = nil, kind: String, heading: String, body: String, mustAct: Bool,
        dueOn: LocalDate? = nil
    ) {
        self.about = about
        self.practice = practice
        self.patient = patient
        self.kind = kind
        self.heading = heading
        self.body = body
        self.mustAct = mustAct
        self.dueOn = dueOn
    }
}

/// Why a message cannot be sent or closed.
package enum MessageRefusal: RuleRefusal, Hashable {
    case notFound
    case bodyMissing
    case alreadyClosed
    case noteMissing

    package var sentence: String {
        switch self {
        case .notFound: "This message is not among those of your practice."
        case .bodyMissing: "Enter what the practice needs to know."
        case .alreadyClosed: "This message has been closed already."
        case .noteMissing: "This message asks for something to be done. Say what was done, then close it."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notFound: .absent
        case .alreadyClosed: .conflict
        case .bodyMissing, .noteMissing: .invalid
        }
    }

    package var field: String { self == .noteMissing ? "note" : "" }
}
