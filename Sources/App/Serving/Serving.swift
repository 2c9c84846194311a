// Starts and stops in order.

import Kernel
import Logging
import ServiceLifecycle
import Store
import UnixSignals
import Web

/// Serves an installation until it is told to stop: takes no more requests, finishes those in flight, then ends the work in the background, then
/// closes the database.
package struct Serving: Sendable {
    package let installation: Installation
    package let website: Website
    /// Told the port once requests are taken.
    package let onListening: @Sendable (Int) async -> Void

    package init(_ installation: Installation, website: Website, onListening: @escaping @Sendable (Int) async -> Void = { _ in }) {
        self.installation = installation
        self.website = website
        self.onListening = onListening
    }

    /// - Parameter signals: what stops it; none in tests, which cancel or stop it themselves.
    package func group(signals: [UnixSignal] = [.sigterm, .sigint]) -> ServiceGroup {
        let settings = installation.settings
        let server = WebServer(website, host: settings.host, port: settings.port, logger: installation.logger, onListening: onListening)
        let runner = JobRunner(installation.database, jobs: installation.jobs, clock: installation.clock, logger: installation.logger)
        // Services stop in the reverse order: the server first.
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: DatabaseService(database: installation.database)), .init(service: runner), .init(service: server),
            ], gracefulShutdownSignals: signals, logger: installation.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(settings.stopSeconds)
        return ServiceGroup(configuration: configuration)
    }

    package func run() async throws {
        do {
            try await group().run()
        } catch {
            // Where the port is taken, say, the work in the background has still to note that it stopped.
            await installation.database.close()
            throw error
        }
    }
}

/// Closes the database when everything else has stopped.
private struct DatabaseService: Service {
    let database: any Database

    func run() async throws {
        do { try await gracefulShutdown() } catch { return }
        await database.close()
    }
}
