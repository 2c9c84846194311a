// Keeps what each piece of work earned.

import Store

extension Migration {
    /// What a close settled, for its host and for the federation, so that taking it back undoes the same pence. A line of a close has a posting only where
    /// somebody is owed something for it.
    static let settledWorkTables = Migration(
        "2026-11-21 08 contracts settled work",
        """
        ALTER TABLE month_close_activities ADD COLUMN payable_pence BIGINT NOT NULL DEFAULT 0;
        ALTER TABLE month_close_activities ADD COLUMN retained_pence BIGINT NOT NULL DEFAULT 0;
        UPDATE month_close_activities
        SET payable_pence = COALESCE((
                SELECT CAST(-SUM(posting_activities.amount_pence) AS BIGINT)
                FROM posting_activities
                JOIN postings ON postings.id = posting_activities.posting
                WHERE posting_activities.activity = month_close_activities.activity
                AND postings.account = 'practice-payable'), 0),
            retained_pence = COALESCE((
                SELECT CAST(-SUM(posting_activities.amount_pence) AS BIGINT)
                FROM posting_activities
                JOIN postings ON postings.id = posting_activities.posting
                WHERE posting_activities.activity = month_close_activities.activity
                AND postings.account = 'unused-capacity-retained'), 0);
        CREATE TABLE settled_lines (
            id TEXT NOT NULL PRIMARY KEY,
            posting TEXT UNIQUE REFERENCES postings (id),
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
            CHECK (gross_pence = retained_pence + payable_pence),
            CHECK ((payable_pence = 0) = (posting IS NULL))
        );
        INSERT INTO settled_lines (
            id, posting, month_close, host, site, kind, service_month, is_taken_back, count, minutes, hour_pence, price_source, federation_percent,
            share_source, gross_pence, retained_pence, payable_pence)
        SELECT posting, posting, month_close, host, site, kind, service_month, is_taken_back, count, minutes, hour_pence, price_source,
            federation_percent, share_source, gross_pence, retained_pence, payable_pence
        FROM month_close_lines;
        DROP TABLE month_close_lines;
        ALTER TABLE settled_lines RENAME TO month_close_lines;
        CREATE INDEX month_close_lines_by_close ON month_close_lines (month_close);
        """)
}
