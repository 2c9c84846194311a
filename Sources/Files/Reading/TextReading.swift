// Takes the text out of files.

import Dispatch
import Foundation

/// What became of reading a file's text.
enum TextOutcome: Hashable, Sendable {
    /// - Parameter text: nil where the type has none, or is text itself.
    case read(text: String?, pages: Int?)
    case tooManyPages
    case unreadable(FileFault)
    /// This machine lacks the programs.
    case notTried
}

/// Reads the text of PDFs with poppler's pdftotext in a sandbox, that of Word documents by itself.
package struct TextReading: Hashable, Sendable {
    /// Characters of text that are kept of one file, in UTF-8 bytes.
    static let textLimit = 2 << 20
    private let program: String
    private let limits: Sandbox.Limits

    package init(program: String = "/usr/bin/pdftotext", limits: Sandbox.Limits = Sandbox.Limits()) {
        self.program = program
        self.limits = limits
    }

    /// How PDFs are read on this machine, as a sentence for operators, and whether it is as it should be.
    package func standing() -> (isWell: Bool, sentence: String) {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return (false, "pdftotext is not installed: the text of PDFs is not read.")
        }
        return switch Sandbox.found()?.wall {
        case .bubblewrap: (true, "The text of PDFs is read by pdftotext behind bubblewrap.")
        case .limits: (false, "The text of PDFs is read by pdftotext under limits alone, as bubblewrap is not installed or not allowed to work.")
        case nil: (false, "prlimit is not installed: the text of PDFs is not read.")
        }
    }

    /// The wall behind which PDFs were read goes into the audit trail.
    func read(_ bytes: [UInt8], _ type: FileType, pageLimit: Int) async -> (outcome: TextOutcome, wall: Sandbox.Wall?) {
        switch type {
        case .png, .jpeg, .tiff, .csv, .text: return (.read(text: nil, pages: nil), nil)
        case .docx: return (Self.document(bytes), nil)
        case .xlsx: return (Self.workbook(bytes), nil)
        case .pdf:
            // Blocks, so on a thread outside the pool that all tasks share.
            return await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(returning: portableDocument(bytes, pageLimit: pageLimit)) }
            }
        }
    }

    private func portableDocument(_ bytes: [UInt8], pageLimit: Int) -> (TextOutcome, Sandbox.Wall?) {
        // ISO 32000-1, section 7.5.5: the last line is %%EOF; programs put little behind it.
        let mark = Array("%%EOF".utf8)
        guard Array(bytes.suffix(2048)).firstRange(of: mark) != nil else { return (.unreadable(.cutShort), nil) }
        guard FileManager.default.isExecutableFile(atPath: program), let sandbox = Sandbox.found(limits: limits) else { return (.notTried, nil) }
        // One page beyond the limit shows that there are more.
        let arguments = ["-q", "-enc", "UTF-8", "-l", String(pageLimit + 1), "-", "-"]
        switch sandbox.run(program, arguments, on: bytes) {
        case .notStarted: return (.notTried, nil)
        case .tooLong, .tooMuch: return (.unreadable(.endless), sandbox.wall)
        case .ended(0, let output, _):
            // Each page ends with a form feed.
            let pages = output.count { $0 == 12 }
            if pages > pageLimit { return (.tooManyPages, sandbox.wall) }
            if pages == 0 { return (.unreadable(.damaged), sandbox.wall) }
            return (.read(text: Self.cut(output), pages: pages), sandbox.wall)
        case .ended(_, _, let complaint): return (.unreadable(complaint.contains("password") ? .locked : .damaged), sandbox.wall)
        }
    }

    private static func document(_ bytes: [UInt8]) -> TextOutcome {
        do {
            guard let part = try ZipArchive(bytes).unpacked("word/document.xml", limit: 32 << 20) else { return .unreadable(.damaged) }
            return .read(text: cut(Array(try DocumentText.text(ofPart: part).utf8)), pages: nil)
        } catch {
            return .unreadable(fault(error))
        }
    }

    // Its text is for people who open it; here it is only seen to be whole.
    private static func workbook(_ bytes: [UInt8]) -> TextOutcome {
        do {
            guard try ZipArchive(bytes).unpacked("xl/workbook.xml", limit: 32 << 20) != nil else { return .unreadable(.damaged) }
            return .read(text: nil, pages: nil)
        } catch {
            return .unreadable(fault(error))
        }
    }

    private static func fault(_ error: any Error) -> FileFault {
        switch error as? ZipProblem {
        case .locked: .locked
        case .tooLarge: .endless
        case .damaged, nil: .damaged
        }
    }

    /// Up to the limit, at a character's end.
    private static func cut(_ bytes: [UInt8]) -> String {
        var end = min(bytes.count, textLimit)
        while end < bytes.count, end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[..<end], as: UTF8.self).replacing("\0", with: "")
    }
}
