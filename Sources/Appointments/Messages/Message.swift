// What a hub tells the registered practice.

import Kernel
import Store

/// A note about an appointment to the practice responsible for the patient, which must be read there and closed.
package struct Message: Codable, Hashable, Sendable {
    package enum Kind: String, Codable, CaseIterable, Hashable, Sendable, SQLBindable {
        case outcome
        case didNotAttend = "did-not-attend"
        /// What an earlier message said was wrong.
        case correction

        package var title: String {
            switch self {
            case .outcome: "Outcome"
            case .didNotAttend: "Did not attend"
            case .correction: "Correction"
            }
        }
    }

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
    package let booking: ID<Booking>
    package let patient: PatientID
    package let practice: OrganisationID
    package let kind: Kind
    package let body: String
    /// The practice is asked to do something, not only to know.
    package let actionNeeded: Bool
    package let sentAt: Instant
    package let sentBy: PersonID?
    package let status: Status
    package let readAt: Instant?
    package let readBy: PersonID?
    package let closedAt: Instant?
    package let closedBy: PersonID?
    package let closingNote: String

    package static let longestBody = 4000
    /// What may be typed beside a correction's coded reason.
    package static let longestNote = 500
}

/// Why a message cannot be sent or closed.
package enum MessageRefusal: RuleRefusal, Hashable {
    case notFound
    case bodyMissing
    case notSeenYet
    case alreadyClosed
    case noteMissing

    package var sentence: String {
        switch self {
        case .notFound: "This message is not among those of your practice."
        case .bodyMissing: "Enter what the practice needs to know."
        case .notSeenYet: "Mark the appointment as seen or did not attend first, then write to the practice."
        case .alreadyClosed: "This message has been closed already."
        case .noteMissing: "This message asks for something to be done. Say what was done, then close it."
        }
    }

    package var kind: RefusalKind {
        switch self {
        case .notFound: .absent
        case .alreadyClosed: .conflict
        case .bodyMissing, .notSeenYet, .noteMissing: .invalid
        }
    }

    package var field: String { self == .noteMissing ? "note" : "" }
}
