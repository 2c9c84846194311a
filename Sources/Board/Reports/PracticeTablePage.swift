// Every practice's figures, side by side.

import Kernel
import Web

struct PracticeTablePage: Page {
    static let template = "board-practices"
    static let sample = PracticeTablePage(Report.example, query: PracticeTablePage.query(Fields(), Report.example.said.columns))

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

    /// The columns that sort; the words of SQL are not used, as the list is short and is put in order here.
    static func query(_ fields: Fields, _ columns: [PracticeColumn]) -> TableQuery {
        TableQuery(
            fields, path: ReportAddresses.practices.path(), columns: (["name"] + columns.map(\.name)).map { TableQuery.Column($0, sql: $0) },
            filters: ["network", "weeks", "known"], idColumn: "name")
    }

    init(_ report: Report, query: TableQuery) {
        let columns = report.said.columns
        let frame = report.frame.including(columns.flatMap(\.values.keys))
        back = BackLink("Board report", ReportAddresses.board.path())
        period = frame.span.text
        action = ReportAddresses.practices.path()
        network = .network(of: frame)
        weeks = .weeks(of: frame)
        known = report.known.field
        notes = KnownDay.notes(frame.known)
        columnNotes = columns.map(\.note).filter { !$0.isEmpty }
        func cell(_ value: PracticeColumn.Value) -> TableView.Cell { .number(value.text, address: value.address) }
        let rows = PracticeTablePage.sorted(frame.each, columns, by: query).map { unit in
            let id = unit.body.id
            let tags = (unit.isMember ? [] : [Tag(ReportFrame.Group.former.title, .warning)]) + (report.said.tags[id] ?? [])
            return TableView.Row(
                [TableView.Cell(unit.body.name, tags: tags, isHeading: true)] + columns.map { cell($0.values[id] ?? $0.none) })
        }
        table = TableView(
            caption: "Practices, \(frame.span.text)", hidesCaption: true,
            columns: [query.heading("Practice", "name")] + columns.map { query.heading($0.title, $0.name, isNumeric: true) },
            rows: rows + [TableView.Row([TableView.Cell("All", isHeading: true)] + columns.map { cell($0.total) }, isTotal: true)],
            empty: "Practices appear here when the federation is formed.", exportAddress: query.exportAddress, isCompact: true)
    }

    static func sorted(_ practices: [ReportFrame.Unit], _ columns: [PracticeColumn], by query: TableQuery) -> [ReportFrame.Unit] {
        let column = columns.first { $0.name == query.column.name }
        func comes(_ left: ReportFrame.Unit, before right: ReportFrame.Unit) -> Bool {
            guard let column else { return left.body.name < right.body.name }
            return (column.values[left.body.id] ?? column.none).rank.isLower(than: (column.values[right.body.id] ?? column.none).rank)
        }
        return practices.sorted { query.isDescending ? comes($1, before: $0) : comes($0, before: $1) }
    }
}
