// Numbers and letters by chance, and refusals.

import Kernel
import TestKit

/// Chance as these tests draw it.
extension SeededGenerator {
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
