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
        let (undelivered, counts, dead, waiting, workers) = try await database.read { connection in
            (
                try MessageStore.countUndelivered(in: connection), try JobQueue.counts(in: connection), try JobQueue.items(.dead, in: connection),
                try JobQueue.items(.running, in: connection) + JobQueue.items(.waiting, in: connection),
                try JobQueue.workers(at: visit.now, in: connection)
            )
        }
        return .page(
            QueuePage(
                figures: JobState.allCases.map { Figure($0.title, (counts[$0] ?? 0).grouped) } + [
                    Figure("Messages not delivered", undelivered.grouped, address: OperationsAddresses.undelivered.path())
                ], dead: QueueRoutes.deadTable(dead),
                waiting: QueueRoutes.waitingTable(waiting), workers: QueueRoutes.workersTable(workers, now: visit.now)))
    }

    @Sendable private func again(_ visit: Visit) async throws -> Answer {
        let job = try visit.id("job", of: JobItem.self)
        let isQueued = try await database.write(by: visit.actor, at: visit.now) { try JobQueue.again(job, in: $0) }
        return .redirect(to: OperationsAddresses.jobs.path(), notice: isQueued ? OperationsNotice.jobAgain.rawValue : nil)
    }

    private static func deadTable(_ items: [JobStanding]) -> TableView {
        TableView(
            caption: "Given up", hidesCaption: true, columns: ["What", "Added", "Given up", "Tries", "Why", ""].map { TableView.Column($0) },
            rows: items.map { item in
                let again = ButtonForm(
                    "Try again", action: OperationsAddresses.jobAgain.path(item.id), about: "\(item.kind) of \(item.addedAt.londonText)")
                return TableView.Row([
                    .heading(item.kind), TableView.Cell(item.addedAt.londonText), TableView.Cell(item.finishedAt?.londonText ?? ""),
                    .number(String(item.attempt)), TableView.Cell(item.lastError ?? ""), TableView.Cell("", forms: [again]),
                ])
            },
            empty: "Nothing has been given up. What fails again and again until its tries are used up appears here.")
    }

    private static func waitingTable(_ items: [JobStanding]) -> TableView {
        TableView(
            caption: "To do", hidesCaption: true, columns: ["What", "Added", "Due", "Tries", "State", "Last failure"].map { TableView.Column($0) },
            rows: items.map { item in
                TableView.Row([
                    .heading(item.kind), TableView.Cell(item.addedAt.londonText), TableView.Cell(item.dueAt.londonText),
                    .number(String(item.attempt)), .tag(item.state.title, item.state == .running ? .news : .plain),
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
