// Tables of what people are told.

import Store

package enum NoticeTables {
    package static let all = [first]

    private static let first = Migration(
        "2026-11-29 11 notices, messages, preferences",
        """
        CREATE TABLE outgoing_messages (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL,
            channel TEXT NOT NULL CHECK (channel IN ('email', 'text')),
            rhythm TEXT NOT NULL CHECK (rhythm IN ('at-once', 'daily', 'weekly')),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'delivered', 'undelivered', 'in-doubt')),
            due_at TEXT NOT NULL,
            made_at TEXT NOT NULL,
            claim TEXT,
            claimed_at TEXT,
            settled_at TEXT,
            receipt TEXT NOT NULL DEFAULT '',
            problem TEXT NOT NULL,
            CHECK ((state = 'sending') = (claim IS NOT NULL)),
            CHECK ((claim IS NULL) = (claimed_at IS NULL)),
            CHECK ((state IN ('waiting', 'sending')) = (settled_at IS NULL))
        );
        CREATE UNIQUE INDEX outgoing_messages_one_summary ON outgoing_messages (person, channel, rhythm, due_at) WHERE rhythm <> 'at-once';
        CREATE INDEX outgoing_messages_undelivered ON outgoing_messages (id) WHERE state IN ('undelivered', 'in-doubt');
        CREATE INDEX outgoing_messages_by_end ON outgoing_messages (settled_at);
        CREATE TABLE notices (
            id TEXT PRIMARY KEY,
            message TEXT NOT NULL REFERENCES outgoing_messages (id),
            person TEXT NOT NULL,
            once_key TEXT NOT NULL,
            template TEXT NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL CHECK (subject <> ''),
            body TEXT NOT NULL,
            path TEXT NOT NULL,
            written_at TEXT NOT NULL,
            UNIQUE (person, once_key)
        );
        CREATE INDEX notices_by_message ON notices (message);
        CREATE TABLE notice_preferences (
            person TEXT NOT NULL,
            kind TEXT NOT NULL,
            rhythm TEXT NOT NULL CHECK (rhythm IN ('at-once', 'daily', 'weekly', 'off')),
            PRIMARY KEY (person, kind)
        );
        CREATE TABLE quiet_hours (
            person TEXT PRIMARY KEY,
            from_time TEXT NOT NULL,
            until_time TEXT NOT NULL
        )
        """)
}
