// Where post goes, and how far it is.

/// A postcode of the United Kingdom in one of its published forms (BS 7666). Stored as "SW1A 1AA".
package struct Postcode: TextValue, Comparable {
    package let stored: String

    /// Reads a postcode in small or capital letters, with or without its space.
    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter a postcode, for example SW1A 1AA.")
        let code = Array(text.uppercased().utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") })
        // A non-breaking space is two bytes, C2 A0.
        let plain = code.filter { $0 != 0xC2 && $0 != 0xA0 }
        guard (5...7).contains(plain.count) else { throw problem }
        let outward = plain.dropLast(3)
        let inward = plain.suffix(3)
        // ZZ99 is what NHS systems record for people and places that have no postcode (NHS Data Dictionary, postcode default codes).
        let isKnown = Postcode.isOutward(Array(outward)) || outward.elementsEqual("ZZ99".utf8) || plain == Array("GIR0AA".utf8)
        guard Postcode.isInward(Array(inward)), isKnown else { throw problem }
        stored = String(decoding: outward + [UInt8(ascii: " ")] + inward, as: UTF8.self)
    }

    /// The part before the space, "SW1A".
    package var outward: String { String(stored.prefix { $0 != " " }) }

    /// The letters at its start, "SW".
    package var area: String { String(stored.prefix { $0.isLetter }) }

    package static func < (left: Postcode, right: Postcode) -> Bool { left.stored < right.stored }

    // The letters C I K M O V never stand in the inward part.
    private static func isInward(_ part: [UInt8]) -> Bool {
        part.count == 3 && isDigit(part[0]) && part[1...].allSatisfy { has($0, in: "ABDEFGHJLNPQRSTUWXYZ") }
    }

    // A9, A99, AA9, AA99, A9A and AA9A, the last two with a limited choice of letters.
    private static func isOutward(_ part: [UInt8]) -> Bool {
        guard let first = part.first, has(first, in: "ABCDEFGHIJKLMNOPQRSTUVWXYZ") else { return false }
        let hasSecondLetter = part.count > 1 && has(part[1], in: "ABCDEFGHJKLMNOPQRSTUVWXY")
        let rest = Array(part.dropFirst(hasSecondLetter ? 2 : 1))
        guard let digit = rest.first, isDigit(digit) else { return false }
        guard rest.count == 2 else { return rest.count == 1 }
        return isDigit(rest[1]) || has(rest[1], in: hasSecondLetter ? "ABEHMNPRVWXY" : "ABCDEFGHJKPSTUW")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func has(_ byte: UInt8, in letters: StaticString) -> Bool {
        letters.withUTF8Buffer { $0.contains(byte) }
    }
}
