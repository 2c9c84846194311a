// What becomes of a file that was kept.

import Foundation
import Kernel
import Store
import TestKit
import Testing

@testable import Files

@Suite("Checks of files")
struct CheckFileTests {
    private func settings(_ fake: FakeScanner? = nil) -> FileSettings {
        var settings = FileSettings()
        settings.scanner = fake.map { VirusScanner(.host("127.0.0.1", port: $0.port), patience: .seconds(3)) }
        return settings
    }

    @Test(
        "A clean PDF is scanned and read, and its text lies sealed", .enabled(if: ReadingTests.hasPoppler, ReadingTests.absence),
        arguments: TestDatabases.engines)
    func clean(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let fake = try FakeScanner(.honest)
            let files = FileStore.test(database, settings(fake))
            let id = try await files.take(Samples.pdf(["Referral of a knee", "Second page"]))
            #expect(try await files.check(at: TestDay.later(minutes: 1)).isEmpty)
            let file = try #require(try await files.file(id))
            #expect(file.state == .clean && file.pages == 2 && file.scannedAt == TestDay.later(minutes: 1) && file.reason.isEmpty)
            #expect(file.standing == "No virus was found in it on 21 November 2026.")
            #expect(try await database.read { try files.text(of: file, in: $0) }?.hasPrefix("Referral of a knee") == true)
            let sealed = try await database.read { try $0.value([UInt8].self, "SELECT sealed FROM file_texts") }
            #expect(sealed?.firstRange(of: Array("knee".utf8)) == nil)
            // Run again, it changes nothing.
            #expect(try await files.check(at: TestDay.later(minutes: 2)).isEmpty)
            #expect(try await files.file(id) == file)
        }
    }

    @Test("A file with a virus is refused, by the scanner's name for it", arguments: TestDatabases.engines)
    func infected(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let fake = try FakeScanner(.honest)
            let files = FileStore.test(database, settings(fake))
            let id = try await files.take(Samples.eicar, name: "notes.txt")
            #expect(try await files.check().isEmpty)
            let file = try await files.file(id)
            #expect(file?.state == .refused)
            #expect(file?.standing == "The virus scanner found Eicar-Signature in it. It is not handed out to anybody.")
        }
    }

    @Test("While the scanner is away a file waits and says so, and is checked once it is back", arguments: TestDatabases.engines)
    func away(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let gone = try FakeScanner(.gone)
            let id = try await FileStore.test(database, settings(gone)).take(Samples.text(100), name: "notes.txt")
            let faults = try await FileStore.test(database, settings(gone)).check()
            #expect(faults.map { $0 as? ScannerProblem } == [.unreachable])
            let waiting = try await FileStore.test(database).file(id)
            #expect(waiting?.state == .waiting && waiting?.standing.hasPrefix("The virus scanner cannot be reached.") == true)
            let back = try FakeScanner(.honest)
            #expect(try await FileStore.test(database, settings(back)).check().isEmpty)
            let clean = try await FileStore.test(database).file(id)
            #expect(clean?.state == .clean && clean?.reason.isEmpty == true)
        }
    }

    @Test("Where no scanner is set a file is looked into all the same, and its page says that it was not scanned", arguments: TestDatabases.engines)
    func noScanner(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let sound = try await files.take(Samples.docx("<w:p><w:t>Dear colleague</w:t></w:p>"), name: "letter.docx")
            let bomb = try await files.take(Samples.docx("<w:p><w:t>" + String(repeating: " ", count: 40 << 20) + "</w:t></w:p>"), name: "bomb.docx")
            let cut = try await files.take(Array(Samples.pdf(["x"]).prefix(100)))
            #expect(try await files.check().isEmpty)
            let found = [try await files.file(sound), try await files.file(bomb), try await files.file(cut)].compactMap(\.self)
            #expect(found.map(\.state) == [.clean, .unreadable, .unreadable])
            #expect(found[0].standing == FileRules.notScanned)
            #expect(found[1].reason == FileFault.endless.sentence && found[1].standing.hasSuffix(FileRules.notScanned))
            #expect(found[2].reason == FileFault.cutShort.sentence)
            #expect(try await database.read { try files.text(of: found[0], in: $0) } == "Dear colleague\n")
        }
    }

    @Test("A PDF with more pages than its page takes is refused", .enabled(if: ReadingTests.hasPoppler, ReadingTests.absence))
    func pages() async throws {
        try await withDatabase(.sqlite) { database async throws in
            let files = FileStore.test(database)
            let id = try await files.take(Samples.pdf(["1", "2", "3"]), pages: 2)
            #expect(try await files.check().isEmpty)
            #expect(try await files.file(id)?.reason == "It has more than 2 pages. Send it in parts.")
        }
    }

    @Test("A file that was removed before it was checked is left alone", arguments: TestDatabases.engines)
    func removed(engine: Engine) async throws {
        try await withDatabase(engine) { database async throws in
            let files = FileStore.test(database)
            let id = try await files.take(Samples.text(10), name: "a.txt")
            try await database.write(by: .test, at: TestDay.now) { try files.remove(id, in: $0) }
            #expect(try await files.check().isEmpty)
        }
    }
}
