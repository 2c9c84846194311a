// Where a QR code's modules go.

/// The square of modules of one code while it is filled in (ISO/IEC 18004, sections 6.3, 7.7 to 7.10).
struct QRGrid: Sendable {
    let size: Int
    private(set) var modules: [[Bool]]
    // Modules with a fixed meaning, which data and masks leave alone.
    private var isFixed: [[Bool]]

    init(version: QRVersion) {
        size = version.size
        modules = Array(repeating: Array(repeating: false, count: version.size), count: version.size)
        isFixed = modules
        for index in 0..<size {
            fix(6, index, index % 2 == 0)
            fix(index, 6, index % 2 == 0)
        }
        markFinder(3, 3)
        markFinder(3, size - 4)
        markFinder(size - 4, 3)
        for y in version.alignment {
            for x in version.alignment where !(isFixed[y][x] && isFinder(y, x)) { markAlignment(y, x) }
        }
        markFormat(mask: 0)
        if version.number >= 7 { markVersion(version.number) }
    }

    private mutating func fix(_ y: Int, _ x: Int, _ isDark: Bool) {
        guard modules.indices.contains(y), modules.indices.contains(x) else { return }
        modules[y][x] = isDark
        isFixed[y][x] = true
    }

    private func isFinder(_ y: Int, _ x: Int) -> Bool { (y < 9 && (x < 9 || x > size - 9)) || (y > size - 9 && x < 9) }

    // With the light separator around it, which may lie outside.
    private mutating func markFinder(_ centreY: Int, _ centreX: Int) {
        for y in -4...4 {
            for x in -4...4 {
                let ring = max(abs(y), abs(x))
                fix(centreY + y, centreX + x, ring != 2 && ring != 4)
            }
        }
    }

    private mutating func markAlignment(_ centreY: Int, _ centreX: Int) {
        for y in -2...2 {
            for x in -2...2 { fix(centreY + y, centreX + x, max(abs(y), abs(x)) != 1) }
        }
    }

    /// Level M and the mask, with their own error correction, twice.
    mutating func markFormat(mask: Int) {
        // Level M is 00.
        let bits = (mask << 10 | QRGrid.remainder(mask << 10, by: 0x537, bits: 10)) ^ 0x5412
        func isDark(_ index: Int) -> Bool { bits >> index & 1 == 1 }
        for index in 0..<6 { fix(index, 8, isDark(index)) }
        fix(7, 8, isDark(6))
        fix(8, 8, isDark(7))
        fix(8, 7, isDark(8))
        for index in 9..<15 { fix(8, 14 - index, isDark(index)) }
        for index in 0..<8 { fix(8, size - 1 - index, isDark(index)) }
        for index in 8..<15 { fix(size - 15 + index, 8, isDark(index)) }
        fix(size - 8, 8, true)
    }

    private mutating func markVersion(_ number: Int) {
        let bits = number << 12 | QRGrid.remainder(number << 12, by: 0x1F25, bits: 12)
        for index in 0..<18 {
            let (far, near) = (size - 11 + index % 3, index / 3)
            fix(near, far, bits >> index & 1 == 1)
            fix(far, near, bits >> index & 1 == 1)
        }
    }

    private static func remainder(_ value: Int, by polynomial: Int, bits: Int) -> Int {
        var rest = value
        while rest >> bits != 0 { rest ^= polynomial << (Int.bitWidth - rest.leadingZeroBitCount - 1 - bits) }
        return rest
    }

    /// Fills columns two at a time from the right, upwards and downwards in turn, and turns over what the mask says.
    mutating func place(_ codewords: [UInt8], mask: Int) {
        var index = 0
        var right = size - 1
        var isUpward = true
        while right > 0 {
            if right == 6 { right -= 1 }
            for step in 0..<size {
                let y = isUpward ? size - 1 - step : step
                for x in [right, right - 1] where !isFixed[y][x] {
                    let bit = index < codewords.count * 8 && codewords[index / 8] >> UInt8(7 - index % 8) & 1 == 1
                    modules[y][x] = bit != QRGrid.isTurned(y, x, mask)
                    index += 1
                }
            }
            isUpward.toggle()
            right -= 2
        }
    }

    private static func isTurned(_ y: Int, _ x: Int, _ mask: Int) -> Bool {
        switch mask {
        case 0: (y + x) % 2 == 0
        case 1: y % 2 == 0
        case 2: x % 3 == 0
        case 3: (y + x) % 3 == 0
        case 4: (y / 2 + x / 3) % 2 == 0
        case 5: y * x % 2 + y * x % 3 == 0
        case 6: (y * x % 2 + y * x % 3) % 2 == 0
        default: ((y + x) % 2 + y * x % 3) % 2 == 0
        }
    }

    /// How hard the picture is to read: long runs, blocks of one colour, what looks like a finder, and too much of one colour (7.8.3).
    var penalty: Int {
        let columns = (0..<size).map { x in modules.map { $0[x] } }
        var sum = 0
        for line in modules + columns { sum += QRGrid.runPenalty(line) + QRGrid.finderPenalty(line) }
        for y in 1..<size {
            for x in 1..<size where Set([modules[y][x], modules[y - 1][x], modules[y][x - 1], modules[y - 1][x - 1]]).count == 1 { sum += 3 }
        }
        let dark = modules.joined().filter { $0 }.count
        return sum + abs(dark * 20 - size * size * 10) / (size * size) * 10
    }

    private static func runPenalty(_ line: [Bool]) -> Int {
        var (sum, run) = (0, 1)
        for index in 1...line.count {
            if index < line.count, line[index] == line[index - 1] {
                run += 1
            } else {
                if run >= 5 { sum += run - 2 }
                run = 1
            }
        }
        return sum
    }

    private static func finderPenalty(_ line: [Bool]) -> Int {
        let finder = [true, false, true, true, true, false, true]
        let light = [false, false, false, false]
        return (0...line.count - 11).reduce(0) { sum, start in
            let part = Array(line[start..<start + 11])
            return sum + (part == finder + light || part == light + finder ? 40 : 0)
        }
    }
}
