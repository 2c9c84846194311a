// Route of the practice's home page.

import Kernel
import Store
import Web

struct PracticeHomeRoutes: Sendable {
    let database: any Database
    let store: PracticeHomeStore

    func add(to routes: inout RouteTable) {
        routes.get(BoardAddresses.practice, BoardPermissions.practice, home)
    }

    @Sendable private func home(_ visit: Visit) async throws -> Answer {
        let (scope, store) = (try visit.person.scope, store)
        let facts = try await database.read { try store.facts(scope, today: visit.today, now: visit.now, in: $0) }
        guard let facts else { return .page(PracticeAbsentPage()) }
        let links = PracticeHomePage.Links(
            messages: store.ports.messagesAddress, schemes: store.ports.schemesAddress, statements: store.ports.statementsAddress,
            kept: store.ports.keptAddress)
        return .page(PracticeHomePage(facts, links: links, today: visit.today))
    }
}
