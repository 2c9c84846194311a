// Codes of organisations.

/// A code of the Organisation Data Service. Checked loosely, as new codes may be longer; whether it exists is looked up in the directory.
package struct ODSCode: TextValue, Comparable {
    package let stored: String

    /// Three to twelve letters and digits; small letters are made capital, spaces at the ends are dropped.
    package init(parsing text: String) throws {
        let code = text.trimmed.uppercased()
        guard (3...12).contains(code.utf8.count),
            code.utf8.allSatisfy({ byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            })
        else { throw ParseProblem(input: text, expected: "Enter an ODS code: letters and digits without spaces, for example A81001.") }
        stored = code
    }

    /// Whether it has the form of a general practice's code in England: a letter other than I, O, Q to U and Z, and five digits.
    package var isPractice: Bool { hasForm { "ABCDEFGHJKLMNPVWXY".contains($0) } }

    /// Whether it has the form of a primary care network's code: U and five digits.
    package var isNetwork: Bool { hasForm { $0 == "U" } }

    private func hasForm(_ letter: (Character) -> Bool) -> Bool {
        stored.utf8.count == 6 && stored.first.map(letter) == true && stored.dropFirst().isDigits
    }

    package static func < (left: ODSCode, right: ODSCode) -> Bool { left.stored < right.stored }
}
