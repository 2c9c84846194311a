// Measurements as text.

import CoreMetrics
import Foundation
import Testing
import Web

@Suite struct MetricsTests {
    @Test("Counters, gauges and timers are written as Prometheus reads them")
    func text() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "bookings_total", dimensions: [("hub", "Oak \"North\"\n")]).increment(by: 2)
        metrics.makeCounter(label: "bookings_total", dimensions: [("hub", "Oak \"North\"\n")]).increment(by: 1)
        metrics.makeCounter(label: "bookings_total", dimensions: []).increment(by: 5)
        metrics.makeRecorder(label: "queue.depth", dimensions: [], aggregate: false).record(7.5)
        let timer = metrics.makeTimer(label: "write", dimensions: [("route", "/desk")])
        timer.recordNanoseconds(1_500_000)
        timer.recordNanoseconds(20_000_000_000)
        let lines = metrics.text().split(separator: "\n").map(String.init)
        #expect(lines.contains("# TYPE bookings_total counter"))
        #expect(lines.contains("bookings_total 5"))
        #expect(lines.contains("bookings_total{hub=\"Oak \\\"North\\\"\\n\"} 3"))
        #expect(lines.contains("queue_depth 7.5"))
        // 1.5 ms is within 2 ms; 20 s is beyond every bound but infinity.
        #expect(lines.contains("write_seconds_bucket{route=\"/desk\",le=\"0.001\"} 0"))
        #expect(lines.contains("write_seconds_bucket{route=\"/desk\",le=\"0.002\"} 1"))
        #expect(lines.contains("write_seconds_bucket{route=\"/desk\",le=\"10.0\"} 1"))
        #expect(lines.contains("write_seconds_bucket{route=\"/desk\",le=\"+Inf\"} 2"))
        #expect(lines.contains("write_seconds_sum{route=\"/desk\"} 20.0015"))
        #expect(lines.filter { $0.hasPrefix("# TYPE bookings_total") }.count == 1)
    }
}
