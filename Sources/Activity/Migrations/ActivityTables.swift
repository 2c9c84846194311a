// The table of the activity ledger.

import Store

extension Migration {
    /// Entries are only ever added. `turn` counts the entries of one kind for one piece of evidence: the next is possible once the last is reversed, and
    /// the unique index holds that against two writers. An entry can be reversed once.
    static let activityTables = Migration(
        "2026-11-21 05 activity entries",
        """
        CREATE TABLE activity_entries (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('appointment-delivered', 'appointment-not-attended', 'capacity-unused')),
            practice TEXT NOT NULL REFERENCES organisations (id),
            host TEXT NOT NULL REFERENCES organisations (id),
            performed_by TEXT REFERENCES people (id),
            site TEXT REFERENCES sites (id),
            occurred_at TEXT NOT NULL,
            local_date TEXT NOT NULL,
            minutes BIGINT NOT NULL,
            count BIGINT NOT NULL,
            contract TEXT,
            scheme TEXT,
            evidence_kind TEXT NOT NULL CHECK (evidence_kind <> ''),
            evidence_id TEXT NOT NULL CHECK (evidence_id <> ''),
            turn BIGINT NOT NULL CHECK (turn >= 1),
            reverses TEXT REFERENCES activity_entries (id),
            reversal_reason TEXT NOT NULL DEFAULT '',
            recorded_at TEXT NOT NULL,
            CHECK ((reverses IS NULL AND minutes >= 0 AND count >= 0) OR (reverses IS NOT NULL AND minutes <= 0 AND count <= 0)),
            CHECK (reverses IS NULL OR reversal_reason <> '')
        );
        CREATE UNIQUE INDEX activity_entries_reversed_once ON activity_entries (reverses) WHERE reverses IS NOT NULL;
        CREATE UNIQUE INDEX activity_entries_evidence_turn ON activity_entries (evidence_kind, evidence_id, kind, turn) WHERE reverses IS NULL;
        CREATE INDEX activity_entries_by_scheme ON activity_entries (scheme, local_date);
        CREATE INDEX activity_entries_by_practice ON activity_entries (practice, local_date);
        CREATE INDEX activity_entries_by_host ON activity_entries (host, local_date);
        """)

    /// Reports add up the work of some weeks from this index alone.
    static let activityByDay = Migration(
        "2026-11-21 05 activity entries by day",
        "CREATE INDEX activity_entries_by_day ON activity_entries (kind, local_date, practice, minutes, count);")

    /// Kinds are rows: a room that records another kind of work adds its own. `position` is the order in which they are listed.
    static let activityKinds = Migration(
        "2026-11-29 80 activity kinds",
        """
        CREATE TABLE activity_kinds (
            kind TEXT NOT NULL PRIMARY KEY CHECK (kind <> ''),
            title TEXT NOT NULL CHECK (title <> ''),
            position BIGINT NOT NULL,
            is_for_patients BOOLEAN NOT NULL
        );
        INSERT INTO activity_kinds (kind, title, position, is_for_patients) VALUES
            ('appointment-delivered', 'Appointment delivered', 10, TRUE),
            ('appointment-not-attended', 'Appointment not attended', 20, TRUE),
            ('capacity-unused', 'Time not used', 30, FALSE);
        """, changing: [.refer("activity_entries", "kind", to: "activity_kinds (kind)")])
}
