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
        routes.get(ReportAddresses.required, .report, required)
    }

    @Sendable private func postings(_ visit: Visit) async throws -> Answer {
        let (origin, scope, today) = (try Origin(visit.query), try visit.person.scope, visit.today)
        guard let part = try Origin.value("part", of: visit.query, MoneyPart.init(rawValue:)) else { throw Origin.incomplete }
        let back = try ReportAddresses.back(visit)
        let (bodies, lines) = try await database.read { connection in
            let bodies = try OriginBodies(of: origin, scope: scope, today: today, in: connection)
            let lines = try FigureRoutes.lines(part, of: bodies, origin, scope: scope, in: connection)
            let names = try OrganisationStore.names(of: lines.compactMap(\.practice), on: today, in: connection)
            return (bodies.name, lines.map { (line: $0, practice: $0.practice.map { names[$0] ?? "Not known" } ?? "") })
        }
        let total = lines.map(\.line.amount).sum()
        return try await database.answer(visit, FigurePages.postings(lines, part, visit)) {
            FigurePages.postings($0, part, total: total, of: bodies, origin, back: back)
        }
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
            guard part == .income || part.takes(line.purpose) else { return false }
            return practices.map { practices in line.practice.map(practices.contains) ?? false } ?? true
        }
    }

    /// One posting with the work behind it, in the order of the entries' identifiers, which is that in which they were recorded.
    @Sendable private func posting(_ visit: Visit) async throws -> Answer {
        let (id, person, today) = (try visit.id("posting", of: Posting.self), try visit.person, visit.today)
        let found = try await database.read { connection in
            try FinanceStore.line(id, scope: person.scope, in: connection).map { line in
                let names = try OrganisationStore.names(of: [line.practice].compactMap { $0 }, on: today, in: connection)
                let count = try FinanceStore.workCount(
                    of: id, where: { try ActivityStore.isSeen($0, scope: person.scope, in: connection) }, in: connection)
                let kinds = try ActivityStore.titles(in: connection)
                return (line: line, practice: line.practice.map { names[$0] ?? "Not known" }, count: count, kinds: kinds)
            }
        }
        guard let (line, practice, count, kinds) = found else { throw Refusal.notFound }
        // Whoever may read the ledger came from its journal, or can go there.
        let back =
            FinancePermissions.see.allows(person.role)
            ? BackLink(line.description, FinanceAddresses.journal.path(line.journal)) : try ReportAddresses.back(visit)
        let list = FigurePages.work(behind: line, kinds, count: count, visit) { after, limit, connection in
            let shares = try FinanceStore.shares(
                of: id, where: { try ActivityStore.isSeen($0, scope: person.scope, in: connection) },
                after: after.flatMap { try? ID(parsing: $0) }, limit: limit, in: connection)
            let found = try ActivityStore.entries(shares.map { $0.activity.asID(of: ActivityEntry.self) }, scope: person.scope, in: connection)
            let entries = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
            let names = try OrganisationStore.names(of: found.map(\.practice), on: today, in: connection)
            return shares.compactMap { share in
                entries[share.activity.asID(of: ActivityEntry.self)].map {
                    .init(entry: $0, practice: names[$0.practice] ?? "Not known", amount: share.amount)
                }
            }
        }
        return try await database.answer(visit, list) { FigurePages.posting(line, practice: practice, $0, back: back) }
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
            table: OriginPage.table(["Week", "Network"], numbers: ["Minutes"], rows, empty: "No contract requires any."), back: back)
    }

    // What is earned or owed is a credit, below nought in the ledger, and read as an amount above it.
    private static func shown(_ amount: Money, _ part: MoneyPart) -> Money { part == .paid ? amount : -amount }

    static func postings(
        _ lines: [(line: PostedLine, practice: String)], _ part: MoneyPart, _ visit: Visit
    ) -> RecordList<(line: PostedLine, practice: String)> {
        RecordList(
            "Postings", visit, of: lines,
            columns: [
                .init("Posted for", sort: "date") { .heading($0.line.date, shown: $0.line.date.shortText) },
                .init("Practice", sort: "practice") { .init($0.practice) },
                .init("What for") { .init($0.line.sentence, address: ContractsAddresses.posting.path($0.line.id)) },
                .init("Amount", sort: "amount", isNumeric: true) { .money(shown($0.line.amount, part)) },
            ], keeps: Origin.names + ["part"], empty: "Nothing has been posted.", isCompact: true)
    }

    static func postings(_ table: TableView, _ part: MoneyPart, total: Money, of bodies: String, _ origin: Origin, back: BackLink) -> OriginPage {
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
            facts: [.init("Total", shown(total, part).exactText)], notes: ["From the money ledger. Each line opens the work behind it."],
            table: table, back: back)
    }

    struct Work: Sendable {
        let entry: ActivityEntry
        let practice: String
        let amount: Money
    }

    // An amount above nought is a debit of an asset or an expense, and a credit of every other account.
    private static func shown(_ amount: Money, of account: AccountKind) -> Money { account.isDebitAbove ? amount : -amount }

    static func work(
        behind line: PostedLine, _ kinds: [ActivityKind: String], count: Int, _ visit: Visit,
        fetch: @escaping @Sendable (_ after: String?, _ limit: Int, any Connection) throws -> [Work]
    ) -> RecordList<Work> {
        RecordList(
            "The work behind it", visit, ofCount: count,
            columns: [
                .init("Day") {
                    .heading($0.entry.localDate, shown: $0.entry.localDate.shortText, address: ActivityAddresses.entry.path($0.entry.id))
                },
                .init("Time") { .init($0.entry.occurredAt.londonTimeText) },
                .init("Work", note: "Taken back") {
                    .init(
                        kinds[$0.entry.kind] ?? $0.entry.kind.spelledOut, tags: $0.entry.reverses == nil ? [] : [Tag("Taken back", .warning)])
                },
                .init("For patients of") { .init($0.practice) }, .init("Minutes", isNumeric: true) { .number($0.entry.minutes) },
                .init("Amount", isNumeric: true) { .money(shown($0.amount, of: line.accountKind)) },
            ], empty: "No single piece of work is behind this line.", isCompact: true, pageSize: OriginPage.pageSize,
            key: { $0.entry.id.stored }, fetch: fetch)
    }

    static func posting(_ line: PostedLine, practice: String?, _ table: TableView, back: BackLink) -> OriginPage {
        OriginPage(
            heading: line.sentence, lead: "\(practice ?? line.accountTitle), \(line.month.title)",
            facts: [
                .init(
                    "Amount", shown(line.amount, of: line.accountKind).exactText, detail: line.amountPence > 0 ? "Debit" : "Credit"),
                .init("Account", line.accountTitle), .init("Rule", line.rule.rawValue), .init("Posted", line.postedAt.londonText),
            ], table: table, back: back)
    }
}
