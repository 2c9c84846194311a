// CSV is read as people send it.

import Foundation
import Kernel
import Tabular
import Testing

@Suite("Reading CSV")
struct ReadingTests {
    @Test("Columns are found by name in any order, whatever the capitals, spaces and signs")
    func header() throws {
        let (rows, summary) = try read("Post Code , other,NHS_NUMBER\r\nSW1A 1AA,x,9990000018\r\n", "nhs number", "postcode")
        #expect(rows.count == 1)
        #expect(try rows[0]["nhs number"].value(NHSNumber.self).stored == "9990000018")
        #expect(rows[0]["postcode"].text == "SW1A 1AA")
        #expect(rows[0]["OTHER"].text == "x")
        #expect(rows[0]["absent"].isEmpty)
        #expect(rows[0]["absent"].reference == "row 2")
        #expect(summary.problems.isEmpty)
    }

    @Test("A cell knows that it is B3, and its problem says what to enter without repeating what stands there")
    func references() throws {
        let (rows, _) = try read("name,postcode\nA,SW1A 1AA\nB,nonsense\n", "name", "postcode")
        #expect(rows[1]["postcode"].reference == "B3")
        #expect(throws: RowProblem(line: 3, column: "postcode", reference: "B3", reason: "Enter a postcode, for example SW1A 1AA.")) {
            try rows[1]["postcode"].value(Postcode.self)
        }
        #expect(String(describing: rows[1]["postcode"].problem("Type it again.")) == "B3 (postcode): Type it again.")
        #expect(TabularRow.letters(forColumn: 0) == "A")
        #expect(TabularRow.letters(forColumn: 25) == "Z")
        #expect(TabularRow.letters(forColumn: 26) == "AA")
        #expect(TabularRow.letters(forColumn: 701) == "ZZ")
        #expect(TabularRow.letters(forColumn: 702) == "AAA")
    }

    @Test("Quoted cells keep commas, line breaks and quotation marks; lines are counted as in the file, rows as in a spreadsheet")
    func quotes() throws {
        let (rows, summary) = try read("a,b\n\"one, two\",\"first\r\nsecond \"\"third\"\"\"\nx,\"\"\n", "a", "b")
        #expect(summary.problems.isEmpty)
        #expect(rows.map(\.texts) == [["one, two", "first\r\nsecond \"third\""], ["x", ""]])
        #expect(rows.map(\.line) == [2, 4])
        #expect(rows.map(\.number) == [2, 3])
    }

    @Test("Lines end in LF, CR LF or CR, and the last may have no end", arguments: ["\n", "\r\n", "\r"])
    func lineEnds(end: String) throws {
        let (rows, summary) = try read("a,b\(end)1,2\(end)\(end)3,4", "a", "b")
        #expect(rows.map(\.texts) == [["1", "2"], ["3", "4"]])
        #expect(rows.map(\.line) == [2, 4])
        #expect(summary.emptyRows == 1)
    }

    @Test("A byte-order mark is dropped")
    func byteOrderMark() throws {
        let (rows, _) = try read("\u{FEFF}a,b\n1,2\n", "a", "b")
        #expect(rows[0]["a"].text == "1")
    }

    @Test("Old Windows encoding is read as meant, with a note; UTF-8 in the same file stays")
    func windows() throws {
        var bytes = Array("name,price\nJos".utf8) + [0xE9] + Array(" O".utf8) + [0x92] + Array("Brien,".utf8) + [0x80] + Array("5\n".utf8)
        bytes += Array("Zoë,£5\n".utf8)
        let (rows, summary) = try TabularReader(bytes: bytes, layout: .header(required: ["name"])).rows()
        #expect(rows.map(\.texts) == [["José O’Brien", "€5"], ["Zoë", "£5"]])
        #expect(summary.notes == ["The file was saved in an old encoding (Windows-1252), first seen in A2. Check names with accents."])
        let plain = try read("name\nZoë\n", "name")
        #expect(plain.summary.notes.isEmpty)
    }

    @Test("A NUL and a byte that no encoding knows spoil their row only")
    func unreadableCells() throws {
        let bytes = Array("a,b\n1,x\u{0}y\n2,".utf8) + [0x81] + Array("\n3,4\n".utf8)
        let (rows, summary) = try TabularReader(bytes: bytes, layout: .header(required: ["a"])).rows()
        #expect(rows.map(\.texts) == [["3", "4"]])
        #expect(summary.problems.map(\.reference) == ["B2", "B3"])
        #expect(summary.problems[0].reason == "This cell holds a sign that is not text (NUL). Type it again.")
    }

    @Test("A row with too few or too many cells is reported with its line, and the next is read")
    func shapes() throws {
        let (rows, summary) = try read("a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n1,2,3\n,,\n", "a")
        #expect(rows.map(\.line) == [4, 5])
        #expect(summary.emptyRows == 1)
        #expect(
            summary.problems.map(\.description) == [
                "row 2: This row has 2 cells where there are 3 columns. Check for a missing comma or a line break.",
                "row 3: This row has 4 cells where there are 3 columns. Put quotation marks around a cell with a comma in it.",
            ])
    }

    @Test("A quotation mark that is never closed spoils its line, not the rest of the file")
    func unclosedQuote() throws {
        let (rows, summary) = try read("a,b\n1,2\n\"3,4\n5,6\n7,8", "a", "b")
        #expect(rows.map(\.texts) == [["1", "2"], ["5", "6"], ["7", "8"]])
        #expect(summary.problems.map(\.line) == [3])
        #expect(summary.problems[0].reason.hasPrefix("A quotation mark opens a cell in this row and is never closed."))
    }

    @Test("A quotation mark in the middle of the file that is closed by the next one is told by the text after it")
    func strayQuote() throws {
        let (rows, summary) = try read("a,b\n1,\"2\n3,4\n\"5\",6\n", "a", "b")
        #expect(rows.map(\.texts) == [["3", "4"], ["5", "6"]])
        #expect(summary.problems.map(\.line) == [2])
        #expect(summary.problems[0].reason.hasPrefix("Text follows a closing quotation mark"))
        #expect(try read("a,b\nsize 5\" pipe,2\n", "a").rows[0].texts == ["size 5\" pipe", "2"])
    }

    @Test("A row of more than 1 MB without an end is said to be too long, and the rows after it are read")
    func longRow() throws {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 3 << 20)
        let (rows, summary) = try TabularReader(bytes: Array("a\n".utf8) + long + Array("\nlast\n".utf8), layout: .header(required: ["a"])).rows()
        #expect(rows.map(\.texts) == [["last"]])
        #expect(summary.problems.map(\.line) == [2])
        #expect(summary.problems.first?.reason.hasPrefix("This row is longer than 1 MB.") == true)
    }

    @Test("An unclosed quotation mark in a large file does not swallow it")
    func unclosedQuoteInLargeFile() throws {
        var bytes = Array("a,b\n\"1,2\n".utf8)
        for _ in 0..<300_000 { bytes += Array("33,44\n".utf8) }
        var count = 0
        let summary = try TabularReader(bytes: bytes, layout: .header(required: ["a", "b"])).forEach { _ in count += 1 }
        #expect(count == 300_000)
        #expect(summary.problems.map(\.line) == [2])
    }

    @Test("A file without a header has its columns in order")
    func headerless() throws {
        let reader = TabularReader(bytes: Array("A81001,Name,Y\nA81002,Other\n".utf8), layout: .columns(["code", "name", "status"]))
        let (rows, summary) = try reader.rows()
        #expect(rows.map { $0["name"].text } == ["Name"])
        #expect(rows[0][0].reference == "A1")
        #expect(summary.problems.map(\.line) == [2])
        let counted = TabularReader(bytes: Array("1,2\n".utf8), layout: .columns(count: 2))
        #expect(try counted.rows().rows[0]["B"].text == "2")
    }

    @Test("Cells are read as numbers, hundredths and dates")
    func values() throws {
        let (rows, _) = try read("n,h,d\n\"12,500\",\"1,234.5\",20220601\n-3,-0.25,4 May 1961\nx,1.234,20220231\n,,\n1,-5,\n", "n", "h", "d")
        #expect(try rows[0]["n"].integer() == 12500)
        #expect(try rows[0]["h"].hundredths() == 123_450)
        #expect(try rows[0]["d"].date().stored == "2022-06-01")
        #expect(try rows[1]["n"].integer() == -3)
        #expect(try rows[1]["h"].hundredths() == -25)
        #expect(try rows[1]["d"].date().stored == "1961-05-04")
        #expect(throws: RowProblem.self) { try rows[2]["n"].integer() }
        #expect(throws: RowProblem.self) { try rows[2]["h"].hundredths() }
        #expect(throws: RowProblem.self) { try rows[2]["d"].date() }
        #expect(try rows[3]["h"].hundredths() == -500)
        #expect(try rows[3]["d"].optional(Month.self) == nil)
        #expect(throws: RowProblem(line: 6, column: "d", reference: "C6", reason: "Enter a d: this cell is empty.")) { try rows[3]["d"].filled() }
    }

    @Test("A number whose commas stand anywhere but between groups of three is refused with its cell")
    func strictNumbers() throws {
        let (rows, _) = try read("n\n\"6123,75\"\n\"1,2,3\"\n\"1,2345\"\n\"12,\"\n\"0,123\"\n", "n")
        for row in rows {
            #expect(throws: RowProblem.self) { try row["n"].integer() }
            #expect(throws: RowProblem.self) { try row["n"].hundredths() }
        }
        #expect(
            throws: RowProblem(
                line: 2, column: "n", reference: "A2", reason: "Enter a number with at most two decimal places, for example 12500.75 or 12,500.75.")
        ) { try rows[0]["n"].hundredths() }
    }

    @Test("Rows that a value refuses are reported together with those that could not be split, in the order of their lines")
    func collected() throws {
        let reader = TabularReader(bytes: Array("code\nA81001\n?\n\"x\"y\nB82002\n".utf8), layout: .header(required: ["code"]))
        let found = try reader.values { try $0["code"].value(ODSCode.self) }
        #expect(found.values.map(\.stored) == ["A81001", "B82002"])
        #expect(found.problems.map(\.line) == [3, 4])
    }

    @Test("Reading stops at what the caller throws, and a file can be read again")
    func stopping() throws {
        struct Stop: Error {}
        let reader = TabularReader(bytes: Array("a\n1\n2\n3\n".utf8), layout: .header(required: ["a"]))
        var seen = 0
        #expect(throws: Stop.self) {
            try reader.forEach { _ in
                seen += 1
                if seen == 2 { throw Stop() }
            }
        }
        #expect(try reader.rows().rows.count == 3)
        let cursor = try reader.cursor()
        #expect(try cursor.next(2).count == 2)
        #expect(try cursor.next(2).count == 1)
        #expect(try cursor.next(2).isEmpty)
        #expect(cursor.summary.rows == 3)
    }
}

@Suite("Files that are refused")
struct RefusalTests {
    @Test("A wrong header names what is missing, what comes nearest and what there is")
    func wrongHeader() {
        #expect(
            refusal { try read("Practise code,Name\n1,2\n", "Practice code", "Name") }
                == "The column “Practice code” is missing. Is it the one called “Practise code”? The file has: “Practise code”, “Name”.")
        #expect(
            refusal { try read("a,b\n", "Date of birth") } == "The column “Date of birth” is missing. The file has: “a”, “b”.")
        #expect(refusal { try read("name,Name \n1,2\n", "name") } == "The column “name” is there twice. Remove one of them.")
        #expect(refusal { try read("other,other,name\n1,2,3\n", "name") } == "")
    }

    @Test("Other separators, workbooks and UTF-16 are told apart, each with what to do")
    func formats() {
        #expect(
            refusal { try read("name;code\n1;2\n", "name", "code") }
                == "The columns are separated by “;”. Save the file with commas between the columns and try again.")
        #expect(refusal { try read("name\tcode\n", "name") }.contains("separated by tabs"))
        func bytes(_ bytes: [UInt8]) -> String { refusal { try TabularReader(bytes: bytes, layout: .header(required: ["name"])).rows() } }
        #expect(bytes([0xFF, 0xFE, 0x6E, 0x00]).contains("UTF-16"))
        #expect(bytes([0xFE, 0xFF, 0x00, 0x6E]).contains("UTF-16"))
        #expect(bytes([0x6E, 0x00, 0x61, 0x00]).contains("UTF-16"))
        #expect(bytes([0x50, 0x4B, 0x03, 0x04, 0x14]).contains("spreadsheet workbook"))
        #expect(bytes([0xD0, 0xCF, 0x11, 0xE0]).contains("spreadsheet workbook"))
        #expect(bytes(Array("na\u{0}me,b,c\n".utf8)) == "The file is not text. Choose a CSV file.")
        #expect(bytes([]) == "The file is empty. Choose a CSV file with at least one row.")
        #expect(bytes([0xEF, 0xBB, 0xBF]) == "The file is empty. Choose a CSV file with at least one row.")
        #expect(bytes(Array("\n\n,,\n".utf8)) == "The file is empty. Choose a CSV file with at least one row.")
        #expect(bytes(Array("\"name\nx\n".utf8)).hasPrefix("The header row is broken. row 1: A quotation mark opens a cell"))
    }

    @Test("A file that is not there and a folder are refused by name")
    func missingFile() {
        func path(_ path: String) -> String { refusal { try TabularReader(path: path, layout: .columns(count: 1)).rows() } }
        #expect(path("no-such-file.csv") == "There is no file “no-such-file.csv”. Check its name and folder.")
        #expect(path("/").hasPrefix("The file “/” could not be read."))
    }
}

@Suite("Files of any size")
struct StreamingTests {
    @Test("The size of the pieces makes no difference to what is read", arguments: [16, 17, 23, 64, 1 << 20])
    func pieces(chunk: Int) throws {
        let text = "a,b\r\n\"one\r\ntwo\",\"x\"\"y\"\r\nZoë,€\r\n\"bad\"x,1\r\n\"\",\"\"\r\nlast,\"row\""
        let cursor = try TabularReader(bytes: Array(text.utf8), layout: .header(required: ["a", "b"])).cursor(chunkBytes: chunk)
        var rows: [[String]] = []
        while let row = try cursor.next() { rows.append(row.texts) }
        #expect(rows == [["one\r\ntwo", "x\"y"], ["Zoë", "€"], ["last", "row"]])
        #expect(cursor.summary.problems.map(\.line) == [5])
        #expect(cursor.summary.problems.map(\.reference) == ["row 4"])
        #expect(cursor.summary.emptyRows == 1)
    }

    @Test("A large file is read in pieces with progress, and memory stays small")
    func large() throws {
        var bytes = Array("code,name\r\n".utf8)
        let piece = Array("A81001,\"Riverside, Oak Street\"\r\n".utf8)
        for _ in 0..<400_000 { bytes += piece }
        let file = try TemporaryFile(bytes)
        var seen: [TabularProgress] = []
        let cursor = try TabularReader(path: file.path, layout: .header(required: ["code"])).cursor { seen.append($0) }
        var count = 0
        while try cursor.next() != nil { count += 1 }
        #expect(count == 400_000)
        #expect(cursor.heldBytes < 4 << 20)
        #expect(seen.last?.bytesRead == bytes.count)
        #expect(seen.last?.bytesTotal == bytes.count)
        #expect(seen.count > 10)
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.bytesRead <= $1.bytesRead && $0.rows <= $1.rows })
    }

    @Test("Problems are counted in full and kept within bounds")
    func manyProblems() throws {
        let bytes = Array("a,b\n".utf8) + Array(repeatElement(Array("1\n".utf8), count: 5000).joined())
        let (rows, summary) = try TabularReader(bytes: bytes, layout: .header(required: ["a"])).rows()
        #expect(rows.isEmpty)
        #expect(summary.problemCount == 5000)
        #expect(summary.problems.count == 1000)
    }
}
