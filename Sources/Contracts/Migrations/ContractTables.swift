// The tables of contracts and closes.

import Store

extension Migration {
    /// A scheme's month closes once, a piece of work is settled by one close, a contract's instalment is posted once a month, and a statement is paid
    /// once: each has a unique key that holds it against two writers.
    static let contractTables = Migration(
        "2026-11-21 08 contracts closes and statements",
        """
        CREATE TABLE contracts (
            id TEXT NOT NULL PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE CHECK (reference <> ''),
            title TEXT NOT NULL CHECK (title <> ''),
            commissioner TEXT NOT NULL REFERENCES organisations (id),
            value_pence BIGINT NOT NULL CHECK (value_pence >= 0),
            from_date TEXT NOT NULL,
            until_date TEXT NOT NULL,
            is_example BOOLEAN NOT NULL,
            CHECK (until_date >= from_date)
        );
        CREATE TABLE schemes (
            id TEXT NOT NULL PRIMARY KEY REFERENCES undertakings (id),
            contract TEXT NOT NULL REFERENCES contracts (id),
            from_date TEXT NOT NULL,
            until_date TEXT NOT NULL,
            CHECK (until_date >= from_date)
        );
        CREATE INDEX schemes_by_contract ON schemes (contract);
        CREATE TABLE scheme_requirements (
            scheme TEXT NOT NULL REFERENCES schemes (id),
            from_date TEXT NOT NULL,
            minutes_per_thousand BIGINT NOT NULL CHECK (minutes_per_thousand >= 0),
            rounding TEXT NOT NULL CHECK (rounding IN ('exact', 'nearest-quarter-hour')),
            bank_holidays TEXT NOT NULL CHECK (bank_holidays IN ('owed-in-full', 'hours-not-owed')),
            gp_on_site BOOLEAN NOT NULL,
            days_ahead BIGINT NOT NULL CHECK (days_ahead >= 0),
            same_day BOOLEAN NOT NULL,
            whole_network BOOLEAN NOT NULL,
            source TEXT NOT NULL CHECK (source <> ''),
            PRIMARY KEY (scheme, from_date)
        );
        CREATE TABLE scheme_hours (
            scheme TEXT NOT NULL,
            from_date TEXT NOT NULL,
            weekday TEXT NOT NULL,
            from_time TEXT NOT NULL,
            until_time TEXT NOT NULL,
            PRIMARY KEY (scheme, from_date, weekday, from_time),
            FOREIGN KEY (scheme, from_date) REFERENCES scheme_requirements (scheme, from_date),
            CHECK (until_time > from_time)
        );
        CREATE TABLE scheme_prices (
            scheme TEXT NOT NULL REFERENCES schemes (id),
            from_date TEXT NOT NULL,
            hour_pence BIGINT NOT NULL CHECK (hour_pence >= 0),
            is_example BOOLEAN NOT NULL,
            source TEXT NOT NULL CHECK (source <> ''),
            PRIMARY KEY (scheme, from_date)
        );
        CREATE TABLE scheme_unused_shares (
            scheme TEXT NOT NULL REFERENCES schemes (id),
            from_date TEXT NOT NULL,
            federation_percent BIGINT NOT NULL CHECK (federation_percent >= 0 AND federation_percent <= 100),
            source TEXT NOT NULL CHECK (source <> ''),
            PRIMARY KEY (scheme, from_date)
        );
        CREATE TABLE month_closes (
            id TEXT NOT NULL PRIMARY KEY,
            scheme TEXT NOT NULL REFERENCES schemes (id),
            month TEXT NOT NULL,
            journal TEXT REFERENCES journals (id),
            closed_at TEXT NOT NULL,
            closed_by TEXT REFERENCES people (id),
            UNIQUE (scheme, month)
        );
        CREATE TABLE month_close_activities (
            activity TEXT NOT NULL PRIMARY KEY REFERENCES activity_entries (id),
            month_close TEXT NOT NULL REFERENCES month_closes (id)
        );
        CREATE INDEX month_close_activities_by_close ON month_close_activities (month_close);
        CREATE TABLE month_close_lines (
            posting TEXT NOT NULL PRIMARY KEY REFERENCES postings (id),
            month_close TEXT NOT NULL REFERENCES month_closes (id),
            host TEXT NOT NULL REFERENCES organisations (id),
            site TEXT REFERENCES sites (id),
            kind TEXT NOT NULL,
            service_month TEXT NOT NULL,
            is_taken_back BOOLEAN NOT NULL,
            count BIGINT NOT NULL,
            minutes BIGINT NOT NULL,
            hour_pence BIGINT NOT NULL,
            price_source TEXT NOT NULL,
            federation_percent BIGINT NOT NULL,
            share_source TEXT NOT NULL,
            gross_pence BIGINT NOT NULL,
            retained_pence BIGINT NOT NULL,
            payable_pence BIGINT NOT NULL,
            CHECK (gross_pence = retained_pence + payable_pence)
        );
        CREATE TABLE contract_instalments (
            contract TEXT NOT NULL REFERENCES contracts (id),
            month TEXT NOT NULL,
            amount_pence BIGINT NOT NULL,
            journal TEXT NOT NULL REFERENCES journals (id),
            PRIMARY KEY (contract, month)
        );
        CREATE TABLE statements (
            id TEXT NOT NULL PRIMARY KEY,
            practice TEXT NOT NULL REFERENCES organisations (id),
            month TEXT NOT NULL,
            produced_at TEXT NOT NULL,
            UNIQUE (practice, month)
        );
        CREATE INDEX statements_by_month ON statements (month);
        CREATE TABLE statement_queries (
            id TEXT NOT NULL PRIMARY KEY,
            statement TEXT NOT NULL REFERENCES statements (id),
            posting TEXT REFERENCES postings (id),
            question TEXT NOT NULL CHECK (question <> ''),
            asked_by TEXT NOT NULL REFERENCES people (id),
            asked_at TEXT NOT NULL,
            answer TEXT NOT NULL DEFAULT '',
            answered_by TEXT REFERENCES people (id),
            answered_at TEXT,
            CHECK ((answer = '') = (answered_at IS NULL))
        );
        CREATE INDEX statement_queries_by_statement ON statement_queries (statement);
        CREATE TABLE payment_runs (
            id TEXT NOT NULL PRIMARY KEY,
            month TEXT NOT NULL UNIQUE,
            paid_on TEXT NOT NULL,
            journal TEXT REFERENCES journals (id),
            made_at TEXT NOT NULL,
            made_by TEXT REFERENCES people (id)
        );
        CREATE TABLE payments (
            id TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL REFERENCES payment_runs (id),
            statement TEXT NOT NULL UNIQUE REFERENCES statements (id),
            practice TEXT NOT NULL REFERENCES organisations (id),
            amount_pence BIGINT NOT NULL CHECK (amount_pence > 0),
            reference TEXT NOT NULL UNIQUE
        );
        """)
}
