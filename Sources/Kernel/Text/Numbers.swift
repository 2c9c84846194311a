// Numbers as people read them.

extension BinaryInteger {
    /// With commas between thousands: "1,234", "−1,234".
    package var grouped: String {
        let digits = Array(String(magnitude))
        var text = self < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// With what is counted: "1 practice", "1,234 practices".
    package func counted(_ one: String, _ many: String) -> String { "\(grouped) \(self == 1 ? one : many)" }
}

/// Numbers as people write them: thousands in groups of three, parted by commas or by spaces, or not at all. What could mean two numbers is none:
/// "6123,75" is never 612,375.
package enum WrittenNumber {
    /// "12,500", "12 500", "12500", "-3".
    package static func whole(_ text: some StringProtocol) -> Int? {
        let (sign, rest) = signed(text.trimmed)
        return digits(rest).flatMap { Int(sign + $0) }
    }

    /// A number of at most two decimal places, in hundredths: "11,234.5" is 1,123,450. Further places are taken where they are nought, save where they
    /// could be thousands: "12.500".
    package static func hundredths(_ text: some StringProtocol) -> Int? {
        let (sign, rest) = signed(text.trimmed)
        let halves = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let whole = digits(first) else { return nil }
        let decimals = halves.count == 2 ? halves[1] : "0"
        guard decimals.isDigits, decimals.dropFirst(2).allSatisfy({ $0 == "0" }), decimals.utf8.count != 3 || whole.utf8.count > 3 else { return nil }
        return Int(sign + whole + (decimals + "0").prefix(2))
    }

    private static func signed(_ text: String) -> (sign: String, rest: Substring) {
        text.first.map("-−–".contains) == true ? ("-", text.dropFirst()) : ("", text[...])
    }

    /// The digits without what parts the thousands.
    private static func digits(_ text: some StringProtocol) -> String? {
        let hasCommas = text.contains(",")
        let groups = text.split(omittingEmptySubsequences: false) { hasCommas ? $0 == "," : $0.isWhitespace }
        guard groups.allSatisfy(\.isDigits) else { return nil }
        guard groups.count == 1 || groups[0].utf8.count <= 3 && groups[0].first != "0" && groups.dropFirst().allSatisfy({ $0.utf8.count == 3 }) else {
            return nil
        }
        return groups.joined()
    }
}

extension StringProtocol {
    /// Only the digits 0 to 9, and at least one.
    package var isDigits: Bool { !isEmpty && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }

    /// Only A to Z.
    package var isCapitals: Bool { !isEmpty && utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } }

    /// Without white space at its ends, whatever kind of space it is.
    package var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}
