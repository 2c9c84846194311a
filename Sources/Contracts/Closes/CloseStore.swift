// Month closes in the database.

import Activity
import Directory
import Finance
import Governance
import Kernel
import Store

package enum CloseStore {
    /// What closing came to: done now, or done before and by whom.
    package enum Outcome: Hashable, Sendable {
        case closed(MonthClose)
        case already(MonthClose)
    }

    package static func close(of scheme: SchemeID, month: Month, in connection: any Connection) throws -> MonthClose? {
        try connection.first("SELECT \(columns) FROM month_closes WHERE scheme = \(scheme) AND month = \(month)")
    }

    /// All closes, latest month first.
    package static func closes(in connection: any Connection) throws -> [MonthClose] {
        try connection.all("SELECT \(columns) FROM month_closes ORDER BY month DESC, scheme")
    }

    /// What the federation kept of the value of the work that a close settled.
    static func retained(of close: ID<MonthClose>, in connection: any Connection) throws -> Money {
        Money(
            pence: try connection.value(
                Int.self,
                "SELECT CAST(COALESCE(SUM(retained_pence), 0) AS BIGINT) FROM month_close_activities WHERE month_close = \(close)") ?? 0)
    }

    package static func lastMonth(of scheme: SchemeID, in connection: any Connection) throws -> Month? {
        try connection.value("SELECT MAX(month) FROM month_closes WHERE scheme = \(scheme)")
    }

    /// How far a scheme is closed, and whether work waits.
    package static func standing(of scheme: Scheme, in connection: any Connection) throws -> CloseStanding {
        let waiting = try ActivityStore.firstDay(of: scheme.id, notIn: settled, in: connection)
        return CloseStanding(
            scheme: scheme, last: try lastMonth(of: scheme.id, in: connection), waiting: waiting.map(Month.init(containing:)),
            ledger: try AccountingMonthStore.lastClosed(in: connection))
    }

    /// What closing `month` would come to now. Nothing is written.
    package static func preview(_ scheme: Scheme, month: Month, in connection: any Connection) throws -> CloseDraft {
        try CloseRules.draft(facts(scheme, month: month, in: connection))
    }

    /// Closes a month: postings, settled work and, once no scheme has anything left to close in it, the ledger's month and the statements. All of it or
    /// nothing. A month that was closed before is left as it is.
    ///
    /// - Parameter shown: the revision of the draft that a person saw; another one is refused with `CloseRefusal.figuresChanged`.
    package static func close(_ id: SchemeID, month: Month, shown: Revision? = nil, in transaction: Transaction) throws -> Outcome {
        guard let scheme = try SchemeStore.scheme(id, in: transaction) else { throw CloseRefusal.unknownScheme }
        if let done = try close(of: id, month: month, in: transaction) { return .already(done) }
        let today = London.local(transaction.instant).date
        try CloseRules.check(month, standing(of: scheme, in: transaction), today: today)
        let facts = try facts(scheme, month: month, in: transaction)
        let draft = try CloseRules.draft(facts)
        if let shown, shown != draft.revision { throw CloseRefusal.figuresChanged }
        let journal = try draft.journal(scheme: facts.schemeTitle, at: transaction.instant)
        if let journal { try FinanceStore.post(journal.journal, in: transaction) }
        let close = MonthClose(
            id: ID(at: transaction.instant), scheme: id, month: month, journal: journal?.journal.id, closedAt: transaction.instant,
            closedBy: transaction.actor.person)
        try insert(close, draft, journal?.postings ?? [:], in: transaction)
        for instalment in draft.instalments {
            guard let journal else { continue }
            try transaction.execute(
                """
                INSERT INTO contract_instalments (contract, month, amount_pence, journal)
                VALUES (\(scheme.contract), \(instalment.month), \(instalment.amount), \(journal.journal.id))
                """)
        }
        try transaction.audit(
            "scheme month closed", AuditSubject("month close", close.id),
            details: ["month": month.stored, "owed to practices": "\(draft.payable.pence)", "retained": "\(draft.retained.pence)"])
        try AccountingMonthStore.open(month, in: transaction)
        try closeLedger(today: today, in: transaction)
        return .closed(close)
    }

    /// The schemes for which the ledger's `month` waits: those that run in it or have work from before its end, and are not closed so far.
    package static func openSchemes(in month: Month, in connection: any Connection) throws -> [Scheme] {
        try SchemeStore.schemes(in: connection).filter { CloseRules.awaits(try standing(of: $0, in: connection), in: month) }
    }

    // The ledger's months close in order, each with its statements, as far as none waits for a scheme.
    private static func closeLedger(today: LocalDate, in transaction: Transaction) throws {
        for month in try AccountingMonthStore.open(in: transaction) where today > month.last {
            guard try openSchemes(in: month, in: transaction).isEmpty else { return }
            try AccountingMonthStore.close(month, in: transaction)
            try StatementStore.produce(month, in: transaction)
        }
    }

    private static func facts(_ scheme: Scheme, month: Month, in connection: any Connection) throws -> CloseFacts {
        let entries = try heirs(
            of: ActivityStore.entries(
                scheme: scheme.id, through: month.last, notIn: settled, in: connection), in: connection)
        var siteNames: [SiteID: String] = [:]
        for site in Set(entries.compactMap(\.site)) { siteNames[site] = try SiteStore.site(site, in: connection)?.name }
        let posted: [Month] = try connection.values("SELECT month FROM contract_instalments WHERE contract = \(scheme.contract)")
        let contract = try SchemeStore.contract(scheme.contract, in: connection)
        return CloseFacts(
            schemeTitle: try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "Scheme", month: month, entries: entries,
            settled: try earned(by: entries, in: connection), prices: try SchemeStore.prices(of: scheme.id, in: connection),
            unusedShares: try SchemeStore.unusedShares(of: scheme.id, in: connection), rules: try workRules(in: connection), siteNames: siteNames,
            instalments: contract?.instalments.filter { $0.month <= month && !posted.contains($0.month) } ?? [])
    }

    /// For each entry that takes back what a close has settled: what that had earned.
    private static func earned(by entries: [ActivityEntry], in connection: any Connection) throws -> [ID<ActivityEntry>: Earned] {
        struct Row: Decodable {
            let activity: ID<ActivityEntry>
            let payablePence: Int
            let retainedPence: Int
        }
        let originals = entries.compactMap(\.reverses)
        guard !originals.isEmpty else { return [:] }
        let rows: [Row] = try connection.all(
            "SELECT activity, payable_pence, retained_pence FROM month_close_activities WHERE activity IN \(originals)")
        let byOriginal = Dictionary(uniqueKeysWithValues: rows.map { ($0.activity, $0) })
        return entries.reduce(into: [:]) { earned, entry in
            guard let row = entry.reverses.flatMap({ byOriginal[$0] }) else { return }
            earned[entry.id] = Earned(payable: Money(pence: row.payablePence), retained: Money(pence: row.retainedPence))
        }
    }

    /// The work under the practice that hosted it on its day: where a merger became known after the work was recorded, the one that carried on.
    private static func heirs(of entries: [ActivityEntry], in connection: any Connection) throws -> [ActivityEntry] {
        let all = try OrganisationStore.successions(in: connection)
        guard !all.isEmpty else { return entries }
        var onDay: [LocalDate: Successions] = [:]
        for day in Set(entries.map(\.localDate)) { onDay[day] = Successions(all, on: day) }
        return entries.map { entry in
            let host = onDay[entry.localDate]?.final(of: entry.host) ?? entry.host
            return host == entry.host ? entry : entry.hosted(by: host)
        }
    }

    private static func insert(
        _ close: MonthClose, _ draft: CloseDraft, _ postings: [Int: ID<Posting>], in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO month_closes (id, scheme, month, journal, closed_at, closed_by)
            VALUES (\(close.id), \(close.scheme), \(close.month), \(close.journal), \(close.closedAt), \(close.closedBy))
            """)
        let work = Dictionary(draft.lines.flatMap(\.work).map { ($0.activity, $0) }, uniquingKeysWith: { first, _ in first })
        try transaction.insert(
            "INSERT INTO month_close_activities (activity, month_close, payable_pence, retained_pence)",
            draft.activities.map { "(\($0), \(close.id), \(work[$0]?.payable ?? .zero), \(work[$0]?.retained ?? .zero))" })
        try transaction.insert(
            """
            INSERT INTO month_close_lines (
                id, posting, month_close, host, site, kind, service_month, is_taken_back, count, minutes, hour_pence, price_source,
                federation_percent, share_source, gross_pence, retained_pence, payable_pence)
            """,
            draft.lines.enumerated().map { place, line in
                """
                (\(ID<CloseLine>(at: close.closedAt)), \(postings[place]), \(close.id), \(line.host), \(line.site), \(line.kind), \(line.serviceMonth),
                    \(line.isTakenBack), \(line.count), \(line.minutes), \(line.hour), \(line.priceSource), \(line.federationPercent),
                    \(line.shareSource), \(line.gross), \(line.retained), \(line.payable))
                """
            })
    }

    /// The work that a close has settled.
    private static let settled: SQL = "SELECT activity FROM month_close_activities"
    private static let columns = SQL(verbatim: "id, scheme, month, journal, closed_at, closed_by")
}
