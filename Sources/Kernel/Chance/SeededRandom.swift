// Chance that can be had again.

/// SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same numbers on every machine.
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A stream of its own for one part of what is made from `seed`, so that more of it changes nothing in any other part. The name is folded in by FNV-1a
    /// (Fowler, Noll and Vo), 64 bits.
    package init(seed: UInt64, part: String) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        self.init(seed: seed ^ hash)
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in `percent` of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// One of `choices`, as often as its weight says; nil where all weights are nought.
    package mutating func pick<Choice>(_ choices: [Choice], by weights: [Int]) -> Choice? {
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        var left = Int.random(in: 0..<total, using: &self)
        for (choice, weight) in zip(choices, weights) {
            if left < weight { return choice }
            left -= weight
        }
        return choices.last
    }

    package mutating func pick(_ words: [String]) -> String { words.randomElement(using: &self) ?? "" }
}
