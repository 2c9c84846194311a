// Clinics that did not take place.

import Store

extension AppointmentsFeature {
    /// When it was recorded that a clinic did not take place or ended early, and until when it was held; what was cancelled with it bears the same instant.
    package static let clinicsNotHeld = Migration(
        "2026-11-21 20 clinics not held",
        """
        ALTER TABLE clinics ADD COLUMN not_held_at TEXT;
        ALTER TABLE clinics ADD COLUMN held_until TEXT;
        """)
}
