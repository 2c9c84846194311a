// The money ledger in the database.

import Kernel
import Store

package enum FinanceStore {
    /// Posts a journal, all of it or nothing. A closed month refuses it with `JournalRefusal.monthClosed`, and so does every month before it, as what
    /// it posted would change the balances that later months began with.
    package static func post(_ journal: Journal, in transaction: Transaction) throws {
        if let closed = try AccountingMonthStore.lastClosed(in: transaction), journal.month <= closed {
            throw JournalRefusal.monthClosed(journal.month)
        }
        try AccountingMonthStore.open(journal.month, in: transaction)
        try transaction.execute(
            """
            INSERT INTO journals (id, date, month, description, rule, posted_at)
            VALUES (\(journal.id), \(journal.date), \(journal.month.stored), \(journal.description), \(journal.rule), \(transaction.instant))
            """)
        try transaction.insert(
            "INSERT INTO postings (id, journal, position, month, account, practice, amount_pence, rule, sentence)",
            journal.lines.enumerated().map { index, line in
                """
                (\(line.id), \(journal.id), \(index + 1), \(journal.month.stored), \(line.account), \(line.practice), \(line.amount.pence), \(line.rule),
                    \(line.sentence))
                """
            })
        try transaction.insert(
            "INSERT INTO posting_activities (posting, activity, amount_pence)",
            journal.lines.flatMap { line in line.shares.map { "(\(line.id), \($0.activity), \($0.amount.pence))" } })
        try transaction.audit(
            "journal posted", AuditSubject("journal", journal.id), details: ["month": journal.month.stored, "rule": journal.rule.rawValue])
    }

    package static func journal(_ id: ID<Journal>, in connection: any Connection) throws -> [PostedLine] {
        try lines("postings.journal = \(id)", in: connection)
    }

    package static func line(_ id: ID<Posting>, scope: Scope, in connection: any Connection) throws -> PostedLine? {
        try lines("postings.id = \(id) AND \(scope.condition(practice: "postings.practice"))", in: connection).first
    }

    /// The postings of a month, of one account or all, of one practice or all, within `scope`, in the order posted.
    package static func lines(
        month: Month, account: LedgerAccount? = nil, practice: OrganisationID? = nil, scope: Scope, in connection: any Connection
    ) throws -> [PostedLine] {
        let ofAccount: SQL = account.map { "postings.account = \($0)" } ?? "TRUE"
        let ofPractice: SQL = practice.map { "postings.practice = \($0)" } ?? "TRUE"
        return try lines(
            "postings.month = \(month.stored) AND \(ofAccount) AND \(ofPractice) AND \(scope.condition(practice: "postings.practice"))",
            in: connection)
    }

    /// The journals of a month as far as a person sees their lines, for a list.
    static func journals(of month: Month, scope: Scope) -> SQL {
        """
        SELECT journals.id, journals.date, journals.description, CAST(COUNT(*) AS BIGINT) AS lines,
            CAST(SUM(CASE WHEN postings.amount_pence > 0 THEN postings.amount_pence ELSE 0 END) AS BIGINT) AS debit_pence
        FROM postings
        JOIN journals ON journals.id = postings.journal
        WHERE postings.month = \(month.stored) AND \(scope.condition(practice: "postings.practice"))
        GROUP BY journals.id, journals.date, journals.description
        """
    }

    /// The work behind a posting, with what each piece earned.
    package static func shares(of posting: ID<Posting>, in connection: any Connection) throws -> [PostedShare] {
        try shares("posting_activities.posting = \(posting)", in: connection)
    }

    /// How many pieces of work are behind each line of a journal.
    package static func workCounts(journal: ID<Journal>, in connection: any Connection) throws -> [ID<Posting>: Int] {
        struct Count: Decodable {
            let posting: ID<Posting>
            let entries: Int
        }
        let counts: [Count] = try connection.all(
            """
            SELECT posting_activities.posting, CAST(COUNT(*) AS BIGINT) AS entries
            FROM posting_activities
            JOIN postings ON postings.id = posting_activities.posting
            WHERE postings.journal = \(journal)
            GROUP BY posting_activities.posting
            """)
        return Dictionary(uniqueKeysWithValues: counts.map { ($0.posting, $0.entries) })
    }

    /// How many pieces of work are behind a posting, of those that `isSeen` lets through: a condition on the column that names the work.
    package static func workCount(of posting: ID<Posting>, where isSeen: (SQL) throws -> SQL, in connection: any Connection) throws -> Int {
        try connection.value(
            Int.self,
            """
            SELECT CAST(COUNT(*) AS BIGINT)
            FROM posting_activities
            WHERE posting_activities.posting = \(posting) AND \(try isSeen("posting_activities.activity"))
            """) ?? 0
    }

    /// The same work in the order of its identifiers, which is that of time: `limit` pieces after the one given.
    package static func shares(
        of posting: ID<Posting>, where isSeen: (SQL) throws -> SQL, after activity: ID<ActivityReference>?, limit: Int, in connection: any Connection
    ) throws -> [PostedShare] {
        let after: SQL = activity.map { "posting_activities.activity > \($0)" } ?? "TRUE"
        return try connection.all(
            """
            SELECT posting_activities.posting, posting_activities.activity, postings.account, ledger_accounts.title AS account_title, postings.practice,
                posting_activities.amount_pence
            FROM posting_activities
            JOIN postings ON postings.id = posting_activities.posting
            JOIN ledger_accounts ON ledger_accounts.account = postings.account
            WHERE posting_activities.posting = \(posting) AND \(after) AND \(try isSeen("posting_activities.activity"))
            ORDER BY posting_activities.activity
            LIMIT \(limit)
            """)
    }

    /// What a piece of work earned: every posting that names it.
    package static func shares(activity: ID<ActivityReference>, scope: Scope, in connection: any Connection) throws -> [PostedShare] {
        try shares("posting_activities.activity = \(activity) AND \(scope.condition(practice: "postings.practice"))", in: connection)
    }

    /// What is owed to (below nought) or by (above) each practice on `account` at the end of `month`; practices at nought are left out.
    package static func balances(
        _ account: LedgerAccount, through month: Month, scope: Scope, in connection: any Connection
    ) throws -> [OrganisationID: Money] {
        let sums: [PracticeSum] = try connection.all(
            """
            SELECT practice, CAST(SUM(amount_pence) AS BIGINT) AS pence
            FROM postings
            WHERE account = \(account) AND month <= \(month.stored) AND practice IS NOT NULL AND \(scope.condition(practice: "postings.practice"))
            GROUP BY practice
            """)
        return Dictionary(uniqueKeysWithValues: sums.filter { $0.pence != 0 }.map { ($0.practice, Money(pence: $0.pence)) })
    }

    /// Debits and credits of every account up to the end of `month`. They are equal in sum.
    package static func trialBalance(through month: Month, in connection: any Connection) throws -> [AccountBalance] {
        try connection.all(
            """
            SELECT ledger_accounts.account, ledger_accounts.title, COALESCE(sums.debit_pence, 0) AS debit_pence,
                COALESCE(sums.credit_pence, 0) AS credit_pence
            FROM ledger_accounts
            LEFT JOIN (
                SELECT account,
                    CAST(SUM(CASE WHEN amount_pence > 0 THEN amount_pence ELSE 0 END) AS BIGINT) AS debit_pence,
                    CAST(SUM(CASE WHEN amount_pence < 0 THEN -amount_pence ELSE 0 END) AS BIGINT) AS credit_pence
                FROM postings
                WHERE month <= \(month.stored)
                GROUP BY account
            ) sums ON sums.account = ledger_accounts.account
            ORDER BY ledger_accounts.position, ledger_accounts.account
            """)
    }

    /// What is wrong in the ledger, one sentence each; empty when every journal balances and every posting's work adds up to it.
    package static func verify(in connection: any Connection) throws -> [String] {
        let unbalanced: [String] = try connection.values(
            "SELECT journal FROM postings GROUP BY journal HAVING SUM(amount_pence) <> 0 ORDER BY journal")
        let empty: [String] = try connection.values(
            "SELECT id FROM journals WHERE NOT EXISTS (SELECT 1 FROM postings WHERE postings.journal = journals.id) ORDER BY id")
        let unattributed: [String] = try connection.values(
            """
            SELECT postings.id
            FROM postings
            JOIN posting_activities ON posting_activities.posting = postings.id
            GROUP BY postings.id, postings.amount_pence
            HAVING SUM(posting_activities.amount_pence) <> postings.amount_pence
            ORDER BY postings.id
            """)
        let misdated: [String] = try connection.values(
            "SELECT postings.id FROM postings JOIN journals ON journals.id = postings.journal WHERE journals.month <> postings.month ORDER BY postings.id"
        )
        let late: [String] = try connection.values(
            """
            SELECT DISTINCT journals.id
            FROM journals
            JOIN accounting_months ON accounting_months.month >= journals.month
            WHERE accounting_months.state = 'closed' AND journals.posted_at > accounting_months.closed_at
            ORDER BY journals.id
            """)
        return unbalanced.map { "Journal \($0) does not balance." } + empty.map { "Journal \($0) has no lines." }
            + unattributed.map { "The work behind posting \($0) does not add up to it." }
            + misdated.map { "Posting \($0) is in another month than its journal." }
            + late.map { "Journal \($0) was posted after its month, or a later one, was closed." }
    }

    private static func lines(_ condition: SQL, in connection: any Connection) throws -> [PostedLine] {
        try connection.all(
            """
            SELECT postings.id, postings.journal, journals.date, postings.month, journals.description, postings.account,
                ledger_accounts.title AS account_title, ledger_accounts.kind AS account_kind, postings.practice, postings.amount_pence, postings.rule,
                posting_rules.purpose, postings.sentence, journals.posted_at
            FROM postings
            JOIN journals ON journals.id = postings.journal
            JOIN ledger_accounts ON ledger_accounts.account = postings.account
            JOIN posting_rules ON posting_rules.rule = postings.rule
            WHERE \(condition)
            ORDER BY journals.date, journals.posted_at, postings.journal, postings.position
            """)
    }

    private static func shares(_ condition: SQL, in connection: any Connection) throws -> [PostedShare] {
        try connection.all(
            """
            SELECT posting_activities.posting, posting_activities.activity, postings.account, ledger_accounts.title AS account_title, postings.practice,
                posting_activities.amount_pence
            FROM posting_activities
            JOIN postings ON postings.id = posting_activities.posting
            JOIN ledger_accounts ON ledger_accounts.account = postings.account
            WHERE \(condition)
            ORDER BY postings.month, posting_activities.posting, posting_activities.activity
            """)
    }
}

/// A journal as a list has it.
struct JournalSummary: Decodable, Sendable {
    let id: ID<Journal>
    let date: LocalDate
    let description: String
    let lines: Int
    let debitPence: Int
}

private struct PracticeSum: Decodable {
    let practice: OrganisationID
    let pence: Int
}
