// Every practice's figures, side by side.

import Kernel
import Web

struct PracticeTablePage: Page {
    static let template = "board-practices"
    static let sample = PracticeTablePage(
        Report.example, Report.example.said.columns(),
        TableView(caption: "Practices", columns: [.init("Practice")], rows: [.init([.heading("Riverside Surgery")])], empty: "None"))

    let back: BackLink
    let period: String
    let action: String
    let network: ChoiceField
    let weeks: ChoiceField
    let known: TextField
    let notes: [String]
    let table: TableView
    let columnNotes: [String]

    var title: String { "Practices" }

    private enum CodingKeys: CodingKey { case back, period, action, network, weeks, known, notes, table, columnNotes }

    init(_ report: Report, _ columns: [PracticeColumn], _ table: TableView) {
        back = BackLink("Board report", ReportAddresses.board.path())
        period = report.frame.span.text
        action = ReportAddresses.practices.path()
        network = .network(of: report.frame)
        weeks = .weeks(of: report.frame)
        known = report.known.field
        notes = KnownDay.notes(report.frame.known)
        self.table = table
        columnNotes = columns.map(\.note).filter { !$0.isEmpty }
    }

    /// A practice, or all practices together.
    struct Line: Sendable {
        let name: String
        let tags: [Tag]
        let values: [String: PracticeColumn.Value]
    }

    static func list(_ report: Report, _ columns: [PracticeColumn], _ visit: Visit) -> RecordList<Line> {
        let lines = report.frame.including(columns.flatMap(\.values.keys)).each.map { unit in
            let id = unit.body.id
            return Line(
                name: unit.body.name,
                tags: (unit.isMember ? [] : [Tag(ReportFrame.Group.former.title, .warning)]) + (report.said.tags[id] ?? []),
                values: Dictionary(columns.map { ($0.name, $0.values[id] ?? $0.none) }) { first, _ in first })
        }
        return RecordList(
            "Practices, \(report.frame.span.text)", visit, of: lines,
            total: Line(name: "All", tags: [], values: Dictionary(columns.map { ($0.name, $0.total) }) { first, _ in first }),
            columns: [.init("Practice", sort: "name", note: "Standing") { TableView.Cell($0.name, tags: $0.tags, isHeading: true) }]
                + columns.map { column in
                    .init(column.title, sort: column.name, isNumeric: true, key: { ($0.values[column.name] ?? column.none).key }) {
                        ($0.values[column.name] ?? column.none).cell
                    }
                }, keeps: ["network", "weeks", "known"], empty: "Practices appear here when the federation is formed.", isCompact: true)
    }
}
