// What this room says to the board.

import Identity
import Kernel
import Store
import Web

extension ContractsFeature {
    package func findings(_ frame: ReportFrame, in connection: any Connection) throws -> RoomFindings {
        MoneyFindings(MoneyRules.report(try MoneyFactsStore.facts(frame, in: connection))).all
    }

    package func sections(of practice: OrganisationID, _ frame: ReportFrame, in connection: any Connection) throws -> [PracticeSection] {
        let report = MoneyRules.report(try MoneyFactsStore.facts(frame, in: connection))
        let unit = ReportFrame.Unit(.init(id: practice, name: "My practice"), practices: [practice])
        let own = report.practices.first { $0.unit.body.id == practice } ?? UnitMoney(unit)
        let statement = try StatementStore.statements(scope: ScopeRules.practice(practice), in: connection).first
        return [
            try PracticeMoney.section(own, frame, statement: statement.map { ($0, try StatementStore.figures(of: $0, in: connection)) })
        ]
    }
}

struct MoneyFindings {
    private let report: MoneyReport
    private let links: MoneyLinks

    init(_ report: MoneyReport) {
        self.report = report
        links = MoneyLinks(common: FigureLinks(report.frame))
    }

    var all: RoomFindings { RoomFindings(findings, figures: [owed], columns: { columns }) }

    private var findings: [Finding] {
        let charts = MoneyCharts(report: report, links: links)
        return [
            Finding(
                "What do we earn?", MoneyFindingRules.earned(report),
                more: [LinkView("What practices earned, line by line", links.money(links.common.whole, .earned))], order: 50
            ) { charts.earned },
            Finding(
                "What have practices been paid?", MoneyFindingRules.paid(report),
                more: [LinkView("What is owed, line by line", links.money(links.common.whole, .owed))], order: 60
            ) { charts.paid },
        ]
    }

    private var owed: KeyFigure {
        KeyFigure(
            Figure(
                "Owed to practices", report.total.owed.text,
                detail: (report.overpaid == .zero ? "" : "\(report.owing.text) less \(report.overpaid.text) paid too much; ")
                    + "\(report.total.paid.text) paid in these months", address: links.money(links.common.whole, .owed)), order: 40)
    }

    private var columns: [PracticeColumn] {
        func column(_ part: MoneyPart, _ title: String, order: Int, _ amount: KeyPath<UnitMoney, Money>) -> PracticeColumn {
            func value(_ money: UnitMoney, _ origin: Origin) -> PracticeColumn.Value {
                .init(.money(money[keyPath: amount], shown: money[keyPath: amount].text, address: links.money(origin, part)))
            }
            return PracticeColumn(
                part.rawValue, title, order: order,
                values: Dictionary(uniqueKeysWithValues: report.practices.map { ($0.unit.body.id, value($0, links.common.unit($0.unit))) }),
                none: value(UnitMoney(report.frame.whole), links.common.whole), total: value(report.total, links.common.whole))
        }
        return [
            column(.earned, "Earned", order: 60, \.earned), column(.paid, "Paid", order: 70, \.paid), column(.owed, "Owed", order: 80, \.owed),
        ]
    }
}

/// Where figures about money open.
struct MoneyLinks: Sendable {
    let common: FigureLinks

    /// Earlier than anything that the ledgers hold.
    private static let beginning = LocalDate(daysSince1970: 10_957)

    static func path(_ origin: Origin, _ part: MoneyPart) -> String { origin.path(ContractsAddresses.postings, [("part", part.rawValue)]) }

    /// All postings of `part` in the report's months; what is owed goes back to the first posting of all.
    func money(_ origin: Origin, _ part: MoneyPart) -> String {
        var origin = origin
        origin.from = part == .owed ? MoneyLinks.beginning : common.frame.months.first?.first ?? common.frame.span.from
        origin.through = Month(containing: common.frame.today).last
        return MoneyLinks.path(origin, part)
    }

    func money(_ month: Month, _ part: MoneyPart) -> String {
        var origin = common.whole
        (origin.from, origin.through) = (month.first, month.last)
        return MoneyLinks.path(origin, part)
    }
}

/// The charts about money; each figure of their tables opens onto the postings.
struct MoneyCharts: Sendable {
    let report: MoneyReport
    let links: MoneyLinks

    private var source: String { "Money ledger, \(report.frame.today.longText)" }

    var earned: Chart {
        let months = report.months
        let earned: [(part: MoneyPart, series: Chart.Series)] = [
            (.care, .init("Earned for care", months.map { pounds($0.care) })),
            (.notAttended, .init("Not attended", months.map { pounds($0.notAttended) })),
            (.unused, .init("Not used", months.map { pounds($0.unused) })),
        ]
        let income =
            report.frame.network == nil
            ? [(part: MoneyPart.income, series: Chart.Series("Contract income", months.map { pounds($0.income) }))] : []
        let hasMoney = months.contains { $0.income != .zero || $0.earned != .zero }
        let shown = hasMoney ? income + earned : []
        return Chart(
            .bars, id: "earned", finding: MoneyFindingRules.earned(report), categoriesTitle: "Month",
            categories: hasMoney ? months.map(\.month.shortTitle) : [], axis: "Pounds a month", series: shown.map(\.series),
            source: source, empty: "Money appears here when the first month is closed.",
            address: { month, series in links.money(months[month].month, shown[series].part) }, text: money)
    }

    var paid: Chart {
        let units = report.units.filter { $0.paid != .zero || $0.owed != .zero }
        return Chart(
            .bars, id: "paid", finding: MoneyFindingRules.paid(report),
            categoriesTitle: report.frame.network == nil ? "Network" : "Practice", categories: units.map(\.name), axis: "Pounds",
            series: [.init("Paid", units.map { pounds($0.paid) }), .init("Still owed", units.map { pounds($0.owed) })],
            source: source, empty: "Payments appear here when the first month is paid.",
            address: { unit, series in links.money(links.common.unit(units[unit].unit), series == 0 ? .paid : .owed) }, text: money)
    }

    private func pounds(_ amount: Money) -> Double { Double(amount.pence) / 100 }
    private func money(_ value: Double) -> String { Money(pence: Int((value * 100).rounded())).text }
}

/// One practice's money for its manager's home page.
enum PracticeMoney {
    static func section(_ own: UnitMoney, _ frame: ReportFrame, statement: (Statement, StatementFigures)?) -> PracticeSection {
        let links = MoneyLinks(common: FigureLinks(frame))
        let origin = Origin(from: frame.span.from, through: frame.span.through, practice: own.unit.body.id)
        let month = frame.months.first ?? Month(containing: frame.span.from)
        return PracticeSection(
            "What we are owed, and why", MoneyFindingRules.practice(own, since: month),
            figures: [
                Figure("Owed to us now", own.owed.exactText, address: links.money(origin, .owed)),
                Figure("Earned", own.earned.exactText, detail: "since \(month.first.longText)", address: links.money(origin, .earned)),
                Figure("Paid to us", own.paid.exactText, detail: "in the same months", address: links.money(origin, .paid)),
            ], tables: statement.map { [table($0, $1)] } ?? [], links: [LinkView("All statements", ContractsAddresses.statements.path())], order: 10)
    }

    private static func table(_ statement: Statement, _ figures: StatementFigures) -> TableView {
        func row(_ name: String, _ amount: Money, isTotal: Bool = false) -> TableView.Row {
            TableView.Row([.heading(name), .number(amount.exactText)], isTotal: isTotal)
        }
        return TableView(
            caption: "Statement for \(statement.month.title)", columns: [.init("What for"), .init("Amount", isNumeric: true)],
            rows: [row("Brought forward", figures.broughtForward)]
                + figures.lines.map { line in
                    let address = line.isPayment ? "" : ContractsAddresses.line.path(statement.id.stored, line.posting.stored)
                    return .init([.heading(line.sentence, address: address), .number(line.amount.exactText)])
                }
                + [row("Carried forward", figures.carriedForward, isTotal: true)],
            empty: "", isCompact: true)
    }
}
