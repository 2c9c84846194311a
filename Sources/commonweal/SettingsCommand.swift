// Prints what can be set.

import App
import ArgumentParser
import Kernel

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "settings", abstract: "Prints every setting with its meaning.")

    func run() throws { print(Setting.markdown, terminator: "") }
}
