// Keeps what commissioners paid.

import Store

extension Migration {
    /// What came in under a contract. One that was recorded wrong is taken back, once, by a row that negates it.
    static let receiptTable = Migration(
        "2026-11-21 08 contracts receipts",
        """
        CREATE TABLE receipts (
            id TEXT NOT NULL PRIMARY KEY,
            contract TEXT NOT NULL REFERENCES contracts (id),
            received_on TEXT NOT NULL,
            amount_pence BIGINT NOT NULL CHECK (amount_pence <> 0),
            reference TEXT NOT NULL CHECK (reference <> ''),
            journal TEXT NOT NULL REFERENCES journals (id),
            takes_back TEXT UNIQUE REFERENCES receipts (id),
            recorded_at TEXT NOT NULL,
            recorded_by TEXT REFERENCES people (id),
            CHECK ((amount_pence < 0) = (takes_back IS NOT NULL))
        );
        CREATE INDEX receipts_by_contract ON receipts (contract, received_on);
        """)
}
