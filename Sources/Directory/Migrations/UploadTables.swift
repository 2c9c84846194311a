// Uploads point at kept files.

import Store

extension DirectoryMigrations {
    /// What waited to be applied is dropped: it goes after a day anyway, whoever sent it has the file still, and SQL cannot seal it.
    static let uploads = Migration(
        "2026-11-29 11 directory uploads as files",
        """
        DROP TABLE import_uploads;
        CREATE TABLE import_uploads (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind <> ''),
            file_id TEXT NOT NULL UNIQUE REFERENCES files (id),
            effective_on TEXT NOT NULL,
            account_id TEXT NOT NULL,
            uploaded_at TEXT NOT NULL
        );
        """)
}
