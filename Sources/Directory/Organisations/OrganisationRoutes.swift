// Finding and reading organisations.

import Kernel
import Store
import Web

struct OrganisationRoutes: Sendable {
    let database: any Database
    let names: [any OpenName]

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.organisations, DirectoryPermissions.view, list)
        routes.get(DirectoryAddresses.organisation, DirectoryPermissions.view, show)
    }

    private func list(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.query)
        let words = form.optionalText("q")
        let date = form.optionalDate("on") ?? visit.today
        let kind = visit.query["kind"].isEmpty ? nil : OrganisationKind(visit.query["kind"])
        let showsClosed = visit.query["closed"] == "yes"
        let found: [Organisation]? =
            words.isEmpty
            ? nil : try await database.read { try OrganisationSearch.find(words, kind: kind, on: date, openOnly: !showsClosed, in: $0) }
        if let found, found.count == 1, let code = found[0].odsCode, (try? ODSCode(parsing: words)) == code, visit.exportFormat == nil {
            return .redirect(to: DirectoryAddresses.organisation.path(found[0].id, query: visit.query.has("on") ? ["on": visit.query["on"]] : [:]))
        }
        let list = OrganisationRoutes.list(
            visit, form, words, found, kind: kind, of: OrganisationKind.offered(with: names), on: date, openOnly: !showsClosed)
        let edits =
            DirectoryPermissions.edit.allows(visit.principal?.role)
            ? [
                LinkView("Add an organisation", DirectoryAddresses.newOrganisation.path()), LinkView("Open a hub", DirectoryAddresses.newHub.path()),
            ] : []
        return try await database.answer(visit, list) {
            ListPage(
                "Directory",
                links: edits + [
                    LinkView("The federation and its networks", DirectoryAddresses.federation.path()), LinkView("Map", DirectoryAddresses.map.path()),
                ], $0)
        }
    }

    /// All organisations by name or code or, where words were typed, those found, best first.
    static func list(
        _ visit: Visit, _ form: FormReader, _ words: String = "", _ found: [Organisation]? = nil, kind: OrganisationKind?,
        of kinds: [OrganisationKind] = OrganisationKind.own, on date: LocalDate, openOnly: Bool
    ) -> RecordList<Organisation> {
        let (name, isFound) = ("Organisations on \(date.longText)", found != nil)
        let columns: [RecordList<Organisation>.Column] = [
            .init("Name", sort: isFound ? "" : "name") { .heading($0.name, address: DirectoryAddresses.organisation.path($0.id)) },
            .init("Code", sort: isFound ? "" : "code") { .init($0.odsCode?.stored ?? "") },
            .init("Kind") { .init($0.kind.title) }, .init("Postcode") { .init($0.postcode?.stored ?? "") },
            .init("Status") { .tag($0.status.title, $0.status.tone) },
        ]
        let filters: [FormField] = [
            .text("q", "Name, ODS code or postcode", width: .wide, keyboard: .search),
            .select("kind", "Kind", choices: [("", "All kinds")] + kinds.map { ($0.rawValue, $0.title) }),
            .text("on", "On the date", hint: "For example, 1 April 2021", value: visit.today.longText, width: .middle),
            .select("closed", "Closed ones", choices: [("", "Leave out"), ("yes", "Show as well")]),
        ]
        if let found {
            return RecordList(
                name, visit, of: found, columns: columns, filters: filters, form: form,
                empty: "Nothing was found for “\(words)”. Try part of the name, the ODS code or the postcode, or show closed ones as well.")
        }
        return RecordList(
            name, visit, of: OrganisationStore.listed(kind: kind, on: date, openOnly: openOnly), columns: columns, filters: filters, form: form,
            empty: "The directory is empty. Import the NHS practice file under Imports to fill it."
        ) { rows, _ in try RowDecoder.decode([Organisation].self, from: rows) }
    }

    private func show(_ visit: Visit) async throws -> Answer {
        let id: OrganisationID = try visit.id("organisation")
        var form = FormReader(visit.query)
        let date = form.optionalDate("on") ?? visit.today
        guard let facts = try await database.read({ try OrganisationFacts(id, on: date, knownAt: visit.now, in: $0) }) else { throw Refusal.notFound }
        let field = form.textField("on", "Show as on", hint: "For example, 1 April 2021", value: visit.today.longText, width: .middle)
        let mayEdit = DirectoryPermissions.edit.allows(visit.principal?.role)
        return .page(OrganisationPage(facts, date: field, mayEdit: mayEdit))
    }
}
