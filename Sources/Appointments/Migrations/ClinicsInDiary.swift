// The times of clinics move into the diary.

import Store

extension AppointmentsFeature {
    package static let clinicsInDiary = Migration(
        "2026-11-29 91 appointments clinics in the diary",
        """
        INSERT INTO diary_entries (record, title, starts_at, ends_at)
        SELECT 'clinic:' || clinics.id, 'a clinic', clinics.starts_at, clinics.ends_at
        FROM clinics
        WHERE EXISTS (SELECT 1 FROM clinic_times WHERE clinic_times.clinic = clinics.id);
        INSERT INTO diary_times (resource_kind, resource, five_minutes, record)
        SELECT CASE kind WHEN 'clinician' THEN 'person' ELSE kind END, subject, five_minutes, 'clinic:' || clinic
        FROM clinic_times;
        DROP TABLE clinic_times
        """)
}
