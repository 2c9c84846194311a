// Finds anything from any page.

import Kernel
import Store

/// Asks every room what answers some letters. The form posts, so that nothing typed stands in an address; patients are shown after the audit trail
/// has taken note.
package struct FindFeature: Feature {
    package static let address = Address("/find")
    package static let results = Address("/find/results")
    static let permission = Permission.signedIn("anything find")

    /// How many of each kind are shown as one types, and on the page.
    static let shownAtOnce = 5
    static let shown = 20

    private let rooms: [any Feature]
    private let database: any Database

    package init(in rooms: [any Feature], database: any Database) {
        self.rooms = rooms
        self.database = database
    }

    package var templates: [Template] {
        [Template("find", PackageResources.find_mustache), Template("find-results", PackageResources.find_results_mustache)]
    }

    package var samples: [any Page] { [FindPage.sample, FindResults.sample] }

    package func addRoutes(to routes: inout RouteTable) {
        routes.get(FindFeature.address, FindFeature.permission) { _ in .page(FindPage(isAsked: false)) }
        routes.post(FindFeature.address, FindFeature.permission, keepsDraft: false, find)
        routes.post(FindFeature.results, FindFeature.permission, keepsDraft: false, findAsTyped)
    }

    @Sendable private func find(_ visit: Visit) async throws -> Answer {
        // The page has a box of its own, beside that of the header.
        let typed = visit.form.has("find-words") ? visit.form["find-words"] : visit.form["words"]
        guard let query = FindQuery(typed: typed) else {
            return .page(FindPage(typed: typed, problem: "Enter at least 2 letters of a name, and no more than a name"), status: 422)
        }
        return .page(FindPage(typed: typed, sections: FindResults(try await sections(query, limit: FindFeature.shown, visit)).sections))
    }

    /// A line that is not finished is no error.
    @Sendable private func findAsTyped(_ visit: Visit) async throws -> Answer {
        guard let query = FindQuery(typed: visit.form["words"]) else { return .fragment(FindResults([])) }
        return .fragment(FindResults(try await sections(query, limit: FindFeature.shownAtOnce, visit)))
    }

    private func sections(_ query: FindQuery, limit: Int, _ visit: Visit) async throws -> [FindRules.Section] {
        let (rooms, person, now) = (rooms, try visit.person, visit.now)
        let pages = rooms.flatMap(\.navigation).filter { $0.permission.allows(person.role) }.compactMap { item in
            query.score(item.title, with: item.group.title).map {
                Found(.page, item.title, detail: item.group.title, address: item.address, score: $0)
            }
        }
        let found = try await database.read { connection in try rooms.flatMap { try $0.find(query, for: person, at: now, in: connection) } }
        let sections = FindRules.sections(found + pages, limit: limit)
        let patients = sections.flatMap(\.found).compactMap(\.patient)
        if !patients.isEmpty {
            // What was typed is not kept, as it names people.
            try await database.write(by: visit.actor, at: now) {
                try $0.audit("patients searched", AuditSubject("search", "patients"), showing: patients)
            }
        }
        return sections
    }
}
