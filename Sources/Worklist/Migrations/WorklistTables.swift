// Tables of actions and questions.

import Store

enum WorklistTables {
    static let migration = Migration(
        "2026-11-29 21 worklist actions and questions",
        """
        CREATE TABLE actions (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL CHECK (title <> ''),
            organisation TEXT NOT NULL REFERENCES organisations (id),
            owner_person TEXT REFERENCES people (id),
            owner_role TEXT,
            due_on TEXT NOT NULL,
            source_kind TEXT,
            source_id TEXT,
            raised_by TEXT NOT NULL REFERENCES people (id),
            raised_at TEXT NOT NULL,
            revision BIGINT NOT NULL,
            remind_before BIGINT NOT NULL CHECK (remind_before BETWEEN 0 AND 60),
            escalate_after BIGINT NOT NULL CHECK (escalate_after >= 0),
            outcome TEXT CHECK (outcome IN ('done', 'not-needed')),
            evidence TEXT NOT NULL,
            record_kind TEXT,
            record_id TEXT,
            ended_by TEXT REFERENCES people (id),
            ended_at TEXT,
            CHECK ((owner_person IS NULL) <> (owner_role IS NULL)),
            CHECK ((source_kind IS NULL) = (source_id IS NULL)),
            CHECK ((record_kind IS NULL) = (record_id IS NULL)),
            CHECK ((ended_at IS NULL) = (outcome IS NULL) AND (ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (evidence = ''))
        );
        CREATE INDEX actions_open ON actions (due_on, id) WHERE ended_at IS NULL;
        CREATE INDEX actions_by_organisation ON actions (organisation, due_on, id);
        CREATE INDEX actions_by_owner ON actions (owner_person) WHERE owner_person IS NOT NULL;
        CREATE INDEX actions_by_source ON actions (source_kind, source_id) WHERE source_kind IS NOT NULL;
        CREATE TABLE questions (
            id TEXT PRIMARY KEY,
            record_kind TEXT NOT NULL,
            record_id TEXT NOT NULL,
            record_part TEXT,
            organisation TEXT NOT NULL REFERENCES organisations (id),
            asked_by TEXT NOT NULL REFERENCES people (id),
            answer_role TEXT NOT NULL,
            answer_organisation TEXT NOT NULL REFERENCES organisations (id),
            answer_days BIGINT NOT NULL CHECK (answer_days >= 0),
            due_on TEXT,
            answered_at TEXT
        );
        CREATE INDEX questions_by_record ON questions (record_kind, record_id);
        CREATE INDEX questions_open ON questions (answer_role, due_on) WHERE answered_at IS NULL;
        CREATE TABLE question_entries (
            question TEXT NOT NULL REFERENCES questions (id),
            number BIGINT NOT NULL CHECK (number > 0),
            kind TEXT NOT NULL CHECK (kind IN ('asked', 'answered', 'asked-again')),
            text TEXT NOT NULL CHECK (text <> ''),
            written_by TEXT NOT NULL REFERENCES people (id),
            written_at TEXT NOT NULL,
            PRIMARY KEY (question, number)
        )
        """)
}
