// The parts that all charts share.

/// What a chart draws, and the frame around it. Colours and type come from the style sheet by class, as the page's security policy allows no style
/// in the markup; series differ in mark and dash as well as in colour.
struct ChartDrawing {
    let id: String
    let finding: String
    let categories: [String]
    let axis: String
    let series: [Chart.Series]
    let marks: [Chart.Mark]
    let text: (Double) -> String

    static let width = 600.0

    /// All figures, with those to measure against.
    var figures: [Double] { series.flatMap(\.values).compactMap { $0 }.filter(\.isFinite) + marks.map(\.value) }

    /// An axis whose ticks read differently: of "5%, 6%, 6%, 7%" a reader would make nothing.
    func scale(_ values: [Double], fromZero: Bool = true) -> ChartScale {
        for count in [5, 4, 3, 2] {
            let scale = ChartScale(covering: values, fromZero: fromZero, count: count)
            let words = scale.ticks.map(text)
            if Set(words).count == words.count { return scale }
        }
        return ChartScale(covering: values, fromZero: fromZero, count: 1)
    }

    /// The figure of a category, if there is one.
    func value(_ series: Chart.Series, _ index: Int) -> Double? {
        guard index < series.values.count, let value = series.values[index], value.isFinite else { return nil }
        return value
    }

    /// One sentence on what is drawn, for those who do not see it; the figures stand in the table.
    var description: String {
        let names = series.map(\.name).joined(separator: ", ")
        let span = categories.count > 1 ? "from \(categories.first ?? "") to \(categories.last ?? "")" : categories.first ?? ""
        return "\(axis): \(names), \(span). The figures are in the table below."
    }

    func svg(height: Double, _ parts: [String]) -> String {
        """
        <svg class="chart" viewBox="0 0 \(number(ChartDrawing.width)) \(number(height))" role="img" aria-labelledby="\(id)-title \(id)-about">\
        <title id="\(id)-title">\(Markup.escape(finding))</title><desc id="\(id)-about">\(Markup.escape(description))</desc>\(parts.joined())</svg>
        """
    }

    /// The names of the series with their marks; nothing for a single one, which the axis names.
    func legend(y: Double) -> [String] {
        guard series.count > 1 else { return [] }
        var x = 0.0
        return series.enumerated().flatMap { index, series -> [String] in
            let drawn = [
                "<rect class=\"fill-\(index % 5 + 1)\" x=\"\(number(x))\" y=\"\(number(y - 10))\" width=\"12\" height=\"12\"/>",
                label(series.name, x: x + 18, y: y, "start"),
            ]
            x += 36 + textWidth(series.name)
            return drawn
        }
    }

    func label(_ text: String, x: Double, y: Double, _ anchor: String, _ kind: String = "chart-label") -> String {
        "<text class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(Markup.escape(text))</text>"
    }

    func rule(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String) -> String {
        "<line class=\"\(kind)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\"/>"
    }

    /// How wide a text will be about, at the chart's 14 px Arial.
    func textWidth(_ text: String) -> Double { Double(text.count) * 7.2 }

    /// A coordinate with one decimal at the most, which is finer than a screen.
    func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let whole = tenths.magnitude / 10
        let tenth = tenths.magnitude % 10
        return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
    }
}

/// A plot whose values go up and whose categories go along.
struct UprightPlot {
    let drawing: ChartDrawing
    let scale: ChartScale
    let left: Double
    let top: Double
    let bottom: Double
    let right = ChartDrawing.width - 12
    let height = 300.0

    init(_ drawing: ChartDrawing, scale: ChartScale) {
        self.drawing = drawing
        self.scale = scale
        let widest = scale.ticks.map { drawing.textWidth(drawing.text($0)) }.max() ?? 0
        left = max(widest + 12, 28)
        top = drawing.series.count > 1 ? 58 : 34
        bottom = height - 34
    }

    func y(_ value: Double) -> Double { bottom - scale.place(value) * (bottom - top) }
    var band: Double { (right - left) / Double(max(drawing.categories.count, 1)) }
    func middle(_ index: Int) -> Double { left + (Double(index) + 0.5) * band }

    /// Axis title, legend, ticks, and the categories along the foot.
    var frame: [String] {
        var parts = [drawing.label(drawing.axis, x: 0, y: 14, "start", "chart-axis")]
        parts += drawing.legend(y: 38)
        for tick in scale.ticks {
            parts.append(drawing.rule(left, y(tick), right, y(tick), tick == 0 ? "chart-zero" : "chart-grid"))
            parts.append(drawing.label(drawing.text(tick), x: left - 8, y: y(tick) + 5, "end"))
        }
        let widest = drawing.categories.map(drawing.textWidth).max() ?? 1
        let stride = ChartScale.labelStride(drawing.categories.count, limit: max(1, Int((right - left) / (widest + 12))))
        for (index, category) in drawing.categories.enumerated() where index % stride == 0 {
            parts.append(drawing.label(category, x: middle(index), y: bottom + 22, "middle"))
        }
        return parts
    }

    /// The lines to measure against, drawn over the rest.
    var markLines: [String] {
        drawing.marks.flatMap { mark in
            [
                drawing.rule(left, y(mark.value), right, y(mark.value), "chart-mark"),
                drawing.label(mark.name, x: right, y: y(mark.value) - 6, "end", "chart-label chart-mark-label"),
            ]
        }
    }
}
