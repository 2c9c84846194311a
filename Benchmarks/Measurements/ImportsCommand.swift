// How fast the NHS's files are read.

import App
import ArgumentParser
import Directory
import Foundation
import Kernel
import Store

struct ImportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imports", abstract: "The NHS practice file and a list file, read, checked and applied.")

    @OptionGroup var ground: GroundOptions
    @Option(help: "The practice file, as published (epraccur).") var ods: String
    @Option(help: "A file of patients registered by practice.") var lists: String?

    func run() async throws {
        if ground.database == nil { try? FileManager.default.removeItem(atPath: ground.folder) }
        let installation = try Ground.installation(ground)
        try await SchemaHistory.bring(installation.database, to: installation.migrations, at: BenchmarkClock.clock.now())
        Report.title("Imports, \(ground.database == nil ? "SQLite" : "PostgreSQL")")
        try await measure(.ods, ods, installation.database)
        if let lists { try await measure(.lists, lists, installation.database) }
        await installation.database.close()
    }

    private func measure(_ kind: ImportKind, _ path: String, _ database: any Database) async throws {
        let now = BenchmarkClock.clock.now()
        let name = URL(fileURLWithPath: path).lastPathComponent
        let started = ContinuousClock.now
        let file = try DirectoryImport.read(kind, from: .path(path), fileName: name, today: London.local(now).date)
        let read = ContinuousClock.now
        let result = try await file.apply(to: database, by: Actor(process: "benchmark"), at: now, policy: .goodRows)
        let applied = ContinuousClock.now
        Report.line("\n\(name)")
        Report.row("rows", result.rows)
        Report.row("read and checked", (read - started).seconds, "s")
        Report.row("applied", (applied - read).seconds, "s")
        Report.row("rows a second, all in all", Double(result.rows) / (applied - started).seconds, "/s")
    }
}
