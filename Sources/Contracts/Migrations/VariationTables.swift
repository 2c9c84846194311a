// The table of what contracts were varied to.

import Store

extension Migration {
    /// A contract keeps what was signed; each variation after it has a number, which two writers cannot both take.
    static let variationTables = Migration(
        "2026-11-21 08 contracts closes and statements variations",
        """
        ALTER TABLE contracts ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
        CREATE TABLE contract_variations (
            contract TEXT NOT NULL REFERENCES contracts (id),
            number BIGINT NOT NULL CHECK (number >= 1),
            from_month TEXT NOT NULL,
            value_pence BIGINT NOT NULL CHECK (value_pence >= 0),
            until_date TEXT NOT NULL,
            source TEXT NOT NULL CHECK (source <> ''),
            recorded_at TEXT NOT NULL,
            PRIMARY KEY (contract, number)
        );
        """)
}
