// What people are told of their duties.

import Kernel
import Notices
import Web

extension Duty.Kind {
    var noun: String {
        switch self {
        case .action: "action"
        case .question: "question"
        }
    }

    /// Where one goes on with it.
    func path(_ id: String) -> String {
        switch self {
        case .action: WorklistAddresses.action.path(id)
        case .question: WorklistAddresses.question.path(id)
        }
    }
}

/// Sent to whoever has something new to do. Its title stays on the page: a person wrote it.
struct NewDutyNotice: NoticeTemplate {
    static let key = "something new to do"
    static let kind = NoticeKind(
        "new work", title: "New actions and questions", explanation: "When an action becomes yours, or a question is asked that you answer.",
        choices: [.atOnce, .daily, .weekly, .off])
    static let sample = NewDutyNotice(kind: .action, id: "1", dueOn: LocalDate(daysSince1970: 20_778))

    let kind: Duty.Kind
    let id: String
    let dueOn: LocalDate

    var subject: String {
        switch kind {
        case .action: "An action for you, due on \(dueOn.longText)"
        case .question: "A question for you, to be answered by \(dueOn.longText)"
        }
    }
    var body: String {
        switch kind {
        case .action: "Something is to be done by you, or by somebody in your role, by \(dueOn.longText)."
        case .question: "A question waits for an answer from you, or from somebody in your role, by \(dueOn.longText)."
        }
    }
    var path: String { kind.path(id) }
}

/// Sent to whoever owes something, before and on the day, and when it is late.
struct ReminderNotice: NoticeTemplate {
    static let key = "reminder"
    static let kind = NoticeKind(
        "reminders", title: "Reminders", explanation: "Before something of yours is due, on the day, and when it is late.",
        choices: [.atOnce, .daily, .off])
    static let sample = ReminderNotice(kind: .question, stage: .due, id: "1", dueOn: NewDutyNotice.sample.dueOn)

    let kind: Duty.Kind
    let stage: ReminderStage
    let id: String
    let dueOn: LocalDate

    var subject: String {
        let noun = kind.noun
        switch stage {
        case .soon: return "An \(noun) of yours is due on \(dueOn.longText)"
        case .due: return kind == .action ? "An action of yours is due" : "A question waits for your answer"
        case .late: return kind == .action ? "An action of yours is late" : "A question to you is late"
        }
    }
    var body: String {
        switch kind {
        case .action: "It \(verb) to be done by \(dueOn.longText). Close it on its page, or give it another day or another owner."
        case .question: "It \(verb) to be answered by \(dueOn.longText). The answer is written on the page of what was asked about."
        }
    }
    var path: String { kind.path(id) }
    private var verb: String { stage == .late ? "was" : "is" }
}

/// Sent to the manager above when something is late.
struct EscalationNotice: NoticeTemplate {
    static let key = "escalation"
    static let kind = NoticeKind(
        "escalations", title: "What is late", explanation: "When something that others were to do where you are the manager is some days late.",
        choices: [.atOnce, .daily])
    static let sample = EscalationNotice(kind: .action, id: "1", dueOn: NewDutyNotice.sample.dueOn, place: "Elm Practice")

    let kind: Duty.Kind
    let id: String
    let dueOn: LocalDate
    /// The name of the organisation that owes it.
    let place: String

    var subject: String { kind == .action ? "An action is late" : "A question has not been answered" }
    var body: String {
        switch kind {
        case .action: "\(place) was to have done something by \(dueOn.longText), and it has not been closed."
        case .question: "\(place) was to have answered a question by \(dueOn.longText), and it still waits."
        }
    }
    var path: String { kind.path(id) }
}
