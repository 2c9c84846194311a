// What the worklist brings to home pages.

import Kernel
import Store
import Web

enum WorklistNeeds {
    /// So many actions stand on a home page by themselves, the rest behind one line.
    static let shown = 5

    /// Questions to answer, one line a record, then one's own actions.
    static func needs(of person: Principal, _ openings: RecordOpenings, in connection: any Connection) throws -> [HomeNeed] {
        let questions = Dictionary(grouping: try QuestionStore.toAnswer(by: person, in: connection), by: \.record)
        let asked = try questions.sorted { $0.key.stored < $1.key.stored }.map { record, questions in
            let link = try openings.link(to: record, for: person, in: connection)
            return HomeNeed(
                questions.count == 1 ? "A question waits for your answer." : "\(questions.count.grouped) questions wait for your answer.",
                detail: link?.title ?? "", action: "Read and answer",
                address: link?.address ?? WorklistAddresses.question.path(questions[0].id), due: questions.compactMap(\.dueOn).min(),
                count: questions.count)
        }
        let actions = try ActionStore.open(for: person, in: connection)
        let own = actions.prefix(shown).map { action in
            HomeNeed(action.title, action: "Open the action", address: WorklistAddresses.action.path(action.id), due: action.dueOn)
        }
        let rest = actions.dropFirst(shown)
        guard let next = rest.first else { return asked + own }
        return asked + own + [
            HomeNeed(
                rest.count == 1 ? "1 more action is yours." : "\(rest.count.grouped) more actions are yours.", action: "Open actions",
                address: WorklistAddresses.actions.path(), due: next.dueOn, count: rest.count)
        ]
    }
}
