// A file is what is in it, whatever its name.

import Kernel
import TestKit
import Testing

@testable import Files

@Suite("Types of file")
struct FileTypeTests {
    @Test(
        "Each type is told by its content, under a name that lies",
        arguments: [
            (Samples.pdf(["x"]), FileType.pdf), (Samples.png, .png), (Samples.jpeg, .jpeg), (Samples.tiff, .tiff), ([0x4D, 0x4D, 0, 0x2A], .tiff),
            (Samples.docx("<w:p/>"), .docx), (Samples.xlsx, .xlsx), (Array("Dear colleague,\r\n\tthank you".utf8), .text),
            (Array("<script>alert(1)</script>".utf8), .text),
        ])
    func told(bytes: [UInt8], type: FileType) throws {
        #expect(try FileType.told(by: bytes, name: "holiday.exe") == type)
    }

    @Test("A name makes a table of what is text, and of nothing else")
    func tables() throws {
        #expect(try FileType.told(by: Array("code,name\nA99901,Oak".utf8), name: "List.CSV") == .csv)
        #expect(try FileType.told(by: Samples.png, name: "list.csv") == .png)
    }

    @Test(
        "What is none of them is refused, with what to do",
        arguments: [
            ([UInt8](), FileRefusal.empty), ([0x4D, 0x5A, 0x90, 0], .unknownType), ([0x50, 0x4B, 3, 4, 1], .unknownType),
            (Samples.zip([("readme.txt", [65])]), .unknownType), (Samples.oldWord, .oldOrLocked), (Array("text\0".utf8), .unknownType),
            (Samples.docx("<w:p/>", adding: [("word/vbaProject.bin", [1, 2, 3])]), .macros),
        ])
    func refused(bytes: [UInt8], refusal: FileRefusal) {
        #expect(throws: refusal) { try FileType.told(by: bytes, name: "letter.pdf") }
        #expect(refusal.sentence.hasSuffix("."))
    }

    @Test("An archive whose directory was cut anywhere is refused and never read beyond its end")
    func cutArchives() {
        let whole = Samples.docx("<w:p><w:t>text</w:t></w:p>")
        for count in 4..<whole.count {
            let cut = Array(whole.prefix(count))
            #expect(throws: (any Error).self) { try FileType.told(by: cut, name: "a.docx") }
            // Whatever each byte is changed into, the archive is read or refused.
            var changed = whole
            changed[count] ^= 0xFF
            _ = try? ZipArchive(changed).unpacked("word/document.xml", limit: 1 << 20)
        }
    }

    @Test("A file too large or of another type than the page takes is refused in words")
    func limits() throws {
        let pictures = FileLimits([.png, .jpeg], bytes: 1024)
        #expect(try FileRules.admit(Samples.png, name: "a", within: pictures, most: 1 << 20) == .png)
        #expect(throws: FileRefusal.tooLarge(limit: 1024)) {
            try FileRules.admit(Samples.png + Samples.noise(2000, seed: 1), name: "a", within: pictures, most: 1 << 20)
        }
        #expect(throws: FileRefusal.tooLarge(limit: 10)) { try FileRules.admit(Samples.png, name: "a", within: pictures, most: 10) }
        #expect(throws: FileRefusal.notTaken(.text, takes: [.png, .jpeg])) {
            try FileRules.admit(Array("text".utf8), name: "a.png", within: pictures, most: 1 << 20)
        }
        #expect(FileRefusal.notTaken(.text, takes: [.png, .jpeg]).sentence == "This is a plain text. Choose a PNG picture, a JPEG picture.")
        #expect(FileRefusal.tooLarge(limit: 8 << 20).sentence == "Choose a file of 8 MB or less.")
    }

    @Test("A file is handed out under a name that fits what it is")
    func names() {
        #expect(FileType.pdf.nameToServe("letter.PDF") == "letter.PDF")
        #expect(FileType.text.nameToServe("setup.bat") == "setup.bat.txt")
        #expect(FileType.png.nameToServe("scan") == "scan.png")
        #expect(FileType.jpeg.nameToServe(".jpg") == ".jpg.jpg")
    }

    @Test("A waiting file is settled once; a settled one stays as it is", arguments: FileState.allCases)
    func states(state: FileState) {
        let findings: [FileFinding] = [.infected("Eicar"), .tooManyPages(limit: 500), .unreadable(.locked), .sound(pages: 2)]
        let after = findings.map { FileRules.after(state, $0)?.state }
        #expect(after == (state == .waiting ? [.refused, .refused, .unreadable, .clean] : [nil, nil, nil, nil]))
    }

    @Test("A refused file is handed out to nobody, a waiting one only where no scanner looks")
    func serving() {
        func file(_ state: FileState, _ reason: String = "") -> StoredFile {
            StoredFile(
                id: FileID(at: TestDay.now), hash: "", length: 1, type: .pdf, name: "a.pdf", state: state, reason: reason, pages: nil, scannedAt: nil,
                accountId: nil, addedAt: TestDay.now)
        }
        #expect(FileRules.refusalToServe(file(.refused, "It has a virus."), hasScanner: false) == "It has a virus.")
        #expect(FileRules.refusalToServe(file(.waiting), hasScanner: true) == "It is being checked. Look again in a minute.")
        #expect(FileRules.refusalToServe(file(.waiting), hasScanner: false) == nil)
        #expect(FileRules.refusalToServe(file(.unreadable, "It is damaged."), hasScanner: true) == nil)
        #expect(file(.clean).standing == "It was not checked for viruses, because no virus scanner is set up.")
    }
}
