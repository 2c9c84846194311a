// The list of needs, and what waits.

import Directory
import Kernel
import Web

/// Every need with its red flags, who can help and how it stands.
struct NeedsPage: Page {
    static let template = "needs"

    let title = "Needs and red flags"
    let lead: String
    let links: [LinkView]
    let table: TableView

    static var sample: NeedsPage {
        NeedsPage(
            lead: "What the desk asks.", links: [LinkView("Add a need", "/needs/new")],
            table: TableView(caption: "Needs", columns: [.init("Need")], rows: [.init([.heading("Back pain")])], empty: "None."))
    }
}

extension NeedsPage {
    init(_ versions: [NeedVersion], people: [PersonID: String], today: LocalDate) {
        let due = NeedRules.due(versions, on: today)
        let waiting = Dictionary(versions.filter { $0.state == .proposed }.map { ($0.need.code, $0) }) { first, _ in first }
        let standing = NeedRules.inForce(versions, on: today)
        let coming = waiting.values.filter { proposal in !standing.contains { $0.need.code == proposal.need.code } }
        self.init(
            lead: "What the desk asks and whom it offers. A change counts once somebody other than its writer has checked it.",
            links: [LinkView("Add a need", AppointmentsAddresses.need.path("new"))],
            table: TableView(
                caption: "Needs", columns: [.init("Need"), .init("Ask first"), .init("Who can help"), .init("State"), .init("Looked at again by")],
                rows: (standing + coming.sorted { $0.position < $1.position }).map { version in
                    let state = NeedsPage.state(version, isDue: due.contains(version), people)
                    return TableView.Row([
                        .heading(version.need.title, address: AppointmentsAddresses.need.path(version.need.code)), .init(version.need.askFirst),
                        .init(version.need.services.map(\.title).joined(separator: ", ")),
                        waiting[version.need.code].map {
                            TableView.Cell("A change waits to be checked", address: AppointmentsAddresses.needDecision.path($0.need.code))
                        } ?? state,
                        .init(version.state == .example ? "Due now" : version.reviewOn.longText),
                    ])
                }, empty: "There is no need yet."))
    }

    private static func state(_ version: NeedVersion, isDue: Bool, _ people: [PersonID: String]) -> TableView.Cell {
        guard version.isOffered else { return .tag("Not offered", .news) }
        guard let checker = version.checkedBy, let at = version.checkedAt else { return .tag("Example, signed by nobody", .warning) }
        let sentence = "Checked by \(people[checker] ?? "somebody") on \(London.local(at).date.longText)"
        return isDue ? TableView.Cell("Review is due", detail: sentence, tags: [Tag("Due", .warning)]) : TableView.Cell(sentence)
    }
}

extension NeedVersion {
    func facts(_ people: [PersonID: String]) -> [SummaryList.Fact] {
        [
            .init("What patients say", need.title), .init("Ask first", need.askFirst.isEmpty ? "Nothing" : need.askFirst),
            .init("Who can help, best first", need.services.map(\.title).joined(separator: ", ")),
            .init("The desk offers it", isOffered ? "Yes" : "No"), .init("In force from", from.longText),
            .init("Looked at again by", state == .example ? "Due now" : reviewOn.longText),
            .init("Written by", writtenBy.map { people[$0] ?? "somebody" } ?? "Nobody: it came with the product"),
            .init("Checked by", checkedBy.map { people[$0] ?? "somebody" } ?? "Nobody yet"),
        ]
    }
}
