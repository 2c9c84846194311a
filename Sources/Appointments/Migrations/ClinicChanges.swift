// Another clinician or room; no more bookings.

import Store

extension AppointmentsFeature {
    /// A clinic that is stopped takes no more bookings while its patients are called. Changes of one clinic are numbered, so that of two people who make
    /// one at once the second is refused by the index too.
    package static let clinicChanges = Migration(
        "2026-11-21 17 clinic changes",
        """
        ALTER TABLE clinics ADD COLUMN stopped_at TEXT;

        CREATE TABLE clinic_substitutions (
          id TEXT NOT NULL PRIMARY KEY,
          clinic TEXT NOT NULL REFERENCES clinics (id),
          number BIGINT NOT NULL CHECK (number > 0),
          clinician_before TEXT NOT NULL REFERENCES people (id),
          clinician_after TEXT NOT NULL REFERENCES people (id),
          room_before TEXT NOT NULL REFERENCES rooms (id),
          room_after TEXT NOT NULL REFERENCES rooms (id),
          reason TEXT NOT NULL CHECK (reason <> ''),
          changed_at TEXT NOT NULL,
          changed_by TEXT REFERENCES people (id),
          CHECK (clinician_before <> clinician_after OR room_before <> room_after)
        );
        CREATE UNIQUE INDEX clinic_substitutions_by_number ON clinic_substitutions (clinic, number);
        """)
}
