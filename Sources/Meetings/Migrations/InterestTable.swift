// Keeps declared interests.

import Store

extension Migration {
    /// Rows are ended, never changed otherwise and never deleted.
    static let interestTable = Migration(
        "2026-11-29 95 meetings interests",
        """
        CREATE TABLE interests (
            id TEXT NOT NULL PRIMARY KEY,
            person TEXT NOT NULL REFERENCES people (id),
            person_name TEXT NOT NULL,
            kind TEXT NOT NULL
                CHECK (kind IN ('nothing', 'financial', 'non-financial-professional', 'non-financial-personal', 'indirect')),
            what TEXT NOT NULL,
            organisation TEXT REFERENCES organisations (id),
            organisation_name TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT,
            declared_on TEXT NOT NULL,
            entered_by TEXT REFERENCES people (id),
            ended_at TEXT,
            CHECK ((kind = 'nothing') = (what = '')),
            CHECK (until_date >= from_date),
            CHECK (ended_at IS NULL OR until_date IS NOT NULL)
        );
        CREATE INDEX interests_by_person ON interests (person, declared_on);
        CREATE UNIQUE INDEX interests_nothing ON interests (person) WHERE kind = 'nothing' AND ended_at IS NULL;
        """)
}
