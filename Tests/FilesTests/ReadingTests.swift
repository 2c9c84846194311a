// Hostile files end with a reason.

import Foundation
import TestKit
import Testing

@testable import Files

@Suite("Text of files")
struct ReadingTests {
    static let hasPoppler = FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext")
    static let absence: Comment = "poppler-utils is not installed; bin/setup tests sees to it"

    private func read(_ bytes: [UInt8], _ type: FileType, pageLimit: Int = 10) async -> TextOutcome {
        await TextReading().read(bytes, type, pageLimit: pageLimit).outcome
    }

    /// A stand-in for pdftotext.
    private func withProgram<Value>(_ script: String, _ body: (String) async throws -> Value) async throws -> Value {
        try await withTemporaryDirectory { folder in
            let path = "\(folder)/pdftotext"
            try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            return try await body(path)
        }
    }

    // MARK: PDF

    @Test("The text and the pages of a PDF are read", .enabled(if: hasPoppler, absence))
    func pdf() async {
        #expect(
            await read(Samples.pdf(["Referral of a knee", "Second page"]), .pdf)
                == .read(text: "Referral of a knee\n\n\u{C}Second page\n\n\u{C}", pages: 2))
    }

    @Test("One page too many is found", .enabled(if: hasPoppler, absence))
    func pages() async {
        #expect(await read(Samples.pdf(["1", "2", "3"]), .pdf, pageLimit: 2) == .tooManyPages)
        #expect(await read(Samples.pdf(["1", "2"]), .pdf, pageLimit: 2) != .tooManyPages)
    }

    @Test("A PDF that was cut short, or holds nothing behind its head, is unreadable", .enabled(if: hasPoppler, absence))
    func damaged() async {
        let whole = Samples.pdf(["text"])
        #expect(await read(Array(whole.prefix(whole.count / 2)), .pdf) == .unreadable(.cutShort))
        #expect(await read(Array("%PDF-1.4\nnothing\n%%EOF".utf8), .pdf) == .unreadable(.damaged))
        #expect(await read(Array("%PDF-1.4\n".utf8) + Samples.noise(200_000, seed: 3) + Array("%%EOF".utf8), .pdf) == .unreadable(.damaged))
    }

    @Test("A PDF whose pages go round in a ring comes to an end", .enabled(if: hasPoppler, absence))
    func ring() async {
        let text = String(decoding: Samples.pdf(["text"]), as: UTF8.self).replacing("/Kids [5 0 R]", with: "/Kids [2 0 R]")
        let outcome = await read(Array(text.utf8), .pdf)
        #expect(outcome == .unreadable(.damaged) || outcome == .unreadable(.endless))
    }

    @Test("A locked PDF is said to be locked")
    func locked() async throws {
        try await withProgram("echo 'Command Line Error: Incorrect password' >&2; exit 1") { program in
            #expect(await TextReading(program: program).read(Samples.pdf(["x"]), .pdf, pageLimit: 5).outcome == .unreadable(.locked))
        }
    }

    @Test("Without pdftotext nothing is tried and nothing fails")
    func absent() async {
        #expect(await TextReading(program: "/nowhere/pdftotext").read(Samples.pdf(["x"]), .pdf, pageLimit: 5).outcome == .notTried)
        #expect(!TextReading(program: "/nowhere/pdftotext").standing().isWell)
    }

    @Test(
        "A program that never ends, never stops talking or takes all memory is ended",
        arguments: ["sleep 600", "exec sleep 600 >&- 2>&-", "cat >/dev/null; yes", "tail /dev/zero", "kill -9 $$"])
    func endless(script: String) async throws {
        var limits = Sandbox.Limits()
        limits.time = .seconds(3)
        limits.memory = 200 << 20
        limits.output = 1 << 20
        let outcome = try await withProgram(script) { program in
            await TextReading(program: program, limits: limits).read(Samples.pdf(["x"]) + Samples.text(0), .pdf, pageLimit: 5).outcome
        }
        #expect(outcome == .unreadable(.endless) || outcome == .unreadable(.damaged))
    }

    @Test("The program gets nothing of ours: no settings, no open file, no network, no folder of data, behind the wall that is there")
    func walled() async throws {
        let sandbox = try #require(Sandbox.found())
        setenv("COMMONWEAL_TEST_WALL", "open", 1)
        try await withTemporaryDirectory { folder in
            try "secret".write(toFile: "\(folder)/secret", atomically: true, encoding: .utf8)
            try await withProgram("env; ls /proc/self/fd 2>/dev/null; cat \(folder)/secret; ls /sys/class/net; exit 0") { program in
                guard case .ended(0, let output, _) = sandbox.run(program, [], on: []) else {
                    Issue.record("it did not run")
                    return
                }
                let text = String(decoding: output, as: UTF8.self)
                #expect(!text.contains("COMMONWEAL_TEST_WALL"))
                if sandbox.wall == .bubblewrap {
                    #expect(!text.contains("secret"))
                    #expect(!text.contains("eth"))
                } else {
                    // Standard input, output and error, and the folder that ls itself reads.
                    #expect(text.split(separator: "\n").filter { Int($0) != nil }.count <= 4)
                }
            }
        }
    }

    @Test("Under limits alone a program is ended as well")
    func limitsAlone() async throws {
        var limits = Sandbox.Limits()
        limits.time = .seconds(2)
        let sandbox = try #require(Sandbox.found(bubblewrap: "/nowhere/bwrap", limits: limits))
        #expect(sandbox.wall == .limits)
        #expect(sandbox.run("/usr/bin/cat", [], on: Array("through".utf8)) == .ended(code: 0, output: Array("through".utf8), complaint: ""))
        #expect(sandbox.run("/usr/bin/sleep", ["60"], on: []) == .tooLong)
        #expect(sandbox.run("/usr/bin/yes", [], on: Samples.text(1_000_000)) == .tooMuch)
        // 100 MB of address space are not enough for 8 GB.
        limits.memory = 100 << 20
        let small = try #require(Sandbox.found(bubblewrap: "/nowhere/bwrap", limits: limits))
        guard case .ended(let code, _, _) = small.run("/usr/bin/head", ["-c", "8G", "/dev/zero"], on: []) else { return }
        #expect(code != 0)
    }

    @Test("A content larger than any pipe goes through whole")
    func large() throws {
        var limits = Sandbox.Limits()
        limits.output = 40 << 20
        let sandbox = try #require(Sandbox.found(limits: limits))
        let bytes = Samples.noise(20 << 20, seed: 9)
        #expect(sandbox.run("/usr/bin/cat", [], on: bytes) == .ended(code: 0, output: bytes, complaint: ""))
    }

    // MARK: Word

    @Test("The words of a Word document are read, without what was deleted and without its tags")
    func docx() async {
        let body =
            "<w:p w:rsidR=\"1\"><w:r><w:t xml:space=\"preserve\">Fish &amp; </w:t><w:t>chips &#163;5</w:t><w:tab/><w:delText>gone</w:delText></w:r></w:p>"
            + "<w:p><w:t/><w:instrText>PAGE</w:instrText><w:t>caf\u{e9}</w:t><w:br/></w:p>"
        #expect(await read(Samples.docx(body), .docx) == .read(text: "Fish & chips £5\t\ncafé\n\n", pages: nil))
    }

    @Test("A document that is made to burst, that declares entities, or that is damaged ends with a reason")
    func hostileDocuments() async {
        // 64 MB of spaces in 62 KB.
        let bomb = Samples.docx("<w:p><w:t>" + String(repeating: " ", count: 64 << 20) + "</w:t></w:p>")
        #expect(bomb.count < 200_000)
        #expect(await read(bomb, .docx) == .unreadable(.endless))
        let laughs = Array("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"ha\">]><w:document><w:t>&a;</w:t></w:document>".utf8)
        let types: (String, [UInt8]) = ("[Content_Types].xml", [60])
        #expect(await read(Samples.zip([types, ("word/document.xml", laughs)]), .docx) == .unreadable(.damaged))
        for part in ["", "<w:t>&nothing;</w:t>", "<w:t>&#x110000;</w:t>", "<w:t", "text", "<w:t>&amp"] {
            let outcome = await read(Samples.zip([types, ("word/document.xml", Array(part.utf8))]), .docx)
            #expect(outcome == .unreadable(.damaged), "\(part)")
        }
        #expect(await read(Samples.zip([types, ("word/document.xml", [60])], flags: 1), .docx) == .unreadable(.locked))
        let whole = Samples.docx("<w:p><w:t>\(String(repeating: "word ", count: 200))</w:t></w:p>")
        // Somewhere in the deflated part: the checksum tells.
        var changed = whole
        changed[whole.count / 3] ^= 0x10
        #expect(await read(changed, .docx) != .read(text: "", pages: nil))
    }

    @Test("Text beyond two megabytes is cut at a character's end")
    func longText() async throws {
        let words = String(repeating: "é", count: 2 << 20)
        guard case .read(let text?, _) = await read(Samples.docx("<w:p><w:t>\(words)</w:t></w:p>"), .docx) else {
            Issue.record("it was not read")
            return
        }
        #expect(text.utf8.count == 2 << 20)
        #expect(text.allSatisfy { $0 == "é" })
    }
}
