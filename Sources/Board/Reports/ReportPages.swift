// The board page, ready to print.

import Kernel
import Web

struct BoardPage: Page {
    struct FindingView: Encodable, Sendable {
        let question: String
        let chart: Chart
        let more: [LinkView]
    }

    static let template = "board"
    static let sample = BoardPage(Report.example)

    let heading: String
    let period: String
    let action: String
    let network: ChoiceField
    let weeks: ChoiceField
    let known: TextField
    /// Said where populations are not those known now.
    let notes: [String]
    let figures: [Figure]
    let findings: [FindingView]
    let printed: String

    var title: String { heading }

    private enum CodingKeys: CodingKey { case heading, period, action, network, weeks, known, notes, figures, findings, printed }

    init(_ report: Report) {
        let frame = report.frame
        heading = frame.network.map { "Board report: \($0.name)" } ?? "Board report"
        period = frame.span.text
        action = ReportAddresses.board.path()
        network = .network(of: frame)
        weeks = .weeks(of: frame)
        known = report.known.field
        notes = KnownDay.notes(frame.known)
        figures = report.said.figures.map(\.figure)
        findings = report.said.findings.map { FindingView(question: $0.question, chart: $0.chart(), more: $0.more) }
        printed = "Printed from Commonweal on \(frame.today.longText). Figures are those of the ledgers on that day."
    }
}

extension ChoiceField {
    static func network(of frame: ReportFrame) -> ChoiceField {
        ChoiceField(
            "network", "Network", choices: [("", "All networks")] + frame.networks.map { ($0.id.stored, $0.name) },
            chosen: frame.network?.id.stored ?? "")
    }

    static func weeks(of frame: ReportFrame) -> ChoiceField {
        ChoiceField(
            "weeks", "Period", choices: WeekSpan.lengths.map { ("\($0)", "\($0) weeks") }, chosen: "\(frame.span.weeks.count)")
    }
}

/// One practice's own part of its manager's home page.
struct PracticeHomePage: Page {
    static let template = "practice-home-part"
    static let sample = PracticeHomePage([
        PracticeSection(
            "What we are owed, and why", "£340 is still owed.", figures: [Figure("Owed to us now", "£340.00", address: "/figures")],
            tables: [
                TableView(
                    caption: "Statement", columns: [.init("What for")], rows: [.init([.heading("14 appointments at Oak Hub")])], empty: "Nothing")
            ], charts: Report.example.said.findings.map { $0.chart() }, links: [LinkView("All statements", "/statements")],
            note: "Other practices are shown without their names.", order: 1)
    ])

    let sections: [PracticeSection]

    var title: String { "My practice" }

    private enum CodingKeys: CodingKey { case sections }

    init(_ sections: [PracticeSection]) { self.sections = sections.sorted { $0.order < $1.order } }
}

/// For a practice that is not of the federation, or before there is one.
struct PracticeAbsentPage: Page {
    static let template = "practice-absent-part"
    static let sample = PracticeAbsentPage()

    let sentence = "Your practice is not a member of the federation today. Ask the federation manager to add it."

    var title: String { "My practice" }

    private enum CodingKeys: CodingKey { case sentence }
}
