// The practice file: what goes in and why.

import Dispatch
import Kernel
import Store
import TestKit
import Testing

@testable import Directory

struct OdsImportTests {
    @Test(
        "A first file opens practices, keeps closed ones in the history, and leaves other prescribing settings out", arguments: TestDatabases.engines)
    func first(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let result = try await database.importing(
                .ods,
                practiceFile(
                    practiceRow("A99901", "OAK SURGERY"), practiceRow("A99902", "ELM SURGERY", closed: "20190630", status: "C", left: "20190630"),
                    practiceRow("A99903", "ASH SURGERY", status: "D"), practiceRow("A99904", "THE HOSPICE", setting: "13")),
                name: "epraccur_2022-06.csv")
            #expect(result.rows == 4)
            #expect(result.practices == 3)
            #expect(result.activePractices == 1)
            #expect(result.opened == 1)
            #expect(result.closed == 0)
            #expect(result.changed == 2)
            #expect(result.rejected.isEmpty)
            #expect(result.effectiveOn == day("2022-06-30"))
            #expect(try await database.members(of: "00A", on: "2022-06-30") == ["A99901"])
            #expect(try await database.members(of: "00A", on: "2019-06-30") == ["A99901", "A99902"])
            #expect(try await database.members(of: "00A", on: "2019-07-01") == ["A99901"])
            let hospice = try await database.read { try find("A99904", on: "2022-06-30", in: $0) }
            #expect(hospice == nil)
        }
    }

    @Test("A later file shows what opened, closed, moved and was renamed, and each date keeps what was true then", arguments: TestDatabases.engines)
    func later(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM"), practiceRow("A99903", "ASH")),
                name: "epraccur_2021-06.csv")
            let text = practiceFile(
                practiceRow("A99901", "OAK HEALTH"), practiceRow("A99902", "ELM", closed: "20211231", status: "C", left: "20211231"),
                practiceRow("A99903", "ASH", commissioner: "00B", joined: "20220401"),
                practiceRow("A99905", "FIR", opened: "20220101", joined: "20220101"))
            let read = try DirectoryImport.read(.ods, from: .bytes(Array(text.utf8)), fileName: "epraccur_2022-06.csv", today: TestDay.today)
            let before = try await database.directoryAsText()
            let preview = try await read.preview(in: database, at: TestDay.now)
            #expect(try await database.directoryAsText() == before)
            let applied = try await read.apply(to: database, by: .test, at: TestDay.later(minutes: 1))
            #expect(preview.changes == applied.changes)
            #expect(!preview.isApplied && applied.isApplied)
            #expect(Set(applied.changes.map(\.kind)) == [.renamed, .closed, .moved, .opened])
            #expect(applied.opened == 1 && applied.closed == 1 && applied.changed == 2)
            #expect(try await database.members(of: "00A", on: "2021-12-31") == ["A99901", "A99902", "A99903"])
            #expect(try await database.members(of: "00A", on: "2022-03-31") == ["A99901", "A99903", "A99905"])
            #expect(try await database.members(of: "00A", on: "2022-04-01") == ["A99901", "A99905"])
            #expect(try await database.members(of: "00B", on: "2022-04-01") == ["A99903"])
            try await database.read { (connection: any Connection) throws in
                #expect(try find("A99901", on: "2022-06-29", in: connection)?.name == "OAK")
                #expect(try find("A99901", on: "2022-06-30", in: connection)?.name == "OAK HEALTH")
            }
        }
    }

    @Test("A commissioner all of whose practices moved to one other on one day is succeeded by it", arguments: TestDatabases.engines)
    func recoded(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901"), practiceRow("A99902")), name: "epraccur_2021-06.csv")
            let result = try await database.importing(
                .ods,
                practiceFile(
                    practiceRow("A99901", commissioner: "00B", joined: "20220401"), practiceRow("A99902", commissioner: "00B", joined: "20220401")),
                name: "epraccur_2022-06.csv")
            #expect(result.changes.count { $0.kind == .recoded } == 1)
            #expect(try await database.members(of: "00A", on: "2022-03-31") == ["A99901", "A99902"])
            #expect(try await database.members(of: "00B", on: "2022-04-01") == ["A99901", "A99902"])
            try await database.read { (connection: any Connection) throws in
                let old = try #require(try find("00A", on: "2022-04-01", in: connection))
                let new = try #require(try find("00B", on: "2022-04-01", in: connection))
                #expect(try OrganisationStore.successor(of: old.id, on: day("2022-04-01"), in: connection) == new.id)
                #expect(old.status == .closed)
            }
        }
    }

    @Test("The same file twice changes nothing", arguments: TestDatabases.engines)
    func idempotent(engine: Engine) async throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<4 {
            let files = (0..<3).map { year in
                joined(
                    (0..<12).filter { _ in Int.random(in: 0..<6, using: &random) > 0 }.map { number in
                        let isClosed = Int.random(in: 0..<5, using: &random) == 0
                        let status = isClosed ? "C" : ["A", "A", "A", "D"].randomElement(using: &random) ?? "A"
                        return practiceRow(
                            "A999\(10 + number)", ["OAK", "ELM"].randomElement(using: &random) ?? "", closed: isClosed ? "20\(20 + year)0315" : "",
                            status: status,
                            commissioner: ["00A", "00B"].randomElement(using: &random) ?? "",
                            joined: ["20130401", "20\(20 + year)0401"].randomElement(using: &random) ?? "",
                            left: "", setting: "4")
                    })
            }
            try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
                for (year, file) in files.enumerated() {
                    _ = try await database.importing(.ods, file, name: "epraccur_202\(year)-06.csv", minutes: year * 2)
                    let once = try await database.directoryAsText()
                    let again = try await database.importing(.ods, file, name: "epraccur_202\(year)-06.csv", minutes: year * 2 + 1)
                    #expect(again.changes.isEmpty, "\(again.changes.map(\.sentence))")
                    #expect(try await database.directoryAsText() == once)
                }
                // An older file after a newer one changes nothing that the newer one spoke about.
                let now = try await database.directoryAsText()
                let known = try await database.read {
                    try OdsStore.knowledge(in: $0).practices.values.filter { $0.confirmedOn == day("2022-06-30") }.map(\.code.stored)
                }
                let old = files[0].split(separator: "\r\n").filter { row in known.contains { row.contains($0) } }.joined(separator: "\r\n")
                if !old.isEmpty {
                    let result = try await database.importing(.ods, old, name: "epraccur_2020-06.csv", minutes: 30)
                    #expect(result.changes.isEmpty)
                    #expect(result.notes.contains { $0.reason.contains("later file") })
                    #expect(try await database.directoryAsText() == now)
                }
            }
        }
    }

    private func joined(_ rows: [String]) -> String { rows.joined(separator: "\r\n") }

    @Test("Bad rows are listed with line, cell and reason, and good rows go in", arguments: TestDatabases.engines)
    func badRows(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let text = practiceFile(
                practiceRow("A99901"), practiceRow("A999 1!"), practiceRow("A99902", opened: "20221301"), practiceRow("A99903", status: "X"),
                practiceRow("A99904", setting: "GP"), "\"A99905\",\"CUT OFF\"", practiceRow("A99906", closed: "19700101", status: "C"),
                practiceRow("A99907", status: "C"), practiceRow("A99901", "ANOTHER NAME"), practiceRow("A99908", postcode: "NOWHERE"),
                practiceRow("A99909"))
            let result = try await database.importing(.ods, text, name: "epraccur_2022-06.csv")
            #expect(result.rows == 11)
            #expect(result.rejected.map(\.line) == [2, 3, 4, 5, 6])
            #expect(result.rejected.map(\.column) == ["A2", "K3", "M4", "Z5", ""])
            #expect(result.contradictions.map(\.line) == [7, 8, 9])
            #expect(result.notes.map(\.line) == [10])
            #expect(result.opened == 3)
            #expect(try await database.members(of: "00A", on: "2022-06-30") == ["A99901", "A99908", "A99909"])
            #expect(result.rejected.allSatisfy { $0.reason.hasSuffix(".") })
        }
    }

    @Test("Asked for all or nothing, a file with one bad row changes nothing", arguments: TestDatabases.engines)
    func allOrNothing(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            await #expect(throws: ImportRefusal.badRows(1)) {
                _ = try await database.importing(
                    .ods, practiceFile(practiceRow("A99901"), practiceRow("A99902", status: "X")), name: "epraccur_2022-06.csv", policy: .allOrNothing
                )
            }
            let left = try await database.directoryAsText()
            #expect(left.isEmpty)
        }
    }

    @Test(
        "A commissioner from a day on which the file before said another is listed, and both dates keep their truth", arguments: TestDatabases.engines
    )
    func contradictoryCommissioner(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", commissioner: "08C", joined: "20180401")), name: "epraccur_2019-08.csv")
            let result = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", commissioner: "W2U3Z", joined: "20180401")), name: "epraccur_2021-11.csv")
            #expect(result.contradictions.count == 1)
            #expect(try await database.members(of: "08C", on: "2019-08-31") == ["A99901"])
            #expect(try await database.members(of: "08C", on: "2019-09-01") == [])
            #expect(try await database.members(of: "W2U3Z", on: "2019-09-01") == ["A99901"])
        }
    }

    @Test("A practice that another file calls something else stays, and is listed", arguments: TestDatabases.engines)
    func formerPractice(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901", "OAK")), name: "epraccur_2021-06.csv")
            let result = try await database.importing(.ods, practiceFile(practiceRow("A99901", "OAK", setting: "9")), name: "epraccur_2022-06.csv")
            #expect(result.contradictions.map(\.column) == ["Z1"])
            #expect(try await database.members(of: "00A", on: "2022-06-30") == ["A99901"])
        }
    }

    @Test("A practice that closed beside an open one is pointed out as a likely merger", arguments: TestDatabases.engines)
    func likelyMerger(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM")), name: "epraccur_2021-06.csv")
            let result = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM", closed: "20211231", status: "C", left: "20211231")),
                name: "epraccur_2022-06.csv")
            #expect(result.notes.contains { $0.reason.contains("OAK (A99901) is open at the same postcode") })
        }
    }

    @Test("Two imports of one file at once leave one set of facts", arguments: TestDatabases.engines)
    func twoAtOnce(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let text = (10..<60).map { practiceRow("A999\($0)") }.joined(separator: "\n")
            let results = try await withThrowingTaskGroup(of: ImportResult.self) { group in
                for minute in 0..<2 { group.addTask { try await database.importing(.ods, text, name: "epraccur_2022-06.csv", minutes: minute) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.map(\.opened).sorted() == [0, 50])
            let count = try await database.read { try OrganisationStore.organisations(kind: .practice, on: day("2022-06-30"), in: $0).count }
            #expect(count == 50)
        }
    }

    @Test("An import that is stopped leaves the directory as it was", arguments: TestDatabases.engines)
    func cancelled(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let rows = (1000..<3000).map { practiceRow("A9\($0)") }.joined(separator: "\n")
            let read = try DirectoryImport.read(.ods, from: .bytes(Array(rows.utf8)), fileName: "epraccur_2022-06.csv", today: TestDay.today)
            let (signal, continuation) = AsyncStream<Void>.makeStream()
            let (isStopped, firstTime) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
            firstTime.signal()
            let task = Task {
                try await read.apply(to: database, by: .test, at: TestDay.now) { progress in
                    guard progress.stage == .writing, firstTime.wait(timeout: .now()) == .success else { return }
                    continuation.yield()
                    // The writing waits here until it has been stopped, however fast the machine is.
                    isStopped.wait()
                }
            }
            for await _ in signal { break }
            task.cancel()
            isStopped.signal()
            await #expect(throws: (any Error).self) { _ = try await task.value }
            #expect(try await database.directoryAsText().isEmpty)
        }
    }

    @Test("An import is kept with its changes, its findings and who applied it", arguments: TestDatabases.engines)
    func history(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901"), practiceRow("A99902", status: "X")), name: "epraccur_2022-06.csv")
            try await database.read { (connection: any Connection) throws in
                let record = try #require(try connection.all(ImportRecord.self, ImportStore.all).first)
                #expect(record.fileName == "epraccur_2022-06.csv")
                #expect(record.rowCount == 2 && record.changeCount == 1 && record.rejectedCount == 1)
                #expect(try connection.all(ImportChange.self, ImportStore.changes(of: record.id)).map(\.kind) == [.opened])
                #expect(try ImportStore.findings(of: record.id, in: connection).map(\.column) == ["M2"])
            }
        }
    }
}
