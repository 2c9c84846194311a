// Lets a payment come back and be made again.

import Store

extension Migration {
    /// A month may have more than one run, as a payment that the bank returned is made again. Two people who record the same run at once are held apart
    /// by its number, and a payment comes back once.
    static let paymentTables = Migration(
        "2026-11-21 08 contracts payments made again",
        """
        CREATE TABLE numbered_runs (
            id TEXT NOT NULL PRIMARY KEY,
            month TEXT NOT NULL,
            number BIGINT NOT NULL CHECK (number >= 1),
            paid_on TEXT NOT NULL,
            journal TEXT REFERENCES journals (id),
            made_at TEXT NOT NULL,
            made_by TEXT REFERENCES people (id),
            UNIQUE (month, number)
        );
        INSERT INTO numbered_runs (id, month, number, paid_on, journal, made_at, made_by)
        SELECT id, month, 1, paid_on, journal, made_at, made_by
        FROM payment_runs;
        CREATE TABLE numbered_payments (
            id TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL REFERENCES numbered_runs (id),
            statement TEXT NOT NULL REFERENCES statements (id),
            practice TEXT NOT NULL REFERENCES organisations (id),
            amount_pence BIGINT NOT NULL CHECK (amount_pence > 0),
            reference TEXT NOT NULL UNIQUE,
            UNIQUE (run, statement)
        );
        INSERT INTO numbered_payments (id, run, statement, practice, amount_pence, reference)
        SELECT id, run, statement, practice, amount_pence, reference
        FROM payments;
        CREATE TABLE numbered_carried_over (
            id TEXT NOT NULL PRIMARY KEY,
            run TEXT NOT NULL REFERENCES numbered_runs (id),
            journal TEXT NOT NULL REFERENCES journals (id),
            from_practice TEXT NOT NULL REFERENCES organisations (id),
            to_practice TEXT NOT NULL REFERENCES organisations (id),
            amount_pence BIGINT NOT NULL CHECK (amount_pence <> 0),
            CHECK (from_practice <> to_practice)
        );
        INSERT INTO numbered_carried_over (id, run, journal, from_practice, to_practice, amount_pence)
        SELECT id, run, journal, from_practice, to_practice, amount_pence
        FROM carried_over;
        DROP TABLE carried_over;
        DROP TABLE payments;
        DROP TABLE payment_runs;
        ALTER TABLE numbered_runs RENAME TO payment_runs;
        ALTER TABLE numbered_payments RENAME TO payments;
        ALTER TABLE numbered_carried_over RENAME TO carried_over;
        CREATE INDEX payments_by_statement ON payments (statement);
        CREATE INDEX carried_over_by_pair ON carried_over (from_practice, to_practice);
        CREATE TABLE payment_returns (
            payment TEXT NOT NULL PRIMARY KEY REFERENCES payments (id),
            journal TEXT NOT NULL REFERENCES journals (id),
            returned_on TEXT NOT NULL,
            cause TEXT NOT NULL CHECK (cause IN ('returned', 'mistake')),
            reason TEXT NOT NULL CHECK (reason <> ''),
            recorded_at TEXT NOT NULL,
            recorded_by TEXT REFERENCES people (id)
        );
        """)
}
