// Tables of the store itself.

/// The store's own tables: the audit trail, forms that were settled, work in the background.
package enum StoreMigrations {
    package static let all = [first, claims, listedPatients, formContents]

    private static let first = Migration(
        "2026-11-21 01 store audit, forms, jobs",
        """
        CREATE TABLE audit_entries (
          id TEXT NOT NULL PRIMARY KEY,
          at TEXT NOT NULL,
          account TEXT,
          person TEXT,
          role TEXT,
          organisation TEXT,
          process TEXT,
          request TEXT,
          action TEXT NOT NULL CHECK (action <> ''),
          subject_kind TEXT NOT NULL CHECK (subject_kind <> ''),
          subject_id TEXT NOT NULL,
          practice TEXT,
          patient TEXT,
          reason TEXT,
          details TEXT NOT NULL
        );
        CREATE INDEX audit_entries_by_subject ON audit_entries (subject_kind, subject_id, id);
        CREATE INDEX audit_entries_by_patient ON audit_entries (patient, id) WHERE patient IS NOT NULL;
        CREATE INDEX audit_entries_by_person ON audit_entries (person, id) WHERE person IS NOT NULL;
        CREATE TABLE audit_seals (
          sequence BIGINT NOT NULL PRIMARY KEY CHECK (sequence > 0),
          entry TEXT NOT NULL UNIQUE,
          hash TEXT NOT NULL
        );
        CREATE TABLE audit_unsealed (
          entry TEXT NOT NULL PRIMARY KEY
        );
        CREATE TABLE settled_forms (
          once_key TEXT NOT NULL,
          account TEXT NOT NULL,
          outcome TEXT NOT NULL,
          settled_at TEXT NOT NULL,
          PRIMARY KEY (once_key, account)
        );
        CREATE INDEX settled_forms_by_time ON settled_forms (settled_at);
        CREATE TABLE jobs (
          id TEXT NOT NULL PRIMARY KEY,
          kind TEXT NOT NULL,
          payload TEXT NOT NULL,
          once_key TEXT UNIQUE,
          state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
          due_at TEXT NOT NULL,
          attempt BIGINT NOT NULL CHECK (attempt >= 0),
          lease TEXT,
          leased_by TEXT,
          leased_until TEXT,
          last_error TEXT,
          added_at TEXT NOT NULL,
          finished_at TEXT,
          CHECK ((state = 'running') = (lease IS NOT NULL))
        );
        CREATE INDEX jobs_to_do ON jobs (due_at, id) WHERE state IN ('waiting', 'running');
        CREATE INDEX jobs_by_state ON jobs (state, id);
        CREATE TABLE job_workers (
          id TEXT NOT NULL PRIMARY KEY,
          name TEXT NOT NULL,
          started_at TEXT NOT NULL,
          last_seen TEXT NOT NULL,
          stopped_at TEXT
        );
        """)

    private static let claims = Migration(
        "2026-11-21 13 store form claims",
        """
        CREATE TABLE form_claims (
          once_key TEXT NOT NULL,
          account TEXT NOT NULL,
          claimed_at TEXT NOT NULL,
          PRIMARY KEY (once_key, account)
        );
        CREATE INDEX form_claims_by_time ON form_claims (claimed_at);
        INSERT INTO form_claims (once_key, account, claimed_at)
        SELECT once_key, account, settled_at
        FROM settled_forms
        """)

    // Entries about lists had their patients in the details alone, 36 characters each, with a space between two. Who asks about a record gives its
    // identifier and not always its kind.
    private static let listedPatients = Migration(
        "2026-11-21 19 store patients of audit entries",
        """
        CREATE TABLE audit_patients (
          patient TEXT NOT NULL,
          entry TEXT NOT NULL REFERENCES audit_entries (id),
          PRIMARY KEY (patient, entry)
        );
        INSERT INTO audit_patients (patient, entry)
        WITH RECURSIVE listed (entry, details, place) AS (
          SELECT id, details, 14
          FROM audit_entries
          WHERE details LIKE '{"patients":"%'
          UNION ALL
          SELECT entry, details, place + 37
          FROM listed
          WHERE SUBSTR(details, place + 36, 1) = ' '
        )
        SELECT DISTINCT SUBSTR(details, place, 36), entry
        FROM listed
        WHERE SUBSTR(details, place + 36, 1) IN (' ', '"');
        DROP INDEX audit_entries_by_subject;
        CREATE INDEX audit_entries_by_subject ON audit_entries (subject_id, id)
        """)

    // What a form said tells a second click from another form that went back to the first one's page.
    private static let formContents = Migration(
        "2026-11-29 01 store contents of forms",
        """
        ALTER TABLE settled_forms ADD COLUMN content TEXT NOT NULL DEFAULT '';
        ALTER TABLE settled_forms ADD COLUMN sealed TEXT NOT NULL DEFAULT ''
        """)
}
