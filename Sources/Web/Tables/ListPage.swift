// One page for every plain list.

import Kernel

/// A page that is one list: where it hangs, what it holds, what else one may do, the table.
package struct ListPage: Page {
    package static let template = "list-page"

    package let title: String
    let back: [BackLink]
    let lead: [String]
    let links: [LinkView]
    let errors: ErrorSummary
    let table: TableView
    package var hasProblems: Bool { !errors.isEmpty }

    /// - Parameters:
    ///   - lead: paragraphs above the list.
    ///   - links: what one may do beside reading, for who may.
    package init(_ title: String, back: BackLink? = nil, lead: [String] = [], links: [LinkView] = [], _ table: TableView) {
        self.title = title
        self.back = back.map { [$0] } ?? []
        self.lead = lead
        self.links = links
        self.errors = table.errors
        self.table = table
    }

    package static var sample: ListPage {
        ListPage(
            "Contracts", back: BackLink("Money", "/money"), lead: ["What was promised."], links: [LinkView("Add a contract", "/contracts/new")],
            TableView(
                caption: "Contracts", columns: [.init("Contract")], rows: [.init([.heading("Enhanced access")])], empty: "None.",
                filters: [.text("text", "Name")]))
    }
}
