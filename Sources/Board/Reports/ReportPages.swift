// The board page, ready to print.

import Activity
import Directory
import Kernel
import Web

struct BoardPage: Page {
    struct Finding: Encodable, Sendable {
        let question: String
        let chart: Chart
        let more: [LinkView]
    }

    static let template = "board"
    static let sample = BoardPage(Report.example, networks: [Report.exampleBody], network: nil, length: 8, today: LocalDate(daysSince1970: 20_778))

    let heading: String
    let period: String
    let action: String
    let network: ChoiceField
    let weeks: ChoiceField
    let known: TextField
    /// Said where populations are not those known now.
    let notes: [String]
    let figures: [Figure]
    let findings: [Finding]
    let printed: String

    var title: String { heading }

    private enum CodingKeys: CodingKey { case heading, period, action, network, weeks, known, notes, figures, findings, printed }

    init(_ report: Report, networks: [ReportFacts.Body], network: OrganisationID?, length: Int, known: KnownDay = KnownDay(), today: LocalDate) {
        heading = report.network.map { "Board report: \($0.name)" } ?? "Board report"
        period = report.span.text
        action = BoardAddresses.board.path()
        self.network = .network(networks, chosen: network)
        weeks = .weeks(chosen: length)
        self.known = known.field
        notes = report.known.map { [KnownDay.note($0)] } ?? []
        let links = ReportLinks(report: report, today: today)
        figures = BoardFigures.headline(report, links)
        let charts = BoardCharts(report: report, links: links, today: today)
        findings = [
            Finding(question: "Are we delivering?", chart: charts.delivery, more: [LinkView("What is required, and why", links.required)]),
            Finding(question: "Is the time used?", chart: charts.utilisation, more: [LinkView("The appointments booked", links.appointments)]),
            Finding(
                question: "How many do not attend?", chart: charts.missed, more: [LinkView("The appointments that were not attended", links.missed)]),
            Finding(
                question: "Who is not getting a share?", chart: charts.shares,
                more: [LinkView("All practices and their shares", links.practices(length: length))]),
            Finding(
                question: "What do we earn?", chart: charts.earned, more: [LinkView("What practices earned, line by line", links.money(.earned))]),
            Finding(
                question: "What have practices been paid?", chart: charts.paid, more: [LinkView("What is owed, line by line", links.money(.owed))]),
        ]
        printed = "Printed from Commonweal on \(today.longText). Figures are those of the ledgers on that day."
    }
}

extension ChoiceField {
    static func network(_ networks: [ReportFacts.Body], chosen: OrganisationID?) -> ChoiceField {
        ChoiceField(
            "network", "Network", choices: [("", "All networks")] + networks.map { ($0.id.stored, $0.name) }, chosen: chosen?.stored ?? "")
    }

    static func weeks(chosen: Int) -> ChoiceField {
        ChoiceField("weeks", "Period", choices: Span.lengths.map { ("\($0)", "\($0) weeks") }, chosen: "\(chosen)")
    }
}

/// Where the figures of a report open.
struct ReportLinks {
    let report: Report
    let today: LocalDate

    private var whole: Origin {
        Origin(from: report.span.from, through: report.span.through, network: report.network?.id, known: report.known)
    }

    func unit(_ unit: UnitFigures) -> Origin {
        var origin = whole
        if let group = unit.group {
            origin.group = group
        } else if report.network == nil {
            origin.network = unit.body.id
        } else {
            (origin.network, origin.practice) = (nil, unit.body.id)
        }
        return origin
    }

    private func week(_ week: LocalDate) -> Origin {
        var origin = whole
        (origin.from, origin.through) = (week, week.adding(days: 6))
        return origin
    }

    private func month(_ month: Month, _ part: Origin.Part) -> String {
        var origin = whole
        (origin.from, origin.through, origin.part) = (month.first, month.last, part)
        return origin.path(BoardAddresses.postings)
    }

    /// All postings of `part` in the report's months; what is owed goes back to the first posting of all.
    func money(_ origin: Origin, _ part: Origin.Part) -> String {
        var origin = origin
        origin.from = part == .owed ? Origin.beginning : report.months.first?.month.first ?? report.span.from
        origin.through = Month(containing: today).last
        origin.part = part
        return origin.path(BoardAddresses.postings)
    }

    func money(_ part: Origin.Part) -> String { money(whole, part) }
    func work(_ origin: Origin) -> String {
        var origin = origin
        origin.kind = .appointmentDelivered
        return origin.path(BoardAddresses.work)
    }
    func appointments(_ origin: Origin, _ outcome: Outcome? = nil) -> String {
        var origin = origin
        origin.outcome = outcome
        return origin.path(BoardAddresses.appointments)
    }

    var work: String { work(whole) }
    var required: String { whole.path(BoardAddresses.required) }
    var appointments: String { appointments(whole) }
    var missed: String { appointments(whole, .notAttended) }

    func required(_ week: LocalDate) -> String { self.week(week).path(BoardAddresses.required) }
    func offered(_ week: LocalDate) -> String { self.week(week).path(BoardAddresses.offered) }
    func work(_ week: LocalDate) -> String { work(self.week(week)) }
    func appointments(_ week: LocalDate) -> String { appointments(self.week(week)) }
    func income(_ month: Month) -> String { self.month(month, .income) }
    func earned(_ month: Month, _ part: Origin.Part) -> String { self.month(month, part) }

    func practices(length: Int) -> String {
        let network = report.network.map { "&network=\($0.id.stored)" } ?? ""
        let known = report.known.map { "&known=\($0.stored)" } ?? ""
        return "\(BoardAddresses.practices.path())?weeks=\(length)\(network)\(known)"
    }
}

extension Origin {
    /// Earlier than anything that the ledgers hold.
    static let beginning = LocalDate(daysSince1970: 10_957)
}

/// The four numbers at the top.
enum BoardFigures {
    /// The same on home pages, under what they say about delivery.
    static func home(_ report: Report, today: LocalDate) -> HomeFigures {
        HomeFigures(
            "The last \(report.weeks.count) weeks", FindingRules.delivery(report), headline(report, ReportLinks(report: report, today: today)),
            links: [LinkView("Open the board report", BoardAddresses.board.path())])
    }

    static func headline(_ report: Report, _ links: ReportLinks) -> [Figure] {
        let delivered = report.weeks.reduce(0) { $0 + $1.deliveredMinutes }
        let required = report.weeks.compactMap(\.required)
        let utilisation = report.weeks.map(\.utilisation).total()
        return [
            Figure(
                "Care delivered", delivered.grouped, unit: "minutes",
                detail: required.isEmpty ? "No contract requires any" : "\(required.reduce(0, +).grouped) required", address: links.work),
            Figure(
                "Time booked", utilisation.text, detail: "\(utilisation.part.grouped) of \(utilisation.whole.grouped) minutes offered",
                address: links.appointments),
            Figure(
                "Did not attend", report.total.missed.text,
                detail: "\(report.total.missed.part.grouped) of \(report.total.missed.whole.grouped) appointments", address: links.missed),
            Figure(
                "Owed to practices", report.total.owed.text,
                detail: (report.overpaid == .zero ? "" : "\(report.owing.text) less \(report.overpaid.text) paid too much; ")
                    + "\(report.total.paid.text) paid in these months", address: links.money(.owed)),
        ]
    }
}

extension Report {
    static let exampleBody = ReportFacts.Body(id: ID(at: Instant(milliseconds: 0)), name: "North Network")

    /// Filled in, for the check of the template.
    static let example: Report = {
        let span = Span(weeks: 8, before: LocalDate(daysSince1970: 20_778))
        var unit = UnitFigures(body: exampleBody)
        (unit.takesPart, unit.share, unit.appointments, unit.attended, unit.notAttended) = (true, 40, 36, 34, 2)
        (unit.deliveredMinutes, unit.earned, unit.owed) = (510, Money(pence: 82_700), Money(pence: 82_700))
        return Report(
            span: span, known: span.from, network: nil,
            weeks: span.weeks.map { WeekFigures(week: $0, required: 600, offeredMinutes: 600, bookedMinutes: 540, deliveredMinutes: 510) },
            practices: [unit], units: [unit], total: unit,
            months: [
                MonthFigures(
                    month: Month(containing: span.from), income: Money(pence: 100_000), care: Money(pence: 82_700), notAttended: .zero, unused: .zero,
                    paid: .zero)
            ])
    }()
}
