// A database of its own for each test.

import Files
import Foundation
import Kernel
import Notices
import Store

/// The databases that tests run on.
package enum TestDatabases {
    /// Address of a PostgreSQL server for tests, or nil.
    package static let postgres: String? = {
        guard let url = ProcessInfo.processInfo.environment["COMMONWEAL_TEST_POSTGRES"], !url.isEmpty else {
            FileHandle.standardError.write(Data("\(absence)\n".utf8))
            return nil
        }
        return url
    }()

    /// Why tests on PostgreSQL are left out, for `.enabled(if: TestDatabases.hasPostgres, TestDatabases.absence)`.
    package static var absence: String {
        "PostgreSQL is left out: set COMMONWEAL_TEST_POSTGRES to a server on which databases may be created, or run bin/test, which starts one."
    }

    /// The tables that every test's database has.
    package static let ground = StoreMigrations.all + FileMigrations.all + NoticeTables.all

    package static var hasPostgres: Bool { postgres != nil }

    /// Arguments for a test that runs on every database there is.
    package static var engines: [Engine] { hasPostgres ? [.sqlite, .postgres] : [.sqlite] }

    /// The address of another database on the same server.
    package static func address(_ url: String, database: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropLast() + [Substring(database)]
        return path.joined(separator: "/") + (parts.count > 1 ? "?" + parts[1] : "")
    }
}

/// Runs `body` on a fresh database that has the ground's tables and those of `migrations`, and removes it afterwards.
@discardableResult
package func withDatabase<Value: Sendable>(
    _ engine: Engine, migrations: [Migration] = [], _ body: (any Database) async throws -> Value
) async throws -> Value {
    try await withDatabaseLocation(engine, migrations: migrations) { location in
        let database = try location.open()
        do {
            let value = try await body(database)
            await database.close()
            return value
        } catch {
            await database.close()
            throw error
        }
    }
}

/// The same for tests that open the database themselves, or more than once.
@discardableResult
package func withDatabaseLocation<Value: Sendable>(
    _ engine: Engine, migrations: [Migration] = [], _ body: (DatabaseLocation) async throws -> Value
) async throws -> Value {
    let isNested = TestTurnstile.isInside
    if !isNested { await TestTurnstile.shared.enter() }
    do {
        let location = try await TestTemplates.shared.copy(engine, migrations: migrations)
        let result: Result<Value, any Error>
        do {
            result = .success(try await TestTurnstile.$isInside.withValue(true) { try await body(location) })
        } catch {
            result = .failure(error)
        }
        try await TestTemplates.shared.remove(location)
        if !isNested { await TestTurnstile.shared.leave() }
        return try result.get()
    } catch {
        if !isNested { await TestTurnstile.shared.leave() }
        throw error
    }
}

/// An empty directory that is removed afterwards.
package func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let path = TestTemplates.newDirectory()
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

// Tests start all at once; this keeps the number of open databases, and so of connections, within what a small server takes.
private actor TestTurnstile {
    static let shared = TestTurnstile()
    /// A test that opens a second database does not wait for itself.
    @TaskLocal static var isInside = false
    private var free = 8
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

// Migrates once for each set of migrations; tests get copies, which is much faster.
private actor TestTemplates {
    static let shared = TestTemplates()

    private struct Key: Hashable {
        let engine: Engine
        let migrations: Set<Migration>
    }

    private var templates: [Key: Task<DatabaseLocation, any Error>] = [:]
    private var made = 0

    nonisolated static func newDirectory() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-test-\(UUID().uuidString)").path
    }

    func copy(_ engine: Engine, migrations: [Migration]) async throws -> DatabaseLocation {
        let all = Set(TestDatabases.ground + migrations)
        let key = Key(engine: engine, migrations: all)
        let template = templates[key] ?? Task { try await TestTemplates.build(engine, Array(all)) }
        templates[key] = template
        switch try await template.value {
        case .directory(let source):
            let path = TestTemplates.newDirectory()
            try FileManager.default.copyItem(atPath: source, toPath: path)
            return .directory(path)
        case .server(let source):
            guard let url = TestDatabases.postgres else { throw StoreError.unreachable(TestDatabases.absence) }
            let name = TestTemplates.newName()
            let template = source.split(separator: "?")[0].split(separator: "/").last ?? ""
            try await PostgresDatabase.administer("CREATE DATABASE \(name) TEMPLATE \(template)", at: url)
            return .server(url: TestDatabases.address(url, database: name))
        }
    }

    func remove(_ location: DatabaseLocation) async throws {
        switch location {
        case .directory(let path): try? FileManager.default.removeItem(atPath: path)
        case .server(let url):
            guard let server = TestDatabases.postgres, let name = url.split(separator: "?")[0].split(separator: "/").last else { return }
            try await PostgresDatabase.administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", at: server)
        }
    }

    private static func newName() -> String {
        "commonweal_test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    // Kept between runs under a name that says what is in it; made under another, so that two runs at once do not meet half-made ones.
    private static func build(_ engine: Engine, _ migrations: [Migration]) async throws -> DatabaseLocation {
        let contents = migrations.sorted { $0.name < $1.name }.map { "\($0.name)\n\($0.text)\n" }.joined()
        let fingerprint = Fingerprint(of: contents).hex.prefix(20)
        switch engine {
        case .sqlite:
            let finished = FileManager.default.temporaryDirectory.appendingPathComponent("commonweal-template-\(fingerprint)").path
            if FileManager.default.fileExists(atPath: finished) { return .directory(finished) }
            let path = newDirectory()
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            try await migrate(.directory(path), migrations)
            do {
                try FileManager.default.moveItem(atPath: path, toPath: finished)
                return .directory(finished)
            } catch {
                return .directory(path)
            }
        case .postgres:
            guard let url = TestDatabases.postgres else { throw StoreError.unreachable(TestDatabases.absence) }
            let finished = "commonweal_template_\(fingerprint)"
            if try await exists(finished, at: url) { return .server(url: TestDatabases.address(url, database: finished)) }
            let name = newName()
            try await PostgresDatabase.administer("CREATE DATABASE \(name)", at: url)
            try await migrate(.server(url: TestDatabases.address(url, database: name)), migrations)
            do {
                try await PostgresDatabase.administer("ALTER DATABASE \(name) RENAME TO \(finished)", at: url)
                return .server(url: TestDatabases.address(url, database: finished))
            } catch {
                return .server(url: TestDatabases.address(url, database: name))
            }
        }
    }

    private static func migrate(_ location: DatabaseLocation, _ migrations: [Migration]) async throws {
        let database = try location.open()
        try await SchemaHistory.bring(database, to: migrations, at: TestDay.now)
        await database.close()
    }

    private static func exists(_ name: String, at url: String) async throws -> Bool {
        let server = PostgresDatabase(url: url, connections: 1)
        let found = try await server.read { try $0.value(Int.self, "SELECT 1 FROM pg_database WHERE datname = \(name)") }
        await server.close()
        return found != nil
    }
}
