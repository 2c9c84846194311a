// Every practice's figures, side by side.

import Directory
import Kernel
import Store
import Web

struct PracticeTablePage: Page {
    static let template = "board-practices"
    static let sample = PracticeTablePage(
        Report.example, networks: [Report.exampleBody], network: nil, length: 8, query: PracticeTablePage.query(Fields()),
        today: LocalDate(daysSince1970: 20_778))

    let back: BackLink
    let period: String
    let action: String
    let network: ChoiceField
    let weeks: ChoiceField
    let known: TextField
    let notes: [String]
    let table: TableView

    var title: String { "Practices" }

    private enum CodingKeys: CodingKey { case back, period, action, network, weeks, known, notes, table }

    /// The columns that sort; the words of SQL are not used, as the list is short and is put in order here.
    static func query(_ fields: Fields) -> TableQuery {
        TableQuery(
            fields, path: BoardAddresses.practices.path(),
            columns: ["name", "share", "had", "use", "missed", "minutes", "earned", "paid", "owed"].map { TableQuery.Column($0, sql: $0) },
            filters: ["network", "weeks", "known"], idColumn: "name")
    }

    init(
        _ report: Report, networks: [ReportFacts.Body], network: OrganisationID?, length: Int, known: KnownDay = KnownDay(), query: TableQuery,
        today: LocalDate
    ) {
        let links = ReportLinks(report: report, today: today)
        back = BackLink("Board report", BoardAddresses.board.path())
        period = report.span.text
        action = BoardAddresses.practices.path()
        self.network = .network(networks, chosen: network)
        weeks = .weeks(chosen: length)
        self.known = known.field
        notes = report.known.map { [KnownDay.note($0)] } ?? []
        func row(_ unit: UnitFigures, isTotal: Bool) -> TableView.Row {
            var origin = Origin(from: report.span.from, through: report.span.through, network: isTotal ? network : nil)
            if !isTotal { origin.practice = unit.body.id }
            return TableView.Row(
                [
                    TableView.Cell(unit.body.name, tags: isTotal ? [] : PracticeTablePage.standing(unit), isHeading: true),
                    .number(unit.share.grouped), .number(unit.appointments.grouped, address: links.appointments(origin)), .number(unit.use.text),
                    .number(unit.missed.text, address: links.appointments(origin, .notAttended)),
                    .number(unit.deliveredMinutes.grouped, address: links.work(origin)),
                    .number(unit.earned.text, address: links.money(origin, .earned)), .number(unit.paid.text, address: links.money(origin, .paid)),
                    .number(unit.owed.text, address: links.money(origin, .owed)),
                ], isTotal: isTotal)
        }
        var total = report.total
        total = UnitFigures(body: ReportFacts.Body(id: total.body.id, name: "All")).adding(total)
        table = TableView(
            caption: "Practices, \(report.span.text)", hidesCaption: true,
            columns: [
                query.heading("Practice", "name"), query.heading("Share", "share", isNumeric: true),
                query.heading("Had", "had", isNumeric: true), query.heading("Of share", "use", isNumeric: true),
                query.heading("Not attended", "missed", isNumeric: true), query.heading("Minutes", "minutes", isNumeric: true),
                query.heading("Earned", "earned", isNumeric: true), query.heading("Paid", "paid", isNumeric: true),
                query.heading("Owed", "owed", isNumeric: true),
            ], rows: PracticeTablePage.sorted(report.practices, by: query).map { row($0, isTotal: false) } + [row(total, isTotal: true)],
            empty: "Practices appear here when the federation is formed.", exportAddress: query.exportAddress, isCompact: true)
    }

    private static func standing(_ unit: UnitFigures) -> [Tag] {
        if !unit.isMember { return [Tag(Origin.Group.former.title, .warning)] }
        return unit.takesPart ? [] : [unit.tookPart ? Tag("Has left", .warning) : Tag("Takes no part", .warning)]
    }

    static func sorted(_ practices: [UnitFigures], by query: TableQuery) -> [UnitFigures] {
        func comes(_ left: UnitFigures, before right: UnitFigures) -> Bool {
            switch query.column.name {
            case "share": left.share < right.share
            case "had": left.appointments < right.appointments
            case "use": left.use.isLower(than: right.use)
            case "missed": left.missed.isLower(than: right.missed)
            case "minutes": left.deliveredMinutes < right.deliveredMinutes
            case "earned": left.earned < right.earned
            case "paid": left.paid < right.paid
            case "owed": left.owed < right.owed
            default: left.body.name < right.body.name
            }
        }
        return practices.sorted { query.isDescending ? comes($1, before: $0) : comes($0, before: $1) }
    }
}
