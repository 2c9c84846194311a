// From a question to what it is about.

import Kernel
import Store
import Web

struct QuestionRoutes: Sendable {
    let database: any Database
    let openings: RecordOpenings

    func add(to routes: inout RouteTable) { routes.get(WorklistAddresses.question, WorklistPermissions.questions, open) }

    @Sendable private func open(_ visit: Visit) async throws -> Answer {
        let id = try visit.id("question", of: Question.self)
        let (person, openings) = (try visit.person, openings)
        let address = try await database.read { connection in
            try QuestionStore.question(id, for: person, in: connection).flatMap {
                try openings.link(to: $0.record, for: person, in: connection)?.address
            }
        }
        guard let address else { throw Refusal.notFound }
        return .redirect(to: address)
    }
}
