// No acknowledged file is lost to a fault.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Files

@Suite("Faults and files")
struct FileFaultTests {
    @Test("A program killed in the middle of keeping files loses none that it acknowledged; what it left half-written goes after a day")
    func killed() async throws {
        try await withDatabaseLocation(.sqlite) { location async throws in
            guard case .directory(let folder) = location else { return }
            var acknowledged: Set<FileID> = []
            for round in 0..<3 {
                let lines = try await KilledProgram.lines([folder, String(round * 1_000_000), "files"], killedAfter: 5 + 3 * round)
                acknowledged.formUnion(try lines.map { try FileID(parsing: $0) })

                let database = try location.open()
                let files = FileStore.test(database)
                for id in acknowledged { #expect(try await files.bytes(id)?.count == 1_500_000) }
                #expect(try await files.verify().isEmpty)
                #expect(try await database.read { try files.standing(in: $0) }.broken == 0)
                let tomorrow = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).adding(minutes: 1500)
                try await RemoveUnusedContents().run(
                    JobItem(id: ID(at: tomorrow), kind: "", payload: "", attempt: 1), in: database, at: tomorrow)
                let standing = try await database.read { try files.standing(in: $0) }
                #expect(standing.unused == 0 && standing.contents == standing.files && standing.files >= acknowledged.count)
                for id in acknowledged { #expect(try await files.bytes(id)?.count == 1_500_000) }
                await database.close()
            }
            #expect(acknowledged.count >= 15)
        }
    }

    @Test("A full disk refuses a file, and keeps it once there is room")
    func diskFull() async throws {
        try await withDatabaseLocation(.sqlite) { location async throws in
            guard case .directory(let folder) = location else { return }
            let database = try SQLiteDatabase(path: "\(folder)/\(DatabaseLocation.fileName)")
            let files = FileStore.test(database)
            let kept = try await files.take(Samples.text(500_000), name: "kept.txt")
            let pages = Int(try await database.pragma("page_count") ?? "") ?? 0
            // 1.6 MB more: some chunks find room, all do not.
            _ = try await database.pragma("max_page_count = \(pages + 400)")
            await #expect(throws: StoreError.diskFull) { try await files.take(Samples.text(4_000_000, seed: 2), name: "large.txt") }
            #expect(try await files.bytes(kept) == Samples.text(500_000))
            #expect(try await database.read { try files.standing(in: $0) }.broken == 0)
            _ = try await database.pragma("max_page_count = 1000000")
            let id = try await files.take(Samples.text(4_000_000, seed: 2), name: "large.txt")
            #expect(try await files.bytes(id) == Samples.text(4_000_000, seed: 2))
            await database.close()
        }
    }
}
