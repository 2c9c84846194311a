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

    /// Accounts have their titles and their order, and rules their purposes, as rows to which rooms add. The kept share of time not used has an
    /// account of its own from before closes posted what practices are owed and nothing else. A rule that is on record and not listed was for care,
    /// as reports had it.
    static let postingRules = Migration(
        "2026-11-29 81 finance accounts and posting rules",
        """
        ALTER TABLE ledger_accounts ADD COLUMN title TEXT NOT NULL DEFAULT '';
        ALTER TABLE ledger_accounts ADD COLUMN position BIGINT NOT NULL DEFAULT 0;
        UPDATE ledger_accounts SET title = 'Bank', position = 10 WHERE account = 'bank';
        UPDATE ledger_accounts SET title = 'Owed by commissioners', position = 20 WHERE account = 'commissioner-receivable';
        UPDATE ledger_accounts SET title = 'Owed to practices', position = 30 WHERE account = 'practice-payable';
        UPDATE ledger_accounts SET title = 'Contract income', position = 40 WHERE account = 'contract-income';
        UPDATE ledger_accounts SET title = 'Kept share of time not used', position = 50 WHERE account = 'unused-capacity-retained';
        UPDATE ledger_accounts SET title = 'Cost of clinics that practices host', position = 60 WHERE account = 'practice-payments';
        CREATE TABLE posting_rules (
            rule TEXT NOT NULL PRIMARY KEY CHECK (rule <> ''),
            purpose TEXT NOT NULL CHECK (purpose <> '')
        );
        INSERT INTO posting_rules (rule, purpose) VALUES
            ('price per delivered hour', 'care'),
            ('taken back: price per delivered hour', 'care'),
            ('share of time not attended', 'not-attended'),
            ('taken back: share of time not attended', 'not-attended'),
            ('share of time not used', 'unused'),
            ('taken back: share of time not used', 'unused'),
            ('equal monthly instalments', 'income'),
            ('receipt', 'income'),
            ('payment', 'payment'),
            ('carried over after a merger', 'carried-over');
        INSERT INTO posting_rules (rule, purpose)
        SELECT DISTINCT rule, 'care'
        FROM postings
        WHERE rule NOT IN (SELECT posting_rules.rule FROM posting_rules);
        """, changing: [.open("ledger_accounts", "kind"), .refer("postings", "rule", to: "posting_rules (rule)")])
}
