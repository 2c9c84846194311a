// Form bodies and queries into fields.

/// Reads `application/x-www-form-urlencoded` text (WHATWG URL standard, section 5), bounded in what it takes.
package enum FormDecoding {
    /// The most fields of a form or a query.
    package static let fieldLimit = 1000

    package static func fields(_ bytes: some Sequence<UInt8>) throws -> Fields {
        var pairs: [(name: String, value: String)] = []
        var name: [UInt8]?
        var current: [UInt8] = []
        var isEmpty = true
        func finish() throws {
            guard !isEmpty else { return }
            let (first, second) = name.map { ($0, current) } ?? (current, [])
            pairs.append((try text(first), try trimmed(text(second))))
            guard pairs.count <= fieldLimit else { throw BodyProblem.illFormed("it has more than \(fieldLimit) fields") }
            name = nil
            current = []
            isEmpty = true
        }
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "&"): try finish()
            case UInt8(ascii: "=") where name == nil:
                name = current
                current = []
                isEmpty = false
            default:
                current.append(byte)
                isEmpty = false
            }
        }
        try finish()
        return Fields(pairs)
    }

    /// Decodes `%20` and `+`; throws where the result is not UTF-8 or holds a NUL.
    private static func text(_ encoded: [UInt8]) throws -> String {
        try utf8(percentDecoded(encoded, plusIsSpace: true))
    }

    static func utf8(_ bytes: [UInt8]) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else { throw BodyProblem.illFormed("it is not UTF-8 text") }
        return text
    }

    static func percentDecoded(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) throws -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    throw BodyProblem.illFormed("it has a broken percent sign")
                }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return decoded
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    static func trimmed(_ text: String) -> String {
        var slice = text[...]
        while let first = slice.first, first.isWhitespace { slice.removeFirst() }
        while let last = slice.last, last.isWhitespace { slice.removeLast() }
        return String(slice)
    }
}
