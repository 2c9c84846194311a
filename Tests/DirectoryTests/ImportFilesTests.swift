// Files as people upload them, broken ones too.

import Foundation
import Kernel
import Store
import TestKit
import Testing
import Web

@testable import Directory
@testable import Tabular

struct ImportFilesTests {
    private let partners =
        "Partner Organisation Code,Partner Name,Practice Parent CCG Code,Practice Parent CCG Name,PCN Code,PCN Name,PCN Parent CCG Code,PCN Parent CCG Name,Practice to PCN Relationship Start Date,Practice to PCN Relationship End Date,Practice CCG and PCN CCG Match \n"
    private let lists = "PUBLICATION,EXTRACT_DATE,TYPE,CCG_CODE,ONS_CCG_CODE,CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS\n"

    private func read(_ kind: ImportKind, _ text: String, name: String = "file_2022-06.csv", on date: LocalDate? = nil) throws -> DirectoryImport {
        try DirectoryImport.read(kind, from: .bytes(Array(text.utf8)), fileName: name, effectiveOn: date, today: TestDay.today)
    }

    @Test("Another file altogether is named for what it is")
    func wrongFile() throws {
        let branches = practiceRow("A99901001", setting: "")
        for (kind, text, looksLike) in [
            (.ods, lists + "x", "patients registered by practice"), (.ods, partners + "x", "the core partners of primary care networks"),
            (.ods, branches, "the list of branch surgeries ebranchs"), (.pcn, practiceRow("A99901"), "the NHS practice file epraccur"),
            (.lists, partners + "x", "the core partners of primary care networks"), (.lists, "name,age\nx,1", "another file, with 2 columns"),
        ] as [(ImportKind, String, String)] {
            #expect(throws: ImportRefusal.wrongFile(wanted: kind, looksLike: looksLike)) { try read(kind, text) }
        }
        #expect(ImportRefusal.wrongFile(wanted: .ods, looksLike: "a list").sentence.contains("Choose the matching kind"))
    }

    @Test("A file without a date needs one, and one of the future is refused")
    func dates() throws {
        #expect(throws: ImportRefusal.noDate(fileName: "epraccur.csv")) { try read(.ods, practiceRow("A99901"), name: "epraccur.csv") }
        #expect(throws: ImportRefusal.futureDate(day("2027-01-01"))) { try read(.ods, practiceRow("A99901"), on: day("2027-01-01")) }
        #expect(ImportRefusal.noDate(fileName: "epraccur.csv").field == "effective")
        #expect(ImportRefusal.futureDate(day("2027-01-01")).field == "effective")
        // A file of the current month counts from today.
        #expect(try read(.ods, practiceRow("A99901"), name: "epraccur_2026-11.csv").effectiveOn == TestDay.today)
    }

    @Test("Nothing, a workbook and a picture are not taken for CSV")
    func notText() {
        #expect(throws: TabularError.empty) { try read(.ods, "") }
        #expect(throws: TabularError.workbook) {
            try DirectoryImport.read(.ods, from: .bytes([0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0]), fileName: "a_2022-06.xlsx", today: TestDay.today)
        }
        #expect(throws: (any Error).self) {
            try DirectoryImport.read(
                .ods, from: .bytes([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), fileName: "a_2022-06.png", today: TestDay.today)
        }
        #expect(throws: TabularError.notFound("/nowhere.csv")) {
            try DirectoryImport.read(.ods, from: .path("/nowhere.csv"), fileName: "a_2022-06.csv", today: TestDay.today)
        }
    }

    @Test("A file of 300 MB that is another one is refused at its first line")
    func large() async throws {
        try await withTemporaryDirectory { folder in
            let path = folder + "/big_2022-06.csv"
            #expect(FileManager.default.createFile(atPath: path, contents: Data((lists + "x\n").utf8)))
            let file = try #require(FileHandle(forWritingAtPath: path))
            try file.truncate(atOffset: 300_000_000)
            try file.close()
            let clock = ContinuousClock()
            let took = clock.measure {
                #expect(throws: ImportRefusal.wrongFile(wanted: .ods, looksLike: "patients registered by practice")) {
                    try DirectoryImport.read(.ods, from: .path(path), fileName: "big_2022-06.csv", today: TestDay.today)
                }
            }
            #expect(took < .seconds(2))
        }
    }

    @Test("A byte-order mark and Latin-1 are read as meant", arguments: TestDatabases.engines)
    func encodings(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let marked = [0xEF, 0xBB, 0xBF] + Array(practiceRow("A99901", "OAK").utf8)
            _ = try await DirectoryImport.read(.ods, from: .bytes(marked), fileName: "a_2022-06.csv", today: TestDay.today)
                .apply(to: database, by: .test, at: TestDay.now)
            let latin = Array(practiceRow("A99902", "CAF").utf8).split(separator: UInt8(ascii: "F"), maxSplits: 1).map(Array.init)
            let bytes = latin[0] + [UInt8(ascii: "F"), 0xC9] + latin[1]
            let result = try await DirectoryImport.read(.ods, from: .bytes(bytes), fileName: "a_2022-06.csv", today: TestDay.today)
                .apply(to: database, by: .test, at: TestDay.later(minutes: 1))
            #expect(result.notes.count == 1)
            let names = try await database.read { try OrganisationStore.organisations(kind: .practice, on: day("2022-06-30"), in: $0).map(\.name) }
            #expect(names == ["CAFÉ", "OAK"])
        }
    }

    @Test("A file cut off in its last row says so and keeps the rest", arguments: ["truncated_2022-06.csv", "truncated_in_quotes_2022-06.csv"])
    func truncated(name: String) async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let result = try await database.importing(.ods, path: Fixture.path(name))
            #expect(result.opened == 2)
            #expect(result.rejectedCount == 1)
            #expect(result.rejected.first?.reason.contains("cut off") == true || result.rejected.first?.reason.contains("end of the file") == true)
        }
    }

    @Test("Members of networks come with their dates; unknown practices and double members are listed", arguments: TestDatabases.engines)
    func networks(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM"), practiceRow("A99903", "ASH")),
                name: "epraccur_2021-06.csv")
            let text =
                partners
                    + """
                    A99901,OAK,00A,CCG,U99901,RIVER PCN,00A,CCG,20191001,20201031,True
                    A99901,OAK,00A,CCG,U99902,HILL PCN,00A,CCG,20201101,,True
                    A99902,ELM,00A,CCG,U99901,RIVER PCN,00A,CCG,20191001,,True
                    A99902,ELM,00A,CCG,U99902,HILL PCN,00A,CCG,20200401,,True
                    A99999,GONE,00A,CCG,U99901,RIVER PCN,00A,CCG,20191001,,True
                    A99903,ASH,00A,CCG,U99901,RIVER PCN,00A,CCG,20211301,,True
                    """
            let result = try await database.importing(.pcn, text, name: "epcn_core_partners_2022-06.csv")
            #expect(result.rejected.map(\.column) == ["A6", "I7"])
            #expect(result.contradictions.map(\.line) == [5])
            #expect(try await database.members(of: "U99901", on: "2020-10-31") == ["A99901", "A99902"])
            #expect(try await database.members(of: "U99901", on: "2020-11-01") == ["A99902"])
            #expect(try await database.members(of: "U99902", on: "2020-11-01") == ["A99901"])
            let once = try await database.directoryAsText()
            let again = try await database.importing(.pcn, text, name: "epcn_core_partners_2022-06.csv", minutes: 1)
            #expect(again.changes.isEmpty)
            #expect(try await database.directoryAsText() == once)
            // A later file ends one membership and moves another practice.
            let later =
                partners
                    + """
                    A99901,OAK,00A,CCG,U99901,RIVER PCN,00A,CCG,20191001,20201031,True
                    A99901,OAK,00A,CCG,U99902,HILL PCN,00A,CCG,20201101,20230331,True
                    A99902,ELM,00A,CCG,U99902,HILL PCN,00A,CCG,20230401,,True
                    """
            let moved = try await database.importing(.pcn, later, name: "epcn_core_partners_2023-06.csv", minutes: 2)
            #expect(moved.changes.map(\.kind) == [.left, .moved])
            #expect(try await database.members(of: "U99901", on: "2023-03-31") == ["A99902"])
            #expect(try await database.members(of: "U99901", on: "2023-04-01") == [])
            #expect(try await database.members(of: "U99902", on: "2023-04-01") == ["A99902"])
            // The older file again changes nothing.
            let older = try await database.importing(.pcn, text, name: "epcn_core_partners_2022-06.csv", minutes: 3)
            #expect(older.changes.isEmpty)
            #expect(try await database.members(of: "U99902", on: "2023-04-01") == ["A99902"])
        }
    }

    @Test("Network details bring names, dates and the names of commissioners", arguments: TestDatabases.engines)
    func details(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901")), name: "epraccur_2021-06.csv")
            let text =
                "PCN Code,PCN Name,Current Clinical  Commissioning  Group Code,Clinical Commissioning Group Name,Open Date,Close Date,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Postcode\n"
                + "U99901,RIVER PCN,00A,NHS SOMEWHERE CCG,20191001,,RIVER HOUSE,,,TOWN,,AB1 2DE\nU99902,HILL PCN,00A,NHS SOMEWHERE CCG,20191001,20211231,,,,,,\n"
            let result = try await database.importing(.pcn, text, name: "epcn_details_2022-06.csv")
            #expect(result.opened == 1)
            try await database.read { (connection: any Connection) throws in
                #expect(try find("00A", on: "2022-06-30", in: connection)?.name == "NHS SOMEWHERE CCG")
                #expect(try find("U99902", on: "2021-12-31", in: connection)?.isOpen == true)
                #expect(try find("U99902", on: "2022-01-01", in: connection)?.status == .closed)
                #expect(
                    try find("U99901", on: "2022-01-01", in: connection)?.postcode?.stored == "AB1 2DE"
                )
            }
            let again = try await database.importing(.pcn, text, name: "epcn_details_2022-06.csv", minutes: 1)
            #expect(again.changes.isEmpty)
        }
    }

    @Test("Registered lists come in either generation of header, and a restated one keeps the old figure", arguments: TestDatabases.engines)
    func registered(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901")), name: "epraccur_2021-06.csv")
            let old =
                lists
                + "GP_PRAC_PAT_LIST,01JAN2021,GP,00L,E38,A99901,AB1 2DE,ALL,ALL,5903\nGP_PRAC_PAT_LIST,01JAN2021,GP,00L,E38,A99909,AB1 2DE,ALL,ALL,1\n"
            let first = try await database.importing(.lists, old, name: "lists.csv")
            #expect(first.effectiveOn == day("2021-01-01"))
            #expect(first.rejected.map(\.column) == ["J3"])
            #expect(first.patients == 5904)
            let new =
                "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,ONS_CODE,POSTCODE,SEX,AGE_GROUP_5,NUMBER_OF_PATIENTS\n"
                + "GP_PRAC_PAT_LIST,01-Apr-21,GP,A99901,,AB1 2DE,ALL,ALL,6000\nGP_PRAC_PAT_LIST,01-Apr-21,GP,A99901,,AB1 2DE,FEMALE,0_4,212\n"
            _ = try await database.importing(.lists, new, name: "lists.csv", minutes: 1)
            let restated = try await database.importing(.lists, old.replacing("5903", with: "5900"), name: "lists.csv", minutes: 2)
            #expect(restated.changes.map(\.sentence) == ["THE SURGERY (A99901): registered patients on 1 January 2021 5,900, restated from 5,903."])
            try await database.read { (connection: any Connection) throws in
                let practice = try #require(try find("A99901", on: "2021-06-30", in: connection)).id
                func count(_ date: String, _ minutes: Int) throws -> Int? {
                    try PopulationStore.population(
                        of: practice, kind: .registered, on: day(date), knownAt: TestDay.later(minutes: minutes), in: connection)?.count
                }
                #expect(try count("2021-03-31", 1) == 5903)
                #expect(try count("2021-03-31", 2) == 5900)
                #expect(try count("2021-04-01", 2) == 6000)
            }
        }
    }

    @Test("Weighted lists are taken with named columns, to the hundredth", arguments: TestDatabases.engines)
    func weighted(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901"), practiceRow("A99902")), name: "epraccur_2021-06.csv")
            let result = try await database.importing(
                .weightedLists,
                "Practice code,Snapshot date,Weighted list,Adjusted list\nA99901,2026-01-01,8838.75,8700\nA99902,2026-01-01,many,\nA99902,,12,\n",
                name: "weighted.csv")
            #expect(result.changes.count == 2)
            #expect(result.rejected.map(\.column) == ["C3", "B4"])
            #expect(throws: ImportRefusal.missingColumns(["snapshot date", "weighted list"])) {
                try read(.weightedLists, "Practice code,Listen\nA99901,1\n")
            }
        }
    }

    @Test("A list that could be two numbers is refused with its cell: 6123,75 is never 612,375", arguments: TestDatabases.engines)
    func strictNumbers(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901"), practiceRow("A99902"), practiceRow("A99903")), name: "epraccur_2021-06.csv")
            let result = try await database.importing(
                .weightedLists,
                "Practice code,Snapshot date,Weighted list\nA99901,2026-01-01,\"6123,75\"\nA99902,2026-01-01,\"6,123.75\"\nA99903,2026-01-01,\"61,23\"\n",
                name: "weighted.csv")
            #expect(result.rejected.map(\.column) == ["C2", "C4"])
            #expect(result.rejected.first?.reason == "“6123,75” is not a number of patients. Write it like 8838 or 8838.75.")
            #expect(result.changes.map(\.sentence) == ["THE SURGERY (A99902): weighted list (carr-hill) on 1 January 2026 6,123.75."])
        }
    }

    @Test(
        "A list that jumps by a fifth against the last known one goes in only where somebody says that it is right", arguments: TestDatabases.engines)
    func jumps(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            let codes = ["A99901", "A99902", "A99903", "A99904"]
            _ = try await database.importing(.ods, codes.map { practiceRow($0) + "\r\n" }.joined(), name: "epraccur_2021-06.csv")
            func file(_ day: String, _ counts: Int...) -> String {
                lists + zip(codes, counts).map { "GP_PRAC_PAT_LIST,\(day),GP,00L,E38,\($0),AB1 2DE,ALL,ALL,\($1)\n" }.joined()
            }
            let first = try await database.importing(.lists, file("01JAN2021", 10_000, 10_000, 10_000), name: "lists.csv")
            #expect(first.questionCount == 0)
            // A fifth more, just less than a fifth more, a fifth less, and a practice without a figure before.
            let second = file("01APR2021", 12_000, 11_999, 8000, 9000)
            await #expect(throws: ImportRefusal.unconfirmed(2)) { try await database.importing(.lists, second, name: "lists.csv", minutes: 1) }
            let untouched = try await database.read { try $0.values(Int.self, "SELECT COUNT(*) FROM populations") }
            #expect(untouched == [3])
            let accepted = try await database.importing(.lists, second, name: "lists.csv", acceptsJumps: true, minutes: 2)
            #expect(accepted.questions.map(\.column) == ["J2", "J4"])
            #expect(
                accepted.questions.first?.reason
                    == "THE SURGERY (A99901): registered patients 12,000 on 1 April 2021, but 10,000 on 1 January 2021. Check that this is right.")
            #expect(accepted.changes.count == 4)
            // An older file is held to what was known before it, and a restated figure to itself.
            let older = try await database.importing(.lists, file("01OCT2020", 1), name: "lists.csv", minutes: 3)
            #expect(older.questionCount == 0)
            await #expect(throws: ImportRefusal.unconfirmed(1)) {
                try await database.importing(.lists, file("01APR2021", 120_000), name: "lists.csv", minutes: 4)
            }
        }
    }

    @Test("A figure of a day before 1990 or after today is refused, in every form of the file", arguments: TestDatabases.engines)
    func impossibleDays(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901")), name: "epraccur_2021-06.csv")
            let tomorrow = TestDay.today.adding(days: 1).stored
            let rows = ["0001-01-01", "1989-12-31", "1990-01-01", TestDay.today.stored, tomorrow, "9999-12-31"].map { "A99901,\($0),8838.75\n" }
            let weighted = try await database.importing(
                .weightedLists, "Practice code,Snapshot date,Weighted list\n" + rows.joined(), name: "weighted.csv")
            #expect(weighted.changes.count == 2)
            #expect(weighted.rejected.map(\.column) == ["C2", "C3", "C6", "C7"])
            #expect(weighted.rejected.last?.reason == "A99901 has a figure for 31 December 9999. Give a day from 1 January 1990 to today.")
            let row = "GP_PRAC_PAT_LIST,01JAN9999,GP,00L,E38,A99901,AB1 2DE,ALL,ALL,5903\n"
            let registered = try await database.importing(.lists, lists + row, name: "gp-reg-pat-prac-all.csv", minutes: 1)
            #expect(registered.changes.isEmpty && registered.rejectedCount == 1)
        }
    }

    @Test("Branch surgeries become sites of their practices", arguments: TestDatabases.engines)
    func branches(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(.ods, practiceFile(practiceRow("A99901")), name: "epraccur_2021-06.csv")
            let text = practiceFile(
                practiceRow("A99901001", "DR OAK", commissioner: "A99901", setting: ""),
                practiceRow("A99909001", "DR ELM", commissioner: "A99909", setting: ""))
            let result = try await database.importing(.branches, text, name: "ebranchs_2021-08.csv")
            #expect(result.changes.count == 1 && result.rejected.map(\.column) == ["O2"])
            let again = try await database.importing(.branches, text, name: "ebranchs_2021-08.csv", minutes: 1)
            #expect(again.changes.isEmpty)
        }
    }

    @Test("Mergers come from a file, as published or with named columns", arguments: TestDatabases.engines)
    func successors(engine: Engine) async throws {
        try await withDatabase(engine, migrations: DirectoryMigrations.all) { database in
            _ = try await database.importing(
                .ods, practiceFile(practiceRow("A99901", "OAK"), practiceRow("A99902", "ELM"), practiceRow("A99903", "ASH")),
                name: "epraccur_2021-06.csv")
            let published = "\"A99901\",\"A99902\",\"R\",\"20220401\",\"\"\n\"RX1\",\"RX2\",\"R\",\"20220401\",\"\"\n"
            let result = try await database.importing(.successors, published, name: "succ_2022-06.csv", minutes: 1)
            #expect(result.changes.map(\.kind) == [.merged] && result.notes.count == 1)
            #expect(try await database.members(of: "00A", on: "2022-03-31") == ["A99901", "A99902", "A99903"])
            #expect(try await database.members(of: "00A", on: "2022-04-01") == ["A99902", "A99903"])
            let named = "Practice code,Successor code,From date\nA99901,A99902,2022-04-01\nA99903,A99902,2022-05-01\n"
            let second = try await database.importing(.successors, named, name: "mergers.csv", minutes: 2)
            #expect(second.changes.map(\.code) == ["A99903"] && second.contradictions.isEmpty)
            let again = try await database.importing(.successors, named, name: "mergers.csv", minutes: 3)
            #expect(again.changes.isEmpty)
            #expect(try await database.members(of: "00A", on: "2022-05-01") == ["A99902"])
        }
    }

    @Test("A file of a million mistakes is counted in full and listed in part")
    func manyMistakes() async throws {
        try await withDatabase(.sqlite, migrations: DirectoryMigrations.all) { database in
            let text = practiceRow("A99901") + "\n" + String(repeating: practiceRow("A99902", status: "X") + "\n", count: 5000)
            let result = try await database.importing(.ods, text, name: "epraccur_2022-06.csv")
            #expect(result.rejectedCount == 5000)
            #expect(result.rejected.count == ImportFindings.most)
        }
    }

    @Test("However many rows are refused, the lists that jump come first and all of them are shown")
    func questionsFirst() throws {
        var findings = ImportFindings()
        let most = ImportFindings.most
        for line in 1...most + 1 { findings.append(ImportFinding(.rejected, line: line, "Not a code.")) }
        var others = ImportFindings()
        for line in 1...most + 1 { others.append(ImportFinding(.question, line: line, "The list of practice \(line) jumps.")) }
        findings.append(others)
        #expect(findings.all(.rejected).count == most && findings.count(.rejected) == most + 1)
        #expect(findings.all(.question).map(\.line) == Array(1...most + 1))
        let plan = ImportPlan(kind: .lists, fileName: "lists.csv", effectiveOn: TestDay.today, rows: 1, findings: findings)
        let result = ImportResult(plan: plan, isApplied: false)
        #expect(result.questions.mark != Array(result.questions.dropLast()).mark)
        let page = ImportPage(preview: result, upload: ID(at: TestDay.now), name: "lists.csv", scanning: "", form: FormReader())
        #expect(page.findings.rows.count == most + 1)
    }
}
