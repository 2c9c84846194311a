// A way in for who has lost the telephone.

/// A code that stands in for a passcode once: 80 random bits in Crockford's base 32, in four groups of four.
package struct RecoveryCode: Hashable, Sendable {
    /// Sixteen characters, without spaces.
    let compact: String

    /// How many a person gets at a time.
    package static let count = 10

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    init(from random: RandomBytes) {
        // One character from each byte's lowest five bits: 32 divides 256, so none is likelier than another.
        compact = String(random.draw(16).map { RecoveryCode.alphabet[Int($0 & 31)] })
    }

    /// Reads what a person typed: spaces, dashes and capitals do not matter, and the letters o, i and l are read as digits.
    package init?(typed: String) {
        let text = typed.lowercased().filter { $0.isLetter || $0.isNumber }.map { letter -> Character in
            switch letter {
            case "o": "0"
            case "i", "l": "1"
            default: letter
            }
        }
        guard text.count == 16, text.allSatisfy(RecoveryCode.alphabet.contains) else { return nil }
        compact = String(text)
    }

    package var spaced: String {
        let text = Array(compact)
        return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: " ")
    }
}
