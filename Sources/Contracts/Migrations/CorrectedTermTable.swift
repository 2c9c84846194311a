// Prices and shares that were typed wrong.

import Store

extension Migration {
    /// A price or a share as it stood before it was corrected; `amount` is pence an hour, or hundredths kept by the federation.
    static let correctedTermTable = Migration(
        "2026-11-21 08 contracts terms corrected",
        """
        CREATE TABLE corrected_terms (
            id TEXT NOT NULL PRIMARY KEY,
            scheme TEXT NOT NULL REFERENCES schemes (id),
            kind TEXT NOT NULL CHECK (kind IN ('price', 'unused-share')),
            was_from_date TEXT NOT NULL,
            was_amount BIGINT NOT NULL,
            was_source TEXT NOT NULL,
            from_date TEXT NOT NULL,
            reason TEXT NOT NULL CHECK (reason <> ''),
            corrected_at TEXT NOT NULL,
            corrected_by TEXT REFERENCES people (id)
        );
        CREATE INDEX corrected_terms_by_scheme ON corrected_terms (scheme, kind, from_date);
        """)
}
