// Where everybody starts.

import Kernel

/// A part of the home page that a room brings: a page of its own whose template has no `h1`.
package struct HomePart: Sendable {
    package let page: any Page
    /// Whether work starts here, before everything else: the desk's search box.
    package let opens: Bool

    package init(_ page: any Page, opens: Bool = false) {
        self.page = page
        self.opens = opens
    }
}

/// What needs somebody, between where their work starts and their figures.
struct HomePage: Page {
    struct NeedView: Encodable, Sendable {
        let sentence: String
        let detail: String
        let due: String
        let tags: [Tag]
        let action: String
        let address: String
    }

    static let template = "home"
    static let sample = HomePage(
        "Riverside Surgery",
        [
            HomeNeed(
                "3 messages are not read.", detail: "One asks you to act.", action: "Open messages", address: "/messages", weight: .safety,
                due: LocalDate(daysSince1970: 20_000), count: 3)
        ], [HomePart(HomeFigures.sample, opens: true), HomePart(HomeFigures.sample)], today: LocalDate(daysSince1970: 20_778))

    let organisation: String
    let summary: String
    let needs: [NeedView]
    let pieces: [String: [any Page]]

    var title: String { "Home" }

    private enum CodingKeys: CodingKey { case organisation, summary, needs }

    init(_ organisation: String, _ needs: [HomeNeed], _ parts: [HomePart], today: LocalDate) {
        self.organisation = organisation
        summary = NeedCount(needs, on: today).words
        self.needs = needs.inOrder(on: today).map { need in
            NeedView(
                sentence: need.sentence, detail: need.detail, due: need.due.map { "By \($0.longText)." } ?? "",
                tags: need.isLate(on: today) ? [Tag("Late", .bad)] : [], action: need.action, address: need.address)
        }
        pieces = ["opening": parts.filter(\.opens).map(\.page), "below": parts.filter { !$0.opens }.map(\.page)]
    }
}

/// A room's figures on a home page: what they say, the numbers, and where more stands.
package struct HomeFigures: Page {
    package static let template = "home-part"
    package static let sample = HomeFigures("Today", "14 appointments today.", [Figure("Booked", "14")], links: [LinkView("Clinics", "/clinics")])

    let heading: String
    let sentence: String
    let figures: [Figure]
    let links: [LinkView]

    package var title: String { heading }

    private enum CodingKeys: CodingKey { case heading, sentence, figures, links }

    package init(_ heading: String, _ sentence: String = "", _ figures: [Figure], links: [LinkView] = []) {
        self.heading = heading
        self.sentence = sentence
        self.figures = figures
        self.links = links
    }
}
