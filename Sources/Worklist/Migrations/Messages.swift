// Messages of any room.

import Store

extension MessagesFeature {
    /// Messages were about appointments alone. Neither database drops a rule of a column in the other's words, so the table is made anew.
    package static let messagesOfAnyRoom = Migration(
        "2026-11-29 50 worklist messages",
        """
        CREATE TABLE messages_made_anew (
          id TEXT NOT NULL PRIMARY KEY,
          subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
          subject TEXT NOT NULL CHECK (subject <> ''),
          patient TEXT,
          practice TEXT NOT NULL REFERENCES organisations (id),
          kind TEXT NOT NULL CHECK (kind <> ''),
          heading TEXT NOT NULL CHECK (heading <> ''),
          body TEXT NOT NULL CHECK (body <> ''),
          must_act BOOLEAN NOT NULL,
          due_on TEXT,
          sent_at TEXT NOT NULL,
          sent_by TEXT REFERENCES people (id),
          status TEXT NOT NULL CHECK (status IN ('unread', 'read', 'closed')),
          read_at TEXT,
          read_by TEXT REFERENCES people (id),
          closed_at TEXT,
          closed_by TEXT REFERENCES people (id),
          closing_note TEXT NOT NULL,
          CHECK ((status = 'unread') = (read_at IS NULL)),
          CHECK ((status = 'closed') = (closed_at IS NOT NULL))
        );
        INSERT INTO messages_made_anew (id, subject_kind, subject, patient, practice, kind, heading, body, must_act, sent_at, sent_by, status, read_at,
          read_by, closed_at, closed_by, closing_note)
        SELECT id, 'appointment', booking, patient, practice, kind,
          CASE kind WHEN 'outcome' THEN 'Outcome' WHEN 'did-not-attend' THEN 'Did not attend' ELSE 'Correction' END,
          body, action_needed, sent_at, sent_by, status, read_at, read_by, closed_at, closed_by, closing_note
        FROM messages;
        DROP TABLE messages;
        ALTER TABLE messages_made_anew RENAME TO messages;
        CREATE INDEX messages_by_practice ON messages (practice, status, sent_at);
        CREATE INDEX messages_by_subject ON messages (subject);
        """)
}
