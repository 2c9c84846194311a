// A figure and what it is made of.

import Activity
import Finance
import Kernel
import Web

struct OriginPage: Page {
    static let template = "origin"
    static let sample = OriginPage(
        heading: "Care delivered", lead: "North Network, 16 November 2026", facts: [.init("Minutes", "510")], notes: ["The first 500 are shown."],
        table: TableView(caption: "Work", columns: [.init("Day")], rows: [.init([.heading("16 November 2026")])], empty: "Nothing"),
        back: BackLink("Board report", "/board"))

    let heading: String
    let lead: String
    let facts: SummaryList
    let notes: [String]
    let table: TableView
    let back: BackLink

    var title: String { heading }

    private enum CodingKeys: CodingKey { case heading, lead, facts, notes, table, back }

    init(heading: String, lead: String, facts: [SummaryList.Fact], notes: [String] = [], table: TableView, back: BackLink) {
        self.heading = heading
        self.lead = lead
        self.facts = SummaryList(facts)
        self.notes = notes
        self.table = table
        self.back = back
    }
}

/// The pages on which figures open.
struct OriginPages {
    let origin: Origin
    let back: BackLink

    func work(_ found: OriginStore.Work) -> OriginPage {
        let rows = found.entries.map { entry in
            TableView.Row([
                .heading(entry.localDate.shortText), TableView.Cell(London.local(entry.occurredAt).time.text),
                TableView.Cell(
                    entry.kind.title, detail: entry.reversalReason, tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                TableView.Cell(found.names[entry.practice] ?? "Not known"), TableView.Cell(found.names[entry.host] ?? "Not known"),
                .number(entry.minutes.grouped),
            ])
        }
        return OriginPage(
            heading: origin.kind?.title ?? "Work done", lead: "\(found.bodies.name), \(origin.days)",
            facts: [.init("Appointments", found.total.grouped), .init("Minutes", found.minutes.grouped)],
            notes: ["From the activity ledger." + limited(rows.count)],
            table: table(
                ["Day", "Time", "Work", "For patients of", "Hosted by"], numbers: ["Minutes"], rows, empty: "Nothing was recorded for these days."),
            back: back)
    }

    func appointments(_ found: OriginStore.Appointments) -> OriginPage {
        let rows = found.appointments.map { appointment in
            let local = London.local(appointment.startsAt)
            return TableView.Row([
                .heading(local.date.shortText), TableView.Cell(local.time.text), TableView.Cell(appointment.service),
                TableView.Cell(found.names[appointment.hub] ?? "Not known"), TableView.Cell(found.names[appointment.practice] ?? "Not known"),
                TableView.Cell(appointment.outcome.title), .number(appointment.minutes.grouped),
            ])
        }
        return OriginPage(
            heading: origin.outcome.map { "Appointments: \($0.title.lowercased())" } ?? "Appointments booked",
            lead: "\(found.bodies.name), \(origin.days)",
            facts: [.init("Appointments", found.total.grouped), .init("Minutes", found.minutes.grouped)],
            notes: ["From the clinics' lists. Cancelled appointments are counted only where the heading says so." + limited(rows.count)],
            table: table(
                ["Day", "Time", "Service", "Hub", "Patients of", "Outcome"], numbers: ["Minutes"], rows, empty: "There are no such appointments."),
            back: back)
    }

    func offered(_ offered: [OfferedTime], report: Report, names: [OrganisationID: String]) -> OriginPage {
        let rows = offered.filter { report.network == nil || $0.network == nil || $0.network == report.network?.id }.map { time in
            TableView.Row([
                .heading("Week of \(time.week.shortText)"), TableView.Cell(names[time.hub] ?? "Not known"),
                TableView.Cell(names[time.host] ?? "Not known"), TableView.Cell(time.network.map { names[$0] ?? "Not known" } ?? "Everybody"),
                .number(time.appointments.grouped), .number(time.minutes.grouped),
            ])
        }
        let counted = report.weeks.reduce(0) { $0 + $1.offeredMinutes }
        return OriginPage(
            heading: "Time offered", lead: "\(report.network?.name ?? "All networks"), \(origin.days)",
            facts: [.init("Minutes", counted.grouped)],
            notes: report.network.map { ["Clinics for everybody count for \($0.name) by its part of the adjusted population, week by week."] } ?? [],
            table: table(
                ["Week", "Hub", "Hosted by", "For patients of"], numbers: ["Appointments", "Minutes"], rows, empty: "No clinics were published."),
            back: back)
    }

    func required(_ facts: ReportFacts, report: Report) -> OriginPage {
        let networks = facts.networks.filter { report.network == nil || $0.id == report.network?.id }
        let rows = facts.span.weeks.enumerated().flatMap { index, week in
            networks.compactMap { network -> TableView.Row? in
                guard let owed = facts.required[network.id]?[index] else { return nil }
                return TableView.Row([
                    .heading("Week of \(week.shortText)"), TableView.Cell(network.name, detail: owed.derivation), .number(owed.minutes.grouped),
                ])
            }
        }
        return OriginPage(
            heading: "Minutes required", lead: "\(report.network?.name ?? "All networks"), \(origin.days)",
            facts: [.init("Minutes", report.weeks.compactMap(\.required).reduce(0, +).grouped)],
            table: table(["Week", "Network"], numbers: ["Minutes"], rows, empty: "No contract requires any."), back: back)
    }

    func postings(_ found: OriginStore.Postings) -> OriginPage {
        // What is earned or owed is a credit, below nought in the ledger, and read as an amount above it.
        func amount(_ line: PostedLine) -> Money { origin.part == .paid ? line.amount : -line.amount }
        let rows = found.lines.prefix(OriginStore.limit).map { line in
            TableView.Row([
                .heading(line.date.shortText), TableView.Cell(line.practice.map { found.names[$0] ?? "Not known" } ?? ""),
                TableView.Cell(line.sentence, address: BoardAddresses.posting.path(line.id)), .number(amount(line).exactText),
            ])
        }
        let heading =
            switch origin.part {
            case .income: "Contract income"
            case .paid: "Paid to practices"
            case .owed: "Owed to practices"
            case .earned, nil: "Earned by practices"
            }
        return OriginPage(
            heading: heading,
            lead: "\(found.bodies.name), \(origin.part == .owed ? "up to \(Month(containing: origin.through).title)" : origin.months)",
            facts: [.init("Total", found.lines.map(amount).sum().exactText)], notes: ["From the money ledger." + limited(rows.count)],
            table: table(["Posted for", "Practice", "What for"], numbers: ["Amount"], Array(rows), empty: "Nothing has been posted."), back: back)
    }

    private func limited(_ shown: Int) -> String {
        shown < OriginStore.limit ? "" : " The first \(OriginStore.limit) are shown; choose fewer weeks or one practice to see the rest."
    }

    private func table(_ columns: [String], numbers: [String], _ rows: [TableView.Row], empty: String) -> TableView {
        TableView(
            caption: "What the figure is made of", hidesCaption: true,
            columns: columns.map { .init($0) } + numbers.map { .init($0, isNumeric: true) }, rows: rows, empty: empty, isCompact: true)
    }
}

extension OriginPage {
    /// One posting with the work behind it.
    static func posting(_ found: OriginStore.PostingWork, back: BackLink) -> OriginPage {
        let line = found.line
        let earned = Dictionary(found.shares.map { ($0.activity.stored, $0.amount) }, uniquingKeysWith: +)
        let sign: (Money) -> Money = { line.account.kind == .asset || line.account.kind == .expense ? $0 : -$0 }
        let rows = found.entries.map { entry in
            TableView.Row([
                .heading(entry.localDate.shortText), TableView.Cell(London.local(entry.occurredAt).time.text),
                TableView.Cell(entry.kind.title, tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                TableView.Cell(found.names[entry.practice] ?? "Not known"), .number(entry.minutes.grouped),
                .number(sign(earned[entry.id.stored] ?? .zero).exactText),
            ])
        }
        return OriginPage(
            heading: line.sentence, lead: "\(line.practice.flatMap { found.names[$0] } ?? line.account.title), \(line.month.title)",
            facts: [
                .init("Amount", sign(line.amount).exactText), .init("Account", line.account.title), .init("Rule", line.rule),
                .init("Posted", line.postedAt.londonText),
            ],
            table: TableView(
                caption: "The work behind it",
                columns: [
                    .init("Day"), .init("Time"), .init("Work"), .init("For patients of"), .init("Minutes", isNumeric: true),
                    .init("Amount", isNumeric: true),
                ], rows: rows, empty: "No single piece of work is behind this line.", isCompact: true),
            back: back)
    }
}
