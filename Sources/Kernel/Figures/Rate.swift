// A part of a whole, as people say it.

/// A part of a whole, kept as two counts so that rates of many can be added up. The part may be more than the whole.
package struct Rate: Hashable, Sendable {
    package let part: Int
    package let whole: Int

    package init(_ part: Int, of whole: Int) {
        self.part = part
        self.whole = whole
    }

    package static let none = Rate(0, of: 0)

    /// Nil where there is nothing to be a part of.
    package var percent: Double? { whole > 0 ? Double(part) * 100 / Double(whole) : nil }

    /// Whole percent, a half up: "6%"; "no figure" where there is nothing to be a part of.
    package var text: String {
        guard whole > 0 else { return "no figure" }
        return "\((Int128(part) * 200 + Int128(whole)).dividedDown(by: Int128(whole) * 2))%"
    }

    /// A percentage as it stands on an axis: with one decimal where it is not whole.
    package static func text(percent: Double) -> String {
        let tenths = Int((percent * 10).rounded(.toNearestOrAwayFromZero))
        return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(abs(tenths % 10))%"
    }

    /// Whether it is less than `percent` of the whole, exactly.
    package func isBelow(percent: Int) -> Bool { whole > 0 && Int128(part) * 100 < Int128(percent) * Int128(whole) }

    package static func + (left: Rate, right: Rate) -> Rate {
        Rate(left.part.addingWithinBounds(right.part), of: left.whole.addingWithinBounds(right.whole))
    }

    /// Whether the rate is lower, compared exactly; one without a whole is lower than any other.
    package func isLower(than other: Rate) -> Bool {
        guard whole > 0 else { return other.whole > 0 }
        guard other.whole > 0 else { return false }
        return Int128(part) * Int128(other.whole) < Int128(other.part) * Int128(whole)
    }
}

extension Sequence<Rate> {
    package func total() -> Rate { reduce(.none, +) }
}
