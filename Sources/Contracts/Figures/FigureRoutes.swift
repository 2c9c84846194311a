// What figures about money are made of.

import Activity
import Directory
import Finance
import Kernel
import Store
import Web

struct FigureRoutes: Sendable {
    let database: any Database

    func add(to routes: inout RouteTable) {
        routes.get(ContractsAddresses.postings, .figures, postings)
        routes.get(ContractsAddresses.posting, .figures, posting)
        routes.get(ContractsAddresses.required, .report, required)
    }

    @Sendable private func postings(_ visit: Visit) async throws -> Answer {
        let (origin, scope, today) = (try Origin(visit.query), try visit.person.scope, visit.today)
        guard let part = try Origin.value("part", of: visit.query, MoneyPart.init(rawValue:)) else { throw Origin.incomplete }
        let back = try ReportAddresses.back(visit)
        return .page(
            try await database.read { connection in
                let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
                let lines = try FigureRoutes.lines(part, of: bodies, origin, scope: scope, in: connection)
                let rest = lines.firstIndex { $0.id.stored == origin.after }.map { lines[($0 + 1)...] } ?? lines[...]
                let names = try OrganisationStore.names(of: lines.compactMap(\.practice), on: today, in: connection)
                return FigurePages.postings(
                    part, Array(rest.prefix(OriginPage.limit + 1)), total: lines.map(\.amount).sum(), of: bodies.name, origin, names, back: back)
            })
    }

    private static func lines(
        _ part: MoneyPart, of bodies: OriginBodies, _ origin: Origin, scope: Scope, in connection: any Connection
    ) throws -> [PostedLine] {
        if part == .income, bodies.practices != nil { throw Refusal.notFound }
        let account: LedgerAccount = part == .income ? .contractIncome : .practicePayable
        let months = try FinanceStore.sums(
            from: Month(containing: origin.from), through: Month(containing: origin.through), scope: scope, in: connection)
        let practices = bodies.practices.map(Set.init)
        var lines: [PostedLine] = []
        for month in Set(months.filter { $0.account == account }.map(\.month)).sorted() {
            lines += try FinanceStore.lines(month: month, account: account, scope: scope, in: connection)
        }
        return lines.filter { line in
            guard part == .income || part.takes(PostingPurpose(rule: line.rule)) else { return false }
            return practices.map { practices in line.practice.map(practices.contains) ?? false } ?? true
        }
    }

    /// One posting with a page of the work behind it, in the order of the entries' identifiers, which is that in which they were recorded.
    @Sendable private func posting(_ visit: Visit) async throws -> Answer {
        let (id, person, today) = (try visit.id("posting", of: Posting.self), try visit.person, visit.today)
        let after = try? ID<ActivityReference>(parsing: visit.query["after"])
        let back = try ReportAddresses.back(visit)
        return .page(
            try await database.read { connection in
                guard let line = try FinanceStore.line(id, scope: person.scope, in: connection) else { throw Refusal.notFound }
                let (shares, next) = OriginPage.page(
                    try FinanceStore.shares(of: id, after: after, limit: OriginPage.limit + 1, in: connection)
                ) { $0.activity.stored }
                let found = try ActivityStore.entries(
                    shares.map { $0.activity.asID(of: ActivityEntry.self) }, scope: person.scope, in: connection)
                let entries = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
                let work = shares.compactMap { share in
                    entries[share.activity.asID(of: ActivityEntry.self)].map { (entry: $0, amount: share.amount) }
                }
                let ids = work.map(\.entry.practice) + [line.practice].compactMap { $0 }
                let names = try OrganisationStore.names(of: ids, on: today, in: connection)
                // Whoever may read the ledger came from its journal, or can go there.
                let journal = BackLink(line.description, FinanceAddresses.journal.path(line.journal))
                return FigurePages.posting(
                    line, work, names, isFirst: after == nil, next: next, back: FinancePermissions.see.allows(person.role) ? journal : back)
            })
    }

    @Sendable private func required(_ visit: Visit) async throws -> Answer {
        let (origin, today, now, back) = (try Origin(visit.query), visit.today, visit.now, try ReportAddresses.back(visit))
        return .page(
            try await database.read { connection in
                let frame = try ReportFrameStore.frame(of: origin, today: today, now: now, in: connection)
                let required = try RequirementStore.required(frame.span.weeks, frame.weekly, in: connection)
                return FigurePages.required(required, frame, origin, back: back)
            })
    }
}

/// The pages on which figures about money open.
enum FigurePages {
    static func required(
        _ required: [OrganisationID: [NetworkRequirement?]], _ frame: ReportFrame, _ origin: Origin, back: BackLink
    ) -> OriginPage {
        let networks = frame.network.map { [$0] } ?? frame.networks
        let weeks = frame.span.weeks.enumerated().flatMap { index, week in
            networks.compactMap { network in required[network.id]?[index].map { (week: week, network: network, owed: $0) } }
        }
        let all = required.filter { frame.network == nil || $0.key == frame.network?.id }.values.joined()
        let rows = weeks.map { item in
            TableView.Row([
                .heading("Week of \(item.week.shortText)"), TableView.Cell(item.network.name, detail: item.owed.derivation),
                .number(item.owed.minutes.grouped),
            ])
        }
        return OriginPage(
            heading: "Minutes required", lead: "\(frame.network?.name ?? "All networks"), \(origin.days)",
            facts: [.init("Minutes", all.compactMap { $0?.minutes }.reduce(0, +).grouped)], notes: KnownDay.notes(frame.known),
            table: OriginPage.table(["Week", "Network"], numbers: ["Minutes"], rows, empty: "No contract requires any.", of: origin), back: back)
    }

    static func postings(
        _ part: MoneyPart, _ found: [PostedLine], total: Money, of bodies: String, _ origin: Origin, _ names: [OrganisationID: String],
        back: BackLink
    ) -> OriginPage {
        let (lines, next) = OriginPage.page(found) { $0.id.stored }
        // What is earned or owed is a credit, below nought in the ledger, and read as an amount above it.
        func amount(_ amount: Money) -> Money { part == .paid ? amount : -amount }
        let rows = lines.map { line in
            TableView.Row([
                .heading(line.date.shortText), TableView.Cell(line.practice.map { names[$0] ?? "Not known" } ?? ""),
                TableView.Cell(line.sentence, address: ContractsAddresses.posting.path(line.id)), .number(amount(line.amount).exactText),
            ])
        }
        let heading =
            switch part {
            case .income: "Contract income"
            case .paid: "Paid to practices"
            case .owed: "Owed to practices"
            case .care: "Earned for care"
            case .notAttended: "Earned for appointments not attended"
            case .unused: "Earned for time not used"
            case .earned: "Earned by practices"
            }
        return OriginPage(
            heading: heading, lead: "\(bodies), \(part == .owed ? "up to \(Month(containing: origin.through).title)" : origin.months)",
            facts: [.init("Total", amount(total).exactText)], notes: ["From the money ledger. Each line opens the work behind it."],
            table: OriginPage.table(
                ["Posted for", "Practice", "What for"], numbers: ["Amount"], rows, empty: "Nothing has been posted.", of: origin, next: next
            ) { MoneyLinks.path($0, part) },
            back: back)
    }

    static func posting(
        _ line: PostedLine, _ work: [(entry: ActivityEntry, amount: Money)], _ names: [OrganisationID: String], isFirst: Bool, next: String?,
        back: BackLink
    ) -> OriginPage {
        let isDebitAbove = line.account.kind == .asset || line.account.kind == .expense
        func sign(_ amount: Money) -> Money { isDebitAbove ? amount : -amount }
        let rows = work.map { entry, amount in
            TableView.Row([
                .heading(entry.localDate.shortText, address: ActivityAddresses.entry.path(entry.id)), TableView.Cell(entry.occurredAt.londonTimeText),
                TableView.Cell(entry.kind.title, tags: entry.reverses == nil ? [] : [Tag("Taken back", .warning)]),
                TableView.Cell(names[entry.practice] ?? "Not known"), .number(entry.minutes.grouped), .number(sign(amount).exactText),
            ])
        }
        let address = ContractsAddresses.posting
        return OriginPage(
            heading: line.sentence, lead: "\(line.practice.flatMap { names[$0] } ?? line.account.title), \(line.month.title)",
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
                nextAddress: next.map { address.path(line.id, query: ["after": $0]) } ?? "", isCompact: true),
            back: back)
    }
}
