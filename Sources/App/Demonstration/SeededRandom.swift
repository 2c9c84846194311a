// Chance that can be had again.

/// SplitMix64 (Steele, Lea and Flood 2014): the same seed gives the same numbers on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in `percent` of a hundred cases.
    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// One of `choices`, as often as its weight says; nil where all weights are nought.
    mutating func pick<Choice>(_ choices: [Choice], by weights: [Int]) -> Choice? {
        let total = weights.reduce(0, +)
        guard total > 0 else { return nil }
        var left = Int.random(in: 0..<total, using: &self)
        for (choice, weight) in zip(choices, weights) {
            if left < weight { return choice }
            left -= weight
        }
        return choices.last
    }

    mutating func pick(_ words: [String]) -> String { words.randomElement(using: &self) ?? "" }
}
