// How to reach a person.

/// An email address. Kept in small letters, so that one address signs in however it is typed.
package struct EmailAddress: TextValue, Comparable {
    package let stored: String

    /// Takes what mail systems take in practice: one @, a domain with a dot, no spaces, at most 254 bytes.
    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter an email address, for example name@nhs.net.")
        let address = text.trimmed.lowercased()
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, address.utf8.count <= 254, (1...64).contains(parts[0].utf8.count), EmailAddress.isLocalPart(parts[0]),
            EmailAddress.isDomain(parts[1])
        else { throw problem }
        stored = address
    }

    package static func < (left: EmailAddress, right: EmailAddress) -> Bool { left.stored < right.stored }

    private static func isLocalPart(_ part: Substring) -> Bool {
        part.first != "." && part.last != "." && !part.contains("..")
            && part.utf8.allSatisfy { byte in
                isLetterOrDigit(byte) || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
            }
    }

    private static func isDomain(_ part: Substring) -> Bool {
        let labels = part.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            } && labels.last?.isDigits == false && (labels.last?.utf8.count ?? 0) >= 2
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// A telephone number. Stored in the national form for the United Kingdom, "07700900123", and as "+353851234567" for elsewhere.
package struct TelephoneNumber: TextValue {
    package let stored: String

    /// Reads a number with spaces, dashes, dots, brackets and country code as people write it.
    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter a telephone number with its area code, for example 020 7946 0123 or 07700 900123.")
        var plain = ""
        for character in text.trimmed.replacingPrefix("+44 (0)", with: "+44") {
            if character.asciiDigit != nil || character == "+" && plain.isEmpty {
                plain.append(character)
            } else if !(character.isWhitespace || character.isDash || "().".contains(character)) {
                throw problem
            }
        }
        if plain.hasPrefix("00") { plain = "+" + plain.dropFirst(2) }
        if plain.hasPrefix("+44") { plain = "0" + plain.dropFirst(3).drop { $0 == "0" } }
        if plain.hasPrefix("+") {
            guard (8...15).contains(plain.utf8.count - 1), plain.dropFirst().first != "0" else { throw problem }
        } else {
            // National numbers have 10 or 11 digits with the leading nought; none begins 00, 04 or 06.
            guard (10...11).contains(plain.utf8.count), plain.hasPrefix("0"), let second = plain.dropFirst().first, "1235789".contains(second) else {
                throw problem
            }
        }
        stored = plain
    }

    /// In the groups that people read: "07700 900123", "020 7946 0123", "0116 496 0123", "01632 960123".
    package var spaced: String {
        guard stored.utf8.count == 11, stored.hasPrefix("0") else { return stored }
        let digits = stored.dropFirst()
        let sizes =
            switch (digits.first, digits.dropFirst().first, digits.dropFirst(2).first) {
            case ("2", _, _): [3, 4, 4]
            case ("1", "1", _), ("1", _, "1"), ("3", _, _), ("8", _, _), ("9", _, _): [4, 3, 4]
            default: [5, 6]
            }
        var rest = stored[...]
        return sizes.map { size in
            defer { rest = rest.dropFirst(size) }
            return String(rest.prefix(size))
        }.joined(separator: " ")
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
