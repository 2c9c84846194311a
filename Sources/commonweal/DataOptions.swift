// Which federation a command works on.

import App
import ArgumentParser
import Foundation
import Kernel
import Store

/// `--data`, `--database` and `--settings`, the same on every command that touches data.
struct DataOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The folder of the embedded database.", valueName: "dir"))
    var data: String?

    @Option(name: .long, help: ArgumentHelp("A PostgreSQL database, postgresql://user@host/name.", valueName: "url"))
    var database: String?

    @Option(name: .long, help: ArgumentHelp("A file with settings, lines of NAME=value.", valueName: "file"))
    var settings: String?

    /// The settings of this command; `more` are settings by name that its own options stand for.
    func read(_ more: [String: String?] = [:]) throws -> Settings {
        var environment = ProcessInfo.processInfo.environment
        var commandLine = more.compactMapValues { $0 }
        if data != nil || database != nil {
            // What the command line says about the place replaces what the environment and the file say, whichever of the two it is.
            environment["COMMONWEAL_DATA"] = nil
            environment["COMMONWEAL_DATABASE"] = nil
        }
        commandLine["COMMONWEAL_DATA"] = data.map(Self.whole)
        commandLine["COMMONWEAL_DATABASE"] = database
        var text: String?
        if let file = settings ?? environment["COMMONWEAL_SETTINGS"] {
            guard let read = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandProblem("The settings file \(file) could not be read.", code: .settings)
            }
            text = data == nil && database == nil ? read : Self.withoutPlace(read)
        }
        return try SettingsReader.read(commandLine: commandLine, environment: environment, file: text)
    }

    /// The folder as a whole path, so that the program may be started from anywhere.
    private static func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

    private static func withoutPlace(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("COMMONWEAL_DATA=") || $0.hasPrefix("COMMONWEAL_DATABASE=") ? "" : $0 }.joined(separator: "\n")
    }
}
