// The tables of terms and consents.

import Store

extension Migration {
    /// A practice's consents to one undertaking are a chain: `ordinal` counts them, each starts after the one before has ended, and only the last may
    /// be open. The unique indexes and checks hold that against two writers.
    static let governanceTables = Migration(
        "2026-11-21 04 governance terms and consents",
        """
        CREATE TABLE undertakings (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('scheme', 'project', 'data-sharing')),
            title TEXT NOT NULL CHECK (title <> ''),
            purpose TEXT NOT NULL,
            follows_successor BOOLEAN NOT NULL DEFAULT FALSE,
            UNIQUE (title)
        );
        CREATE TABLE terms_versions (
            undertaking TEXT NOT NULL REFERENCES undertakings (id),
            version BIGINT NOT NULL CHECK (version >= 1),
            text TEXT NOT NULL CHECK (text <> ''),
            published_on TEXT NOT NULL,
            older_until TEXT,
            PRIMARY KEY (undertaking, version),
            CHECK (older_until IS NULL OR older_until >= published_on),
            CHECK (version > 1 OR older_until IS NULL)
        );
        CREATE TABLE consents (
            id TEXT NOT NULL PRIMARY KEY,
            practice TEXT NOT NULL REFERENCES organisations (id),
            undertaking TEXT NOT NULL,
            ordinal BIGINT NOT NULL CHECK (ordinal >= 1),
            terms_version BIGINT NOT NULL,
            signed_by TEXT NOT NULL REFERENCES people (id),
            signed_name TEXT NOT NULL CHECK (signed_name <> ''),
            signed_at TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT,
            after_date TEXT,
            ending TEXT CHECK (ending IN ('withdrawal', 'newer-terms')),
            ended_at TEXT,
            ended_by TEXT REFERENCES people (id),
            ending_reason TEXT NOT NULL DEFAULT '',
            FOREIGN KEY (undertaking, terms_version) REFERENCES terms_versions (undertaking, version),
            UNIQUE (practice, undertaking, ordinal),
            CHECK (until_date IS NULL OR until_date >= from_date OR ending IS NOT NULL),
            CHECK (after_date IS NULL OR after_date < from_date),
            CHECK (ending IS NULL OR (until_date IS NOT NULL AND ended_at IS NOT NULL))
        );
        CREATE UNIQUE INDEX consents_one_open ON consents (practice, undertaking) WHERE until_date IS NULL;
        CREATE INDEX consents_by_undertaking ON consents (undertaking, practice);
        """)

    /// Practices join more than schemes, projects and sharing of data: later rooms add kinds.
    static let openUndertakings = Migration("2026-11-29 85 governance kinds of undertakings", changing: [.open("undertakings", "kind")])
}
