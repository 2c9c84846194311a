// Writes the table of permissions.

import App
import ArgumentParser
import Foundation

struct PermissionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "permissions", abstract: "Prints every route and which role is served.")

    @Option(name: .long, help: ArgumentHelp("Writes it to a file instead.", valueName: "file"))
    var output: String?

    func run() async throws {
        let text = try PermissionDocument.text()
        guard let output else { return print(text, terminator: "") }
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: output))
        } catch {
            throw CommandProblem("\(output) cannot be written. Give a name in a folder that exists and that this user may write to.")
        }
        FileHandle.standardError.write(Data("Written to \(output).\n".utf8))
    }
}
