// Opens what a command works on.

import App
import Foundation
import Identity
import Kernel
import Logging
import Store

/// What a command finds in the tables of its database, and what it needs.
enum TablesNeeded {
    /// New databases are set up; older ones are refused until `migrate` was run.
    case current
    /// As they are.
    case any
}

/// Opens installations for commands.
enum Workplace {
    static let clock = Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    static func logger(_ settings: Settings) -> Logger {
        Logger(label: "commonweal") { LineLog(label: $0, level: settings.logLevel, clock: clock) }
    }

    static func installation(
        _ settings: Settings, for purpose: Installation.Purpose = .data, tables: TablesNeeded = .current, createsFolder: Bool = false
    ) async throws -> Installation {
        let installation = try Installation(
            settings, for: purpose, clock: clock, random: .system, logger: logger(settings), createsFolder: createsFolder)
        if case .current = tables { try await prepare(installation) }
        return installation
    }

    private static func prepare(_ installation: Installation) async throws {
        guard case .behind(let missing) = try await SchemaHistory.standing(of: installation.database, against: installation.migrations) else {
            return
        }
        guard missing.count == installation.migrations.count else {
            throw CommandProblem(
                "The tables are older than this program: \(missing.count) migrations are to be run. Take a backup, then run commonweal migrate.")
        }
        try await SchemaHistory.bring(installation.database, to: installation.migrations, at: clock.now())
    }

    /// The name of the person who runs a command, for the audit trail: the account on this machine.
    static func actor(_ process: String) -> Actor {
        Actor(process: "\(process) by \(ProcessInfo.processInfo.environment["SUDO_USER"] ?? NSUserName()) on the command line")
    }
}
