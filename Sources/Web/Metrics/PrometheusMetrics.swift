// Measurements as Prometheus reads them.

import CoreMetrics
import Synchronization

/// Collects what swift-metrics records and writes it in the Prometheus text format, version 0.0.4. Timers become histograms in seconds.
package final class PrometheusMetrics: MetricsFactory, Sendable {
    /// The one that `/metrics` shows; the command that serves bootstraps swift-metrics with it.
    package static let shared = PrometheusMetrics()

    private struct Key: Hashable {
        let label: String
        let dimensions: String
    }

    private struct Series {
        var counters: [Key: CounterSeries] = [:]
        var gauges: [Key: GaugeSeries] = [:]
        var timers: [Key: HistogramSeries] = [:]
    }

    private let series = Mutex(Series())

    package init() {}

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let key = PrometheusMetrics.key(label, dimensions)
        return series.withLock { series in
            if let known = series.counters[key] { return known }
            let new = CounterSeries()
            series.counters[key] = new
            return new
        }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let key = PrometheusMetrics.key(label, dimensions)
        return series.withLock { series in
            if let known = series.gauges[key] { return known }
            let new = GaugeSeries()
            series.gauges[key] = new
            return new
        }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let key = PrometheusMetrics.key(label, dimensions)
        return series.withLock { series in
            if let known = series.timers[key] { return known }
            let new = HistogramSeries()
            series.timers[key] = new
            return new
        }
    }

    // Series live as long as the process: labels are route patterns and kinds, which are few.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    package func text() -> String {
        let all = series.withLock { $0 }
        var lines: [String] = []
        for (label, rows) in PrometheusMetrics.grouped(all.counters) {
            lines.append("# TYPE \(label) counter")
            lines += rows.map { "\(label)\(PrometheusMetrics.braces($0.0)) \($0.1.value)" }
        }
        for (label, rows) in PrometheusMetrics.grouped(all.gauges) {
            lines.append("# TYPE \(label) gauge")
            lines += rows.map { "\(label)\(PrometheusMetrics.braces($0.0)) \($0.1.value)" }
        }
        for (label, rows) in PrometheusMetrics.grouped(all.timers) {
            let name = label + "_seconds"
            lines.append("# TYPE \(name) histogram")
            for (dimensions, histogram) in rows {
                let state = histogram.state
                var sum = 0
                for (bound, count) in zip(HistogramSeries.bounds, state.buckets) {
                    sum += count
                    lines.append("\(name)_bucket\(PrometheusMetrics.braces(dimensions, "le=\"\(bound)\"")) \(sum)")
                }
                lines.append("\(name)_bucket\(PrometheusMetrics.braces(dimensions, "le=\"+Inf\"")) \(state.count)")
                lines.append("\(name)_sum\(PrometheusMetrics.braces(dimensions)) \(Double(state.nanoseconds) / 1_000_000_000)")
                lines.append("\(name)_count\(PrometheusMetrics.braces(dimensions)) \(state.count)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func grouped<Value>(_ series: [Key: Value]) -> [(String, [(String, Value)])] {
        Dictionary(grouping: series, by: \.key.label)
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.sorted { $0.key.dimensions < $1.key.dimensions }.map { ($0.key.dimensions, $0.value) }) }
    }

    private static func braces(_ parts: String...) -> String {
        let filled = parts.filter { !$0.isEmpty }
        return filled.isEmpty ? "" : "{\(filled.joined(separator: ","))}"
    }

    private static func key(_ label: String, _ dimensions: [(String, String)]) -> Key {
        Key(label: name(label), dimensions: dimensions.map { "\(name($0.0))=\"\(escaped($0.1))\"" }.joined(separator: ","))
    }

    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "_" })
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(character)
            }
        }.joined()
    }
}

private final class CounterSeries: CounterHandler, Sendable {
    private let total = Mutex<Int64>(0)

    var value: Int64 { total.withLock { $0 } }
    func increment(by amount: Int64) { total.withLock { $0 &+= amount } }
    func reset() { total.withLock { $0 = 0 } }
}

private final class GaugeSeries: RecorderHandler, Sendable {
    private let last = Mutex<Double>(0)

    var value: Double { last.withLock { $0 } }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { last.withLock { $0 = value } }
}

private final class HistogramSeries: TimerHandler, Sendable {
    struct State {
        var buckets = [Int](repeating: 0, count: HistogramSeries.bounds.count)
        var count = 0
        var nanoseconds: Int64 = 0
    }

    /// Upper bounds in seconds: 1 ms to 10 s, with 20 ms, the goal for a page, among them.
    static let bounds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

    private let recorded = Mutex(State())

    var state: State { recorded.withLock { $0 } }

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1_000_000_000
        recorded.withLock { state in
            state.count += 1
            state.nanoseconds &+= duration
            if let index = HistogramSeries.bounds.firstIndex(where: { seconds <= $0 }) { state.buckets[index] += 1 }
        }
    }
}
