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
        let (bodies, kinds, selection, sums) = try await database.read { connection in
            let kinds = try ActivityStore.titles(in: connection)
            if let kind, kinds[kind] == nil { throw Origin.incomplete }
            let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
            let selection = ActivitySelection(kind: kind, practices: bodies.practices, from: origin.from, through: origin.through, scope: scope)
            return (bodies.name, kinds, selection, try ActivityStore.sums(of: selection, in: connection))
        }
        return try await database.answer(visit, WorkRoutes.list(of: selection, kinds, count: sums.entries, visit)) {
            OriginPage(
                heading: kind.flatMap { kinds[$0] } ?? "Work done", lead: "\(bodies), \(origin.days)",
                facts: [.init("Appointments", sums.count.grouped), .init("Minutes", sums.minutes.grouped)],
                notes: ["From the activity ledger. Each day opens its entry, with the appointment behind it and what it earned."], table: $0,
                back: back)
        }
    }

    private struct Work: Sendable {
        let entry: ActivityEntry
        let practice: String
        let host: String
    }

    private static func list(
        of selection: ActivitySelection, _ kinds: [ActivityKind: String], count: Int, _ visit: Visit
    ) -> RecordList<Work> {
        let today = visit.today
        return RecordList(
            "What the figure is made of", visit, ofCount: count,
            columns: [
                .init("Day") {
                    .heading($0.entry.localDate, shown: $0.entry.localDate.shortText, address: ActivityAddresses.entry.path($0.entry.id))
                },
                .init("Time") { .init($0.entry.occurredAt.londonTimeText) },
                .init("Work", note: "Taken back") {
                    .init(
                        kinds[$0.entry.kind] ?? $0.entry.kind.spelledOut, detail: $0.entry.reversalReason?.title ?? "",
                        tags: $0.entry.reverses == nil ? [] : [Tag("Taken back", .warning)])
                },
                .init("For patients of") { .init($0.practice) }, .init("Hosted by") { .init($0.host) },
                .init("Minutes", isNumeric: true) { .number($0.entry.minutes) },
            ], keeps: Origin.names + ["kind"], empty: "Nothing was recorded for these days.", isCompact: true, pageSize: OriginPage.pageSize,
            key: { $0.entry.id.stored }
        ) { after, limit, connection in
            let after = after.flatMap { try? ID<ActivityEntry>(parsing: $0) }
            let entries = try ActivityStore.entries(of: selection, after: after, limit: limit, in: connection)
            let names = try OrganisationStore.names(of: entries.flatMap { [$0.practice, $0.host] }, on: today, in: connection)
            return entries.map { Work(entry: $0, practice: names[$0.practice] ?? "Not known", host: names[$0.host] ?? "Not known") }
        }
    }
}
