// What a patient's record said before.

import Store

extension PatientsFeature {
    /// Each change of a record takes the next number, so that of two people who change one record at once the second is refused by the index too.
    package static let patientChanges = Migration(
        "2026-11-21 17 patient changes",
        """
        CREATE TABLE patient_changes (
          id TEXT NOT NULL PRIMARY KEY,
          patient TEXT NOT NULL REFERENCES patients (id),
          number BIGINT NOT NULL CHECK (number > 0),
          kind TEXT NOT NULL CHECK (kind IN ('details', 'nhs-number', 'practice', 'death', 'death-taken-back')),
          reason TEXT NOT NULL,
          changed_at TEXT NOT NULL,
          changed_by TEXT REFERENCES people (id)
        );
        CREATE UNIQUE INDEX patient_changes_by_number ON patient_changes (patient, number);

        CREATE TABLE patient_change_fields (
          change TEXT NOT NULL REFERENCES patient_changes (id),
          field TEXT NOT NULL CHECK (field IN ('title', 'given-name', 'family-name', 'born', 'gender', 'telephone', 'email', 'address', 'postcode',
            'needs', 'nhs-number', 'practice', 'from', 'died')),
          before_value TEXT NOT NULL,
          after_value TEXT NOT NULL,
          PRIMARY KEY (change, field),
          CHECK (before_value <> after_value)
        );
        """)
}
