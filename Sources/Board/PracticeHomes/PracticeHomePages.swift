// A practice's own part of its home page.

import Finance
import Kernel
import Web

struct PracticeHomePage: Page {
    static let template = "practice-home-part"
    static let sample: PracticeHomePage = {
        let facts = ReportFacts(
            span: Report.example.span, months: [], practices: [Report.exampleBody], networks: [], networkOf: [:])
        var home = PracticeHomeFacts(practice: Report.exampleBody.id, past: facts, thisWeek: facts)
        home.statement = StatementFact(
            month: Month(containing: Report.example.span.from), producedAt: Instant(milliseconds: 0), address: "/statements", broughtForward: .zero,
            lines: [.init(sentence: "14 appointments at Oak Hub", amount: Money(pence: 34_000), address: "/statements")],
            carriedForward: Money(pence: 34_000))
        return PracticeHomePage(home, statements: "/statements", today: LocalDate(daysSince1970: 20_778))
    }()

    let moneyFinding: String
    let money: [Figure]
    let statement: [TableView]
    let statementsAddress: String
    let shareFinding: String
    let shares: [Figure]
    let comparisons: [Chart]
    let comparisonNote: String

    var title: String { "My practice" }

    private enum CodingKeys: CodingKey {
        case moneyFinding, money, statement, statementsAddress, shareFinding, shares, comparisons, comparisonNote
    }

    /// - Parameter statements: where all of the practice's statements stand.
    init(_ facts: PracticeHomeFacts, statements: String, today: LocalDate) {
        let past = ReportRules.report(facts.past)
        let unknown = UnitFigures(body: .init(id: facts.practice, name: "My practice"))
        let own = past.practices.first { $0.body.id == facts.practice } ?? unknown
        let now = ReportRules.practices(facts.thisWeek).first { $0.body.id == facts.practice } ?? unknown
        let reportLinks = ReportLinks(report: past, today: today)
        let origin = Origin(from: past.span.from, through: past.span.through, practice: facts.practice)
        let week = Origin(from: facts.thisWeek.span.from, through: facts.thisWeek.span.through, practice: facts.practice)
        let firstMonth = facts.past.months.first ?? Month(containing: past.span.from)
        moneyFinding = PracticeHomeRules.moneyFinding(own, since: firstMonth)
        money = [
            Figure("Owed to us now", own.owed.exactText, address: reportLinks.money(origin, .owed)),
            Figure(
                "Earned", own.earned.exactText, detail: "since \(firstMonth.first.longText)",
                address: reportLinks.money(origin, .earned)),
            Figure("Paid to us", own.paid.exactText, detail: "in the same months", address: reportLinks.money(origin, .paid)),
        ]
        statement = facts.statement.map { [PracticeHomePage.table($0)] } ?? []
        statementsAddress = statements
        shareFinding = PracticeHomeRules.shareFinding(own, past.span)
        shares = [
            Figure(
                "This week", now.appointments.grouped, unit: "of \(now.share.grouped)",
                detail: "appointments that our patients have, of our share", address: reportLinks.appointments(week)),
            Figure(
                "Last \(past.span.weeks.count) weeks", own.appointments.grouped, unit: "of \(own.share.grouped)", detail: own.use.text,
                address: reportLinks.appointments(origin)),
            Figure(
                "Did not attend", own.missed.text, detail: "\(own.missed.part.grouped) of \(own.missed.whole.grouped) appointments",
                address: reportLinks.appointments(origin, .notAttended)),
            Figure("Care delivered", own.deliveredMinutes.grouped, unit: "minutes", address: reportLinks.work(origin)),
        ]
        comparisons = [
            PracticeHomePage.chart(
                PracticeHomeRules.use(facts.practice, in: facts.past, among: past.practices), id: "use", axis: "Percent of share had", own: own,
                today: today),
            PracticeHomePage.chart(
                PracticeHomeRules.missed(facts.practice, in: facts.past, among: past.practices), id: "missed", axis: "Percent not attended",
                own: own, today: today),
        ]
        comparisonNote = "\(past.span.text). Other practices are shown without their names."
    }

    private static func table(_ statement: StatementFact) -> TableView {
        func row(_ name: String, _ amount: Money, isTotal: Bool = false) -> TableView.Row {
            TableView.Row([.heading(name), .number(amount.exactText)], isTotal: isTotal)
        }
        return TableView(
            caption: "Statement for \(statement.month.title)", columns: [.init("What for"), .init("Amount", isNumeric: true)],
            rows: [row("Brought forward", statement.broughtForward)]
                + statement.lines.map { .init([.heading($0.sentence, address: $0.address), .number($0.amount.exactText)]) }
                + [row("Carried forward", statement.carriedForward, isTotal: true)],
            empty: "", isCompact: true)
    }

    private static func chart(_ comparison: Comparison?, id: String, axis: String, own: UnitFigures, today: LocalDate) -> Chart {
        let places = comparison?.places ?? []
        return Chart(
            .dots, id: id, finding: comparison?.finding ?? "There is nothing to compare yet.", categoriesTitle: "Practice",
            categories: places.map { $0.isOwn ? own.body.name : "Another practice" }, axis: axis,
            series: places.isEmpty
                ? []
                : [
                    .init("Our practice", places.map { $0.isOwn ? $0.rate.percent : nil }),
                    .init("Others", places.map { $0.isOwn ? nil : $0.rate.percent }),
                ], marks: comparison?.median.percent.map { [.init("Middle", $0)] } ?? [], source: "Clinics and bookings, \(today.longText)",
            empty: "Practices are compared here once several of them have had appointments."
        ) { Rate.text(percent: $0) }
    }
}

/// For a practice that is not of the federation, or before there is one.
struct PracticeAbsentPage: Page {
    static let template = "practice-absent-part"
    static let sample = PracticeAbsentPage()

    let sentence = "Your practice is not a member of the federation today. Ask the federation manager to add it."

    var title: String { "My practice" }

    private enum CodingKeys: CodingKey { case sentence }
}
