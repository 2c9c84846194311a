// Serves a federation.

import App
import ArgumentParser
import Logging
import Metrics
import Store
import Web

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Serves the pages until told to stop.")

    @OptionGroup var place: DataOptions
    @OptionGroup var listening: ListeningOptions

    func run() async throws {
        let settings = try place.read(listening.settings)
        let logger = Logs.start(settings)
        MetricsSystem.bootstrap(PrometheusMetrics.shared)
        let installation = try await Workplace.installation(settings, for: .serving, createsFolder: true)
        let website = try await installation.website()
        logger.notice("Starting", metadata: ["routes": "\(website.routes.count)", "database": "\(installation.database.engine.rawValue)"])
        let serving = Serving(installation, website: website) { port in
            logger.notice("Listening", metadata: ["address": "\(settings.address)", "host": "\(settings.host)", "port": "\(port)"])
        }
        try await Listening.watched(settings) { try await serving.run() }
        logger.notice("Stopped")
    }
}

struct ListeningOptions: ParsableArguments {
    @Option(name: .long, help: "The address to listen on.")
    var host: String?

    @Option(name: .long, help: "The port to listen on; 0 takes a free one.")
    var port: Int?

    var settings: [String: String?] { ["COMMONWEAL_HOST": host, "COMMONWEAL_PORT": port.map(String.init)] }
}

enum Logs {
    /// From here on every part of the product logs as the settings say.
    static func start(_ settings: Settings) -> Logger {
        LoggingSystem.bootstrap { LineLog(label: $0, level: settings.logLevel, clock: Workplace.clock) }
        return Workplace.logger(settings)
    }
}

enum Listening {
    /// Runs `serve` and says in plain words when the port is taken.
    static func watched(_ settings: Settings, _ serve: () async throws -> Void) async throws {
        do {
            try await serve()
        } catch {
            guard "\(error)".contains("errno: 98") || "\(error)".contains("Address already in use") else { throw error }
            throw CommandProblem("Port \(settings.port) is taken on this machine. Choose another with --port, or stop what uses it.")
        }
    }
}
