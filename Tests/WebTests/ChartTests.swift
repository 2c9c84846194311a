// Axes, and charts from odd figures.

import Foundation
import TestKit
import Testing
import Web

@Suite struct ChartTests {
    @Test(
        "Steps are 1, 2 or 5 times a power of ten",
        arguments: [(0.9, 1.0), (1, 1), (1.1, 2), (2.4, 5), (5.1, 10), (12, 20), (0.03, 0.05), (430, 500), (0, 1), (-3, 1), (.infinity, 1)])
    func steps(rough: Double, step: Double) { #expect(abs(ChartScale.roundStep(rough) - step) < 1e-9) }

    @Test("An axis covers its values with round ticks")
    func axis() {
        // Five steps over 0 to 4,800 are 960 each, so 1,000.
        #expect(ChartScale(covering: [4100, 4800]).ticks == [0, 1000, 2000, 3000, 4000, 5000])
        // From 12 to 23 without nought: 2.2 a step, so 5, from 10 to 25.
        #expect(ChartScale(covering: [12, 19, 23], fromZero: false).ticks == [10, 15, 20, 25])
        #expect(ChartScale(covering: [-12, 30]).ticks == [-20, -10, 0, 10, 20, 30])
    }

    @Test(
        "Nothing, one figure, equal figures and figures that are none still give an axis",
        arguments: [[], [5], [7, 7, 7], [0], [-4], [.nan, .infinity]])
    func oddAxis(values: [Double]) {
        let scale = ChartScale(covering: values)
        #expect(scale.low < scale.high && scale.step > 0 && scale.ticks.count >= 2)
        #expect(values.filter(\.isFinite).allSatisfy { (0...1).contains(scale.place($0)) })
    }

    @Test("Any figures lie within their axis and its ticks are few")
    func anyFigures() {
        var random = SeededGenerator(seed: 42)
        for _ in 0..<500 {
            let size = pow(10, Double.random(in: -3...7, using: &random))
            let values = (0..<Int.random(in: 1...20, using: &random)).map { _ in Double.random(in: -size...size, using: &random) }
            let scale = ChartScale(covering: values, fromZero: Bool.random(using: &random))
            #expect(values.allSatisfy { $0 >= scale.low - scale.step * 1e-6 && $0 <= scale.high + scale.step * 1e-6 })
            #expect((2...14).contains(scale.ticks.count))
        }
    }

    @Test("A chart has a name, a description and its figures as a table", arguments: [Chart.Kind.line, .bars, .stackedBars, .dots])
    func parts(kind: Chart.Kind) {
        let chart = Chart(
            kind, id: "c", finding: "Oak & Elm <both> grew", categoriesTitle: "Week", categories: ["5 Oct", "12 Oct"], axis: "Minutes",
            series: [.init("Oak", [1, nil]), .init("Elm", [2, 3])], source: "ledger", text: { String(Int($0)) })
        #expect(chart.svg.contains("role=\"img\" aria-labelledby=\"c-title c-about\""))
        #expect(chart.svg.contains("<title id=\"c-title\">Oak &amp; Elm &lt;both&gt; grew</title>"))
        #expect(!chart.svg.contains("style="), "the security policy forbids styles in the markup")
        let words = [chart.table.columns.map(\.title)] + chart.table.rows.map { $0.cells.map(\.text) }
        #expect(words == [["Week", "Oak", "Elm"], ["5 Oct", "1", "2"], ["12 Oct", "no figure", "3"]])
    }

    @Test("One figure is drawn, and none leaves a sentence", arguments: [Chart.Kind.line, .bars, .stackedBars, .dots])
    func few(kind: Chart.Kind) {
        func chart(_ values: [Double?]) -> Chart {
            Chart(
                kind, id: "c", finding: "f", categoriesTitle: "Week", categories: values.map { _ in "w" }, axis: "a", series: [.init("s", values)],
                source: "s",
                text: { String(Int($0)) })
        }
        #expect(!chart([3]).isEmpty && !chart([3]).svg.contains("nan"))
        #expect(chart([nil]).isEmpty && chart([]).isEmpty && chart([]).svg.isEmpty)
        #expect(!chart([0]).svg.contains("nan"))
    }

    @Test("A line is broken where a figure is missing")
    func gap() {
        let chart = Chart(
            .line, id: "c", finding: "f", categoriesTitle: "Week", categories: ["1", "2", "3", "4", "5"], axis: "a",
            series: [.init("s", [1, 2, nil, 3, 4])],
            source: "s", text: { String(Int($0)) })
        #expect(chart.svg.components(separatedBy: "<polyline").count == 3)
    }
}
