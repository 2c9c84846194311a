// What is sent by email.

import Kernel

/// A plain-text email. Its identifier stays the same however often it is tried, so that mail programs can tell a second copy.
package struct Email: Hashable, Sendable {
    package let id: ID<OutgoingMessage>
    package let recipient: EmailAddress
    package let subject: String
    package let body: String
    package let writtenAt: Instant

    package init(id: ID<OutgoingMessage>, recipient: EmailAddress, subject: String, body: String, writtenAt: Instant) {
        self.id = id
        self.recipient = recipient
        self.subject = subject
        self.body = body
        self.writtenAt = writtenAt
    }
}
