// Backs up, restores and moves.

import App
import ArgumentParser
import Foundation
import Kernel
import Store

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Writes a consistent copy of all data to one file while people work.",
        discussion:
            "The file can be restored into either kind of database. It holds everything, patients included: keep it as carefully as the database.")

    @Argument(help: "The file to write.")
    var file: String

    @OptionGroup var place: DataOptions

    @Flag(name: .long, help: "Prints the result for programs.")
    var json = false

    func run() async throws {
        let installation = try await Workplace.installation(try place.read(), tables: .any)
        let progress = ProgressLine("Backing up", isQuiet: json)
        let summary = try await Backup.take(
            of: installation.database, to: FilePath.whole(file), by: Workplace.actor("backup"), at: Workplace.clock.now(),
            progress: { progress.report($0, of: $1) })
        progress.finish()
        await installation.database.close()
        print(json ? try JSONText.of(summary) : BackupReport.text("Backed up", summary))
        if case .directory = installation.settings.location, installation.settings.secret == nil, !json {
            print("Keep a copy of \(SecretFile.name) elsewhere as well; without it no file can be opened, and people set up their passcodes again.")
        }
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Restores a backup into an empty database.",
        discussion: "All of it goes in or nothing does; the counts and the whole audit trail are checked before it is kept.")

    @Argument(help: "The file that commonweal backup wrote.")
    var file: String

    @OptionGroup var place: DataOptions

    @Flag(name: .long, help: "Prints the result for programs.")
    var json = false

    func run() async throws {
        guard FileManager.default.fileExists(atPath: FilePath.whole(file)) else { throw CommandProblem("There is no file \(file). Check its name.") }
        let installation = try await Workplace.installation(try place.read(), tables: .any, createsFolder: true)
        let progress = ProgressLine("Restoring", isQuiet: json)
        progress.say("Restoring \(file)")
        let summary = try await Restoring.restore(
            from: FilePath.whole(file), into: installation.database, migrations: installation.migrations, by: Workplace.actor("restore"),
            at: Workplace.clock.now(), progress: { progress.report(rows: $0) })
        progress.finish()
        await installation.database.close()
        print(json ? try JSONText.of(summary) : BackupReport.text("Restored", summary))
    }
}

struct MoveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move", abstract: "Moves a federation to another database, for example from a folder to PostgreSQL.",
        discussion:
            "Stop every server first. The old database keeps all it had. All of it arrives or nothing does: where this is cut short, run it again.")

    @OptionGroup var place: DataOptions

    @Option(name: .long, help: ArgumentHelp("The database to move to, which must be empty.", valueName: "url"))
    var to: String

    @Flag(name: .long, help: "Prints the result for programs.")
    var json = false

    func validate() throws {
        guard to.hasPrefix("postgresql://") || to.hasPrefix("postgres://") else {
            throw ValidationError("Say where to as postgresql://user@host/name.")
        }
    }

    func run() async throws {
        let settings = try place.read()
        let installation = try await Workplace.installation(settings)
        try await refuseServers(of: installation.database)
        let target = try DatabaseLocation.server(url: to).open()
        // The copy on the way holds patients' details: it stays where these are kept already.
        let workspace =
            switch settings.location {
            case .directory(let folder): folder
            case .server: FileManager.default.temporaryDirectory.path
            }
        let reading = ProgressLine("Reading", isQuiet: json)
        let writing = ProgressLine("Writing", isQuiet: json)
        let summary = try await Relocation.move(
            from: installation.database, to: target, workspace: workspace, migrations: installation.migrations, by: Workplace.actor("move"),
            at: Workplace.clock.now()
        ) { step, rows in
            switch step {
            case .reading: reading.report(rows: rows)
            case .writing:
                reading.finish()
                writing.report(rows: rows)
            }
        }
        writing.finish()
        await target.close()
        await installation.database.close()
        print(json ? try JSONText.of(summary) : BackupReport.text("Moved", summary))
        if !json {
            print(
                "Set COMMONWEAL_DATABASE in the place of COMMONWEAL_DATA, and COMMONWEAL_SECRET to what \(SecretFile.name) in the old folder holds.")
        }
    }

    // What a server writes after the copy was made would be lost.
    private func refuseServers(of database: any Database) async throws {
        let now = Workplace.clock.now()
        let workers = try await database.read { try JobQueue.workers(at: now, in: $0) }
        guard let last = workers.filter({ $0.stoppedAt == nil && !$0.isSilent(at: now) }).map(\.lastSeen).max() else { return }
        throw CommandProblem(
            "A server still works on this federation: it was seen \(max(0, now.seconds(since: last))) seconds ago. Stop it, then move. One that was killed counts for \(JobWorker.patience) seconds more."
        )
    }
}

enum BackupReport {
    static func text(_ verb: String, _ summary: BackupSummary) -> String {
        var lines = ["\(verb): \(summary.rowCount.grouped) rows in \(summary.rows.count) tables, as at \(summary.takenAt.londonText)."]
        if let anchor = summary.anchor { lines.append("The audit trail's end: \(anchor)") }
        return lines.joined(separator: "\n")
    }
}

/// A path as typed, from the folder in which the command was given.
enum FilePath {
    static func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
