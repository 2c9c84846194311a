// Chance that comes again, and refusals.

import Kernel

/// Draws the same numbers from the same seed (SplitMix64), so that a failure can be seen again.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func pick<Element>(_ text: some Collection<Element>) -> Element? { text.randomElement(using: &self) }
    mutating func digits(_ count: Int) -> String { (0..<count).map { _ in String(number(0...9)) }.joined() }
    mutating func capital() -> String { String(UnicodeScalar(UInt8(number(65...90)))) }
}

/// The sentence that a refused text comes with; empty where it was taken.
func refusal(_ body: () throws -> some Any) -> String {
    do {
        _ = try body()
        return ""
    } catch let problem as ParseProblem {
        return problem.expected
    } catch {
        return "another error: \(error)"
    }
}
