// What figures about work are made of.

import Directory
import Kernel
import Store
import Web

struct WorkRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) { routes.get(ActivityAddresses.figure, .figures, work) }

    @Sendable private func work(_ visit: Visit) async throws -> Answer {
        let (origin, scope, today) = (try Origin(visit.query), try visit.person.scope, visit.today)
        let kind = try Origin.value("kind", of: visit.query, ActivityKind.init(rawValue:))
        let back = try ReportAddresses.back(visit)
        return .page(
            try await database.read { connection in
                let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
                let found = try ActivityStore.selection(
                    kind: kind, practices: bodies.practices, from: origin.from, through: origin.through, after: try? ID(parsing: origin.after),
                    scope: scope, limit: OriginPage.limit + 1, in: connection)
                let (entries, next) = OriginPage.page(found.entries) { $0.id.stored }
                let names = try OrganisationStore.names(of: entries.flatMap { [$0.practice, $0.host] }, on: today, in: connection)
                let rows = entries.map { entry in
                    TableView.Row([
                        .heading(entry.localDate.shortText, address: ActivityAddresses.entry.path(entry.id)),
                        TableView.Cell(entry.occurredAt.londonTimeText),
                        TableView.Cell(
                            entry.kind.title, detail: entry.reversalReason?.title ?? "",
                            tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                        TableView.Cell(names[entry.practice] ?? "Not known"), TableView.Cell(names[entry.host] ?? "Not known"),
                        .number(entry.minutes.grouped),
                    ])
                }
                return OriginPage(
                    heading: kind?.title ?? "Work done", lead: "\(bodies.name), \(origin.days)",
                    facts: [.init("Appointments", found.count.grouped), .init("Minutes", found.minutes.grouped)],
                    notes: ["From the activity ledger. Each day opens its entry, with the appointment behind it and what it earned."],
                    table: OriginPage.table(
                        ["Day", "Time", "Work", "For patients of", "Hosted by"], numbers: ["Minutes"], rows,
                        empty: "Nothing was recorded for these days.", of: origin, next: next
                    ) { $0.path(ActivityAddresses.figure, kind.map { [("kind", $0.rawValue)] } ?? []) },
                    back: back)
            })
    }
}
