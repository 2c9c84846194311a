// The first tables of patients and of care.

import Store

extension PatientsFeature {
    /// Shipped when appointments and patients were one room; the tables after `patient_registrations` are of the room Appointments.
    package static let tables = Migration(
        "2026-11-21 07 appointments tables",
        """
        CREATE TABLE services (
          code TEXT NOT NULL PRIMARY KEY,
          added_on TEXT NOT NULL
        );
        INSERT INTO services (code, added_on)
        VALUES ('gp', '2026-11-21'), ('nurse', '2026-11-21'), ('pharmacist', '2026-11-21'), ('physiotherapist', '2026-11-21'),
          ('paramedic', '2026-11-21'), ('mental-health-practitioner', '2026-11-21'), ('healthcare-assistant', '2026-11-21');

        CREATE TABLE patients (
          id TEXT NOT NULL PRIMARY KEY,
          nhs_number TEXT NOT NULL CHECK (LENGTH(nhs_number) = 10),
          title TEXT NOT NULL,
          given_name TEXT NOT NULL CHECK (given_name <> ''),
          family_name TEXT NOT NULL CHECK (family_name <> ''),
          folded_given_name TEXT NOT NULL,
          folded_family_name TEXT NOT NULL,
          family_name_key TEXT NOT NULL,
          born_on TEXT NOT NULL,
          gender TEXT NOT NULL CHECK (gender IN ('female', 'male', 'other', 'unknown')),
          telephone TEXT,
          email TEXT,
          address TEXT NOT NULL,
          postcode TEXT,
          communication_needs TEXT NOT NULL,
          died_on TEXT,
          recorded_at TEXT NOT NULL
        );
        CREATE UNIQUE INDEX patients_nhs_number ON patients (nhs_number);
        CREATE INDEX patients_by_family_name ON patients (family_name_key, folded_family_name, folded_given_name, id);
        CREATE INDEX patients_by_birth ON patients (born_on);

        CREATE TABLE patient_registrations (
          id TEXT NOT NULL PRIMARY KEY,
          patient TEXT NOT NULL REFERENCES patients (id),
          practice TEXT NOT NULL REFERENCES organisations (id),
          from_date TEXT NOT NULL,
          until_date TEXT,
          CHECK (until_date IS NULL OR until_date >= from_date)
        );
        CREATE UNIQUE INDEX patient_registrations_one_open ON patient_registrations (patient) WHERE until_date IS NULL;
        CREATE INDEX patient_registrations_by_patient ON patient_registrations (patient, from_date, until_date, practice);
        CREATE INDEX patient_registrations_by_practice ON patient_registrations (practice, patient);

        CREATE TABLE clinic_patterns (
          id TEXT NOT NULL PRIMARY KEY,
          site TEXT NOT NULL REFERENCES sites (id),
          room TEXT NOT NULL REFERENCES rooms (id),
          clinician TEXT NOT NULL REFERENCES people (id),
          service TEXT NOT NULL REFERENCES services (code),
          channel TEXT NOT NULL CHECK (channel IN ('face-to-face', 'telephone', 'video')),
          scheme TEXT NOT NULL REFERENCES undertakings (id),
          contract TEXT,
          network TEXT REFERENCES organisations (id),
          weekday TEXT NOT NULL CHECK (weekday IN ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
          starts TEXT NOT NULL,
          ends TEXT NOT NULL,
          slot_minutes BIGINT NOT NULL CHECK (slot_minutes BETWEEN 5 AND 120),
          days_ahead BIGINT NOT NULL CHECK (days_ahead BETWEEN 0 AND 14),
          same_day_slots BIGINT NOT NULL CHECK (same_day_slots >= 0),
          on_bank_holidays BOOLEAN NOT NULL,
          from_date TEXT NOT NULL,
          until_date TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'withdrawn')),
          recorded_at TEXT NOT NULL,
          CHECK (ends > starts),
          CHECK (until_date >= from_date)
        );

        CREATE TABLE clinic_exceptions (
          pattern TEXT NOT NULL REFERENCES clinic_patterns (id),
          date TEXT NOT NULL,
          reason TEXT NOT NULL CHECK (reason <> ''),
          PRIMARY KEY (pattern, date)
        );

        CREATE TABLE clinics (
          id TEXT NOT NULL PRIMARY KEY,
          pattern TEXT NOT NULL REFERENCES clinic_patterns (id),
          site TEXT NOT NULL REFERENCES sites (id),
          hub TEXT NOT NULL REFERENCES organisations (id),
          host TEXT NOT NULL REFERENCES organisations (id),
          room TEXT NOT NULL REFERENCES rooms (id),
          clinician TEXT NOT NULL REFERENCES people (id),
          service TEXT NOT NULL REFERENCES services (code),
          channel TEXT NOT NULL CHECK (channel IN ('face-to-face', 'telephone', 'video')),
          scheme TEXT NOT NULL REFERENCES undertakings (id),
          contract TEXT,
          network TEXT REFERENCES organisations (id),
          date TEXT NOT NULL,
          week TEXT NOT NULL,
          starts TEXT NOT NULL,
          ends TEXT NOT NULL,
          starts_at TEXT NOT NULL,
          ends_at TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('published', 'withdrawn', 'closed')),
          status_reason TEXT NOT NULL,
          closed_at TEXT,
          unused_minutes BIGINT CHECK (unused_minutes >= 0),
          CHECK (ends_at > starts_at),
          CHECK ((status = 'closed') = (closed_at IS NOT NULL))
        );
        CREATE UNIQUE INDEX clinics_one_per_pattern_and_date ON clinics (pattern, date) WHERE status <> 'withdrawn';
        CREATE INDEX clinics_by_date ON clinics (date, status);
        CREATE INDEX clinics_by_week ON clinics (week, status);
        CREATE INDEX clinics_by_clinician ON clinics (clinician, date);

        CREATE TABLE clinic_times (
          kind TEXT NOT NULL CHECK (kind IN ('clinician', 'room')),
          subject TEXT NOT NULL,
          five_minutes BIGINT NOT NULL,
          clinic TEXT NOT NULL REFERENCES clinics (id),
          PRIMARY KEY (kind, subject, five_minutes)
        );
        CREATE INDEX clinic_times_by_clinic ON clinic_times (clinic);

        CREATE TABLE slots (
          id TEXT NOT NULL PRIMARY KEY,
          clinic TEXT NOT NULL REFERENCES clinics (id),
          starts_at TEXT NOT NULL,
          ends_at TEXT NOT NULL,
          local_date TEXT NOT NULL,
          local_time TEXT NOT NULL,
          minutes BIGINT NOT NULL CHECK (minutes > 0),
          bookable_from TEXT NOT NULL,
          CHECK (ends_at > starts_at)
        );
        CREATE UNIQUE INDEX slots_by_clinic ON slots (clinic, starts_at);
        CREATE INDEX slots_by_date ON slots (local_date, starts_at);

        CREATE TABLE slot_holds (
          slot TEXT NOT NULL PRIMARY KEY REFERENCES slots (id),
          patient TEXT NOT NULL REFERENCES patients (id),
          held_by TEXT NOT NULL,
          held_at TEXT NOT NULL,
          expires_at TEXT NOT NULL
        );

        CREATE TABLE bookings (
          id TEXT NOT NULL PRIMARY KEY,
          slot TEXT NOT NULL REFERENCES slots (id),
          clinic TEXT NOT NULL REFERENCES clinics (id),
          hub TEXT NOT NULL REFERENCES organisations (id),
          patient TEXT NOT NULL REFERENCES patients (id),
          practice TEXT NOT NULL REFERENCES organisations (id),
          starts_at TEXT NOT NULL,
          ends_at TEXT NOT NULL,
          local_date TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'called', 'seen', 'did-not-attend', 'cancelled')),
          need TEXT NOT NULL,
          note TEXT NOT NULL,
          booked_at TEXT NOT NULL,
          booked_by TEXT REFERENCES people (id),
          moved_from TEXT REFERENCES bookings (id),
          arrived_at TEXT,
          called_at TEXT,
          finished_at TEXT,
          cancelled_at TEXT,
          cancelled_by TEXT REFERENCES people (id),
          cancel_reason TEXT CHECK (cancel_reason IN ('patient-asked', 'moved', 'clinic-withdrawn', 'booked-in-error', 'no-longer-needed')),
          cancel_note TEXT NOT NULL,
          activity TEXT,
          CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
          CHECK ((status = 'cancelled') = (cancel_reason IS NOT NULL))
        );
        CREATE UNIQUE INDEX bookings_one_live_per_slot ON bookings (slot) WHERE status <> 'cancelled';
        CREATE UNIQUE INDEX bookings_one_live_per_patient_and_start ON bookings (patient, starts_at) WHERE status <> 'cancelled';
        CREATE UNIQUE INDEX bookings_moved_once ON bookings (moved_from) WHERE moved_from IS NOT NULL;
        CREATE INDEX bookings_by_clinic ON bookings (clinic, starts_at);
        CREATE INDEX bookings_by_patient ON bookings (patient, starts_at);
        CREATE INDEX bookings_by_practice ON bookings (practice, local_date);

        CREATE TABLE messages (
          id TEXT NOT NULL PRIMARY KEY,
          booking TEXT NOT NULL REFERENCES bookings (id),
          patient TEXT NOT NULL REFERENCES patients (id),
          practice TEXT NOT NULL REFERENCES organisations (id),
          kind TEXT NOT NULL CHECK (kind IN ('outcome', 'did-not-attend', 'correction')),
          body TEXT NOT NULL CHECK (body <> ''),
          action_needed BOOLEAN NOT NULL,
          sent_at TEXT NOT NULL,
          sent_by TEXT REFERENCES people (id),
          status TEXT NOT NULL CHECK (status IN ('unread', 'read', 'closed')),
          read_at TEXT,
          read_by TEXT REFERENCES people (id),
          closed_at TEXT,
          closed_by TEXT REFERENCES people (id),
          closing_note TEXT NOT NULL,
          CHECK ((status = 'unread') = (read_at IS NULL)),
          CHECK ((status = 'closed') = (closed_at IS NOT NULL))
        );
        CREATE INDEX messages_by_practice ON messages (practice, status, sent_at);
        CREATE INDEX messages_by_booking ON messages (booking);
        """)
}
