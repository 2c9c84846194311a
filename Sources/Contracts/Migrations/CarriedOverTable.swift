// Keeps what mergers carried over.

import Store

extension Migration {
    /// What was owed to one practice and is owed to another since they merged: above nought for what the federation owed, below for what it was owed.
    /// Kept in pairs, so that it can be taken back when a merger turns out to have been recorded in error.
    static let carriedOverTable = Migration(
        "2026-11-21 08 contracts money carried over",
        """
        CREATE TABLE carried_over (
            id TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL REFERENCES payment_runs (id),
            journal TEXT NOT NULL REFERENCES journals (id),
            from_practice TEXT NOT NULL REFERENCES organisations (id),
            to_practice TEXT NOT NULL REFERENCES organisations (id),
            amount_pence BIGINT NOT NULL CHECK (amount_pence <> 0),
            CHECK (from_practice <> to_practice)
        );
        CREATE INDEX carried_over_by_pair ON carried_over (from_practice, to_practice);
        """)
}
