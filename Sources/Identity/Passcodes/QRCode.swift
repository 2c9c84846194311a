// The picture that an authenticator app scans.

/// A QR code (ISO/IEC 18004) of bytes at error correction level M, versions 1 to 10, which hold up to 213 bytes: enough for a passcode's link.
/// Made here because the link holds the secret, which no other program needs to see.
struct QRCode: Sendable {
    /// Modules a side.
    let size: Int
    /// Row by row; true is dark.
    let modules: [[Bool]]

    /// Nil for more than 213 bytes. With `mask` nil the mask with the least penalty is taken.
    init?(_ text: String, mask: Int? = nil) {
        let bytes = Array(text.utf8)
        guard let version = QRVersion.all.first(where: { bytes.count <= $0.capacity }) else { return nil }
        let codewords = version.codewords(of: bytes)
        let grids = (mask.map { [$0] } ?? Array(0..<8)).map { mask -> QRGrid in
            var grid = QRGrid(version: version)
            grid.place(codewords, mask: mask)
            grid.markFormat(mask: mask)
            return grid
        }
        guard let best = grids.min(by: { $0.penalty < $1.penalty }) else { return nil }
        size = best.size
        modules = best.modules
    }

    /// With the quiet zone of four modules that scanners need, each row's dark runs as one path.
    var svg: String {
        var path = ""
        for (y, row) in modules.enumerated() {
            var x = 0
            while x < size {
                guard row[x] else {
                    x += 1
                    continue
                }
                let start = x
                while x < size, row[x] { x += 1 }
                path += "M\(start + 4) \(y + 4)h\(x - start)v1h-\(x - start)z"
            }
        }
        let side = size + 8
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(side * 5)" height="\(side * 5)" role="img" \
            aria-label="QR code of the key below" shape-rendering="crispEdges"><rect width="\(side)" height="\(side)" fill="#fff"/>\
            <path d="\(path)" fill="#000"/></svg>
            """
    }
}

/// What the standard fixes for a version at level M (ISO/IEC 18004, tables 7, 9 and E.1).
struct QRVersion: Sendable {
    let number: Int
    /// Data codewords of each block.
    let blocks: [Int]
    /// Error correction codewords a block.
    let correction: Int
    /// Where the centres of alignment patterns lie, in both directions.
    let alignment: [Int]

    static let all: [QRVersion] = [
        QRVersion(number: 1, blocks: [16], correction: 10, alignment: []),
        QRVersion(number: 2, blocks: [28], correction: 16, alignment: [6, 18]),
        QRVersion(number: 3, blocks: [44], correction: 26, alignment: [6, 22]),
        QRVersion(number: 4, blocks: [32, 32], correction: 18, alignment: [6, 26]),
        QRVersion(number: 5, blocks: [43, 43], correction: 24, alignment: [6, 30]),
        QRVersion(number: 6, blocks: [27, 27, 27, 27], correction: 16, alignment: [6, 34]),
        QRVersion(number: 7, blocks: [31, 31, 31, 31], correction: 18, alignment: [6, 22, 38]),
        QRVersion(number: 8, blocks: [38, 38, 39, 39], correction: 22, alignment: [6, 24, 42]),
        QRVersion(number: 9, blocks: [36, 36, 36, 37, 37], correction: 22, alignment: [6, 26, 46]),
        QRVersion(number: 10, blocks: [43, 43, 43, 43, 44], correction: 26, alignment: [6, 28, 50]),
    ]

    var size: Int { 17 + 4 * number }
    private var countBits: Int { number < 10 ? 8 : 16 }
    private var dataCount: Int { blocks.reduce(0, +) }
    /// The most bytes that it holds: four bits say that bytes follow, then their number.
    var capacity: Int { (dataCount * 8 - 4 - countBits) / 8 }

    /// The data with its padding and error correction, blocks interleaved.
    func codewords(of bytes: [UInt8]) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) { for shift in (0..<count).reversed() { bits.append(value >> shift & 1 == 1) } }
        append(0b0100, 4)
        append(bytes.count, countBits)
        for byte in bytes { append(Int(byte), 8) }
        append(0, min(4, dataCount * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var pad = 0xEC
        while bits.count < dataCount * 8 {
            append(pad, 8)
            pad ^= 0xEC ^ 0x11
        }
        let data = stride(from: 0, to: bits.count, by: 8).map { start in bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) } }
        var parts: [[UInt8]] = []
        var rest = data[...]
        for length in blocks {
            parts.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        let corrections = parts.map { QRField.correction(of: $0, count: correction) }
        let longest = blocks.max() ?? 0
        return (0..<longest).flatMap { index in parts.compactMap { index < $0.count ? $0[index] : nil } }
            + (0..<correction).flatMap { index in corrections.map { $0[index] } }
    }
}

/// Reed-Solomon codes over the field of 256 elements with x⁸ + x⁴ + x³ + x² + 1 (annex A).
enum QRField {
    static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var (sum, factor) = (0, Int(left))
        for bit in 0..<8 {
            if right >> UInt8(bit) & 1 == 1 { sum ^= factor }
            factor <<= 1
            if factor & 0x100 != 0 { factor ^= 0x11D }
        }
        return UInt8(sum)
    }

    static func correction(of data: [UInt8], count: Int) -> [UInt8] {
        var generator: [UInt8] = [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            // Times (x + root).
            let shifted = generator + [0]
            generator = shifted.enumerated().map { index, value in value ^ (index > 0 ? product(generator[index - 1], root) : 0) }
            root = product(root, 2)
        }
        var remainder = data + [UInt8](repeating: 0, count: count)
        for index in data.indices where remainder[index] != 0 {
            let factor = remainder[index]
            for (offset, value) in generator.enumerated() { remainder[index + offset] ^= product(value, factor) }
        }
        return Array(remainder.suffix(count))
    }
}
