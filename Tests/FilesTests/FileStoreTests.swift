// Files are kept once, sealed, and whole.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Files

@Suite("Kept files")
struct FileStoreTests {
    private func count(_ table: String, in database: any Database) async throws -> Int {
        try await database.read { try $0.value(Int.self, "SELECT COUNT(*) FROM \(SQL(verbatim: table))") ?? 0 }
    }

    @Test(
        "A file comes back as it was sent, whatever its length", arguments: TestDatabases.engines, [1, 262_144, 262_145, 1_048_576, 3_000_000])
    func lengths(engine: Engine, length: Int) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let bytes = Samples.text(length)
            let id = try await files.take(bytes, name: "notes.txt")
            #expect(try await files.bytes(id) == bytes)
            let file = try #require(try await files.file(id))
            #expect(file.state == .waiting && file.type == .text && file.length == length && file.name == "notes.txt" && file.addedAt == TestDay.now)
            // 262,144 bytes a chunk.
            #expect(try await count("file_chunks", in: database) == (length + 262_143) / 262_144)
        }
    }

    @Test("The same content is kept once, under each name it came with", arguments: TestDatabases.engines)
    func once(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let first = try await files.take(Samples.text(700_000), name: "a.txt")
            let second = try await files.take(Samples.text(700_000), name: "b.txt")
            #expect(try await count("file_chunks", in: database) == 3)
            try await database.write(by: .test, at: TestDay.now) { try files.remove(first, in: $0) }
            try await RemoveUnusedContents().run(
                JobItem(id: ID(at: TestDay.now), kind: "", payload: "", attempt: 1), in: database, at: TestDay.later(minutes: 3000))
            #expect(try await files.file(first) == nil)
            #expect(try await files.bytes(second) == Samples.text(700_000))
        }
    }

    @Test("Two who send the same content at once keep it once, and both have it", arguments: TestDatabases.engines)
    func together(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let bytes = Samples.text(2_000_000)
            let ids = try await withThrowingTaskGroup(of: FileID.self) { group in
                for _ in 0..<4 { group.addTask { try await files.take(bytes, name: "a.txt") } }
                return try await group.reduce(into: [FileID]()) { $0.append($1) }
            }
            #expect(try await count("file_contents", in: database) == 1)
            for id in ids { #expect(try await files.bytes(id) == bytes) }
        }
    }

    @Test("Nothing of a file lies open in the database, and its hash says nothing without the key", arguments: TestDatabases.engines)
    func sealed(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let bytes = Array("Amina Example, 999 000 0018, has a sore knee.".utf8)
            let id = try await files.take(bytes, name: "notes.txt")
            let chunks = try await database.read { try $0.values([UInt8].self, "SELECT sealed FROM file_chunks") }
            #expect(chunks.count == 1 && chunks[0].firstRange(of: Array("knee".utf8)) == nil)
            #expect(try await files.file(id)?.hash != Fingerprint(of: bytes).hex)
        }
    }

    @Test("A content that was changed, swapped or lost is not handed out, and named by its file", arguments: TestDatabases.engines)
    func damaged(engine: Engine) async throws {
        let damages: [SQL] = [
            "UPDATE file_chunks SET place = 9 WHERE place = 1", "DELETE FROM file_chunks WHERE place = 2",
            "UPDATE file_chunks SET sealed = (SELECT other.sealed FROM file_chunks other WHERE other.hash = file_chunks.hash AND other.place = 0)",
            "UPDATE file_chunks SET sealed = \([UInt8](repeating: 1, count: 100)) WHERE place = 1",
        ]
        for damage in damages {
            try await withDatabase(engine) { database async throws in
                let files = FileStore.test(database)
                let whole = try await files.take(Samples.text(10), name: "whole.txt")
                let id = try await files.take(Samples.text(700_000), name: "a.txt")
                #expect(try await files.verify().isEmpty)
                try await database.maintain { try $0.execute(damage) }
                await #expect(throws: FileRefusal.damaged) { _ = try await files.bytes(id) }
                // The content of one chunk alone stands where every chunk is put in the first one's place.
                #expect(try await files.verify() == ["File \(id): its content is missing or was changed. Restore it from a backup."])
                #expect(try await files.bytes(whole) == Samples.text(10))
            }
        }
    }

    @Test("Content that no file names is counted, kept for a day and then removed", arguments: TestDatabases.engines)
    func unused(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let kept = try await files.take(Samples.text(300_000), name: "kept.txt")
            let held = try await files.hold(Samples.text(600_000, seed: 2), name: "left.txt", within: Samples.limits, at: TestDay.now)
            #expect(try await database.read { try files.standing(in: $0) }.unused == 1)
            func remove(after minutes: Int) async throws {
                try await RemoveUnusedContents().run(
                    JobItem(id: ID(at: TestDay.now), kind: "", payload: "", attempt: 1), in: database, at: TestDay.later(minutes: minutes))
            }
            try await remove(after: 1440)
            #expect(try await count("file_contents", in: database) == 2)
            // Held again meanwhile, it stays for another day.
            _ = try await files.hold(Samples.text(600_000, seed: 2), name: "left.txt", within: Samples.limits, at: TestDay.later(minutes: 60))
            try await remove(after: 1441)
            #expect(try await count("file_contents", in: database) == 2)
            try await remove(after: 1501)
            let standing = try await database.read { try files.standing(in: $0) }
            #expect(standing.contents == 1 && standing.unused == 0 && standing.bytes == 300_000 && standing.files == 1)
            #expect(try await files.bytes(kept) == Samples.text(300_000))
            // Whoever comes with the row too late is told to send it again.
            await #expect(throws: FileRefusal.gone) { try await database.write(by: .test, at: TestDay.now) { _ = try files.keep(held, in: $0) } }
        }
    }

    @Test("A transaction that fails after keeping leaves no file behind", arguments: TestDatabases.engines)
    func undone(engine: Engine) async throws {
        struct Refused: Error {}
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let held = try await files.hold(Samples.text(10), name: "a.txt", within: Samples.limits, at: TestDay.now)
            await #expect(throws: Refused.self) {
                try await database.write(by: .test, at: TestDay.now) { transaction in
                    _ = try files.keep(held, in: transaction)
                    throw Refused()
                }
            }
            #expect(try await count("files", in: database) == 0)
            #expect(try await count("jobs", in: database) == 0)
        }
    }

    @Test("Under another key nothing is opened, nothing is kept, and it is said once", arguments: TestDatabases.engines)
    func otherKey(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let id = try await FileStore.test(database).take(Samples.text(10), name: "a.txt")
            let other = FileStore(database, key: try #require(FileKey([UInt8](repeating: 8, count: 32))))
            await #expect(throws: FileRefusal.damaged) { _ = try await other.bytes(id) }
            await #expect(throws: FileRefusal.otherKey) { try await other.take(Samples.text(10), name: "a.txt") }
            #expect(try await database.read { try other.standing(in: $0) }.underOtherKey)
            #expect(try await other.verify().count == 1)
            #expect(FileKey([1, 2, 3]) == nil)
        }
    }

    static var pairs: [(Engine, Engine)] { TestDatabases.engines.flatMap { from in TestDatabases.engines.map { (from, $0) } } }

    @Test("Files go through a backup, and move, from either database to either", arguments: pairs)
    func backup(from: Engine, to: Engine) async throws {
        try await withTemporaryDirectory { folder in
            try await withDatabase(from) { source async throws in
                let (letter, notes) = (Samples.pdf(["Referral of a knee"]), Samples.noise(600_000, seed: 5).map { $0 | 0x40 })
                let first = try await FileStore.test(source).take(letter)
                let second = try await FileStore.test(source).take(Samples.png + notes, name: "scan.png")
                try await FileStore.test(source).check()
                let taken = try await Backup.take(of: source, to: "\(folder)/backup", by: .test, at: TestDay.now)
                #expect(taken.rows["file_chunks"] == 4)
                for isMove in [false, true] {
                    try await withDatabase(to) { target async throws in
                        if isMove {
                            _ = try await Relocation.move(
                                from: source, to: target, workspace: folder, migrations: TestDatabases.ground, by: .test, at: TestDay.now)
                        } else {
                            _ = try await Restoring.restore(
                                from: "\(folder)/backup", into: target, migrations: TestDatabases.ground, by: .test, at: TestDay.now)
                        }
                        let files = FileStore.test(target)
                        #expect(try await files.bytes(first) == letter)
                        #expect(try await files.bytes(second) == Samples.png + notes)
                        #expect(try await files.verify().isEmpty)
                        #expect(try await files.file(first) == FileStore.test(source).file(first))
                        let standing = try await target.read { try files.standing(in: $0) }
                        #expect(standing.files == 2 && standing.broken == 0 && !standing.underOtherKey)
                    }
                }
            }
        }
    }
}
