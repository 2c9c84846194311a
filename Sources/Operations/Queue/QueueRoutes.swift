// Routes of work in the background.

import Kernel
import Notices
import Store
import Web

/// Emails, closings and imports that run by themselves: what waits, what was given up, and who works.
struct QueueRoutes: Sendable {
    let database: any Database

    static let permission = Permission("jobs see", [.systemAdministrator])

    func add(to routes: inout RouteTable) {
        routes.get(OperationsAddresses.jobs, QueueRoutes.permission, show)
        routes.post(OperationsAddresses.jobAgain, Permission("jobs repeat", [.systemAdministrator]), again)
    }

    @Sendable private func show(_ visit: Visit) async throws -> Answer {
        let (undelivered, counts, waiting, workers) = try await database.read { connection in
            (
                try MessageStore.countUndelivered(in: connection), try JobQueue.counts(in: connection),
                try JobQueue.items(.running, in: connection) + JobQueue.items(.waiting, in: connection),
                try JobQueue.workers(at: visit.now, in: connection)
            )
        }
        return try await database.answer(visit, QueueRoutes.dead(visit, count: counts[.dead] ?? 0)) {
            QueuePage(
                figures: JobState.allCases.map { Figure($0.title, (counts[$0] ?? 0).grouped) } + [
                    Figure("Messages not delivered", undelivered.grouped, address: OperationsAddresses.undelivered.path())
                ], dead: $0, waiting: QueueRoutes.waitingTable(waiting), workers: QueueRoutes.workersTable(workers, now: visit.now))
        }
    }

    @Sendable private func again(_ visit: Visit) async throws -> Answer {
        let job = try visit.id("job", of: JobItem.self)
        let isQueued = try await database.write(by: visit.actor, at: visit.now) { try JobQueue.again(job, in: $0) }
        return .redirect(to: OperationsAddresses.jobs.path(), notice: isQueued ? OperationsNotice.jobAgain.rawValue : nil)
    }

    /// What was given up, latest first.
    private static func dead(_ visit: Visit, count: Int) -> RecordList<JobStanding> {
        RecordList(
            "Given up", visit, ofCount: count,
            columns: [
                .init("What") { .heading($0.kind) }, .init("Added") { .instant($0.addedAt) }, .init("Given up") { .instant($0.finishedAt) },
                .init("Tries", isNumeric: true) { .number($0.attempt) }, .init("Why") { .init($0.lastError ?? "") },
                .init("", isInFile: false) {
                    let about = "\($0.kind) of \($0.addedAt.londonText)"
                    return .init("", forms: [ButtonForm("Try again", action: OperationsAddresses.jobAgain.path($0.id), about: about)])
                },
            ], empty: "Nothing has been given up. What fails again and again until its tries are used up appears here.", key: { $0.id.stored }
        ) { after, limit, connection in
            try JobQueue.items(.dead, before: after.flatMap { try? ID(parsing: $0) }, limit: limit, in: connection)
        }
    }

    private static func waitingTable(_ items: [JobStanding]) -> TableView {
        TableView(
            caption: "To do", hidesCaption: true, columns: ["What", "Added", "Due", "Tries", "State", "Last failure"].map { TableView.Column($0) },
            rows: items.map { item in
                TableView.Row([
                    .heading(item.kind), TableView.Cell(item.addedAt.londonText), TableView.Cell(item.dueAt.londonText),
                    .number(item.attempt), .tag(item.state.title, item.state == .running ? .news : .plain),
                    TableView.Cell(item.lastError ?? ""),
                ])
            },
            empty: "Nothing is waiting.")
    }

    private static func workersTable(_ workers: [JobWorker], now: Instant) -> TableView {
        TableView(
            caption: "Who works", hidesCaption: true, columns: ["Name", "Started", "Last sign of life", "State"].map { TableView.Column($0) },
            rows: workers.map { worker in
                let tag: Tag =
                    worker.stoppedAt != nil ? Tag("Stopped") : worker.isSilent(at: now) ? Tag("Silent", .bad) : Tag("At work", .good)
                return TableView.Row([
                    .heading(worker.name), TableView.Cell(worker.startedAt.londonText), TableView.Cell(worker.lastSeen.londonText),
                    TableView.Cell("", tags: [tag]),
                ])
            },
            empty: "No server works through the queue. Emails are not sent until one runs.")
    }
}
