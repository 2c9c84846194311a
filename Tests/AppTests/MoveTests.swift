// A federation changes its database.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@Suite(
    "Moving", .serialized,
    .enabled(if: CommandTests.isBuilt && TestDatabases.hasPostgres, "the program is not built, or there is no PostgreSQL; bin/test sees to both"))
struct MoveTests {
    /// A small federation in the folder "d".
    private static func form(in folder: String) throws {
        try CommandTests.writePractices(to: "\(folder)/epraccur.csv")
        try "code,network\nZ00001,Example Network\nZ00002,Example Network\n".write(
            toFile: "\(folder)/practices.csv", atomically: true, encoding: .utf8)
        for words in [
            "import ods epraccur.csv --data d --effective 2026-11-01", "federation new --name Example --practices practices.csv --data d",
            "user add --email sam@example.nhs.uk --name Sam/Example --role board-member --data d",
        ] {
            let answer = try CommandTests.run(words.split(separator: " ").map { $0.replacingOccurrences(of: "/", with: " ") }, in: folder)
            #expect(answer.code == 0, "\(words): \(answer.errors)")
        }
    }

    private static func copies(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/d").filter { $0.contains("move") }
    }

    @Test("One command moves a federation to PostgreSQL with its rows and its trail; a database that holds data and a running server refuse it")
    func move() async throws {
        try await withDatabaseLocation(.postgres) { target in
            guard case .server(let url) = target else { return }
            try await withTemporaryDirectory { folder in
                try Self.form(in: folder)
                let source = try DatabaseLocation.directory("\(folder)/d").open()
                let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
                try await source.maintain { connection in
                    try connection.execute(
                        "INSERT INTO job_workers (id, name, started_at, last_seen) VALUES (\(ID<JobWorker>(at: now)), 'server', \(now), \(now))")
                }
                let served = try CommandTests.run(["move", "--data", "d", "--to", url], in: folder)
                #expect(served.code == 1)
                #expect(served.errors.contains("A server still works on this federation"))
                try await source.maintain { try $0.execute("UPDATE job_workers SET stopped_at = \(now)") }
                let rows = try await source.read { try $0.value(Int.self, "SELECT COUNT(*) FROM organisations") }
                await source.close()

                let moved = try CommandTests.run(["move", "--data", "d", "--to", url, "--json"], in: folder)
                #expect(moved.code == 0, "\(moved.errors)")
                let summary = try JSONDecoder().decode(BackupSummary.self, from: Data(moved.output.utf8))
                #expect(summary.rows["organisations"] == rows)
                let anchor = try #require(summary.anchor)
                #expect(try CommandTests.run(["audit", "verify", "--data", "d", "--anchor", "\(anchor)"], in: folder).code == 0)
                #expect(try CommandTests.run(["audit", "verify", "--database", url, "--anchor", "\(anchor)"], in: folder).code == 0)
                #expect(try CommandTests.run(["user", "list", "--database", url], in: folder).output.contains("sam@example.nhs.uk"))
                #expect(try Self.copies(in: folder).isEmpty)

                let again = try CommandTests.run(["move", "--data", "d", "--to", url], in: folder)
                #expect(again.code == 1)
                #expect(again.errors.contains("holds data already"))
            }
        }
    }

    @Test("A move that is killed before it is done leaves the new database empty, and is simply run again")
    func killed() async throws {
        try await withDatabaseLocation(.postgres) { target in
            guard case .server(let url) = target else { return }
            try await withTemporaryDirectory { folder in
                try Self.form(in: folder)
                let database = try target.open()
                // Holds the move up where it fills the new database: before that it has made its copy, and it cannot commit.
                let isLocked = ServingTests.Flag()
                let release = DispatchSemaphore(value: 0)
                let lock = Task {
                    try await database.maintain { connection in
                        try connection.execute("LOCK TABLE audit_entries IN SHARE MODE")
                        isLocked.raise()
                        release.wait()
                    }
                }
                while !isLocked.isRaised { try await Task.sleep(for: .milliseconds(20)) }
                let process = Process()
                process.executableURL = URL(fileURLWithPath: try #require(CommandTests.program))
                process.arguments = ["move", "--data", "\(folder)/d", "--to", url]
                process.environment = ["HOME": folder]
                process.standardError = FileHandle.nullDevice
                try process.run()
                // The copy has its name without ".part" once it is whole.
                while try Self.copies(in: folder).filter({ !$0.hasSuffix(".part") }).isEmpty, process.isRunning {
                    try await Task.sleep(for: .milliseconds(20))
                }
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                #expect(process.terminationReason == .uncaughtSignal)
                release.signal()
                try await lock.value
                #expect(try Self.copies(in: folder).count == 1)
                #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
                await database.close()

                let again = try CommandTests.run(["move", "--data", "d", "--to", url], in: folder)
                #expect(again.code == 0, "\(again.errors)")
                #expect(try Self.copies(in: folder).isEmpty)
                #expect(try CommandTests.run(["audit", "verify", "--database", url], in: folder).code == 0)
            }
        }
    }
}
