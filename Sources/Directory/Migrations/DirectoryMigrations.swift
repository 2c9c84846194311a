// The directory's tables, dated from day one.

import Store

package enum DirectoryMigrations {
    package static let all = [organisations, imports, mergers, uploads, openLists, DirectoryFeature.diary]

    static let organisations = Migration(
        "2026-11-21 02 directory organisations",
        """
        CREATE TABLE organisations (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('practice', 'network', 'federation', 'commissioner', 'integrated-care-board', 'hub', 'trust', 'council',
                'voluntary', 'supplier', 'locality', 'other')),
            opened_on TEXT,
            closed_on TEXT,
            confirmed_on TEXT,
            network_confirmed_on TEXT,
            source TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            CHECK (closed_on IS NULL OR opened_on IS NULL OR closed_on >= opened_on)
        );
        CREATE INDEX organisations_by_kind ON organisations (kind);

        CREATE TABLE served_federation (
            slot BIGINT NOT NULL PRIMARY KEY CHECK (slot = 1),
            organisation_id TEXT NOT NULL REFERENCES organisations (id)
        );

        CREATE TABLE organisation_codes (
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            code TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT,
            PRIMARY KEY (organisation_id, from_date),
            UNIQUE (code, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE UNIQUE INDEX organisation_codes_current ON organisation_codes (code) WHERE until_date IS NULL;

        CREATE TABLE organisation_names (
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            name TEXT NOT NULL CHECK (name <> ''),
            from_date TEXT NOT NULL,
            until_date TEXT,
            PRIMARY KEY (organisation_id, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );

        CREATE INDEX organisation_names_by_name ON organisation_names (name, organisation_id);

        CREATE TABLE organisation_statuses (
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            status TEXT NOT NULL CHECK (status IN ('active', 'closed', 'dormant', 'proposed')),
            from_date TEXT NOT NULL,
            until_date TEXT,
            PRIMARY KEY (organisation_id, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );

        CREATE TABLE organisation_addresses (
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            lines TEXT NOT NULL,
            postcode TEXT,
            telephone TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT,
            PRIMARY KEY (organisation_id, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE INDEX organisation_addresses_by_postcode ON organisation_addresses (postcode);

        CREATE TABLE organisation_relationships (
            id TEXT NOT NULL PRIMARY KEY,
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            kind TEXT NOT NULL CHECK (kind IN ('commissioned-by', 'member-of-network', 'member-of-federation', 'member-of-locality', 'operated-by',
                'hosted-by', 'succeeded-by')),
            other_id TEXT NOT NULL REFERENCES organisations (id),
            from_date TEXT NOT NULL,
            until_date TEXT,
            source TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            UNIQUE (organisation_id, kind, from_date),
            CHECK (organisation_id <> other_id),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE UNIQUE INDEX organisation_relationships_current ON organisation_relationships (organisation_id, kind) WHERE until_date IS NULL;
        CREATE INDEX organisation_relationships_by_other ON organisation_relationships (other_id, kind);

        CREATE TABLE sites (
            id TEXT NOT NULL PRIMARY KEY,
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            name TEXT NOT NULL CHECK (name <> ''),
            code TEXT,
            address TEXT NOT NULL,
            postcode TEXT,
            latitude DOUBLE PRECISION CHECK (latitude BETWEEN -90 AND 90),
            longitude DOUBLE PRECISION CHECK (longitude BETWEEN -180 AND 180),
            from_date TEXT NOT NULL,
            until_date TEXT,
            recorded_at TEXT NOT NULL,
            CHECK ((latitude IS NULL) = (longitude IS NULL)),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE INDEX sites_by_organisation ON sites (organisation_id);
        CREATE UNIQUE INDEX sites_current_code ON sites (code) WHERE until_date IS NULL;

        CREATE TABLE site_hosts (
            site_id TEXT NOT NULL REFERENCES sites (id),
            practice_id TEXT NOT NULL REFERENCES organisations (id),
            from_date TEXT NOT NULL,
            until_date TEXT,
            PRIMARY KEY (site_id, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE UNIQUE INDEX site_hosts_current ON site_hosts (site_id) WHERE until_date IS NULL;

        CREATE TABLE rooms (
            id TEXT NOT NULL PRIMARY KEY,
            site_id TEXT NOT NULL REFERENCES sites (id),
            name TEXT NOT NULL CHECK (name <> ''),
            from_date TEXT NOT NULL,
            until_date TEXT,
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE UNIQUE INDEX rooms_current_name ON rooms (site_id, name) WHERE until_date IS NULL;

        CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY,
            title TEXT NOT NULL,
            given_name TEXT NOT NULL,
            family_name TEXT NOT NULL CHECK (family_name <> ''),
            profession TEXT NOT NULL,
            registration TEXT UNIQUE,
            recorded_at TEXT NOT NULL
        );

        CREATE TABLE posts (
            id TEXT NOT NULL PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            organisation_id TEXT NOT NULL REFERENCES organisations (id),
            kind TEXT NOT NULL CHECK (kind IN ('partner', 'named-lead', 'practice-manager', 'salaried-clinician', 'clinical-director', 'director', 'officer',
                'staff')),
            from_date TEXT NOT NULL,
            until_date TEXT,
            recorded_at TEXT NOT NULL,
            UNIQUE (person_id, organisation_id, kind, from_date),
            CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE INDEX posts_by_organisation ON posts (organisation_id);
        CREATE UNIQUE INDEX posts_current ON posts (person_id, organisation_id, kind) WHERE until_date IS NULL;
        CREATE UNIQUE INDEX posts_current_named_lead ON posts (organisation_id) WHERE kind = 'named-lead' AND until_date IS NULL;

        CREATE TABLE populations (
            id TEXT NOT NULL PRIMARY KEY,
            practice_id TEXT NOT NULL REFERENCES organisations (id),
            kind TEXT NOT NULL CHECK (kind IN ('registered', 'weighted', 'adjusted')),
            snapshot_date TEXT NOT NULL,
            hundredths BIGINT NOT NULL CHECK (hundredths >= 0),
            known_from TEXT NOT NULL,
            source TEXT NOT NULL,
            UNIQUE (practice_id, kind, snapshot_date, known_from)
        );
        """)

    static let imports = Migration(
        "2026-11-21 02 directory organisations imports",
        """
        CREATE TABLE imports (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('ods', 'pcn', 'lists', 'weighted-lists', 'branches', 'successors')),
            file_name TEXT NOT NULL,
            effective_on TEXT NOT NULL,
            row_count BIGINT NOT NULL,
            change_count BIGINT NOT NULL,
            rejected_count BIGINT NOT NULL,
            summary TEXT NOT NULL,
            account_id TEXT,
            applied_at TEXT NOT NULL
        );
        CREATE INDEX imports_by_time ON imports (applied_at);

        CREATE TABLE import_findings (
            import_id TEXT NOT NULL REFERENCES imports (id),
            position BIGINT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('rejected', 'contradiction', 'note')),
            line BIGINT NOT NULL,
            cell TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (import_id, position)
        );

        CREATE TABLE import_changes (
            import_id TEXT NOT NULL REFERENCES imports (id),
            position BIGINT NOT NULL,
            kind TEXT NOT NULL,
            code TEXT NOT NULL,
            sentence TEXT NOT NULL,
            PRIMARY KEY (import_id, position)
        );

        CREATE TABLE import_uploads (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('ods', 'pcn', 'lists', 'weighted-lists', 'branches', 'successors')),
            file_name TEXT NOT NULL,
            effective_on TEXT NOT NULL,
            contents TEXT NOT NULL,
            account_id TEXT NOT NULL,
            uploaded_at TEXT NOT NULL
        );
        """)
}
