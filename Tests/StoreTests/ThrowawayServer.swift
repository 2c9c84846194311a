// A PostgreSQL server for one test.

import Dispatch
import Foundation
import Testing

/// A server of the test's own that it may stop and start, with durability as in real life.
struct ThrowawayServer: Sendable {
    private let folder: String
    private let port: Int

    var url: String { "postgresql://postgres@127.0.0.1:\(port)/postgres" }

    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }
        return versions.map { "\(root)/\($0)/bin" }.first { FileManager.default.isExecutableFile(atPath: "\($0)/pg_ctl") }
    }()

    static var isThere: Bool { programs != nil }

    static func start() async throws -> ThrowawayServer {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-pg-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        let server = ThrowawayServer(folder: folder, port: Int.random(in: 20_000..<30_000))
        if getuid() == 0 { try await shell("chown postgres '\(folder)'") }
        try await server.run("initdb -D data -U postgres -A trust --no-sync -E UTF8 --no-locale")
        try await server.control("start")
        return server
    }

    func restart(_ mode: String) async throws {
        try await control("-m \(mode) stop")
        try await control("start")
    }

    func remove() async {
        try? await control("-m immediate stop")
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func control(_ words: String) async throws {
        try await run("pg_ctl -D data -w -l log -o \"-p \(port) -k '\(folder)' -c listen_addresses=127.0.0.1\" \(words)")
    }

    private func run(_ command: String) async throws {
        let line = "cd '\(folder)' && \(ThrowawayServer.programs ?? "")/\(command)"
        try await ThrowawayServer.shell(getuid() == 0 ? "runuser -u postgres -- sh -c '\(line.replacing("'", with: "'\\''"))'" : line)
    }

    // Not Foundation's Process: it waits until whatever the command left running in the background, here the server, has gone too. Other tests' pipes
    // are closed first for the same reason.
    private static func shell(_ line: String) async throws {
        let script = "for f in /proc/$$/fd/*; do n=${f##*/}; [ $n -gt 2 ] && [ $n -lt 200 ] && eval \"exec $n>&-\"; done; \(line)"
        let status = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: system("bash -c '\(script.replacing("'", with: "'\\''"))' > /dev/null 2>&1"))
            }
        }
        try #require(status == 0, "\(line)")
    }
}
