// Serves what is measured.

import App
import ArgumentParser
import Foundation

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", shouldDisplay: false)

    @OptionGroup var ground: GroundOptions

    func run() async throws {
        let installation = try Ground.installation(ground)
        let website = try await installation.website(showing: Demonstration().signIns)
        let serving = Serving(installation, website: website) { port in FileHandle.standardOutput.write(Data("port \(port)\n".utf8)) }
        try await serving.run()
    }
}
