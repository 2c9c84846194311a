// What goes to one person in one piece.

import Kernel
import Store

/// One email or text message: a single notice, or those of a day or a week.
package struct OutgoingMessage: Codable, Hashable, Sendable {
    package let id: ID<OutgoingMessage>
    package let person: PersonID
    package let channel: ChannelKind
    package let rhythm: Rhythm
    package let state: MessageState
    package let dueAt: Instant
    package let madeAt: Instant
    package let claimedAt: Instant?
    /// Why it has not gone, or had not at the last try; "" for nothing.
    package let problem: String
}

/// Email today; a channel for text messages takes the same messages.
package enum ChannelKind: String, Codable, Hashable, Sendable, SQLBindable {
    case email
    /// A text message to a mobile telephone.
    case text

    /// Whether a message is sent again where the answer of whoever takes it was never noted. A second copy of an email is recognised by its
    /// Message-ID; a second text message is read, and paid for, twice.
    package var isRepeatable: Bool { self == .email }
}

package enum MessageState: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case waiting
    /// One server has it in hand.
    case sending
    /// Whoever carries it on has taken it.
    case sent
    /// It arrived, as its carrier says; email never says so.
    case delivered
    /// Tried as often as is of use, or refused.
    case undelivered
    /// Handed over without an answer: it may have arrived, so it is not sent again by itself.
    case inDoubt = "in-doubt"

    package var title: String {
        switch self {
        case .waiting: "Waiting"
        case .sending: "Being sent"
        case .sent: "Sent"
        case .delivered: "Delivered"
        case .undelivered: "Not delivered"
        case .inDoubt: "In doubt"
        }
    }
}

/// One thing that a person is told.
package struct NoticeLine: Codable, Hashable, Sendable {
    package let kind: String
    package let subject: String
    package let body: String
    package let path: String
}

/// The words of a message, ready to be sent.
package struct ComposedMessage: Hashable, Sendable {
    package let id: ID<OutgoingMessage>
    package let subject: String
    package let body: String
    package let writtenAt: Instant

    package init(id: ID<OutgoingMessage>, subject: String, body: String, writtenAt: Instant) {
        self.id = id
        self.subject = subject
        self.body = body
        self.writtenAt = writtenAt
    }
}
