// Routes of the audit trail.

import Kernel
import Store
import Tabular
import Web

struct TrailRoutes: Sendable {
    let database: any Database

    static let reading = Permission("audit trail read", [.systemAdministrator, .federationManager])

    func add(to routes: inout RouteTable) {
        routes.get(IdentityAddresses.audit, TrailRoutes.reading, show)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        var form = FormReader(visit.query)
        let day = form.optionalDate("day")
        let email = form.optionalValue("email", as: EmailAddress.self)
        let accountID = try? AccountID(parsing: visit.query["account"])
        let account = try await database.read { connection -> Account? in
            if let accountID { return try AccountStore.account(accountID, in: connection) }
            return try email.flatMap { try AccountStore.account(email: $0, in: connection) }
        }
        if let email, account == nil { form.refuse("email", "Nobody has an account with \(email.stored)") }
        let query = TableQuery(
            visit.query, path: IdentityAddresses.audit.path(), columns: [.init("when", sql: "e.id")],
            filters: ["account", "email", "subject", "day"],
            idColumn: "e.id", startsDescending: true)
        let filter = TrailFilter(person: account?.person, subject: visit.query["subject"], day: day)
        let page = query.page(
            form.isSound ? try await database.read { try TrailStore.page(query, filter, in: $0) } : []
        ) { .init($0.id.stored, $0.id.stored) }
        let table = TableView(
            caption: "Audit trail", hidesCaption: true,
            columns: [
                query.heading("When", "when"), query.heading("Who"), query.heading("What"), query.heading("About"), query.heading("Details"),
            ],
            rows: page.rows.map(TrailRoutes.row), empty: "Nothing was done that matches. Widen what you look for.",
            previousAddress: page.previousAddress, nextAddress: page.nextAddress, exportAddress: query.exportAddress, isCompact: true)
        if query.isExport { return TrailRoutes.export(table) }
        let words = [account.map { "by \($0.displayName)" }, day.map { "on \($0.longText)" }].compactMap { $0 }.joined(separator: ", ")
        return .page(TrailPage(form, table: table, filter: words), status: form.isSound ? 200 : 422)
    }

    private static func row(_ entry: TrailEntry) -> TableView.Row {
        TableView.Row([
            TableView.Cell(entry.at.londonText),
            TableView.Cell(entry.name ?? entry.process.map { "Commonweal (\($0))" } ?? "Not known", detail: entry.role?.title ?? ""),
            TableView.Cell(entry.action), TableView.Cell(entry.subjectKind, detail: entry.subjectId),
            TableView.Cell(entry.reason ?? "", detail: entry.detailWords),
        ])
    }

    private static func export(_ table: TableView) -> Answer {
        var writer = CSVWriter(columns: table.plainRows.first ?? [])
        for row in table.plainRows.dropFirst() { writer.append(texts: row) }
        return .file(name: "audit-trail.csv", type: "text/csv; charset=utf-8", bytes: writer.bytes)
    }
}
