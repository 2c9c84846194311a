// A figure and what it is made of.

import Kernel

/// The page on which a figure opens, whichever room's it is.
package struct OriginPage: Page {
    package static let template = "origin"
    package static let sample = OriginPage(
        heading: "Care delivered", lead: "North Network, 16 November 2026", facts: [.init("Minutes", "510")], notes: ["From the activity ledger."],
        table: TableView(caption: "Work", columns: [.init("Day")], rows: [.init([.heading("16 November 2026")])], empty: "Nothing"),
        back: BackLink("Board report", "/board"))

    /// The entries of a page.
    package static let pageSize = 100

    let heading: String
    let lead: String
    let facts: SummaryList
    let notes: [String]
    let table: TableView
    let back: BackLink

    package var title: String { heading }

    private enum CodingKeys: CodingKey { case heading, lead, facts, notes, table, back }

    package init(heading: String, lead: String, facts: [SummaryList.Fact], notes: [String] = [], table: TableView, back: BackLink) {
        self.heading = heading
        self.lead = lead
        self.facts = SummaryList(facts)
        self.notes = notes
        self.table = table
        self.back = back
    }

    /// A table that is always the same, and short: no list of entries.
    package static func table(_ columns: [String], numbers: [String], _ rows: [TableView.Row], empty: String) -> TableView {
        TableView(
            caption: "What the figure is made of", hidesCaption: true,
            columns: columns.map { .init($0) } + numbers.map { .init($0, isNumeric: true) }, rows: rows, empty: empty, isCompact: true)
    }
}

/// Where reports stand, and who reads which figures. None of them shows a patient.
package enum ReportAddresses {
    package static let board = Address("/board")
    package static let practices = Address("/board/practices")
    /// What contracts require of networks, and why.
    package static let required = Address("/figures/required")

    /// The practices of a report side by side.
    package static func practices(of frame: ReportFrame) -> String {
        let network = frame.network.map { "&network=\($0.id.stored)" } ?? ""
        let known = frame.known.map { "&known=\($0.stored)" } ?? ""
        return "\(practices.path())?weeks=\(frame.span.weeks.count)\(network)\(known)"
    }

    /// From a figure back to where it stood.
    package static func back(_ visit: Visit) throws -> BackLink {
        try visit.person.role == .practiceManager ? BackLink("Home", HomeFeature.address.path()) : BackLink("Board report", board.path())
    }
}

extension Permission {
    package static let report = Permission("board page read", [.boardMember, .federationManager, .financeLead])
    /// What a figure is made of, for those who see figures, each within their own scope.
    package static let figures = Permission("figures open", [.boardMember, .federationManager, .financeLead, .practiceManager])
}
