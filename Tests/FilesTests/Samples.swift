// Small files of every type, made by hand.

import CZlib
import Foundation
import Kernel
import Store
import TestKit

@testable import Files

enum Samples {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]
    static let tiff: [UInt8] = [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0]
    static let oldWord: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]

    /// A PDF with one line of text on each page.
    static func pdf(_ lines: [String]) -> [UInt8] {
        var objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
        objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
        var pages: [Int] = []
        for line in lines {
            let stream = "BT /F1 12 Tf 72 720 Td (\(line)) Tj ET"
            objects.append("<< /Length \(stream.utf8.count) >>\nstream\n\(stream)\nendstream")
            objects.append(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents \(objects.count) 0 R /Resources << /Font << /F1 3 0 R >> >> >>")
            pages.append(objects.count)
        }
        objects[1] = "<< /Type /Pages /Count \(pages.count) /Kids [\(pages.map { "\($0) 0 R" }.joined(separator: " "))] >>"
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (index, object) in objects.enumerated() {
            places.append(text.utf8.count)
            text += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for place in places { text += String(repeating: "0", count: 10 - String(place).count) + "\(place) 00000 n \n" }
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(text.utf8)
    }

    /// A Word document of these paragraphs, as XML.
    static func docx(_ paragraphs: String, adding others: [(String, [UInt8])] = []) -> [UInt8] {
        let part = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>\(paragraphs)</w:body></w:document>"
        return zip([("[Content_Types].xml", Array("<Types/>".utf8)), ("word/document.xml", Array(part.utf8))] + others)
    }

    static let xlsx = zip([("[Content_Types].xml", Array("<Types/>".utf8)), ("xl/workbook.xml", Array("<workbook/>".utf8))])

    /// A ZIP archive of deflated entries.
    static func zip(_ entries: [(name: String, content: [UInt8])], flags: Int = 0) -> [UInt8] {
        func number(_ value: Int, _ length: Int) -> [UInt8] { (0..<length).map { UInt8(value >> (8 * $0) & 0xFF) } }
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        for (name, content) in entries {
            let packed = deflated(content)
            let facts =
                number(flags, 2) + number(8, 2) + [0, 0, 0, 0] + number(Int(crc32(0, content, UInt32(content.count))), 4) + number(packed.count, 4)
                + number(content.count, 4) + number(name.utf8.count, 2) + [0, 0]
            directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + facts + [UInt8](repeating: 0, count: 10) + number(archive.count, 4) + Array(name.utf8)
            archive += [0x50, 0x4B, 3, 4, 20, 0] + facts + Array(name.utf8) + packed
        }
        let end = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + number(entries.count, 2) + number(entries.count, 2)
        return archive + directory + end + number(directory.count, 4) + number(archive.count, 4) + [0, 0]
    }

    static func deflated(_ content: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = content
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))) + 64)
        input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
                (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
                _ = deflate(&stream, Z_FINISH)
            }
        }
        return Array(output.prefix(Int(stream.total_out)))
    }

    /// Bytes that come again for the same seed.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return (0..<(count + 7) / 8).flatMap { _ in withUnsafeBytes(of: random.next()) { Array($0) } }.prefix(count).map { $0 }
    }

    /// Text of a length, which is a type that is taken.
    static func text(_ count: Int, seed: UInt64 = 1) -> [UInt8] { noise(count, seed: seed).map { 97 + $0 % 26 } }

    /// The test file that every scanner finds (eicar.org), put together here so that none finds this file.
    static let eicar = Array("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-".utf8) + Array("ANTIVIRUS-TEST-FILE!$H+H*".utf8)

    static let limits = FileLimits(Set(FileType.allCases), bytes: 64 << 20)
}

extension FileStore {
    /// Holds and keeps in one go, as a room does.
    @discardableResult
    func take(_ bytes: [UInt8], name: String = "letter.pdf", pages: Int? = nil, at now: Instant = TestDay.now) async throws -> FileID {
        let held = try await hold(bytes, name: name, within: FileLimits(Set(FileType.allCases), bytes: 64 << 20, pages: pages), at: now)
        return try await database.write(by: .test, at: now) { try keep(held, in: $0) }
    }

    func file(_ id: FileID) async throws -> StoredFile? { try await database.read { try file(id, in: $0) } }

    func bytes(_ id: FileID) async throws -> [UInt8]? {
        try await database.read { connection in try file(id, in: connection).map { try bytes(of: $0, in: connection) } }
    }

    /// Runs the checks that wait, each once; what they threw.
    @discardableResult
    func check(at now: Instant = TestDay.now) async throws -> [any Error] {
        let items = try await database.read { try JobQueue.items(.waiting, in: $0) }
        var faults: [any Error] = []
        for item in items where item.kind == CheckFile.kind {
            let payload = try await database.read { try $0.value(String.self, "SELECT payload FROM jobs WHERE id = \(item.id)") }
            do {
                try await CheckFile(files: self).run(
                    JobItem(id: item.id, kind: item.kind, payload: payload ?? "", attempt: 1), in: database, at: now)
            } catch {
                faults.append(error)
            }
        }
        return faults
    }
}
