// Keeps mergers that were taken back.

import Store

extension DirectoryMigrations {
    /// A merger that was recorded in error moves here, so that what was worked out while it stood can be worked out again. The index serves every
    /// question after mergers, among tens of thousands of memberships.
    static let mergers = Migration(
        "2026-11-21 02 directory organisations mergers",
        """
        CREATE TABLE mergers_taken_back (
            id TEXT NOT NULL PRIMARY KEY,
            organisation TEXT NOT NULL REFERENCES organisations (id),
            successor TEXT NOT NULL REFERENCES organisations (id),
            from_date TEXT NOT NULL,
            source TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            taken_back_at TEXT NOT NULL,
            taken_back_by TEXT REFERENCES people (id),
            reason TEXT NOT NULL CHECK (reason <> '')
        );
        CREATE INDEX mergers_taken_back_by_organisation ON mergers_taken_back (organisation);
        CREATE INDEX organisation_relationships_of_mergers ON organisation_relationships (organisation_id, other_id, from_date)
            WHERE kind = 'succeeded-by';
        """)
}
