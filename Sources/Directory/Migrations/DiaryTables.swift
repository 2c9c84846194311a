// Who and what is kept, and for what.

import Store

extension DirectoryFeature {
    /// Clinics, shifts, leave and meetings of rooms that never import each other keep people and rooms here, so that no two overlap.
    package static let diary = Migration(
        "2026-11-29 90 directory diary",
        """
        CREATE TABLE diary_entries (
          record TEXT NOT NULL PRIMARY KEY,
          title TEXT NOT NULL CHECK (title <> ''),
          starts_at TEXT NOT NULL,
          ends_at TEXT NOT NULL,
          CHECK (ends_at > starts_at)
        );
        CREATE TABLE diary_times (
          resource_kind TEXT NOT NULL,
          resource TEXT NOT NULL,
          five_minutes BIGINT NOT NULL,
          record TEXT NOT NULL REFERENCES diary_entries (record),
          PRIMARY KEY (resource_kind, resource, five_minutes)
        );
        CREATE INDEX diary_times_by_record ON diary_times (record);
        """)
}
