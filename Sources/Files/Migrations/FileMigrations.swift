// Tables of files and their contents.

import Store

/// The tables of files. Other rooms' rows point at `files` by identifier.
package enum FileMigrations {
    package static let all = [first]

    private static let first = Migration(
        "2026-11-29 10 files contents and files",
        """
        CREATE TABLE file_contents (
          hash TEXT NOT NULL PRIMARY KEY,
          length BIGINT NOT NULL CHECK (length > 0),
          chunks BIGINT NOT NULL CHECK (chunks > 0),
          key_mark TEXT NOT NULL,
          is_whole BOOLEAN NOT NULL,
          held_at TEXT NOT NULL
        );
        CREATE INDEX file_contents_by_time ON file_contents (held_at);
        CREATE TABLE file_chunks (
          hash TEXT NOT NULL REFERENCES file_contents (hash),
          place BIGINT NOT NULL CHECK (place >= 0),
          sealed BYTEA NOT NULL,
          PRIMARY KEY (hash, place)
        );
        CREATE TABLE file_texts (
          hash TEXT NOT NULL PRIMARY KEY REFERENCES file_contents (hash),
          sealed BYTEA NOT NULL
        );
        CREATE TABLE files (
          id TEXT NOT NULL PRIMARY KEY,
          hash TEXT NOT NULL REFERENCES file_contents (hash),
          length BIGINT NOT NULL CHECK (length > 0),
          type TEXT NOT NULL CHECK (type <> ''),
          name TEXT NOT NULL CHECK (name <> ''),
          state TEXT NOT NULL CHECK (state IN ('waiting', 'clean', 'refused', 'unreadable')),
          reason TEXT NOT NULL,
          pages BIGINT CHECK (pages >= 0),
          scanned_at TEXT,
          account_id TEXT,
          added_at TEXT NOT NULL,
          CHECK (state IN ('waiting', 'clean') OR reason <> '')
        );
        CREATE INDEX files_by_content ON files (hash);
        CREATE INDEX files_waiting ON files (id) WHERE state = 'waiting';
        """)
}
