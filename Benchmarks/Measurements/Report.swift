// Tables on standard output.

import Foundation

enum Report {
    static func title(_ text: String) { line("\n## \(text)") }

    static func row(_ name: String, _ value: Double, _ unit: String) {
        line("\(name.padding(toLength: 58, withPad: " ", startingAt: 0)) \(number(value)) \(unit)")
    }

    static func row(_ name: String, _ value: Int, _ unit: String = "") { row(name, Double(value), unit) }

    /// At once, also into a file, so that what was measured is there when a run is cut short.
    static func line(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    static func note(_ text: String) { FileHandle.standardError.write(Data("… \(text)\n".utf8)) }

    private static func number(_ value: Double) -> String {
        let text = value == value.rounded() ? String(Int(value)) : String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
        return String(repeating: " ", count: max(0, 12 - text.count)) + text
    }
}

/// Times of many requests, in milliseconds.
struct Latencies {
    private let sorted: [Double]

    init(_ times: [Double]) { sorted = times.sorted() }

    func percentile(_ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
