// Messages, as their practice reads them.

import Kernel
import Web

/// A practice's messages of one state, with how many there are of each.
struct MessagesPage: Page {
    static let template = "messages"
    let figures: [Figure]
    let table: TableView

    var title: String { "Messages" }
}

/// One message, with what to do with it.
struct MessagePage: Page {
    static let template = "message"
    let back: BackLink
    let errors: ErrorSummary
    /// None where it is about no patient.
    let banner: [PatientBanner]
    let heading: String
    let tags: [Tag]
    let paragraphs: [String]
    let facts: SummaryList
    let form: [FormView]

    var title: String { "Message" }
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }
}

/// A message with the names that go with it.
struct NamedMessage: Sendable {
    let message: Message
    let patientName: String
    let sender: String
    let readBy: String
    let closedBy: String
    /// What it is about; nil where that is gone.
    let subject: MessageSubject?
}

extension MessagesPage {
    init(_ table: TableView, status: Message.Status, counts: [Message.Status: Int], late: Int) {
        figures = Message.Status.allCases.map { one in
            Figure(
                one.title, (counts[one] ?? 0).grouped, detail: one == .unread && late > 0 ? "\(late) late: older than a working day" : "",
                address: MessageAddresses.messages.path(query: ["state": one.rawValue]),
                tags: one == .unread && late > 0 ? [Tag("Late", .bad)] : one == status ? [Tag("Shown", .news)] : [])
        }
        self.table = table
    }

    static func columns(at now: Instant) -> [RecordList<NamedMessage>.Column] {
        [
            .init("Sent", sort: "sent_at", note: "By") {
                .heading($0.message.sentAt, address: MessageAddresses.message.path($0.message.id), detail: "From \($0.sender)")
            },
            .init("Patient") { .init($0.patientName) },
            .init("About", note: "Which") { .init($0.message.heading, detail: $0.subject?.detail ?? "") },
            .init("State") { named in
                let message = named.message
                return .init(
                    "",
                    tags: [Tag(message.status.title, message.status.tone)] + (MessageRules.isLate(message, at: now) ? [Tag("Late", .bad)] : [])
                        + (message.mustAct && message.status != .closed ? [Tag("Action needed", .warning)] : []))
            },
        ]
    }

    static func empty(_ status: Message.Status) -> String {
        switch status {
        case .unread: "No unread messages. What a hub writes about your patients appears here."
        case .read: "No messages wait to be closed. A message that is opened moves here until the practice has dealt with it."
        case .closed: "No closed messages yet. A message moves here when the practice has dealt with it."
        }
    }

    static var sample: MessagesPage {
        MessagesPage(
            figures: [Figure("Unread", "3", detail: "1 late", address: "/messages")],
            table: TableView(caption: "Unread messages", columns: [.init("Sent")], rows: [.init([.heading("Today")])], empty: "None"))
    }
}

extension Message.Status {
    var tone: Tone {
        switch self {
        case .unread: .news
        case .read: .plain
        case .closed: .good
        }
    }
}

extension MessagePage {
    init(_ named: NamedMessage, banner: PatientBanner?, form: FormReader) {
        let message = named.message
        var facts =
            named.subject.map { subject in
                [
                    SummaryList.Fact(
                        subject.kind, subject.title, detail: subject.detail,
                        actions: subject.address.isEmpty ? [] : [LinkView("Open", subject.address, about: subject.kind.lowercased())])
                ]
            } ?? []
        facts.append(.init("Sent", message.sentAt.londonText, detail: "By \(named.sender)"))
        if let due = message.dueOn { facts.append(.init("To be dealt with by", due.longText)) }
        if let readAt = message.readAt { facts.append(.init("First read", readAt.londonText, detail: "By \(named.readBy)")) }
        if let closedAt = message.closedAt {
            facts.append(.init("Closed", closedAt.londonText, detail: "By \(named.closedBy)"))
            facts.append(.init("What was done", message.closingNote.isEmpty ? "Nothing was needed" : message.closingNote))
        }
        let view = FormView(
            "Close message", action: MessageAddresses.messageClosing.path(message.id), form: form,
            [.area("note", message.mustAct ? "What was done" : "What was done (optional)", rows: 3, longest: 1000)])
        self.init(
            back: BackLink("Back to messages", MessageAddresses.messages.path()), errors: view.errors,
            banner: banner.map { [$0] } ?? [], heading: message.heading,
            tags: message.mustAct ? [Tag("Action needed", .warning)] : [],
            paragraphs: message.body.split(separator: "\n").map(String.init), facts: SummaryList(facts),
            // What somebody typed stays on the page, also where another was first to close it.
            form: message.status == .closed && form.fields.isEmpty ? [] : [view])
    }

    static var sample: MessagePage {
        MessagePage(
            back: BackLink("Back", "/messages"), errors: .none, banner: [.sample], heading: "Outcome",
            tags: [Tag("Action needed", .warning)], paragraphs: ["Please check blood pressure."], facts: SummaryList([.init("Sent", "today")]),
            form: [FormView("Close message", action: "/messages/1/closing", form: FormReader(), [.area("note", "What was done")])])
    }
}
