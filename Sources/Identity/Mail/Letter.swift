// What is sent by email.

import Kernel

package enum LetterReference: Sendable {}

/// A plain-text email. Never about a patient.
package struct Letter: Codable, Hashable, Sendable {
    package let id: ID<LetterReference>
    package let recipient: EmailAddress
    package let subject: String
    package let body: String
    package let writtenAt: Instant

    package init(id: ID<LetterReference>, recipient: EmailAddress, subject: String, body: String, writtenAt: Instant) {
        self.id = id
        self.recipient = recipient
        self.subject = subject
        self.body = body
        self.writtenAt = writtenAt
    }

    static func invitation(name: String, address: String, expires: Instant) -> (subject: String, body: String) {
        (
            "Set up your Commonweal account",
            """
            Hello \(name),

            An account has been made for you in Commonweal, which your GP federation works with.

            Choose a password here before \(expires.londonText):
            \(address)

            The link works once. If you did not expect this email, tell your federation and do nothing else.
            """
        )
    }

    static func reset(name: String, address: String, expires: Instant) -> (subject: String, body: String) {
        (
            "Choose a new Commonweal password",
            """
            Hello \(name),

            Somebody, we hope you, asked to choose a new password for your Commonweal account.

            Choose one here before \(expires.londonText):
            \(address)

            The link works once. If you did not ask for it, do nothing: your password stays as it is.
            """
        )
    }
}
