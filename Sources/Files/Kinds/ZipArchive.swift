// Reads ZIP archives without trusting them.

import CZlib

/// Why an archive cannot be read.
enum ZipProblem: Error, Hashable, Sendable {
    case damaged, locked
    /// More than may be unpacked: an archive that is made to burst, or a document beyond all measure.
    case tooLarge
}

/// A ZIP archive (PKWARE's APPNOTE 6.3) in memory, as far as office documents use it: stored or deflated entries, no encryption, no ZIP64.
/// Every place is checked before it is read.
struct ZipArchive: Sendable {
    struct Entry: Hashable, Sendable {
        let name: String
        fileprivate let method: Int
        fileprivate let isLocked: Bool
        fileprivate let checksum: Int
        fileprivate let packed: Int
        fileprivate let offset: Int
    }

    static let entryLimit = 10_000
    let entries: [Entry]
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        // The end's record is 22 bytes and a comment of at most 65,535.
        let first = max(0, bytes.count - 22 - 65_535)
        guard bytes.count >= 22, let end = stride(from: bytes.count - 22, through: first, by: -1).first(where: { bytes.number($0, 4) == 0x0605_4B50 })
        else { throw ZipProblem.damaged }
        guard let count = bytes.number(end + 10, 2), var place = bytes.number(end + 16, 4) else { throw ZipProblem.damaged }
        guard count <= Self.entryLimit else { throw ZipProblem.tooLarge }
        var entries: [Entry] = []
        for _ in 0..<count {
            guard bytes.number(place, 4) == 0x0201_4B50, let flags = bytes.number(place + 8, 2), let method = bytes.number(place + 10, 2),
                let checksum = bytes.number(place + 16, 4), let packed = bytes.number(place + 20, 4), let name = bytes.number(place + 28, 2),
                let extra = bytes.number(place + 30, 2), let comment = bytes.number(place + 32, 2), let offset = bytes.number(place + 42, 4),
                place + 46 + name <= bytes.count
            else { throw ZipProblem.damaged }
            entries.append(
                Entry(
                    name: String(decoding: bytes[(place + 46)..<(place + 46 + name)], as: UTF8.self), method: method, isLocked: flags & 1 == 1,
                    checksum: checksum, packed: packed, offset: offset))
            place += 46 + name + extra + comment
        }
        self.entries = entries
    }

    /// An entry unpacked; nil where there is none of that name.
    ///
    /// - Parameter limit: bytes; more than that is `ZipProblem.tooLarge`, and found out without unpacking more.
    func unpacked(_ name: String, limit: Int) throws -> [UInt8]? {
        guard let entry = entries.first(where: { $0.name == name }) else { return nil }
        guard !entry.isLocked else { throw ZipProblem.locked }
        guard bytes.number(entry.offset, 4) == 0x0403_4B50, let nameLength = bytes.number(entry.offset + 26, 2),
            let extra = bytes.number(entry.offset + 28, 2)
        else { throw ZipProblem.damaged }
        let start = entry.offset + 30 + nameLength + extra
        guard start + entry.packed <= bytes.count else { throw ZipProblem.damaged }
        let packed = bytes[start..<(start + entry.packed)]
        let content: [UInt8]
        switch entry.method {
        case 0:
            guard packed.count <= limit else { throw ZipProblem.tooLarge }
            content = Array(packed)
        case 8: content = try Self.inflated(packed, limit: limit)
        default: throw ZipProblem.damaged
        }
        guard Int(crc32(0, content, UInt32(content.count))) == entry.checksum else { throw ZipProblem.damaged }
        return content
    }

    /// Inflates raw deflate data (RFC 1951) piece by piece, up to `limit`.
    private static func inflated(_ packed: ArraySlice<UInt8>, limit: Int) throws -> [UInt8] {
        var stream = z_stream()
        // Negative: no head and no tail around the data.
        guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { throw ZipProblem.damaged }
        defer { inflateEnd(&stream) }
        var input = Array(packed)
        var piece = [UInt8](repeating: 0, count: 65_536)
        var content: [UInt8] = []
        try input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(source.count)
            while true {
                let result = piece.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return inflate(&stream, Z_NO_FLUSH)
                }
                content += piece[..<(piece.count - Int(stream.avail_out))]
                guard content.count <= limit else { throw ZipProblem.tooLarge }
                if result == Z_STREAM_END { return }
                guard result == Z_OK else { throw ZipProblem.damaged }
            }
        }
        return content
    }
}

extension [UInt8] {
    /// `length` bytes at `place` as a number, the lowest first; nil beyond the end.
    fileprivate func number(_ place: Int, _ length: Int) -> Int? {
        guard place >= 0, place + length <= count else { return nil }
        return self[place..<(place + length)].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
