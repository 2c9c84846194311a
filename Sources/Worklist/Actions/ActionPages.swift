// The pages of actions.

import Kernel
import Web

struct ActionPage: Page {
    static let template = "action"
    static let sample = ActionPage(
        title: "Count the fridges", tags: [Tag("Late", .bad)], errors: .none, facts: SummaryList([.init("Owner", "Pat Marlow")]),
        change: [LinkView("Change it", "/actions/1/change")],
        form: [FormView("Close", action: "/actions/1/ending", form: FormReader(), [.area("evidence", "What was done?")])])

    let title: String
    let back = BackLink("Actions", WorklistAddresses.actions.path())
    let tags: [Tag]
    let errors: ErrorSummary
    let facts: SummaryList
    /// None for who may not change it, and once it is closed; so is the form, but for one that was sent and refused.
    let change: [LinkView]
    let form: [FormView]
    var hasProblems: Bool { !errors.isEmpty }
    var isWide: Bool { false }

    private enum CodingKeys: CodingKey { case title, back, tags, errors, facts, change, form }
}

extension Action {
    /// "Late", "Due today", or how it ended; nothing while there is time.
    func tags(on today: LocalDate) -> [Tag] {
        if let ending { return [Tag(ending.outcome.title, ending.outcome == .done ? .good : .plain)] }
        return dueOn < today ? [Tag("Late", .bad)] : dueOn == today ? [Tag("Due today", .warning)] : []
    }
}
