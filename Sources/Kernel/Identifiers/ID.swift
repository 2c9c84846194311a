// Identifiers that know what they identify.

/// A time-ordered identifier (UUID version 7, RFC 9562 section 5.7) of one kind of thing.
package struct ID<Subject>: TextValue, Comparable {
    private let high: UInt64
    private let low: UInt64

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new identifier for something made at `instant`.
    package init(at instant: Instant) {
        var random = SystemRandomNumberGenerator()
        self.init(at: instant, using: &random)
    }

    /// A new identifier drawn from `random`, so that demonstration and test data can be made again from a seed.
    package init(at instant: Instant, using random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, instant.milliseconds)) & 0xFFFF_FFFF_FFFF
        let first: UInt64 = random.next()
        let second: UInt64 = random.next()
        high = milliseconds << 16 | 0x7000 | first & 0x0FFF
        low = 0x8000_0000_0000_0000 | second & 0x3FFF_FFFF_FFFF_FFFF
    }

    package init(parsing text: String) throws {
        var text = text
        guard let words = text.withUTF8(words(of:)) else {
            throw ParseProblem(input: text, expected: "This link is not complete. Go back and follow it again.")
        }
        (high, low) = words
    }

    package var stored: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            var at = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    buffer[at] = UInt8(ascii: "-")
                    at += 1
                }
                let word = nibble < 16 ? high : low
                let shift = UInt64(60 - (nibble % 16) * 4)
                let digit = UInt8(word >> shift & 0xF)
                buffer[at] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
                at += 1
            }
            return at
        }
    }

    package static func < (left: ID, right: ID) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    /// The same identifier read as another kind of thing, at a port where two rooms name one thing differently.
    package func asID<Other>(of _: Other.Type) -> ID<Other> { ID<Other>(high: high, low: low) }
}

// Outside the generic type, as thousands of identifiers are read for one page.
private func words(of bytes: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
    guard bytes.count == 36 else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for position in 0..<36 {
        let byte = bytes[position]
        if position == 8 || position == 13 || position == 18 || position == 23 {
            guard byte == UInt8(ascii: "-") else { return nil }
            continue
        }
        let digit: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
        if position < 18 { high = high << 4 | UInt64(digit) } else { low = low << 4 | UInt64(digit) }
    }
    return (high, low)
}
