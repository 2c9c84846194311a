// From values to places on an axis.

/// An axis with round ticks that covers its values.
package struct ChartScale: Hashable, Sendable {
    package let low: Double
    package let high: Double
    package let step: Double

    /// Covers `values` with about `count` steps of 1, 2 or 5 times a power of ten. `fromZero` for bars, whose length is what is compared.
    /// No values, or values that are not finite, give an axis from 0 to 1.
    package init(covering values: [Double], fromZero: Bool = true, count: Int = 5) {
        let finite = values.filter(\.isFinite)
        var least = finite.min() ?? 0
        var most = finite.max() ?? 1
        if fromZero || finite.count < 2 {
            least = min(least, 0)
            most = max(most, 0)
        }
        if least == most { most = least + 1 }
        let step = ChartScale.roundStep((most - least) / Double(max(count, 1)))
        self.step = step
        self.low = (least / step).rounded(.down) * step
        self.high = (most / step).rounded(.up) * step
    }

    /// From `low` to `high`, both included.
    package var ticks: [Double] {
        let count = Int(((high - low) / step).rounded())
        // Multiplying keeps 0.3 from becoming 0.30000000000000004 by adding up.
        return (0...max(count, 1)).map { low + Double($0) * step }
    }

    /// 0 at `low`, 1 at `high`; values outside are kept at the ends.
    package func place(_ value: Double) -> Double { min(max((value - low) / (high - low), 0), 1) }

    /// The smallest of 1, 2 and 5 times a power of ten that is not below `rough`.
    package static func roundStep(_ rough: Double) -> Double {
        guard rough > 0, rough.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= rough { power *= 10 }
        while power > rough { power /= 10 }
        let fraction = rough / power
        // A hair's breadth over is the division's doing, not the data's.
        let factor: Double = fraction <= 1.000001 ? 1 : fraction <= 2.000001 ? 2 : fraction <= 5.000001 ? 5 : 10
        return factor * power
    }

    /// Which of `count` labels to show so that at most `limit` do: every first, second, third…
    package static func labelStride(_ count: Int, limit: Int) -> Int { max(1, (count + limit - 1) / max(limit, 1)) }
}
