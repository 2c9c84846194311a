// A figure and what it is made of.

import Activity
import Directory
import Finance
import Kernel
import Web

struct OriginPage: Page {
    static let template = "origin"
    static let sample = OriginPage(
        heading: "Care delivered", lead: "North Network, 16 November 2026", facts: [.init("Minutes", "510")], notes: ["From the activity ledger."],
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

    func work(_ found: OriginStore.Page<ActivityEntry>) -> OriginPage {
        let rows = found.entries.map { entry in
            TableView.Row([
                .heading(entry.localDate.shortText, address: ActivityAddresses.entry.path(entry.id)), TableView.Cell(entry.occurredAt.londonTimeText),
                TableView.Cell(
                    entry.kind.title, detail: entry.reversalReason?.title ?? "", tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                TableView.Cell(found.names[entry.practice] ?? "Not known"), TableView.Cell(found.names[entry.host] ?? "Not known"),
                .number(entry.minutes.grouped),
            ])
        }
        return OriginPage(
            heading: origin.kind?.title ?? "Work done", lead: "\(found.bodies.name), \(origin.days)",
            facts: [.init("Appointments", found.total.grouped), .init("Minutes", found.minutes.grouped)],
            notes: ["From the activity ledger. Each day opens its entry, with the appointment behind it and what it earned."],
            table: table(
                ["Day", "Time", "Work", "For patients of", "Hosted by"], numbers: ["Minutes"], rows, empty: "Nothing was recorded for these days.",
                BoardAddresses.work, next: found.next),
            back: back)
    }

    func appointments(_ found: OriginStore.Page<AppointmentFact>) -> OriginPage {
        let rows = found.entries.map { appointment in
            TableView.Row([
                .heading(London.local(appointment.startsAt).date.shortText), TableView.Cell(appointment.startsAt.londonTimeText),
                TableView.Cell(appointment.service), TableView.Cell(found.names[appointment.hub] ?? "Not known"),
                TableView.Cell(found.names[appointment.practice] ?? "Not known"), TableView.Cell(appointment.outcome.title),
                .number(appointment.minutes.grouped),
            ])
        }
        return OriginPage(
            heading: origin.outcome.map { "Appointments: \($0.title.lowercased())" } ?? "Appointments booked",
            lead: "\(found.bodies.name), \(origin.days)",
            facts: [.init("Appointments", found.total.grouped), .init("Minutes", found.minutes.grouped)],
            notes: ["From the clinics' lists. Cancelled appointments are counted only where the heading says so."],
            table: table(
                ["Day", "Time", "Service", "Hub", "Patients of", "Outcome"], numbers: ["Minutes"], rows, empty: "There are no such appointments.",
                BoardAddresses.appointments, next: found.next),
            back: back)
    }

    /// The clinics of each week and, for one network, its part of those for everybody.
    func offered(_ facts: ReportFacts, report: Report, names: [OrganisationID: String]) -> OriginPage {
        let network = report.network
        let weeks = Dictionary(grouping: facts.offered.filter { network == nil || $0.network == nil || $0.network == network?.id }, by: \.week)
        let rows = facts.span.weeks.enumerated().flatMap { index, week -> [TableView.Row] in
            let offered = weeks[week] ?? []
            return offered.map { row($0, network: network, names) }
                + (network.map { parts(offered, week: week, of: $0, facts.weekly.count > index ? facts.weekly[index] : .init()) } ?? [])
        }
        let counted = report.weeks.reduce(0) { $0 + $1.offeredMinutes }
        return OriginPage(
            heading: "Time offered", lead: "\(network?.name ?? "All networks"), \(origin.days)", facts: [.init("Minutes", counted.grouped)],
            notes: (network.map {
                ["Clinics for everybody count for \($0.name) by its part of the adjusted population on the Monday of each week, in whole minutes."]
            } ?? []) + (report.known.map { [KnownDay.note($0)] } ?? []),
            table: table(
                ["Week", "Hub", "Hosted by", "For patients of"], numbers: ["Appointments", "Minutes"] + (network == nil ? [] : ["Counted"]), rows,
                empty: "No clinics were published."),
            back: back)
    }

    private func row(_ time: OfferedTime, network: ReportFacts.Body?, _ names: [OrganisationID: String]) -> TableView.Row {
        let counted: [TableView.Cell] = network == nil ? [] : [.number(time.network == nil ? "" : time.minutes.grouped)]
        return TableView.Row(
            [
                .heading("Week of \(time.week.shortText)"), TableView.Cell(names[time.hub] ?? "Not known"),
                TableView.Cell(names[time.host] ?? "Not known"), TableView.Cell(time.network.map { names[$0] ?? "Not known" } ?? "Everybody"),
                .number(time.appointments.grouped), .number(time.minutes.grouped),
            ] + counted)
    }

    private func parts(
        _ offered: [OfferedTime], week: LocalDate, of network: ReportFacts.Body, _ populations: NetworkPopulations
    ) -> [TableView.Row] {
        let totals = populations.totals
        let patients = PopulationRules.text(hundredths: totals[network.id] ?? 0)
        let all = PopulationRules.text(hundredths: totals.values.reduce(0, +))
        return ReportRules.common(offered).map { common in
            TableView.Row([
                .heading("Week of \(week.shortText)", detail: "Part of the time for everybody"),
                TableView.Cell("\(patients) of \(all) adjusted patients"), TableView.Cell(""), TableView.Cell(network.name), .number(""),
                .number(common.minutes.grouped), .number((populations.parts(of: common.minutes)[network.id] ?? 0).grouped),
            ])
        }
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
            notes: report.known.map { [KnownDay.note($0)] } ?? [],
            table: table(["Week", "Network"], numbers: ["Minutes"], rows, empty: "No contract requires any."), back: back)
    }

    func postings(_ found: OriginStore.Postings) -> OriginPage {
        // What is earned or owed is a credit, below nought in the ledger, and read as an amount above it.
        func amount(_ amount: Money) -> Money { origin.part == .paid ? amount : -amount }
        let rows = found.lines.map { line in
            TableView.Row([
                .heading(line.date.shortText), TableView.Cell(line.practice.map { found.names[$0] ?? "Not known" } ?? ""),
                TableView.Cell(line.sentence, address: BoardAddresses.posting.path(line.id)), .number(amount(line.amount).exactText),
            ])
        }
        let heading =
            switch origin.part {
            case .income: "Contract income"
            case .paid: "Paid to practices"
            case .owed: "Owed to practices"
            case .care: "Earned for care"
            case .notAttended: "Earned for appointments not attended"
            case .unused: "Earned for time not used"
            case .earned, nil: "Earned by practices"
            }
        return OriginPage(
            heading: heading,
            lead: "\(found.bodies.name), \(origin.part == .owed ? "up to \(Month(containing: origin.through).title)" : origin.months)",
            facts: [.init("Total", amount(found.total).exactText)], notes: ["From the money ledger. Each line opens the work behind it."],
            table: table(
                ["Posted for", "Practice", "What for"], numbers: ["Amount"], rows, empty: "Nothing has been posted.", BoardAddresses.postings,
                next: found.next),
            back: back)
    }

    private func table(
        _ columns: [String], numbers: [String], _ rows: [TableView.Row], empty: String, _ address: Address? = nil, next: String? = nil
    ) -> TableView {
        TableView(
            caption: "What the figure is made of", hidesCaption: true,
            columns: columns.map { .init($0) } + numbers.map { .init($0, isNumeric: true) }, rows: rows, empty: empty,
            previousAddress: origin.after.isEmpty ? "" : address.map { origin.page(after: nil).path($0) } ?? "",
            nextAddress: next.flatMap { next in address.map { origin.page(after: next).path($0) } } ?? "", isCompact: true)
    }
}

extension OriginPage {
    /// One posting with the work behind it, page by page.
    static func posting(_ found: OriginStore.PostingWork, isFirst: Bool, back: BackLink) -> OriginPage {
        let line = found.line
        let isDebitAbove = line.account.kind == .asset || line.account.kind == .expense
        func sign(_ amount: Money) -> Money { isDebitAbove ? amount : -amount }
        let rows = found.work.map { entry, amount in
            TableView.Row([
                .heading(entry.localDate.shortText, address: ActivityAddresses.entry.path(entry.id)), TableView.Cell(entry.occurredAt.londonTimeText),
                TableView.Cell(entry.kind.title, tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                TableView.Cell(found.names[entry.practice] ?? "Not known"), .number(entry.minutes.grouped), .number(sign(amount).exactText),
            ])
        }
        let address = BoardAddresses.posting
        return OriginPage(
            heading: line.sentence, lead: "\(found.practice.isEmpty ? line.account.title : found.practice), \(line.month.title)",
            facts: [
                .init("Amount", sign(line.amount).exactText, detail: line.amountPence > 0 ? "Debit" : "Credit"), .init("Account", line.account.title),
                .init("Rule", line.rule), .init("Posted", line.postedAt.londonText),
            ],
            table: TableView(
                caption: "The work behind it",
                columns: [
                    .init("Day"), .init("Time"), .init("Work"), .init("For patients of"), .init("Minutes", isNumeric: true),
                    .init("Amount", isNumeric: true),
                ], rows: rows, empty: "No single piece of work is behind this line.", previousAddress: isFirst ? "" : address.path(line.id),
                nextAddress: found.next.map { address.path(line.id, query: ["after": $0]) } ?? "", isCompact: true),
            back: back)
    }
}
