// The number that tells patients apart.

/// A patient's NHS number: ten digits, the last a check digit by modulus 11 (NHS Data Dictionary, NHS NUMBER). Stored as "9990000018".
package struct NHSNumber: TextValue, Comparable {
    private let number: UInt64

    /// Reads ten digits; spaces and dashes between them do not matter. Throws a `ParseProblem` that says what is wrong.
    package init(parsing text: String) throws {
        func problem(_ expected: String) -> ParseProblem { ParseProblem(input: text, expected: expected) }
        var digits: [UInt64] = []
        for character in text {
            if let value = character.asciiDigit {
                digits.append(UInt64(value))
            } else if !(character.isWhitespace || character.isDash || character == "\u{FEFF}" || character == "\u{200B}") {
                throw problem("An NHS number has 10 digits and no letters, for example 999 000 0018.")
            }
        }
        guard !digits.isEmpty else { throw problem("Enter an NHS number, for example 999 000 0018.") }
        guard digits.count == 10 else {
            throw problem(
                "An NHS number has 10 digits. This one has \(digits.count): check whether a digit is \(digits.count < 10 ? "missing" : "too many").")
        }
        guard Set(digits).count > 1 else { throw problem("This is not an NHS number in use. Enter the patient's own NHS number.") }
        guard NHSNumber.checkDigit(of: digits.dropLast()) == digits[9] else {
            throw problem("Check the NHS number: one of its digits is wrong.")
        }
        number = digits.reduce(0) { $0 * 10 + $1 }
    }

    package var stored: String { number.padded(10) }

    /// As people read it out: "999 000 0018".
    package var spaced: String { "\(stored.prefix(3)) \(stored.dropFirst(3).prefix(3)) \(stored.suffix(4))" }

    /// In the range 999 that is never given to a person and serves tests and demonstrations.
    package var isTest: Bool { number >= 9_990_000_000 }

    /// A number of the test range: `serial` 0 to 999,999 in digits 4 to 9. Nil where it lies outside, or where no check digit fits it.
    package init?(testSerial serial: Int) {
        guard (0...999_999).contains(serial) else { return nil }
        let stem = 999_000_000 + UInt64(serial)
        let digits = stem.padded(9).utf8.map { UInt64($0 - UInt8(ascii: "0")) }
        guard let check = NHSNumber.checkDigit(of: digits[...]), Set(digits + [check]).count > 1 else { return nil }
        number = stem * 10 + check
    }

    package static func < (left: NHSNumber, right: NHSNumber) -> Bool { left.number < right.number }

    // Weights 10 to 2; eleven less the remainder, where 11 stands for 0 and 10 means that no such number is issued.
    private static func checkDigit(of nine: ArraySlice<UInt64>) -> UInt64? {
        let sum = zip(nine, 0..<9).reduce(UInt64(0)) { $0 + $1.0 * UInt64(10 - $1.1) }
        let check = 11 - sum % 11
        return check == 11 ? 0 : check == 10 ? nil : check
    }
}

extension Character {
    /// 0 to 9 for those characters only, no other script's digits.
    var asciiDigit: UInt8? { asciiValue.flatMap { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) ? $0 - UInt8(ascii: "0") : nil } }
    var isDash: Bool { "-‐‑‒–—−".contains(self) }
}
