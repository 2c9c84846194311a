// Starts, answers machines, and stops.

import App
import Foundation
import Identity
import Kernel
import Logging
import ServiceLifecycle
import Store
import Synchronization
import TestKit
import Testing
import Web

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("Serving", .serialized)
struct ServingTests {
    /// A page that takes a second, so that a stop meets it in flight.
    struct SlowFeature: Feature {
        let hasBegun: Flag

        func addRoutes(to routes: inout RouteTable) {
            let hasBegun = hasBegun
            routes.get(Address("/slow"), .everyone("slow see")) { _ in
                hasBegun.raise()
                try await Task.sleep(for: .seconds(1))
                return .text("done")
            }
        }
    }

    /// Raised once; a class because both sides hold the same one.
    final class Flag: Sendable {
        private let raised = Mutex(false)
        var isRaised: Bool { raised.withLock { $0 } }
        func raise() { raised.withLock { $0 = true } }
        func wait() async throws {
            for _ in 0..<500 where !isRaised { try await Task.sleep(for: .milliseconds(10)) }
        }
    }

    static func get(_ port: Int, _ path: String) async throws -> (status: Int, text: String) {
        let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 20
        let (data, response) = try await URLSession(configuration: configuration).data(from: url)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    /// Serves a fresh installation while `body` runs, and stops it gracefully afterwards.
    static func serving(_ features: [any Feature] = [], _ body: @Sendable @escaping (Int, ServiceGroup, Installation) async throws -> Void)
        async throws
    {
        try await withTemporaryDirectory { folder in
            let installation = try await TestInstallations.ready(.directory(folder), at: Demonstrations.now)
            let website = try Website(
                features: installation.features + features, gate: .nobody,
                settings: WebSettings(federation: "Example", secret: Array(repeating: 1, count: 32)),
                clock: installation.clock, logger: installation.logger, readiness: { await installation.readiness() })
            let port = AsyncStream.makeStream(of: Int.self)
            let group = Serving(installation, website: website) { port.continuation.yield($0) }.group(signals: [])
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var ports = port.stream.makeAsyncIterator()
                let listening = try #require(await ports.next())
                try await body(listening, group, installation)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    @Test("Health, readiness and figures are answered for machines")
    func machines() async throws {
        try await Self.serving { port, _, _ in
            #expect(try await Self.get(port, "/healthz").status == 200)
            let ready = try await Self.get(port, "/readyz")
            #expect(ready.status == 200)
            #expect(ready.text == "ready\n")
            #expect(try await Self.get(port, "/metrics").status == 200)
        }
    }

    @Test("A database without its tables is not ready, and says so")
    func unready() async throws {
        try await withTemporaryDirectory { folder in
            let installation = try TestInstallations.make(.directory(folder), at: Demonstrations.now)
            #expect(await installation.readiness() == "the tables are not up to date")
            await installation.database.close()
        }
    }

    @Test("A stop lets the request in flight finish and takes no more")
    func stop() async throws {
        let hasBegun = Flag()
        let stopped = Flag()
        try await Self.serving([SlowFeature(hasBegun: hasBegun)]) { port, group, _ in
            async let slow = Self.get(port, "/slow")
            try await hasBegun.wait()
            await group.triggerGracefulShutdown()
            let answer = try await slow
            #expect(answer.status == 200)
            #expect(answer.text == "done")
            stopped.raise()
            // The server gives its port back; until then it may refuse or be gone, but it serves nothing more.
            try await Task.sleep(for: .milliseconds(300))
            await #expect(throws: (any Error).self) { _ = try await Self.get(port, "/healthz") }
        }
        #expect(stopped.isRaised)
    }

    @Test("The first start makes the folder and a key that nobody else may read")
    func firstStart() async throws {
        try await withTemporaryDirectory { folder in
            var settings = Settings(location: .directory("\(folder)/new"))
            settings.passwordCost = .cheap
            let make = {
                try Installation(settings, clock: .fixed(Demonstrations.now), random: .system, logger: .init(label: "test"), createsFolder: true)
            }
            let installation = try make()
            let file = "\(folder)/new/\(SecretFile.name)"
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            #expect(try make().secret == installation.secret)
        }
    }

    @Test("A folder that is not there, a file in its place, and a key that is none are refused by name")
    func refusals() async throws {
        try await withTemporaryDirectory { folder in
            func problem(_ path: String, creates: Bool = false) -> String {
                do {
                    _ = try Installation(
                        Settings(location: .directory(path)), clock: .fixed(Demonstrations.now), random: .system, logger: .init(label: "test"),
                        createsFolder: creates)
                    return ""
                } catch {
                    return (error as? SettingsRefused)?.sentence ?? "\(error)"
                }
            }
            #expect(problem("\(folder)/absent").contains("COMMONWEAL_DATA: There is no folder"))
            try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/file"))
            #expect(problem("\(folder)/file").contains("is a file"))
            try FileManager.default.createDirectory(atPath: "\(folder)/bad", withIntermediateDirectories: true)
            try Data("not a key".utf8).write(to: URL(fileURLWithPath: "\(folder)/bad/\(SecretFile.name)"))
            #expect(problem("\(folder)/bad").contains("64 hexadecimal digits"))
        }
    }

    @Test("A folder of another user is refused with that user's name, before anything is written there")
    func anothersFolder() async throws {
        try await withTemporaryDirectory { folder in
            // Root may write everywhere, and would leave files behind that the service cannot open.
            if geteuid() == 0 {
                try FileManager.default.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: folder)
            } else {
                try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder)
            }
            #expect(throws: SettingsRefused.self) {
                _ = try Installation(
                    Settings(location: .directory(folder)), clock: .fixed(Demonstrations.now), random: .system, logger: .init(label: "test"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test("Commands on the data alone need neither key nor mail, and make no key")
    func dataAlone() async throws {
        let server = Settings(location: .server(url: "postgresql://nobody@127.0.0.1:1/none"))
        _ = try Installation(server, for: .data, clock: .fixed(Demonstrations.now), random: .system, logger: .init(label: "test"))
        try await withTemporaryDirectory { folder in
            let settings = Settings(location: .directory(folder))
            let installation = try Installation(
                settings, for: .data, clock: .fixed(Demonstrations.now), random: .system, logger: .init(label: "test"))
            await installation.database.close()
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(SecretFile.name)"))
        }
    }

    @Test("PostgreSQL without a key is refused by the setting's name")
    func serverWithoutKey() {
        #expect(throws: SettingsRefused.self) {
            _ = try Installation(
                Settings(location: .server(url: "postgresql://nobody@127.0.0.1:1/none")), clock: .fixed(Demonstrations.now), random: .system,
                logger: .init(label: "test"))
        }
    }
}
