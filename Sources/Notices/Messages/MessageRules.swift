// Whether and in which words a message goes.

import Kernel

package enum MessageRules {
    /// Seconds after which a server that took a message in hand and said no more is taken for stopped: longer than any mailer's patience.
    static let patience = 60

    enum Step: Hashable {
        case send
        /// Another server has it in hand.
        case wait
        /// A server had it in hand and stopped: it may have been sent, and a second time would be one too many.
        case doubt
        /// It has been settled.
        case none
    }

    /// What to do with a message whose turn has come.
    static func step(_ state: MessageState, channel: ChannelKind, claimedAt: Instant?, at now: Instant) -> Step {
        switch state {
        case .waiting: .send
        case .sending where claimedAt.map { now.seconds(since: $0) < patience } ?? false: .wait
        case .sending: channel.isRepeatable ? .send : .doubt
        case .sent, .delivered, .undelivered, .inDoubt: .none
        }
    }

    /// Where links in messages lead.
    package struct Links: Hashable, Sendable {
        /// Where people reach the product, without a "/" at its end.
        package let base: String
        /// The page on which a person chooses what to be told of, "/account/…".
        package let choices: String

        package init(base: String, choices: String) {
            self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
            self.choices = choices
        }
    }

    /// The message with its greeting and its links; where its reader may choose how often such a thing comes, with the way there.
    static func composed(
        _ message: OutgoingMessage, _ lines: [NoticeLine], to name: String, links: Links, hasChoice: Bool
    ) -> ComposedMessage {
        func words(_ line: NoticeLine) -> String { line.path.isEmpty ? line.body : "\(line.body)\n\nOpen it here:\n\(links.base)\(line.path)" }
        let subject = lines.count == 1 ? lines[0].subject : "\(lines.count.grouped) notices from Commonweal"
        if message.channel == .text {
            let address = lines.count == 1 ? lines[0].path : ""
            let text = "Commonweal: \(subject)." + (address.isEmpty ? "" : " \(links.base)\(address)")
            return ComposedMessage(id: message.id, subject: subject, body: text, writtenAt: message.madeAt)
        }
        let content =
            lines.count == 1 ? words(lines[0]) : lines.map { "\($0.subject)\n\n\(words($0))" }.joined(separator: "\n\n----\n\n")
        let footer = hasChoice ? "\n\nYou choose what Commonweal tells you of, and when:\n\(links.base)\(links.choices)" : ""
        return ComposedMessage(
            id: message.id, subject: subject, body: "Hello \(name),\n\n\(content)\(footer)", writtenAt: message.madeAt)
    }
}
