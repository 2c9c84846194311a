// Finding and reading organisations.

import Kernel
import Store
import Web

struct OrganisationRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(DirectoryAddresses.organisations, DirectoryPermissions.view, list)
        routes.get(DirectoryAddresses.organisation, DirectoryPermissions.view, show)
    }

    private func list(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.query)
        let words = form.optionalText("q")
        let date = form.optionalDate("on") ?? visit.today
        let kind = OrganisationKind(rawValue: visit.query["kind"])
        let showsClosed = visit.query["closed"] == "yes"
        let query = TableQuery(
            visit.query, path: DirectoryAddresses.organisations.path(),
            columns: [TableQuery.Column("name", sql: "n.name"), TableQuery.Column("code", sql: "COALESCE(c.code, '')")],
            filters: ["q", "on", "kind", "closed"], idColumn: "n.organisation_id")
        let page = try await database.read { connection -> TableQuery.Page<Organisation> in
            guard words.isEmpty else {
                return .init(rows: try OrganisationSearch.find(words, kind: kind, on: date, openOnly: !showsClosed, in: connection))
            }
            var sql = OrganisationStore.asOn(date) + "WHERE " + query.condition + "\n"
            if let kind { sql.append("AND o.kind = \(kind)\n") }
            if !showsClosed { sql.append("AND s.status = 'active'\n") }
            return query.page(try connection.all(Organisation.self, sql + query.tail)) {
                TableQuery.Key(query.column.name == "code" ? $0.odsCode?.stored ?? "" : $0.name, $0.id.stored)
            }
        }
        if page.rows.count == 1, let only = page.rows.first, let code = only.odsCode, (try? ODSCode(parsing: words)) == code, !query.isExport {
            return .redirect(to: DirectoryAddresses.organisation.path(only.id, query: visit.query.has("on") ? ["on": visit.query["on"]] : [:]))
        }
        let table = TableView(
            caption: "Organisations on \(date.longText)",
            columns: words.isEmpty
                ? [query.heading("Name", "name"), query.heading("Code", "code")] + ["Kind", "Postcode", "Status"].map { TableView.Column($0) }
                : ["Name", "Code", "Kind", "Postcode", "Status"].map { TableView.Column($0) },
            rows: page.rows.map(OrganisationsPage.row),
            empty: words.isEmpty
                ? "The directory is empty. Import the NHS practice file under Imports to fill it."
                : "Nothing was found for “\(words)”. Try part of the name, the ODS code or the postcode, or show closed ones as well.",
            previousAddress: page.previousAddress, nextAddress: page.nextAddress, exportAddress: query.exportAddress, leftOut: page.leftOut)
        if query.isExport { return TableExport.answer(table, name: "organisations") }
        let shown = OrganisationsPage(
            errors: form.summary,
            words: form.textField("q", "Name, ODS code or postcode", width: .wide, keyboard: .search),
            date: form.textField("on", "On the date", hint: "For example, 1 April 2021", value: visit.today.longText, width: .middle),
            kind: OrganisationsPage.kinds(chosen: visit.query["kind"]), closed: OrganisationsPage.closed(chosen: showsClosed ? "yes" : ""),
            address: DirectoryAddresses.organisations.path(), table: table,
            links: (DirectoryPermissions.edit.allows(visit.principal?.role)
                ? [
                    LinkView("Add an organisation", DirectoryAddresses.newOrganisation.path()),
                    LinkView("Open a hub", DirectoryAddresses.newHub.path()),
                ] : []) + [
                    LinkView("The federation and its networks", DirectoryAddresses.federation.path()), LinkView("Map", DirectoryAddresses.map.path()),
                ])
        return .page(shown, status: form.isSound ? 200 : 422)
    }

    /// The end of the list page's query as a first visit gives it, for the test of its plan.
    static var listTail: SQL {
        let query = TableQuery(
            Fields(), path: "", columns: [TableQuery.Column("name", sql: "n.name")], idColumn: "n.organisation_id")
        return "WHERE " + query.condition + "\nAND s.status = 'active'\n" + query.tail
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
