// What the store alone can do.

import App
import ArgumentParser
import Foundation
import Kernel
import Store

struct WritesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "writes",
        abstract: "Small audited writes straight into the store, beside what a plain program gets from the same disk in the same run.")

    @OptionGroup var ground: GroundOptions
    @Option(help: "Writes in each part.") var writes = 10_000

    func run() async throws {
        try? FileManager.default.removeItem(atPath: ground.folder)
        try FileManager.default.createDirectory(atPath: ground.folder, withIntermediateDirectories: true)
        let location: DatabaseLocation = ground.database.map { .server(url: $0) } ?? .directory(ground.folder)
        let database = try location.open()
        let table = Migration("2026-11-21 99 benchmark", "CREATE TABLE measured (id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL);")
        try await SchemaHistory.bring(database, to: StoreMigrations.all + [table], at: BenchmarkClock.clock.now())
        Report.title("One row and its audit entry, \(ground.database == nil ? "SQLite (WAL, synchronous FULL)" : "PostgreSQL")")
        for writers in [1, 8, 64] {
            let each = max(1, (writers == 1 ? writes / 10 : writes) / writers)
            let started = ContinuousClock.now
            let times = try await withThrowingTaskGroup(of: [Double].self) { group in
                for _ in 0..<writers {
                    group.addTask {
                        var times: [Double] = []
                        for _ in 0..<each {
                            let now = BenchmarkClock.clock.now()
                            let started = ContinuousClock.now
                            try await database.write(by: Actor(process: "benchmark"), at: now) { transaction in
                                let id = ID<WritesCommand>(at: now)
                                try transaction.execute("INSERT INTO measured (id, word) VALUES (\(id), 'word')")
                                try transaction.audit("row written", AuditSubject("row", id))
                            }
                            times.append((ContinuousClock.now - started).seconds * 1000)
                        }
                        return times
                    }
                }
                return try await group.reduce(into: [Double]()) { $0 += $1 }
            }
            let latencies = Latencies(times)
            Report.row("\(writers) writers: writes a second", Double(times.count) / (ContinuousClock.now - started).seconds, "/s")
            Report.row("\(writers) writers: median", latencies.percentile(0.5), "ms")
            Report.row("\(writers) writers: 99th percentile", latencies.percentile(0.99), "ms")
        }
        let verdict = try await {
            try await database.sealAuditTrail()
            return try await AuditTrail.verify(in: database)
        }()
        Report.line("audit trail: \(verdict.isWhole ? "whole" : "NOT WHOLE"), \(verdict.entries) entries")
        await database.close()
        if ground.database == nil { try plainProgram() }
    }

    /// Python's own SQLite on the same disk: one row without an audit entry, one commit each, the same durability.
    private func plainProgram() throws {
        let script = """
            import sqlite3, time, uuid
            c = sqlite3.connect("\(ground.folder)/plain.sqlite", isolation_level=None)
            c.execute("PRAGMA journal_mode=WAL"); c.execute("PRAGMA synchronous=FULL")
            c.execute("CREATE TABLE measured (id TEXT NOT NULL PRIMARY KEY, word TEXT NOT NULL)")
            n = \(writes / 10)
            s = time.time()
            for _ in range(n):
                c.execute("BEGIN IMMEDIATE"); c.execute("INSERT INTO measured VALUES (?, 'word')", (str(uuid.uuid4()),)); c.execute("COMMIT")
            print(round(n / (time.time() - s)))
            """
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.standardOutput = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if let rate = Int(output.filter(\.isNumber)) { Report.row("Python and sqlite3, one writer, one row, no audit", rate, "/s") }
    }
}
