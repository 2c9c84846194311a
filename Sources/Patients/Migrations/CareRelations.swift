// Who cares for whom, as data.

import Store

extension PatientsFeature {
    /// Filled from the appointments that stand: the hub sees the patient from the booking on, the clinician from 14 days before the day to 7 days after
    /// it. Neither database adds days to a text in the other's words, so a calendar of the years in question is numbered.
    package static let careRelations = Migration(
        "2026-11-29 30 patients care relations",
        """
        CREATE TABLE care_relations (
          id TEXT NOT NULL PRIMARY KEY,
          patient TEXT NOT NULL REFERENCES patients (id),
          place TEXT REFERENCES organisations (id),
          team TEXT,
          person TEXT REFERENCES people (id),
          purpose TEXT NOT NULL CHECK (purpose <> ''),
          from_date TEXT NOT NULL,
          until_date TEXT,
          evidence_kind TEXT NOT NULL CHECK (evidence_kind <> ''),
          evidence TEXT NOT NULL CHECK (evidence <> ''),
          ended_at TEXT,
          CHECK (until_date IS NULL OR until_date >= from_date),
          CHECK ((place IS NOT NULL AND team IS NULL AND person IS NULL)
            OR (place IS NULL AND team IS NOT NULL AND person IS NULL)
            OR (place IS NULL AND team IS NULL AND person IS NOT NULL))
        );
        CREATE INDEX care_relations_by_patient ON care_relations (patient);
        CREATE INDEX care_relations_by_evidence ON care_relations (evidence);

        INSERT INTO care_relations (id, patient, place, purpose, from_date, evidence_kind, evidence)
        SELECT id, patient, hub, 'direct-care', SUBSTR(booked_at, 1, 10), 'appointment', id
        FROM bookings
        WHERE status <> 'cancelled';

        INSERT INTO care_relations (id, patient, person, purpose, from_date, until_date, evidence_kind, evidence)
        WITH RECURSIVE
        years (year) AS (
          SELECT CAST(SUBSTR(COALESCE(MIN(local_date), '2026'), 1, 4) AS BIGINT) - 1 FROM bookings
          UNION ALL
          SELECT year + 1 FROM years WHERE year <= (SELECT CAST(SUBSTR(COALESCE(MAX(local_date), '2026'), 1, 4) AS BIGINT) FROM bookings)
        ),
        months (month) AS (
          SELECT CAST(1 AS BIGINT)
          UNION ALL
          SELECT month + 1 FROM months WHERE month < 12
        ),
        days (day) AS (
          SELECT CAST(1 AS BIGINT)
          UNION ALL
          SELECT day + 1 FROM days WHERE day < 31
        ),
        calendar (date, number) AS (
          SELECT CAST(year AS TEXT) || '-' || SUBSTR(CAST(100 + month AS TEXT), 2) || '-' || SUBSTR(CAST(100 + day AS TEXT), 2),
            ROW_NUMBER() OVER (ORDER BY year, month, day)
          FROM years, months, days
          WHERE day <= CASE
            WHEN month IN (4, 6, 9, 11) THEN 30
            WHEN month <> 2 THEN 31
            WHEN year % 4 = 0 AND (year % 100 <> 0 OR year % 400 = 0) THEN 29
            ELSE 28 END
        )
        SELECT SUBSTR(bookings.id, 1, 35) || CASE SUBSTR(bookings.id, 36, 1)
            WHEN '0' THEN '1' WHEN '1' THEN '0' WHEN '2' THEN '3' WHEN '3' THEN '2' WHEN '4' THEN '5' WHEN '5' THEN '4' WHEN '6' THEN '7'
            WHEN '7' THEN '6' WHEN '8' THEN '9' WHEN '9' THEN '8' WHEN 'a' THEN 'b' WHEN 'b' THEN 'a' WHEN 'c' THEN 'd' WHEN 'd' THEN 'c'
            WHEN 'e' THEN 'f' ELSE 'e' END,
          bookings.patient, clinics.clinician, 'direct-care', begins.date, ends.date, 'appointment', bookings.id
        FROM bookings
        JOIN clinics ON clinics.id = bookings.clinic
        JOIN calendar AS met ON met.date = bookings.local_date
        JOIN calendar AS begins ON begins.number = met.number - 14
        JOIN calendar AS ends ON ends.number = met.number + 7
        WHERE bookings.status <> 'cancelled';
        """)
}
