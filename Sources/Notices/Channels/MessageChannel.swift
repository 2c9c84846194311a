// A way by which messages leave the house.

import Kernel

/// A person as messages reach them. What is missing, the person cannot be reached by.
package struct Recipient: Hashable, Sendable {
    package let name: String
    package let email: EmailAddress?
    package let mobile: TelephoneNumber?

    package init(name: String, email: EmailAddress?, mobile: TelephoneNumber? = nil) {
        self.name = name
        self.email = email
        self.mobile = mobile
    }
}

/// Why a channel did not take a message. Each sentence is read by an operator and holds nothing of the message.
package enum ChannelProblem: Error, Hashable, Sendable {
    /// Trying again is no use: the number is none, the person has no address.
    case refused(String)
    /// It was certainly not taken and may be later: the server is away, or asks to slow down.
    case unavailable(String)
    /// It was handed over and no answer came: it may be on its way.
    case unanswered(String)

    package var sentence: String {
        switch self {
        case .refused(let sentence), .unavailable(let sentence), .unanswered(let sentence): sentence
        }
    }
}

/// Hands one message to whoever carries it on.
package protocol MessageChannel: Sendable {
    var kind: ChannelKind { get }
    /// Returns once the message was taken, with the name that the carrier gave it, "" for none.
    func send(_ message: ComposedMessage, to recipient: Recipient) async throws(ChannelProblem) -> String
}

/// Email by a mail server or a folder.
package struct EmailChannel: MessageChannel {
    private let mailer: any Mailer

    package init(_ mailer: any Mailer) { self.mailer = mailer }

    package var kind: ChannelKind { .email }

    package func send(_ message: ComposedMessage, to recipient: Recipient) async throws(ChannelProblem) -> String {
        guard let address = recipient.email else { throw .refused("This person has no email address.") }
        let email = Email(id: message.id, recipient: address, subject: message.subject, body: message.body, writtenAt: message.writtenAt)
        do {
            try await mailer.send(email)
            return ""
        } catch let problem as MailProblem {
            throw .unavailable(problem.sentence)
        } catch {
            throw .unanswered("The email was handed over and no answer came.")
        }
    }
}
