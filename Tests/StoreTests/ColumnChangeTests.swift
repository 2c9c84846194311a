// Rules of columns go, and nothing else does.

import Kernel
import Store
import TestKit
import Testing

@Suite("Changes of columns")
struct ColumnChangeTests {
    /// A list in its middle, a rule of the whole table behind it, a row that points at another of its table, and a table that points here.
    private let shipped = Migration(
        "2026-11-21 91 things",
        """
        CREATE TABLE things (
          id TEXT NOT NULL PRIMARY KEY,
          kind TEXT NOT NULL CHECK (kind IN ('first', 'it''s (second),',
            'third')),
          follows TEXT REFERENCES things (id),
          weight BIGINT NOT NULL CHECK (weight >= 0),
          CHECK (kind <> 'third' OR weight > 1)
        );
        CREATE UNIQUE INDEX things_once ON things (kind, weight) WHERE kind <> 'first';
        CREATE TABLE parts (id TEXT NOT NULL PRIMARY KEY, thing TEXT NOT NULL REFERENCES things (id));
        ALTER TABLE things ADD COLUMN name TEXT NOT NULL DEFAULT 'x';
        INSERT INTO things (id, kind, follows, weight) VALUES ('a', 'first', NULL, 1), ('b', 'third', 'a', 2);
        INSERT INTO parts (id, thing) VALUES ('p', 'b');
        """)

    private func insert(_ kind: String, weight: Int, _ database: any Database) async throws {
        try await database.maintain { try $0.execute("INSERT INTO things (id, kind, weight) VALUES (\(kind + String(weight)), \(kind), \(weight))") }
    }

    private func rows(_ database: any Database) async throws -> [String] {
        try await database.read {
            try $0.values("SELECT id || kind || COALESCE(follows, '-') || CAST(weight AS TEXT) || name FROM things ORDER BY id")
        }
    }

    @Test("An open column takes any value; rows, references, indexes and the other rules stay", arguments: TestDatabases.engines)
    func open(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [shipped]) { database async throws in
            await #expect(throws: StoreError.self) { try await insert("fourth", weight: 1, database) }
            let opened = Migration("2026-11-22 92 open", changing: [.open("things", "kind")])
            #expect(try await SchemaHistory.bring(database, to: TestDatabases.ground + [shipped, opened], at: TestDay.now) == [opened.name])
            #expect(try await rows(database) == ["afirst-1x", "bthirda2x"])
            try await insert("fourth", weight: 1, database)
            await #expect(throws: StoreError.self, "a thing is there once") { try await insert("third", weight: 2, database) }
            await #expect(throws: StoreError.self, "the rule of the whole table") { try await insert("third", weight: 1, database) }
            await #expect(throws: StoreError.self, "the rule of the other column") { try await insert("first", weight: -1, database) }
            await #expect(throws: StoreError.self, "a part points at it") {
                try await database.maintain { try $0.execute("DELETE FROM things WHERE id = 'b'") }
            }
            if let sqlite = database as? SQLiteDatabase {
                #expect(try await sqlite.pragma("foreign_keys") == "1")
                #expect(try await sqlite.pragma("foreign_key_check") == nil)
            }
        }
    }

    @Test("A column that refers takes what has a row, and a kind that another room adds", arguments: TestDatabases.engines)
    func refer(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [shipped]) { database async throws in
            let referred = Migration(
                "2026-11-22 92 refer",
                """
                CREATE TABLE kinds (kind TEXT NOT NULL PRIMARY KEY);
                INSERT INTO kinds (kind) VALUES ('first'), ('third');
                """, changing: [.refer("things", "kind", to: "kinds (kind)")])
            let added = Migration("2026-11-23 93 another room", "INSERT INTO kinds (kind) VALUES ('fourth')")
            let all = TestDatabases.ground + [shipped, referred, added]
            #expect(try await SchemaHistory.bring(database, to: all, at: TestDay.now) == [referred.name, added.name])
            #expect(try await rows(database) == ["afirst-1x", "bthirda2x"])
            try await insert("fourth", weight: 1, database)
            await #expect(throws: StoreError.self) { try await insert("fifth", weight: 1, database) }
        }
    }

    @Test("Where a row has nothing to refer to, the migration leaves everything as it was", arguments: TestDatabases.engines)
    func dangling(engine: Engine) async throws {
        try await withDatabase(engine, migrations: [shipped]) { database async throws in
            let broken = Migration(
                "2026-11-22 92 broken", "CREATE TABLE kinds (kind TEXT NOT NULL PRIMARY KEY);\nINSERT INTO kinds (kind) VALUES ('first');",
                changing: [.refer("things", "kind", to: "kinds (kind)")])
            await #expect(throws: StoreError.self) {
                try await SchemaHistory.bring(database, to: TestDatabases.ground + [shipped, broken], at: TestDay.now)
            }
            #expect(try await rows(database) == ["afirst-1x", "bthirda2x"])
            #expect(try await database.read { try SchemaHistory.tables(in: $0, engine: engine) }.contains("kinds") == false)
            await #expect(throws: StoreError.self) { try await insert("fourth", weight: 1, database) }
        }
    }

    @Test("What a migration changes of columns is part of what is frozen")
    func frozen() {
        #expect(Migration("a", "b").text == "b")
        #expect(Migration("a", "b", changing: [.open("things", "kind")]).text == "b\nopen things.kind")
    }
}
