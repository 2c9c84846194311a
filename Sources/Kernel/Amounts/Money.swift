// Pounds and pence, exactly.

/// An amount of money in whole pence. Arithmetic stops at the ends of `Int` instead of trapping. Written to JSON and databases as pence.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let pence: Int

    package init(pence: Int) { self.pence = pence }

    package static let zero = Money(pence: 0)

    /// Reads an amount as people write it: "£1,250", "1250.5", "-12.50", "−£12.50". Throws a `ParseProblem`.
    package init(parsing text: String) throws {
        let problem = ParseProblem(input: text, expected: "Enter an amount in pounds, for example 1,250 or 12.50.")
        var rest = text.trimmed[...]
        var marks = ""
        while let first = rest.first, "£-−–".contains(first) {
            marks.append(first == "£" ? "£" : "-")
            rest = rest.dropFirst().drop { $0.isWhitespace }
        }
        guard ["", "£", "-", "-£", "£-"].contains(marks), let pence = WrittenNumber.hundredths(rest) else { throw problem }
        self.pence = marks.contains("-") ? -pence : pence
    }

    package static func + (left: Money, right: Money) -> Money {
        let (sum, overflow) = left.pence.addingReportingOverflow(right.pence)
        return Money(pence: overflow ? (left.pence < 0 ? Int.min : Int.max) : sum)
    }

    package static func - (left: Money, right: Money) -> Money {
        Money(pence: Int(clamping: Int128(left.pence) - Int128(right.pence)))
    }

    package static prefix func - (amount: Money) -> Money { .zero - amount }

    package static func * (amount: Money, count: Int) -> Money {
        Money(pence: Int(clamping: Int128(amount.pence) * Int128(count)))
    }

    package static func += (left: inout Money, right: Money) { left = left + right }
    package static func -= (left: inout Money, right: Money) { left = left - right }
    package static func < (left: Money, right: Money) -> Bool { left.pence < right.pence }

    package var isNegative: Bool { pence < 0 }

    /// What `minutes` of work come to at `price` an hour, to the nearest penny, a half away from nought, so that a reversal undoes it exactly.
    package static func perHour(_ price: Money, minutes: Int) -> Money {
        let product = Int128(price.pence) * Int128(minutes)
        let rounded = (product.magnitude + 30) / 60
        return Money(pence: Int(clamping: product < 0 ? -Int128(rounded) : Int128(rounded)))
    }

    /// "£1,958,400" for whole pounds, otherwise "£12.50"; "−£12.50" below nought.
    package var text: String { pence % 100 == 0 ? written(withPence: false) : exactText }

    /// Always with pence: "£1,958,400.00".
    package var exactText: String { written(withPence: true) }

    package var description: String { exactText }

    private func written(withPence: Bool) -> String {
        let magnitude = pence.magnitude
        let pounds = "\(pence < 0 ? "−" : "")£\((magnitude / 100).grouped)"
        return withPence ? "\(pounds).\((magnitude % 100).padded(2))" : pounds
    }
}

extension Money: Codable {
    package init(from decoder: any Decoder) throws {
        pence = try decoder.singleValueContainer().decode(Int.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(pence)
    }
}

extension Sequence<Money> {
    package func sum() -> Money { reduce(.zero, +) }
}
