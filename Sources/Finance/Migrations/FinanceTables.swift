// The tables of the money ledger.

import Store

extension Migration {
    /// Amounts are pence, debits above nought. Rows are only ever added, but for the state of a month, which goes from open to closed once.
    static let financeTables = Migration(
        "2026-11-21 06 finance journals",
        """
        CREATE TABLE ledger_accounts (
            account TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense'))
        );
        INSERT INTO ledger_accounts (account, kind) VALUES
            ('bank', 'asset'),
            ('commissioner-receivable', 'asset'),
            ('practice-payable', 'liability'),
            ('contract-income', 'income'),
            ('unused-capacity-retained', 'income'),
            ('practice-payments', 'expense');
        CREATE TABLE accounting_months (
            month TEXT NOT NULL PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
            closed_at TEXT,
            closed_by TEXT,
            CHECK ((state = 'closed') = (closed_at IS NOT NULL))
        );
        CREATE TABLE journals (
            id TEXT NOT NULL PRIMARY KEY,
            date TEXT NOT NULL,
            month TEXT NOT NULL REFERENCES accounting_months (month),
            description TEXT NOT NULL CHECK (description <> ''),
            rule TEXT NOT NULL CHECK (rule <> ''),
            posted_at TEXT NOT NULL
        );
        CREATE INDEX journals_by_month ON journals (month, date);
        CREATE TABLE postings (
            id TEXT NOT NULL PRIMARY KEY,
            journal TEXT NOT NULL REFERENCES journals (id),
            position BIGINT NOT NULL CHECK (position >= 1),
            month TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES ledger_accounts (account),
            practice TEXT REFERENCES organisations (id),
            amount_pence BIGINT NOT NULL CHECK (amount_pence <> 0),
            rule TEXT NOT NULL CHECK (rule <> ''),
            sentence TEXT NOT NULL CHECK (sentence <> ''),
            UNIQUE (journal, position)
        );
        CREATE INDEX postings_by_account ON postings (account, practice, month);
        CREATE TABLE posting_activities (
            posting TEXT NOT NULL REFERENCES postings (id),
            activity TEXT NOT NULL,
            amount_pence BIGINT NOT NULL,
            PRIMARY KEY (posting, activity)
        );
        CREATE INDEX posting_activities_by_activity ON posting_activities (activity);
        """)
}
