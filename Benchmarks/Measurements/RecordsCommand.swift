// How fast records go in, out and across.

import App
import ArgumentParser
import Foundation
import Kernel
import Store

struct RecordsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "A large patient list written, backed up, restored and checked; and moved to PostgreSQL where --database is given.")

    @OptionGroup var ground: GroundOptions
    @Option(help: "Patients in the database.") var patients = 400_000

    func run() async throws {
        var embedded = ground
        embedded.database = nil
        Report.title("Records: \(patients) patients")
        try await Ground.prepare(embedded, practices: 60, patients: patients, rooms: 20)
        let source = try Ground.installation(embedded)
        let actor = Actor(process: "benchmark")
        let file = "\(ground.folder)/measured.backup"
        let now = BenchmarkClock.clock.now()
        let taken = try await timed("backup", rows: { $0.rowCount }) { try await Backup.take(of: source.database, to: file, by: actor, at: now) }
        let size = (try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int ?? 0) / 1_048_576
        Report.row("backup's size", size, "MB")
        let restored = "\(ground.folder)/restored"
        try? FileManager.default.removeItem(atPath: restored)
        try FileManager.default.createDirectory(atPath: restored, withIntermediateDirectories: true)
        let target = try DatabaseLocation.directory(restored).open()
        _ = try await timed("restore into SQLite", rows: { $0.rowCount }) {
            try await Restoring.restore(from: file, into: target, migrations: source.migrations, by: actor, at: now)
        }
        await target.close()
        _ = try await timed("audit trail checked", rows: { $0.sealed }) { try await AuditTrail.verify(in: source.database) }
        if let url = ground.database {
            let server = PostgresDatabase(url: url)
            _ = try await timed("move from SQLite to PostgreSQL, checked", rows: { $0.rowCount }) {
                try await Relocation.move(
                    from: source.database, to: server, workspace: ground.folder, migrations: source.migrations, by: actor, at: now)
            }
            await server.close()
        }
        _ = taken
        await source.database.close()
    }

    private func timed<Value>(_ name: String, rows: (Value) -> Int, _ work: () async throws -> Value) async throws -> Value {
        let started = ContinuousClock.now
        let value = try await work()
        let seconds = (ContinuousClock.now - started).seconds
        Report.row(name, seconds, "s")
        Report.row("  rows", rows(value))
        Report.row("  rows a second", Double(rows(value)) / seconds, "/s")
        return value
    }
}
