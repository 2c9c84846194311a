// Where the program starts.

import ArgumentParser
import Foundation

/// Runs the command that was asked for, and turns what went wrong into one line and an exit code.
@main
enum Main {
    static func main() async {
        let command: any ParsableCommand
        do {
            command = try Commonweal.parseAsRoot()
        } catch {
            leave(Outcome(parsing: error, of: Commonweal.self))
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                var command = command
                try command.run()
            }
        } catch {
            leave(Outcome(running: error, of: Commonweal.self))
        }
    }

    private static func leave(_ outcome: Outcome) -> Never {
        if !outcome.text.isEmpty {
            let line = Data((outcome.text + "\n").utf8)
            if outcome.code == .done { FileHandle.standardOutput.write(line) } else { FileHandle.standardError.write(line) }
        }
        exit(outcome.code.rawValue)
    }
}
