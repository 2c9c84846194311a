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

    package static func lastMonth(of scheme: SchemeID, in connection: any Connection) throws -> Month? {
        try connection.value("SELECT MAX(month) FROM month_closes WHERE scheme = \(scheme)")
    }

    /// What closing `month` would come to now. Nothing is written.
    package static func preview(_ scheme: Scheme, month: Month, in connection: any Connection) throws -> CloseDraft {
        try CloseRules.draft(facts(scheme, month: month, in: connection))
    }

    /// Closes a month: postings, settled work and, once every scheme that runs in the month is closed, the ledger's month and the statements. All of it
    /// or nothing. A month that was closed before is left as it is.
    package static func close(_ id: SchemeID, month: Month, in transaction: Transaction) throws -> Outcome {
        guard let scheme = try SchemeStore.scheme(id, in: transaction) else { throw CloseProblem.unknownScheme }
        if let done = try close(of: id, month: month, in: transaction) { return .already(done) }
        let today = London.local(transaction.instant).date
        try CloseRules.check(month, of: scheme, after: lastMonth(of: id, in: transaction), today: today)
        let facts = try facts(scheme, month: month, in: transaction)
        let draft = try CloseRules.draft(facts)
        let journal = try draft.journal(scheme: facts.schemeTitle, at: transaction.instant)
        if let journal { try FinanceStore.post(journal.journal, in: transaction) }
        let close = MonthClose(
            id: ID(at: transaction.instant), scheme: id, month: month, journal: journal?.journal.id, closedAt: transaction.instant,
            closedBy: transaction.actor.person)
        try insert(close, draft, journal?.postings ?? [], in: transaction)
        if let instalment = draft.instalment, let journal {
            try transaction.execute(
                """
                INSERT INTO contract_instalments (contract, month, amount_pence, journal)
                VALUES (\(scheme.contract), \(month), \(instalment), \(journal.journal.id))
                """)
        }
        try transaction.audit(
            "scheme month closed", AuditSubject("month close", close.id),
            details: ["month": month.stored, "owed to practices": "\(draft.payable.pence)", "retained": "\(draft.retained.pence)"])
        if try openSchemes(in: month, in: transaction).isEmpty {
            try AccountingMonthStore.close(month, in: transaction)
            try StatementStore.produce(month, in: transaction)
        }
        return .closed(close)
    }

    /// The schemes that run in `month` and are not closed for it.
    package static func openSchemes(in month: Month, in connection: any Connection) throws -> [Scheme] {
        let closed: [SchemeID] = try connection.values("SELECT scheme FROM month_closes WHERE month = \(month)")
        return try SchemeStore.schemes(in: connection).filter { $0.runs(in: month) && !closed.contains($0.id) }
    }

    private static func facts(_ scheme: Scheme, month: Month, in connection: any Connection) throws -> CloseFacts {
        let entries = try ActivityStore.entries(
            scheme: scheme.id, through: month.last, notIn: "SELECT activity FROM month_close_activities", in: connection)
        let present = Set(entries.map(\.id))
        var earned: [ID<ActivityEntry>: [PostedShare]] = [:]
        for entry in entries {
            guard let original = entry.reverses, !present.contains(original) else { continue }
            earned[entry.id] = try FinanceStore.shares(activity: original.asID(of: ActivityReference.self), scope: .federation, in: connection)
        }
        var siteNames: [SiteID: String] = [:]
        for site in Set(entries.compactMap(\.site)) { siteNames[site] = try SiteStore.site(site, in: connection)?.name }
        let posted =
            try connection.value(
                Int.self, "SELECT COUNT(*) FROM contract_instalments WHERE contract = \(scheme.contract) AND month = \(month)") ?? 0
        let contract = try SchemeStore.contract(scheme.contract, in: connection)
        return CloseFacts(
            schemeTitle: try UndertakingStore.undertaking(scheme.id, in: connection)?.title ?? "Scheme", month: month, entries: entries,
            settled: earned, prices: try SchemeStore.prices(of: scheme.id, in: connection),
            unusedShares: try SchemeStore.unusedShares(of: scheme.id, in: connection), siteNames: siteNames,
            instalment: posted > 0 ? nil : contract?.instalment(for: month))
    }

    private static func insert(
        _ close: MonthClose, _ draft: CloseDraft, _ postings: [(line: CloseLine, posting: ID<Posting>)], in transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            INSERT INTO month_closes (id, scheme, month, journal, closed_at, closed_by)
            VALUES (\(close.id), \(close.scheme), \(close.month), \(close.journal), \(close.closedAt), \(close.closedBy))
            """)
        for activity in draft.activities {
            try transaction.execute("INSERT INTO month_close_activities (activity, month_close) VALUES (\(activity), \(close.id))")
        }
        for (line, posting) in postings {
            try transaction.execute(
                """
                INSERT INTO month_close_lines (
                    posting, month_close, host, site, kind, service_month, is_taken_back, count, minutes, hour_pence, price_source,
                    federation_percent, share_source, gross_pence, retained_pence, payable_pence)
                VALUES (
                    \(posting), \(close.id), \(line.host), \(line.site), \(line.kind), \(line.serviceMonth), \(line.isTakenBack), \(line.count),
                    \(line.minutes), \(line.hour), \(line.priceSource), \(line.federationPercent), \(line.shareSource), \(line.gross),
                    \(line.retained), \(line.payable))
                """)
        }
    }

    private static let columns = SQL(verbatim: "id, scheme, month, journal, closed_at, closed_by")
}
