// The page of one unit of work.

import Kernel
import Web

/// An entry with its evidence before it and what it earned after it.
struct ActivityPage: Page {
    static let template = "activity"

    let title: String
    let tags: [Tag]
    let facts: SummaryList
    let earned: TableView
    var isWide: Bool { false }

    static var sample: ActivityPage {
        ActivityPage(
            title: "Appointment delivered", tags: [Tag("Taken back", .warning)], facts: SummaryList([.init("Minutes", "15")]),
            earned: TableView(caption: "Earned", columns: [.init("Line")], rows: [TableView.Row([.heading("A line")])], empty: "Nothing yet."))
    }

    /// What is known about an entry from elsewhere.
    struct Names {
        var kind = ""
        var isForPatients = true
        var practice = ""
        var host = ""
        var site = ""
        var person = ""
        var scheme = ""
        var evidence = ActivityLink("", "")
        var reversal: ActivityEntry?
        var earned: [EarnedLine] = []
        var settlement = Settlement.waiting
    }
}

extension ActivityPage {
    init(_ entry: ActivityEntry, _ names: Names) {
        title = entry.reverses == nil ? names.kind : "\(names.kind), taken back"
        tags = names.reversal == nil ? [] : [Tag("Taken back", .warning)]
        var facts: [SummaryList.Fact] = [
            .init("When", entry.occurredAt.londonText), .init("Time", "\(entry.minutes) minutes"),
        ]
        if names.isForPatients { facts.append(.init("For patients of", names.practice)) }
        facts.append(.init("Hosted by", names.host))
        if !names.site.isEmpty { facts.append(.init("Where", names.site)) }
        if !names.person.isEmpty { facts.append(.init("By", names.person)) }
        if !names.scheme.isEmpty { facts.append(.init("Scheme", names.scheme)) }
        let open = names.evidence.address.isEmpty ? [] : [LinkView("Open", names.evidence.address, about: "the evidence")]
        facts.append(.init("Evidence", names.evidence.title, actions: open))
        facts.append(.init("Recorded", entry.recordedAt.londonText))
        if let original = entry.reverses {
            facts.append(
                .init(
                    "Takes back", entry.reversalReason?.title ?? "",
                    actions: [LinkView("Open", ActivityAddresses.entry.path(original), about: "the entry that this takes back")]))
        }
        if let reversal = names.reversal {
            facts.append(
                .init(
                    "Taken back", reversal.recordedAt.londonText, detail: reversal.reversalReason?.title ?? "",
                    actions: [LinkView("Open", ActivityAddresses.entry.path(reversal.id), about: "the entry that takes this back")]))
        }
        self.facts = SummaryList(facts)
        earned = TableView(
            caption: "What it earned", hidesCaption: true, columns: [.init("Line"), .init("Account"), .init("Amount", isNumeric: true)],
            rows: names.earned.map {
                TableView.Row([.heading($0.sentence, address: $0.address), TableView.Cell($0.account), .number($0.amount.exactText)])
            },
            empty: ActivityPage.nothingShown(names))
    }

    /// Why no line is shown: there is none yet, or it is another practice's.
    private static func nothingShown(_ names: Names) -> String {
        switch names.settlement {
        case .waiting: "Nothing yet: work is turned into money when its month is closed."
        case .earned: "It earned money for the practice that hosted it, \(names.host)."
        case .nothing: "Nothing: its month is closed, and it came to no money."
        }
    }
}
