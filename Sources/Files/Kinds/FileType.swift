// Tells what a file is by what is in it.

import Store

/// The types of file that the product takes. Each is told by its content; a name only decides between plain text and a table in text.
package enum FileType: String, CaseIterable, Codable, Hashable, Sendable, SQLBindable {
    case pdf, png, jpeg, tiff, docx, xlsx, csv, text

    package var title: String {
        switch self {
        case .pdf: "PDF"
        case .png: "PNG picture"
        case .jpeg: "JPEG picture"
        case .tiff: "TIFF picture"
        case .docx: "Word document"
        case .xlsx: "Excel workbook"
        case .csv: "CSV table"
        case .text: "plain text"
        }
    }

    /// What browsers are told; none of these is run or shown as a page.
    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .png: "image/png"
        case .jpeg: "image/jpeg"
        case .tiff: "image/tiff"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        case .csv: "text/csv; charset=utf-8"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// Endings of names that fit, the usual one first.
    package var endings: [String] {
        switch self {
        case .pdf: ["pdf"]
        case .png: ["png"]
        case .jpeg: ["jpg", "jpeg"]
        case .tiff: ["tif", "tiff"]
        case .docx: ["docx"]
        case .xlsx: ["xlsx"]
        case .csv: ["csv"]
        case .text: ["txt", "text", "log", "md"]
        }
    }

    /// The type of a content.
    ///
    /// - Parameter name: as given; "list.csv" makes a table of what is text anyway.
    /// - Throws: `FileRefusal` for what is none of them, locked, or holds macros.
    package static func told(by bytes: [UInt8], name: String) throws -> FileType {
        func begins(_ magic: UInt8...) -> Bool { bytes.starts(with: magic) }
        guard !bytes.isEmpty else { throw FileRefusal.empty }
        // ISO 32000-1, section 7.5.2; RFC 2083, section 3.1; JFIF and Exif both begin with SOI and a marker; TIFF 6.0, section 2.
        if begins(0x25, 0x50, 0x44, 0x46, 0x2D) { return .pdf }
        if begins(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A) { return .png }
        if begins(0xFF, 0xD8, 0xFF) { return .jpeg }
        if begins(0x49, 0x49, 0x2A, 0x00) || begins(0x4D, 0x4D, 0x00, 0x2A) { return .tiff }
        // Word and Excel of before 2007, and newer ones under a password ([MS-CFB], section 2.2).
        if begins(0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1) { throw FileRefusal.oldOrLocked }
        if begins(0x50, 0x4B, 0x03, 0x04) { return try office(bytes) }
        guard isText(bytes) else { throw FileRefusal.unknownType }
        return ending(of: name) == "csv" ? .csv : .text
    }

    // ECMA-376, part 2: a package with its content types, and the part that makes it one or the other.
    private static func office(_ bytes: [UInt8]) throws -> FileType {
        guard let names = try? Set(ZipArchive(bytes).entries.map(\.name)), names.contains("[Content_Types].xml") else {
            throw FileRefusal.unknownType
        }
        let type: FileType
        if names.contains("word/document.xml") {
            type = .docx
        } else if names.contains("xl/workbook.xml") {
            type = .xlsx
        } else {
            throw FileRefusal.unknownType
        }
        if names.contains(where: { $0.lowercased().hasSuffix("vbaproject.bin") }) { throw FileRefusal.macros }
        return type
    }

    /// Text in an ASCII-compatible encoding: no control characters but tab, line feed, form feed, carriage return and DOS's end of a file.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        let allowed: Set<UInt8> = [9, 10, 12, 13, 26]
        return bytes.allSatisfy { byte in byte >= 32 && byte != 127 || allowed.contains(byte) }
    }

    static func ending(of name: String) -> String {
        guard let point = name.lastIndex(of: "."), point != name.startIndex else { return "" }
        return name[name.index(after: point)...].lowercased()
    }

    /// The name under which a file is handed out: as given, with an ending that fits what it is, so that nothing is opened as something else.
    package func nameToServe(_ name: String) -> String {
        endings.contains(FileType.ending(of: name)) ? name : "\(name).\(endings[0])"
    }
}
