// Backups hold all and come back whole.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@Suite("Backups")
struct BackupTests {
    private static let migrations = TestDatabases.ground + StoreTables.migrations

    /// Rows of every kind, awkward texts, and a row that points at a later one of its own table.
    private func fill(_ database: any Database) async throws {
        try await database.change { connection in
            let words = ["plain", "tab\t, line\n, return\r, back\\slash", "\\N", "\\.", "", "ünï 😀", "\u{1}\u{8}\u{b}\u{c}\u{7f}"]
            for (index, word) in words.enumerated() {
                try connection.execute(
                    """
                    INSERT INTO kinds (id, word, amount, ratio, is_true)
                    VALUES (\(index), \(word), \(index % 2 == 0 ? nil : Int.max - index), \(index % 3 == 0 ? nil : 0.1 * Double(index)), \(index % 2 == 0))
                    """)
            }
            try connection.execute("INSERT INTO kinds (id) VALUES (100)")
            // Every byte there is, none at all, and what a tab, a line's end or a backslash would be in a text.
            for (index, bytes) in [Array(0...255), [], [9, 10, 92, 46, 0], [UInt8](repeating: 0, count: 300_000)].enumerated() {
                try connection.execute("INSERT INTO kinds (id, contents) VALUES (\(200 + index), \(bytes as [UInt8]))")
            }
            try connection.execute("INSERT INTO sessions (id) VALUES ('s')")
            try connection.execute("INSERT INTO slots (id, session, starts, minutes) VALUES ('z', 's', '18:30', 10)")
            try connection.execute("INSERT INTO slots (id, session, starts, minutes, follows) VALUES ('a', 's', '18:40', 10, 'z')")
        }
    }

    private struct Contents: Equatable {
        let kinds: [[SQLValue]]
        let slots: [[SQLValue]]
    }

    private func contents(_ database: any Database) async throws -> Contents {
        try await database.read { connection in
            // Read as a backup does: true is 1 on SQLite.
            let kinds = try connection.rows(
                "SELECT id, word, amount, ratio, contents, CASE WHEN is_true THEN 1 WHEN is_true IS NULL THEN NULL ELSE 0 END FROM kinds ORDER BY id")
            return Contents(kinds: kinds.map(\.values), slots: try connection.rows("SELECT * FROM slots ORDER BY id").map(\.values))
        }
    }

    static var pairs: [(Engine, Engine)] { TestDatabases.engines.flatMap { from in TestDatabases.engines.map { (from, $0) } } }

    @Test("A backup of either database is restored into either, to the last character", arguments: pairs)
    func roundTrip(from: Engine, to: Engine) async throws {
        try await withTemporaryDirectory { folder in
            let (kept, taken) = try await withDatabase(from, migrations: StoreTables.migrations) { database async throws in
                try await fill(database)
                let taken = try await Backup.take(of: database, to: "\(folder)/backup", by: .test, at: TestDay.now)
                return (try await contents(database), taken)
            }
            #expect(taken.rows["kinds"] == 12)
            try await withDatabase(to) { database async throws in
                let restored = try await Restoring.restore(
                    from: "\(folder)/backup", into: database, migrations: Self.migrations, by: .test, at: TestDay.later(minutes: 1))
                #expect(restored.rows == taken.rows)
                #expect(restored.anchor == taken.anchor)
                #expect(try await contents(database) == kept)
                let verdict = try await sealedVerdict(database, anchor: taken.anchor)
                #expect(verdict.isWhole)
                #expect(verdict.entries == 3)
                await #expect(throws: StoreError.self, "foreign keys are in force again") {
                    try await database.change { try $0.execute("INSERT INTO slots (id, session, starts, minutes) VALUES ('b', 'gone', '18:30', 10)") }
                }
                await #expect(throws: StoreError.self, "unique indexes are in force") {
                    try await database.change { try $0.execute("INSERT INTO slots (id, session, starts, minutes) VALUES ('b', 's', '18:30', 10)") }
                }
            }
        }
    }

    @Test("A backup taken under load is one state: it restores, adds up, and the load goes on", arguments: TestDatabases.engines)
    func underLoad(engine: Engine) async throws {
        try await withTemporaryDirectory { folder in
            try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
                let writer = Task { await FaultTests.write(80, writers: 6, in: database) }
                try await Task.sleep(for: .milliseconds(60))
                let taken = try await Backup.take(of: database, to: "\(folder)/backup", by: .test, at: TestDay.now)
                #expect(await writer.value.count == 480)
                #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM numbers") } == 480)
                #expect((taken.rows["numbers"] ?? 0) <= 480)
            }
            try await withDatabase(engine) { database async throws in
                let restored = try await Restoring.restore(
                    from: "\(folder)/backup", into: database, migrations: Self.migrations, by: .test, at: TestDay.now)
                let there = try await database.read { try $0.values(Int.self, "SELECT number FROM numbers") }
                #expect(there.count == restored.rows["numbers"])
                let total = try await database.read { try $0.value(Int.self, "SELECT total FROM sums") }
                #expect(total == there.filter { $0 % 80 % 10 == 0 }.count)
                let verdict = try await sealedVerdict(database)
                #expect(verdict.isWhole)
                // One for each number, one for the backup itself and one for the restoring.
                #expect(verdict.entries == there.count + 2)
            }
        }
    }

    @Test("A damaged, cut, foreign or absent file is refused and nothing is restored", arguments: TestDatabases.engines)
    func damaged(engine: Engine) async throws {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/backup"
            try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
                try await fill(database)
                _ = try await Backup.take(of: database, to: path, by: .test, at: TestDay.now)
            }
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            var changed = whole
            changed[whole.count / 2] ^= 1
            let files: [(String, Data?)] = [
                ("changed", changed), ("cut", whole.prefix(whole.count / 2)), ("empty", Data()), ("foreign", Data("hello\n".utf8)), ("absent", nil),
            ]
            try await withDatabase(engine) { database async throws in
                for (name, data) in files {
                    try data?.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
                    await #expect(throws: StoreError.self, "\(name)") {
                        _ = try await Restoring.restore(
                            from: "\(folder)/\(name)", into: database, migrations: Self.migrations, by: .test, at: TestDay.now)
                    }
                    #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
                }
            }
        }
    }

    @Test("A database that holds data is not written over", arguments: TestDatabases.engines)
    func notEmpty(engine: Engine) async throws {
        try await withTemporaryDirectory { folder in
            try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
                try await fill(database)
                _ = try await Backup.take(of: database, to: "\(folder)/backup", by: .test, at: TestDay.now)
                do {
                    _ = try await Restoring.restore(from: "\(folder)/backup", into: database, migrations: Self.migrations, by: .test, at: TestDay.now)
                    Issue.record("it was written over")
                } catch StoreError.schema(let sentence) {
                    #expect(sentence.contains("empty"))
                }
            }
        }
    }

    @Test("A database whose tables are ahead of the backup is not filled", arguments: TestDatabases.engines)
    func ahead(engine: Engine) async throws {
        let later = Migration("2027-01-01 95 later", "ALTER TABLE sessions ADD COLUMN room TEXT;")
        try await withTemporaryDirectory { folder in
            try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
                _ = try await Backup.take(of: database, to: "\(folder)/backup", by: .test, at: TestDay.now)
            }
            try await withDatabase(engine, migrations: StoreTables.migrations + [later]) { database async throws in
                await #expect(throws: StoreError.self) {
                    _ = try await Restoring.restore(
                        from: "\(folder)/backup", into: database, migrations: Self.migrations + [later], by: .test, at: TestDay.now)
                }
                #expect(try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM audit_entries") } == 0)
            }
        }
    }

    @Test(
        "A backup from before a migration is restored and brought up to date; one from a newer version is refused", arguments: TestDatabases.engines)
    func versions(engine: Engine) async throws {
        let later = Migration("2027-01-01 95 later", "ALTER TABLE sessions ADD COLUMN room TEXT;\nUPDATE sessions SET room = 'one';")
        try await withTemporaryDirectory { folder in
            try await withDatabase(engine, migrations: StoreTables.migrations) { database async throws in
                try await fill(database)
                _ = try await Backup.take(of: database, to: "\(folder)/backup", by: .test, at: TestDay.now)
            }
            try await withDatabase(engine) { database async throws in
                _ = try await Restoring.restore(
                    from: "\(folder)/backup", into: database, migrations: Self.migrations + [later], by: .test, at: TestDay.now)
                #expect(try await database.read { try $0.value(String.self, "SELECT room FROM sessions") } == "one")
            }
            try await withDatabase(engine) { database async throws in
                await #expect(throws: StoreError.self) {
                    _ = try await Restoring.restore(
                        from: "\(folder)/backup", into: database, migrations: TestDatabases.ground, by: .test, at: TestDay.now)
                }
            }
        }
    }

    @Test("A folder that cannot be written to is named", arguments: TestDatabases.engines)
    func unwritable(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            await #expect(throws: StoreError.self) { _ = try await Backup.take(of: database, to: "/nowhere/backup", by: .test, at: TestDay.now) }
        }
    }

    @Test("A backup over a folder is refused and leaves it as it was; one over an older backup takes its place", arguments: TestDatabases.engines)
    func destinations(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            try await withTemporaryDirectory { folder in
                try Data("precious".utf8).write(to: URL(fileURLWithPath: "\(folder)/kept"))
                let problem = await #expect(throws: StoreError.self) {
                    _ = try await Backup.take(of: database, to: folder, by: .test, at: TestDay.now)
                }
                #expect("\(String(describing: problem))".contains("is a folder"))
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
                for _ in 0..<2 { _ = try await Backup.take(of: database, to: "\(folder)/copy", by: .test, at: TestDay.now) }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["copy", "kept"])
            }
        }
    }

    @Test("A federation moves from either database to either in one call, and the chain goes on", arguments: pairs)
    func relocation(from: Engine, to: Engine) async throws {
        try await withTemporaryDirectory { folder in
            try await withDatabase(from, migrations: StoreTables.migrations) { source async throws in
                try await fill(source)
                try await withDatabase(to) { target async throws in
                    let moved = try await Relocation.move(
                        from: source, to: target, workspace: folder, migrations: Self.migrations, by: .test, at: TestDay.now)
                    #expect(try await contents(target) == contents(source))
                    #expect(moved.rows["slots"] == 2)
                    try await target.change { try $0.execute("INSERT INTO numbers (number) VALUES (1)") }
                    let verdict = try await sealedVerdict(target, anchor: moved.anchor)
                    #expect(verdict.isWhole)
                    // Filled, moved away, moved here, and the change after.
                    #expect(verdict.entries == 4)
                    await #expect(throws: StoreError.self, "a second move finds data") {
                        _ = try await Relocation.move(
                            from: source, to: target, workspace: folder, migrations: Self.migrations, by: .test, at: TestDay.now)
                    }
                }
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            }
        }
    }

    @Test("A trail that was tampered with does not move", arguments: TestDatabases.engines)
    func tampered(engine: Engine) async throws {
        try await withTemporaryDirectory { folder in
            try await withDatabase(.sqlite, migrations: StoreTables.migrations) { source async throws in
                try await fill(source)
                try await source.maintain { try $0.execute("UPDATE audit_entries SET action = 'nothing happened'") }
                try await withDatabase(engine) { target async throws in
                    await #expect(throws: StoreError.self) {
                        _ = try await Relocation.move(
                            from: source, to: target, workspace: folder, migrations: Self.migrations, by: .test, at: TestDay.now)
                    }
                    let tables = try await target.read { try SchemaHistory.tables(in: $0, engine: engine) }
                    #expect(tables.contains("kinds"))
                    #expect(try await target.read { try $0.value(Int.self, "SELECT COUNT(*) FROM kinds") } == 0)
                }
            }
        }
    }
}
