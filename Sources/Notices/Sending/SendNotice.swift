// Sends one message.

import Kernel
import Store

/// Sends a message when its time has come. Claimed in the database first, so that of several servers one sends it; a server that stops between the
/// carrier's answer and the note of it leaves an email to be sent once more under the same Message-ID, and a text message in doubt.
package struct SendNotice: Job {
    package static let kind = "send notice"
    private let channels: [any MessageChannel]
    private let links: MessageRules.Links
    private let kinds: [NoticeKind]
    /// How a person is reached today; nil for whoever is not to be written to any more.
    private let recipient: @Sendable (PersonID, any Connection) throws -> Recipient?

    package init(
        _ channels: [any MessageChannel], links: MessageRules.Links, kinds: [NoticeKind],
        recipient: @escaping @Sendable (PersonID, any Connection) throws -> Recipient?
    ) {
        self.channels = channels
        self.links = links
        self.kinds = kinds
        self.recipient = recipient
    }

    /// The message's identifier as a JSON text.
    static func payload(_ id: ID<OutgoingMessage>) -> String { "\"\(id.stored)\"" }

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        let id = try ID<OutgoingMessage>(parsing: item.payload.filter { $0 != "\"" })
        guard let claim = try await database.maintain({ try MessageStore.claim(id, at: now, in: $0) }) else { return }
        let (state, receipt, problem) = await outcome(of: claim, isLast: item.attempt >= SendNotice.attempts, in: database)
        try await database.maintain { try MessageStore.settle(claim, as: state, receipt: receipt, problem: problem?.sentence ?? "", at: now, in: $0) }
        if state == .waiting, let problem { throw MessageDelayed(sentence: problem.sentence) }
    }

    private func outcome(
        of claim: MessageStore.Claim, isLast: Bool, in database: any Database
    ) async -> (state: MessageState, receipt: String, problem: ChannelProblem?) {
        do {
            return (.sent, try await handOver(claim, in: database), nil)
        } catch .refused(let sentence) {
            return (.undelivered, "", .refused(sentence))
        } catch .unanswered(let sentence) where !claim.message.channel.isRepeatable {
            return (.inDoubt, "", .unanswered(sentence))
        } catch {
            return (isLast ? .undelivered : .waiting, "", error)
        }
    }

    private func handOver(_ claim: MessageStore.Claim, in database: any Database) async throws(ChannelProblem) -> String {
        let (message, recipient) = (claim.message, recipient)
        let found: Recipient?
        do {
            found = try await database.read { try recipient(message.person, $0) }
        } catch {
            throw .unavailable("The address could not be looked up.")
        }
        guard let found else { throw .refused("This person has no account, or it is disabled.") }
        guard let channel = channels.first(where: { $0.kind == message.channel }) else { throw .refused("No way to send text messages is set up.") }
        let withoutChoice = Set(kinds.filter { !$0.hasChoice }.map(\.key))
        let hasChoice = claim.lines.contains { !withoutChoice.contains($0.kind) }
        return try await channel.send(
            MessageRules.composed(message, claim.lines, to: found.name, links: links, hasChoice: hasChoice), to: found)
    }
}

/// A message that is tried again later.
struct MessageDelayed: ErrorInWords {
    let sentence: String
}

/// Forgets messages that went long ago.
package struct ForgetOldMessages: Job {
    package static let kind = "forget old messages"
    package static let schedule: JobSchedule? = .daily(LocalTime(clamping: 4 * 60))

    package init() {}

    package func run(_ item: JobItem, in database: any Database, at now: Instant) async throws {
        try await database.maintain { try MessageStore.sweep(now: now, in: $0) }
    }
}
