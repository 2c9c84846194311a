// Brings the tables up to date.

import App
import ArgumentParser
import Kernel
import Store

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "migrate", abstract: "Brings the database's tables up to date with this program.")

    @OptionGroup var place: DataOptions

    @Flag(name: .long, help: "Says what would be done and does nothing.")
    var preview = false

    func run() async throws {
        let installation = try await Workplace.installation(try place.read(), tables: .any, createsFolder: !preview)
        defer { Task { await installation.database.close() } }
        guard case .behind(let missing) = try await SchemaHistory.standing(of: installation.database, against: installation.migrations) else {
            print("The tables are up to date.")
            return
        }
        if preview {
            print("To be run:")
            for name in missing { print("  \(name)") }
            return
        }
        let progress = ProgressLine("Migrating")
        progress.say("Running \(missing.count) migrations")
        for name in try await SchemaHistory.bring(installation.database, to: installation.migrations, at: Workplace.clock.now()) {
            print("Done: \(name)")
        }
    }
}
