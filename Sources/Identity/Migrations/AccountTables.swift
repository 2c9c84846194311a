// Tables of accounts, roles and sign-in.

import Store

enum AccountTables {
    static let migration = Migration(
        "2026-11-21 03 identity",
        """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL UNIQUE,
            display_name TEXT NOT NULL CHECK (display_name <> ''),
            email TEXT NOT NULL UNIQUE CHECK (email = LOWER(email)),
            state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
            created_at TEXT NOT NULL
        );
        CREATE INDEX accounts_by_name ON accounts (display_name, id);
        CREATE TABLE passwords (
            account TEXT PRIMARY KEY REFERENCES accounts (id),
            hash TEXT NOT NULL,
            changed_at TEXT NOT NULL
        );
        CREATE TABLE passcodes (
            account TEXT PRIMARY KEY REFERENCES accounts (id),
            sealed_secret TEXT NOT NULL,
            made_at TEXT NOT NULL,
            confirmed_at TEXT,
            last_step BIGINT NOT NULL
        );
        CREATE TABLE recovery_codes (
            account TEXT NOT NULL REFERENCES accounts (id),
            hash TEXT NOT NULL,
            used_at TEXT,
            PRIMARY KEY (account, hash)
        );
        CREATE TABLE role_assignments (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('receptionist', 'practice-manager', 'practice-clinician', 'hub-clinician', 'hub-coordinator',
                'finance-lead', 'federation-manager', 'board-member', 'system-administrator')),
            organisation TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT,
            reason TEXT NOT NULL,
            given_by TEXT REFERENCES accounts (id),
            given_at TEXT NOT NULL,
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE INDEX role_assignments_by_person ON role_assignments (person, from_date);
        CREATE UNIQUE INDEX role_assignments_open_once ON role_assignments (person, role, organisation) WHERE until_date IS NULL;
        CREATE TABLE sessions (
            token_hash TEXT PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            account TEXT NOT NULL REFERENCES accounts (id),
            assignment TEXT REFERENCES role_assignments (id),
            organisation_name TEXT NOT NULL,
            has_passcode BOOLEAN NOT NULL,
            form_token TEXT NOT NULL,
            signed_in_at TEXT NOT NULL,
            last_used_at TEXT NOT NULL,
            remote_address TEXT NOT NULL
        );
        CREATE INDEX sessions_by_account ON sessions (account);
        CREATE INDEX sessions_by_sign_in ON sessions (signed_in_at);
        CREATE TABLE known_devices (
            token_hash TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES accounts (id),
            known_since TEXT NOT NULL,
            last_used_at TEXT NOT NULL,
            PRIMARY KEY (token_hash, account)
        );
        CREATE INDEX known_devices_by_account ON known_devices (account);
        CREATE INDEX known_devices_by_use ON known_devices (last_used_at);
        CREATE TABLE guesses (
            kind TEXT NOT NULL CHECK (kind IN ('pair', 'device', 'account', 'address', 'passcode-pair', 'passcode-device', 'passcode-account',
                'link-account', 'link-address')),
            subject TEXT NOT NULL,
            failures BIGINT NOT NULL,
            last_failed_at TEXT NOT NULL,
            blocked_until TEXT,
            PRIMARY KEY (kind, subject)
        );
        CREATE INDEX guesses_by_time ON guesses (last_failed_at);
        CREATE TABLE one_time_links (
            token_hash TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES accounts (id),
            purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reset')),
            made_at TEXT NOT NULL,
            expires_at TEXT NOT NULL,
            used_at TEXT
        );
        CREATE INDEX one_time_links_by_account ON one_time_links (account);
        CREATE TABLE outbox (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL REFERENCES accounts (id),
            recipient TEXT NOT NULL,
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            written_at TEXT NOT NULL,
            sent_at TEXT
        )
        """)
}
