// What a room says to the board.

import Kernel
import Tabular

/// A question of the board, what a room found, and the chart that shows it.
package struct Finding: Sendable {
    package let question: String
    package let sentence: String
    /// Drawn only where it is shown; its heading is the sentence.
    package let chart: @Sendable () -> Chart
    /// Where more stands.
    package let more: [LinkView]
    /// Its place among the findings of all rooms, lowest first.
    package let order: Int

    package init(_ question: String, _ sentence: String, more: [LinkView] = [], order: Int, chart: @escaping @Sendable () -> Chart) {
        self.question = question
        self.sentence = sentence
        self.chart = chart
        self.more = more
        self.order = order
    }
}

/// One of the numbers at the top of the report and on home pages.
package struct KeyFigure: Sendable {
    package let figure: Figure
    package let order: Int

    package init(_ figure: Figure, order: Int) {
        self.figure = figure
        self.order = order
    }
}

/// A column of the table in which practices are compared.
package struct PracticeColumn: Sendable {
    package struct Value: Sendable {
        /// As the table shows it and its files hold it.
        package let cell: TableView.Cell
        /// What rows are put in order by.
        package let key: FileCell

        /// A number or an amount, which rows are put in order by.
        package init(_ cell: TableView.Cell) {
            self.cell = cell
            key = cell.value
        }

        /// In words, as percentages are; one without a whole comes first.
        package init(_ rate: Rate, address: String = "") {
            cell = .number(rate.text, address: address)
            // To a thousandth of a millionth of the whole.
            key = rate.whole > 0 ? .number(Int(clamping: Int128(rate.part) * 1_000_000_000 / Int128(rate.whole))) : .empty
        }

        private init(cell: TableView.Cell, key: FileCell) {
            self.cell = cell
            self.key = key
        }

        /// The same without an address: nothing is behind it that could be opened.
        var closed: Value { Value(cell: cell.closed, key: key) }
    }

    /// How the address of a sorted table names it.
    package let name: String
    package let title: String
    package let order: Int
    /// By practice; a former member stands in the table only where a column speaks of it.
    package let values: [OrganisationID: Value]
    /// What stands where a practice has no value; it opens nothing.
    package let none: Value
    package let total: Value
    /// What the column means, below the table.
    package let note: String

    package init(_ name: String, _ title: String, order: Int, values: [OrganisationID: Value], none: Value, total: Value, note: String = "") {
        self.name = name
        self.title = title
        self.order = order
        self.values = values
        self.none = none.closed
        self.total = total
        self.note = note
    }
}

/// Everything that one room says to the board. Rooms contribute it through `Feature.findings`.
package struct RoomFindings: Sendable {
    package var findings: [Finding]
    package var figures: [KeyFigure]
    /// Made only where practices are compared.
    package var columns: @Sendable () -> [PracticeColumn]
    /// What else is to be said of a practice, beside its name.
    package var tags: [OrganisationID: [Tag]]

    package init(
        _ findings: [Finding] = [], figures: [KeyFigure] = [], columns: @escaping @Sendable () -> [PracticeColumn] = { [] },
        tags: [OrganisationID: [Tag]] = [:]
    ) {
        self.findings = findings
        self.figures = figures
        self.columns = columns
        self.tags = tags
    }

    /// What all rooms say, each kind in its order.
    package init(of rooms: [RoomFindings]) {
        findings = rooms.flatMap(\.findings).sorted { $0.order < $1.order }
        figures = rooms.flatMap(\.figures).sorted { $0.order < $1.order }
        let columns = rooms.map(\.columns)
        self.columns = { columns.flatMap { $0() }.sorted { $0.order < $1.order } }
        tags = rooms.map(\.tags).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
}

/// A part of the home page of one practice's manager: what a room says about the practice.
package struct PracticeSection: Encodable, Sendable {
    let heading: String
    let sentence: String
    let figures: [Figure]
    let tables: [TableView]
    let charts: [Chart]
    let links: [LinkView]
    let note: String
    package let order: Int

    package init(
        _ heading: String, _ sentence: String = "", figures: [Figure] = [], tables: [TableView] = [], charts: [Chart] = [], links: [LinkView] = [],
        note: String = "", order: Int
    ) {
        self.heading = heading
        self.sentence = sentence
        self.figures = figures
        self.tables = tables
        self.charts = charts
        self.links = links
        self.note = note
        self.order = order
    }

    private enum CodingKeys: CodingKey { case heading, sentence, figures, tables, charts, links, note }
}
