// Line, bar and dot charts.

extension ChartDrawing {
    /// One line a series, broken where a figure is missing, with a dot on each figure.
    func line() -> String {
        let plot = UprightPlot(self, scale: scale(figures))
        var parts = plot.frame
        for (index, series) in series.enumerated() {
            var runs: [[(Double, Double)]] = [[]]
            for at in categories.indices {
                guard let value = value(series, at) else {
                    runs.append([])
                    continue
                }
                runs[runs.count - 1].append((plot.middle(at), plot.y(value)))
            }
            for run in runs where run.count > 1 {
                let points = run.map { "\(number($0.0)),\(number($0.1))" }.joined(separator: " ")
                parts.append("<polyline class=\"line-\(index % 5 + 1)\" points=\"\(points)\"/>")
            }
            for point in runs.joined() {
                parts.append("<circle class=\"fill-\(index % 5 + 1)\" cx=\"\(number(point.0))\" cy=\"\(number(point.1))\" r=\"3.5\"/>")
            }
        }
        return svg(height: plot.height, parts + plot.markLines)
    }

    /// Bars side by side, or on top of one another. Stacked bars are for parts of a whole, so negative figures are left out of them.
    func bars(isStacked: Bool) -> String {
        let sums = categories.indices.map { at in series.compactMap { value($0, at) }.filter { $0 > 0 }.reduce(0, +) }
        let plot = UprightPlot(self, scale: scale(isStacked ? sums + marks.map(\.value) : figures))
        var parts = plot.frame
        let room = plot.band * 0.76
        for at in categories.indices {
            let start = plot.middle(at) - room / 2
            var base = 0.0
            for (index, series) in series.enumerated() {
                guard let value = value(series, at), !isStacked || value > 0 else { continue }
                let width = isStacked ? room : room / Double(self.series.count)
                let x = isStacked ? start : start + Double(index) * width
                let (from, to) = isStacked ? (plot.y(base), plot.y(base + value)) : (plot.y(0), plot.y(value))
                base += value
                // Half a pixel of white keeps neighbours apart where their colours are alike in grey.
                parts.append(
                    """
                    <rect class="fill-\(index % 5 + 1)" x="\(number(x + 0.5))" y="\(number(min(from, to)))" \
                    width="\(number(max(width - 1, 1)))" height="\(number(max(abs(from - to) - (isStacked ? 1 : 0), 0)))"/>
                    """)
            }
        }
        return svg(height: plot.height, parts + plot.markLines)
    }

    /// A row a category with a dot a series, on an axis that need not begin at nought.
    func dots() -> String {
        let scale = scale(figures, fromZero: false)
        let rowHeight = 26.0
        let left = min((categories.map(textWidth).max() ?? 0) + 14, ChartDrawing.width * 0.4)
        let right = ChartDrawing.width - 28
        let top = (series.count > 1 ? 54.0 : 30.0) + (marks.isEmpty ? 0 : 18)
        let bottom = top + Double(categories.count) * rowHeight
        func x(_ value: Double) -> Double { left + scale.place(value) * (right - left) }

        var parts = [label(axis, x: 0, y: 14, "start", "chart-axis")] + legend(y: 38)
        for tick in scale.ticks {
            parts.append(rule(x(tick), top, x(tick), bottom, "chart-grid"))
            parts.append(label(text(tick), x: x(tick), y: bottom + 20, "middle"))
        }
        for mark in marks {
            parts.append(rule(x(mark.value), top, x(mark.value), bottom, "chart-mark"))
            parts.append(label(mark.name, x: x(mark.value), y: top - 6, "middle", "chart-label chart-mark-label"))
        }
        let fitting = Int(left / 7.2)
        for (at, category) in categories.enumerated() {
            let y = top + (Double(at) + 0.5) * rowHeight
            parts.append(rule(left, y, right, y, "chart-row"))
            let name = category.count > fitting ? category.prefix(max(fitting - 1, 1)) + "…" : category[...]
            parts.append(label(String(name), x: left - 10, y: y + 5, "end"))
            for (index, series) in series.enumerated() {
                guard let value = value(series, at) else { continue }
                parts.append("<circle class=\"fill-\(index % 5 + 1)\" cx=\"\(number(x(value)))\" cy=\"\(number(y))\" r=\"6\"/>")
            }
        }
        return svg(height: bottom + 30, parts)
    }
}
