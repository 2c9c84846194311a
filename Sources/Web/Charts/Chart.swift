// A chart with its table.

/// A chart ready to show: `{{#chart}}{{>chart}}{{/chart}}`. Its title says the finding; below stand source and date, and a table of the same figures.
package struct Chart: Encodable, Sendable {
    package enum Kind: Hashable, Sendable {
        case line
        case bars
        case stackedBars
        /// A row a category, with a dot a series: for comparing practices.
        case dots
    }

    package struct Series: Hashable, Sendable {
        package let name: String
        /// One a category; nil where there is no figure.
        package let values: [Double?]

        package init(_ name: String, _ values: [Double?]) {
            self.name = name
            self.values = values
        }
    }

    /// A line across the chart to measure against: "Required: 1,200".
    package struct Mark: Hashable, Sendable {
        package let name: String
        package let value: Double

        package init(_ name: String, _ value: Double) {
            self.name = name
            self.value = value
        }
    }

    package let id: String
    package let finding: String
    package let svg: String
    package let source: String
    package let isEmpty: Bool
    package let empty: String
    package let table: TableView

    /// - Parameters:
    ///   - id: unique on its page.
    ///   - finding: what the chart shows, as a sentence: "Riverside had less than its share in three weeks of four".
    ///   - axis: what the values are, with their unit: "Minutes a week".
    ///   - source: source and date: "Activity ledger, 21 November 2026".
    ///   - empty: what will appear here and how, where there are no figures yet.
    ///   - address: what the figure of a category and a series is made of, for the table; "" for nothing.
    ///   - text: a value as words, for ticks and the table.
    package init(
        _ kind: Kind, id: String, finding: String, categoriesTitle: String, categories: [String], axis: String, series: [Series], marks: [Mark] = [],
        source: String, empty: String = "There are no figures yet.", address: (Int, Int) -> String = { _, _ in "" },
        text: @escaping (Double) -> String
    ) {
        let figures = series.flatMap(\.values).compactMap { $0 }.filter(\.isFinite)
        self.id = id
        self.finding = finding
        self.source = source
        self.empty = empty
        self.isEmpty = figures.isEmpty
        self.table = TableView(
            caption: finding, hidesCaption: true,
            columns: [TableView.Column(categoriesTitle)] + series.map { TableView.Column($0.name, isNumeric: true) },
            rows: categories.enumerated().map { index, category in
                TableView.Row(
                    [.heading(category)]
                        + series.enumerated().map { place, series in
                            guard index < series.values.count, let value = series.values[index] else { return .number("no figure") }
                            return .number(text(value), address: address(index, place))
                        })
            }, empty: empty, isCompact: true)
        guard !isEmpty else {
            self.svg = ""
            return
        }
        let drawing = ChartDrawing(id: id, finding: finding, categories: categories, axis: axis, series: series, marks: marks, text: text)
        self.svg =
            switch kind {
            case .line: drawing.line()
            case .bars: drawing.bars(isStacked: false)
            case .stackedBars: drawing.bars(isStacked: true)
            case .dots: drawing.dots()
            }
    }
}
