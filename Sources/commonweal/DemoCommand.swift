// Serves the made-up federation.

import App
import ArgumentParser
import Foundation
import Identity
import Kernel
import Logging
import Metrics
import Store
import Web

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Makes up a federation, serves it and prints one sign-in for each role.")

    @Option(name: .long, help: ArgumentHelp("The folder to keep it in.", valueName: "dir"))
    var data: String

    @Option(name: .long, help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @Flag(name: .long, help: "Throws away the one that is in the folder and makes it anew.")
    var fresh = false

    @Option(name: .long, help: "Another number makes another federation.")
    var seed: UInt64 = 2026

    func run() async throws {
        let place = try DataOptions.parse(["--data", data])
        var settings = try place.read(["COMMONWEAL_PORT": String(port), "COMMONWEAL_LOG_LEVEL": "warning"])
        settings.passwordCost = .cheap
        let logger = Logs.start(settings)
        MetricsSystem.bootstrap(PrometheusMetrics.shared)
        let folder = try DemonstrationFolder(settings, isFresh: fresh)
        let installation = try await Workplace.installation(settings, for: .serving, createsFolder: true)
        let demonstration = Demonstration(seed: seed)
        if folder.isEmpty {
            let progress = ProgressLine("Making up a federation")
            try await demonstration.load(into: installation) { done, total in progress.report(done, of: total) }
            progress.finish()
            try folder.finish(demonstration.signIns)
        }
        let website = try await installation.website(showing: demonstration.signIns)
        let serving = Serving(installation, website: website) { port in
            FileHandle.standardOutput.write(Data((Self.greeting(port, demonstration.signIns) + "\n").utf8))
        }
        try await Listening.watched(settings) { try await serving.run() }
        logger.notice("Stopped")
    }

    private static func greeting(_ port: Int, _ signIns: [DemonstrationSignIn]) -> String {
        let roles = signIns.map(\.role.title.count).max() ?? 0
        let emails = signIns.map(\.email.count).max() ?? 0
        let lines = signIns.map { line in
            let passcode = line.passcodeSecret == nil ? "" : "  and a passcode"
            return "  \(padded(line.role.title, roles))  \(padded(line.email, emails))  \(line.place)\(passcode)"
        }
        return """

            Commonweal, with a federation that is made up from beginning to end:

              http://localhost:\(port)

            Everybody's password is "\(signIns.first?.password ?? "")". Passcodes of the moment: http://localhost:\(port)/demonstration

            \(lines.joined(separator: "\n"))

            Stop with Ctrl-C.
            """
    }

    private static func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
}
